//! Keys of the servers that sign, and what is read out of tokens and proofs that a client signed.

use std::collections::HashSet;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use jsonwebtoken::jwk::ThumbprintHash;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use serde_json::{Value, json};

use super::{World, json_response};

pub(crate) fn key(seed: u8) -> p256::SecretKey {
    p256::SecretKey::from_slice(&[seed; 32]).unwrap()
}

pub(crate) fn pem(key: &p256::SecretKey) -> String {
    key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

pub(crate) fn sign(key: &p256::SecretKey, claims: &Value) -> String {
    let der = key.to_pkcs8_der().unwrap();
    let header = Header {
        kid: Some("k".to_owned()),
        ..Header::new(Algorithm::ES256)
    };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_ec_der(der.as_bytes())).unwrap()
}

fn jwk(key: &p256::SecretKey) -> Value {
    let point = key.public_key().to_encoded_point(false);
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "k",
        "x": B64.encode(point.x().unwrap()), "y": B64.encode(point.y().unwrap()),
    })
}

/// The authorization server signs ID tokens with this key from now on.
pub(crate) fn publish(world: &World, key: &p256::SecretKey) {
    let keys = json!({ "keys": [jwk(key)] });
    world.answer("/jwks", move |_| {
        let keys = keys.clone();
        async move { json_response(200, &keys) }
    });
    world.set(|f| {
        f.metadata["scopes_supported"] = json!(["openid", "email"]);
        f.metadata["jwks_uri"] = json!(format!("{}/jwks", world.auth));
    });
}

/// The claims of a token, once its signature is right; time and audience are the caller's to look at.
pub(crate) fn verified(key: &DecodingKey, token: &str) -> Value {
    let mut rules = Validation::new(Algorithm::ES256);
    rules.required_spec_claims = HashSet::new();
    rules.validate_exp = false;
    rules.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, key, &rules).unwrap().claims
}

/// The claims of a token that was signed with this key.
pub(crate) fn signed_by(key: &p256::SecretKey, token: &str) -> Value {
    let jwk = serde_json::from_value(jwk(key)).unwrap();
    verified(&DecodingKey::from_jwk(&jwk).unwrap(), token)
}

/// A proof of possession: its claims and the thumbprint of its key, once both are what RFC 9449 §4.2 asks for.
pub(crate) fn proof(headers: &axum::http::HeaderMap) -> (Value, String) {
    let all: Vec<_> = headers.get_all("dpop").iter().collect();
    assert_eq!(all.len(), 1, "one proof");
    let text = all[0].to_str().unwrap();
    let header = jsonwebtoken::decode_header(text).unwrap();
    assert_eq!(header.typ.as_deref(), Some("dpop+jwt"));
    let jwk = header.jwk.unwrap();
    let claims = verified(&DecodingKey::from_jwk(&jwk).unwrap(), text);
    (claims, jwk.thumbprint(ThumbprintHash::SHA256).unwrap())
}
