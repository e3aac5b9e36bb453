//! An assertion, good until something is changed.

use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::SecretKey;
use p256::pkcs8::EncodePrivateKey;
use serde_json::{Value, json};

use super::DESK;
use crate::provider;
use crate::world::World;

static NUMBER: AtomicU32 = AtomicU32::new(0);

#[derive(Clone)]
pub(super) struct Assertion {
    pub(super) header: Header,
    pub(super) claims: Value,
    key: SecretKey,
}

impl Assertion {
    pub(super) fn new(world: &World) -> Self {
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some("oauth-id-jag+jwt".to_owned());
        header.kid = Some("k1".to_owned());
        let now = now();
        Self {
            header,
            claims: json!({
                "iss": world.provider.issuer, "aud": world.origin, "resource": world.server.url().as_str(),
                "client_id": DESK, "sub": "sub-ada", "iat": now, "exp": now + 300,
                "jti": format!("jti-{}", NUMBER.fetch_add(1, Ordering::Relaxed)),
                "email": "ada@meridian.example", "email_verified": true, "groups": ["employees"],
            }),
            key: provider::key(),
        }
    }

    pub(super) fn with(mut self, claim: &str, value: Value) -> Self {
        self.claims[claim] = value;
        self
    }

    pub(super) fn without(mut self, claim: &str) -> Self {
        self.claims.as_object_mut().unwrap().remove(claim);
        self
    }

    pub(super) fn typed(mut self, typ: Option<&str>) -> Self {
        self.header.typ = typ.map(str::to_owned);
        self
    }

    pub(super) fn key_id(mut self, kid: Option<&str>) -> Self {
        self.header.kid = kid.map(str::to_owned);
        self
    }

    pub(super) fn signed_by(mut self, key: SecretKey) -> Self {
        self.key = key;
        self
    }

    pub(super) fn sign(&self) -> String {
        let der = self.key.to_pkcs8_der().unwrap();
        jsonwebtoken::encode(&self.header, &self.claims, &EncodingKey::from_ec_der(der.as_bytes())).unwrap()
    }

    /// Signed symmetrically, under the same names.
    pub(super) fn sign_hmac(&self, secret: &[u8]) -> String {
        let mut header = self.header.clone();
        header.alg = Algorithm::HS256;
        jsonwebtoken::encode(&header, &self.claims, &EncodingKey::from_secret(secret)).unwrap()
    }

    /// With a header of one's own and somebody's signature.
    pub(super) fn under(&self, header: &Value, signature: &str) -> String {
        format!(
            "{}.{}.{signature}",
            B64.encode(header.to_string()),
            B64.encode(self.claims.to_string())
        )
    }
}

pub(super) fn now() -> i64 {
    lanyard_server::Clock::system().unix()
}
