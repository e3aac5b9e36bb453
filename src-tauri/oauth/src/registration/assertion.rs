//! `private_key_jwt`: a client that proves itself by a signature (RFC 7523 §2.2, OpenID Connect Core §9).
//!
//! What enters: a key, a client id and the authorization server's issuer. What leaves: an assertion that is good for a
//! minute and for one request.

use std::str::FromStr as _;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::random::{NoRandomness, Random};
use crate::secret;

/// How long an assertion is good, in seconds.
const LIFETIME: i64 = 60;

/// A client's private key and how it signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SigningKey {
    #[serde(serialize_with = "secret::expose")]
    pem: SecretString,
    algorithm: Algorithm,
    key_id: Option<String>,
}

/// A private key can't be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeyError {
    /// It is not a key in PEM of a kind that we know.
    #[error("it is not an EC (P-256 or P-384), RSA or Ed25519 private key in PEM (PKCS#8)")]
    Unreadable,
    /// The configured algorithm is not one of ours, or not one for this key.
    #[error("{0:?} is not a signature algorithm for this kind of key")]
    Algorithm(String),
    /// No random numbers.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    jti: &'a str,
    iat: i64,
    exp: i64,
}

impl SigningKey {
    /// Reads a key. `listed` is what the authorization server says that it takes; it decides where nothing is configured.
    pub(crate) fn read(
        pem: &SecretString,
        configured: Option<&str>,
        key_id: Option<&str>,
        listed: Option<&[String]>,
    ) -> Result<Self, KeyError> {
        let candidates: Vec<Algorithm> = match configured {
            Some(name) => vec![asymmetric(name).ok_or_else(|| KeyError::Algorithm(short(name)))?],
            None => usual(pem, listed),
        };
        if candidates.is_empty() {
            return Err(KeyError::Unreadable);
        }
        for algorithm in candidates {
            let key = Self {
                pem: pem.clone(),
                algorithm,
                key_id: key_id.map(str::to_owned),
            };
            // Whether curve and algorithm fit is known by signing.
            if key.sign_claims(&serde_json::json!({})).is_ok() {
                return Ok(key);
            }
        }
        Err(configured.map_or(KeyError::Unreadable, |name| KeyError::Algorithm(short(name))))
    }

    /// `client_assertion` for one request to the authorization server `issuer`. Its audience is the issuer itself: an
    /// endpoint's address would let another server of the same client use it (draft-ietf-oauth-rfc7523bis).
    pub(crate) fn assertion(
        &self,
        client_id: &str,
        issuer: &str,
        clock: &Clock,
        random: &Random,
    ) -> Result<SecretString, KeyError> {
        let now = clock.unix();
        let jti = random.token()?;
        self.sign_claims(&Claims {
            iss: client_id,
            sub: client_id,
            aud: issuer,
            jti: &jti,
            iat: now,
            exp: now + LIFETIME,
        })
    }

    fn sign_claims(&self, claims: &impl Serialize) -> Result<SecretString, KeyError> {
        let key = encoding_key(&self.pem, self.algorithm).ok_or(KeyError::Unreadable)?;
        let header = Header {
            kid: self.key_id.clone(),
            ..Header::new(self.algorithm)
        };
        jsonwebtoken::encode(&header, claims, &key)
            .map(SecretString::from)
            .map_err(|_| KeyError::Unreadable)
    }
}

fn asymmetric(name: &str) -> Option<Algorithm> {
    Algorithm::from_str(name)
        .ok()
        .filter(|a| !matches!(a, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512))
}

/// The algorithms to try for a key, the server's listed ones only where it lists any that we know.
fn usual(pem: &SecretString, listed: Option<&[String]>) -> Vec<Algorithm> {
    let mut all = vec![
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::RS256,
        Algorithm::PS256,
        Algorithm::EdDSA,
    ];
    all.retain(|a| encoding_key(pem, *a).is_some());
    let named: Vec<Algorithm> = listed
        .unwrap_or_default()
        .iter()
        .filter_map(|name| asymmetric(name))
        .filter(|a| encoding_key(pem, *a).is_some())
        .collect();
    if named.is_empty() { all } else { named }
}

fn encoding_key(pem: &SecretString, algorithm: Algorithm) -> Option<EncodingKey> {
    let pem = pem.expose_secret().as_bytes();
    match algorithm {
        Algorithm::ES256 | Algorithm::ES384 => EncodingKey::from_ec_pem(pem),
        Algorithm::EdDSA => EncodingKey::from_ed_pem(pem),
        Algorithm::RS256
        | Algorithm::RS384
        | Algorithm::RS512
        | Algorithm::PS256
        | Algorithm::PS384
        | Algorithm::PS512 => EncodingKey::from_rsa_pem(pem),
        _ => return None,
    }
    .ok()
}

fn short(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}
