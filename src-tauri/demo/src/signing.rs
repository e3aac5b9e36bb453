//! The signing key, made at each start, and the ID tokens and key set that come from it (ES256, RFC 7518 §3.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::random;

/// The key could not be made or used; neither depends on what anybody sends.
#[derive(Debug, Error)]
pub enum SigningError {
    /// The private key could not be written in the form that the signer reads.
    #[error("the demo's signing key could not be encoded")]
    Encode(#[source] p256::pkcs8::Error),
    /// The signer refused.
    #[error("the demo's signing key could not sign")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

/// An ES256 key pair.
pub(crate) struct Signer {
    key: EncodingKey,
    id: String,
    jwk: Value,
}

impl Signer {
    /// A new key. Nothing is kept: after a restart the old tokens verify no longer, which is right for a demo.
    pub(crate) fn new() -> Result<Self, SigningError> {
        let secret = loop {
            // Of 2^32 draws about one is not below the order of the curve; then the next one is.
            if let Ok(secret) = SecretKey::from_slice(&random::bytes()) {
                break secret;
            }
        };
        let pkcs8 = secret.to_pkcs8_der().map_err(SigningError::Encode)?;
        let point = secret.public_key().to_encoded_point(false);
        let coordinate =
            |bytes: Option<&p256::FieldBytes>| bytes.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default();
        let (x, y) = (coordinate(point.x()), coordinate(point.y()));
        // The thumbprint of RFC 7638 §3: the required members in this order, without spaces.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let id = URL_SAFE_NO_PAD.encode(Sha256::digest(members.as_bytes()));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": "ES256", "kid": id });
        Ok(Self {
            key: EncodingKey::from_ec_der(pkcs8.as_bytes()),
            id,
            jwk,
        })
    }

    /// The public key set (RFC 7517 §5).
    pub(crate) fn key_set(&self) -> Value {
        json!({ "keys": [self.jwk] })
    }

    /// A signed JWT with these claims.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> Result<String, SigningError> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.id.clone());
        jsonwebtoken::encode(&header, claims, &self.key).map_err(SigningError::Sign)
    }
}

/// The `at_hash` claim: the left half of the access token's SHA-256 (OpenID Connect Core §3.1.3.6).
pub(crate) fn half_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(token.as_bytes())[..16])
}
