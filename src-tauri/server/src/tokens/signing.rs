//! The keys that sign our tokens: made here, kept sealed, rotated, published without their private half.

use std::sync::{PoisonError, RwLock};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use serde::Serialize;
use serde_json::{Value, json};

use crate::random;
use crate::seal::{Seal, SealError};
use crate::store::signing_keys as table;
use crate::store::{Store, StoreError};

/// A key signs for this long, in seconds.
const SIGNS: i64 = 30 * 86_400;
/// A key is published for this long after it was made: what it signed is dead long before.
const PUBLISHED: i64 = SIGNS + 86_400;
const PURPOSE: &str = "signing key";

/// Why nothing can be signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The key can't be read or kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key can't be opened.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
    /// The signature failed.
    #[error("a token can't be signed: {0}")]
    Sign(#[from] jsonwebtoken::errors::Error),
    /// The key pair can't be encoded.
    #[error("a signing key can't be written: {0}")]
    Encode(String),
    /// There is no key.
    #[error("there is no signing key")]
    NoKey,
}

struct Key {
    kid: String,
    jwk: Value,
    created_at: i64,
    signer: EncodingKey,
    verifier: DecodingKey,
}

/// Every key that may still be met, the newest first; only that one signs.
pub(crate) struct SigningKeys(RwLock<Vec<Key>>);

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeys").finish_non_exhaustive()
    }
}

impl SigningKeys {
    /// Opens the stored keys, and makes the first one.
    pub(crate) async fn open(store: &Store, seal: &Seal, now: i64) -> Result<Self, SigningError> {
        let keys = Self(RwLock::new(Vec::new()));
        keys.rotate(store, seal, now).await?;
        Ok(keys)
    }

    /// Makes a new key when the newest is old enough, and forgets those that nobody can need.
    pub(crate) async fn rotate(&self, store: &Store, seal: &Seal, now: i64) -> Result<(), SigningError> {
        table::delete_before(&store.pool, now - PUBLISHED).await?;
        let mut rows = table::all(&store.pool).await?;
        if rows.first().is_none_or(|newest| newest.created_at + SIGNS <= now) {
            let row = make(seal, now)?;
            table::insert(&store.pool, &row).await?;
            rows.insert(0, row);
        }
        let keys = rows.iter().map(|row| open(seal, row)).collect::<Result<Vec<_>, _>>()?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// Signs claims with the newest key.
    pub(crate) fn sign<T: Serialize>(&self, kind: &str, claims: &T) -> Result<String, SigningError> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys
            .iter()
            .max_by_key(|key| key.created_at)
            .ok_or(SigningError::NoKey)?;
        Ok(jsonwebtoken::encode(
            &super::header(kind, &key.kid),
            claims,
            &key.signer,
        )?)
    }

    /// The public half of one of our keys.
    pub(crate) fn verifier(&self, kid: &str) -> Option<DecodingKey> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.kid == kid).map(|key| key.verifier.clone())
    }

    /// The document at `/jwks` (RFC 7517 §5).
    pub(crate) fn jwks(&self) -> Value {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        json!({ "keys": keys.iter().map(|key| key.jwk.clone()).collect::<Vec<_>>() })
    }
}

fn make(seal: &Seal, now: i64) -> Result<table::SigningKey, SigningError> {
    // A random number is a valid key but for one in 2^32 tries; then another is taken.
    let secret = loop {
        if let Ok(secret) = SecretKey::from_slice(&random::bytes::<32>()?) {
            break secret;
        }
    };
    let point = secret.public_key().to_encoded_point(false);
    let (Some(x), Some(y)) = (point.x(), point.y()) else {
        return Err(SigningError::Encode("the public point is at infinity".to_owned()));
    };
    let kid = random::id()?;
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid,
        "x": BASE64_URL_SAFE_NO_PAD.encode(x), "y": BASE64_URL_SAFE_NO_PAD.encode(y),
    });
    let der = secret
        .to_pkcs8_der()
        .map_err(|error| SigningError::Encode(error.to_string()))?;
    Ok(table::SigningKey {
        public_jwk: jwk.to_string(),
        private_sealed: seal.seal(&purpose(&kid), der.as_bytes())?,
        kid,
        created_at: now,
    })
}

fn open(seal: &Seal, row: &table::SigningKey) -> Result<Key, SigningError> {
    let der = seal.open_bytes(&purpose(&row.kid), &row.private_sealed)?;
    let jwk: Value = serde_json::from_str(&row.public_jwk).map_err(|_| StoreError::Content { what: "public key" })?;
    let part = |name: &str| jwk.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Key {
        kid: row.kid.clone(),
        verifier: DecodingKey::from_ec_components(&part("x"), &part("y"))?,
        signer: EncodingKey::from_ec_der(&der),
        created_at: row.created_at,
        jwk,
    })
}

fn purpose(kid: &str) -> String {
    format!("{PURPOSE} {kid}")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use lanyard_vault::Vault;

    use super::*;

    #[tokio::test]
    async fn a_rotated_key_still_verifies_until_nobody_can_need_it() {
        let store = Store::open(None).await.unwrap();
        let seal = Seal::open(&Vault::memory()).await.unwrap();
        let keys = SigningKeys::open(&store, &seal, 1_000).await.unwrap();
        let token = keys.sign("JWT", &json!({"a": 1})).unwrap();
        let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
        keys.rotate(&store, &seal, 1_000 + SIGNS).await.unwrap();
        let newer = keys.sign("JWT", &json!({"a": 1})).unwrap();
        assert_ne!(jsonwebtoken::decode_header(newer).unwrap().kid.unwrap(), kid);
        assert!(keys.verifier(&kid).is_some());
        keys.rotate(&store, &seal, 1_001 + PUBLISHED).await.unwrap();
        assert!(keys.verifier(&kid).is_none());
    }

    #[tokio::test]
    async fn a_copied_database_without_the_master_key_signs_nothing() {
        let store = Store::open(None).await.unwrap();
        let seal = Seal::open(&Vault::memory()).await.unwrap();
        SigningKeys::open(&store, &seal, 1_000).await.unwrap();
        let thief = Seal::open(&Vault::memory()).await.unwrap();
        let opened = SigningKeys::open(&store, &thief, 1_000).await;
        assert!(matches!(opened, Err(SigningError::Seal(SealError::Foreign))));
    }

    #[tokio::test]
    async fn the_published_document_holds_no_private_half() {
        let store = Store::open(None).await.unwrap();
        let seal = Seal::open(&Vault::memory()).await.unwrap();
        let keys = SigningKeys::open(&store, &seal, 1_000).await.unwrap();
        assert!(keys.jwks()["keys"][0].get("d").is_none());
        assert_eq!(keys.jwks()["keys"][0]["kty"], "EC");
    }
}
