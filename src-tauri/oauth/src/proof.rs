//! Proof of possession (DPoP, RFC 9449): a key that a token is bound to, and a proof for each request.
//!
//! What enters: a method, a URL, and the token that goes with it. What leaves: the `DPoP` header. The key is made for
//! one sign-in, is kept in the vault beside the tokens that it guards, and signs nothing else. Nonces are remembered for
//! each origin, because a server may ask for one and change it with any answer (RFC 9449 §8 and §9).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lanyard_net::url::Url;
use p256::pkcs8::EncodePrivateKey as _;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::random::{NoRandomness, Random};

/// The header of a proof.
pub(crate) const DPOP: HeaderName = HeaderName::from_static("dpop");
/// The header in which a server hands out a nonce.
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
/// The algorithm of our proofs, as metadata lists it.
pub(crate) const ALGORITHM: &str = "ES256";
/// A nonce is a few dozen characters; what is much longer is not kept.
const MAX_NONCE: usize = 1024;
/// Origins whose nonces are remembered.
const MAX_ORIGINS: usize = 256;

/// A proof can't be made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ProofError {
    /// No random numbers.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The key that was kept is damaged.
    #[error("the key of this sign-in is damaged; sign in again")]
    Key,
}

/// To what a sign-in's tokens are bound.
#[derive(Debug, Clone)]
pub(crate) struct Proof {
    pub(crate) key: ProofKey,
    /// A token that is not bound is refused.
    pub(crate) required: bool,
}

/// A key of one sign-in; a clone is the same key.
#[derive(Clone)]
pub(crate) struct ProofKey(Arc<Inner>);

struct Inner {
    /// PKCS#8 in base64, as the vault keeps it.
    text: SecretString,
    key: EncodingKey,
    public: Jwk,
    thumbprint: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: &'a str,
    htm: &'a str,
    htu: &'a str,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

impl ProofKey {
    /// A new key on P-256.
    pub(crate) fn generate(random: &Random) -> Result<Self, ProofError> {
        loop {
            // A number outside the curve's order comes up once in 2^32 tries.
            let Ok(secret) = p256::SecretKey::from_slice(&random.bytes::<32>()?) else {
                continue;
            };
            let der = secret.to_pkcs8_der().map_err(|_| ProofError::Key)?;
            return Self::of(SecretString::from(BASE64_STANDARD_NO_PAD.encode(der.as_bytes())));
        }
    }

    /// The key that was kept.
    pub(crate) fn of(text: SecretString) -> Result<Self, ProofError> {
        let der = BASE64_STANDARD_NO_PAD
            .decode(text.expose_secret())
            .map_err(|_| ProofError::Key)?;
        let key = EncodingKey::from_ec_der(&der);
        let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).map_err(|_| ProofError::Key)?;
        // Kind, curve and point are all that a verifier needs (RFC 9449 §4.2).
        public.common = jsonwebtoken::jwk::CommonParameters::default();
        if !matches!(public.algorithm, AlgorithmParameters::EllipticCurve(_)) {
            return Err(ProofError::Key);
        }
        let thumbprint = public.thumbprint(ThumbprintHash::SHA256).map_err(|_| ProofError::Key)?;
        Ok(Self(Arc::new(Inner {
            text,
            key,
            public,
            thumbprint,
        })))
    }

    /// As it is kept.
    pub(crate) fn text(&self) -> &SecretString {
        &self.0.text
    }

    /// `dpop_jkt` of the authorization request: the code is bound to the key as well (RFC 9449 §10).
    pub(crate) fn thumbprint(&self) -> &str {
        &self.0.thumbprint
    }

    /// A proof for one request; never used twice.
    pub(crate) fn prove(
        &self,
        making: Making<'_>,
        method: &Method,
        url: &Url,
        token: Option<&SecretString>,
        nonce: Option<&str>,
    ) -> Result<HeaderValue, ProofError> {
        let mut htu = url.clone();
        htu.set_query(None);
        htu.set_fragment(None);
        let jti = making.random.name()?;
        let claims = Claims {
            jti: &jti,
            htm: method.as_str(),
            htu: htu.as_str(),
            iat: making.clock.unix(),
            ath: token.map(|t| BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(t.expose_secret().as_bytes()))),
            nonce,
        };
        let header = Header {
            typ: Some("dpop+jwt".to_owned()),
            jwk: Some(self.0.public.clone()),
            ..Header::new(Algorithm::ES256)
        };
        let proof = jsonwebtoken::encode(&header, &claims, &self.0.key).map_err(|_| ProofError::Key)?;
        HeaderValue::from_str(&proof).map_err(|_| ProofError::Key)
    }
}

impl std::fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ProofKey").field(&self.0.thumbprint).finish()
    }
}

/// What a proof is made with, beside the key.
#[derive(Clone, Copy)]
pub(crate) struct Making<'a> {
    pub(crate) random: &'a Random,
    pub(crate) clock: &'a Clock,
}

/// The last nonce of each origin.
#[derive(Debug, Default)]
pub(crate) struct Nonces(Mutex<HashMap<String, String>>);

impl Nonces {
    /// Takes the nonce of an answer, if there is one.
    pub(crate) fn learn(&self, url: &Url, headers: &HeaderMap) {
        let mut found = headers.get_all(DPOP_NONCE).iter();
        // Exactly one, or it is not clear which (RFC 9449 §8.2).
        let (Some(nonce), None) = (found.next().and_then(|v| v.to_str().ok()), found.next()) else {
            return;
        };
        if nonce.is_empty() || nonce.len() > MAX_NONCE {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_ORIGINS {
            known.clear();
        }
        known.insert(origin(url), nonce.to_owned());
    }

    /// The nonce for a request to this URL; none: the origin asked for none so far.
    pub(crate) fn at(&self, url: &Url) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&origin(url)).cloned()
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::collections::HashSet;

    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::Value;

    use super::*;

    fn read(proof: &HeaderValue) -> (Header, Value) {
        let text = proof.to_str().unwrap();
        let header = jsonwebtoken::decode_header(text).unwrap();
        let key = DecodingKey::from_jwk(header.jwk.as_ref().unwrap()).unwrap();
        let mut rules = Validation::new(Algorithm::ES256);
        rules.required_spec_claims = HashSet::new();
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Value>(text, &key, &rules).unwrap().claims;
        (header, claims)
    }

    #[test]
    fn a_proof_is_what_rfc_9449_asks_for_and_the_key_survives_the_vault() {
        let (random, clock, nonces) = (Random::system(), Clock::system(), Nonces::default());
        let making = Making {
            random: &random,
            clock: &clock,
        };
        let key = ProofKey::generate(&random).unwrap();
        let url: Url = "https://as.example:8443/token?x=1#y".parse().unwrap();
        let (header, claims) = read(&key.prove(making, &Method::POST, &url, None, None).unwrap());
        assert_eq!(header.typ.as_deref(), Some("dpop+jwt"));
        let jwk = serde_json::to_value(header.jwk.unwrap()).unwrap();
        let members: HashSet<&str> = jwk.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            members,
            HashSet::from(["kty", "crv", "x", "y"]),
            "nothing private, nothing else"
        );
        assert_eq!(claims["htm"], "POST");
        assert_eq!(claims["htu"], "https://as.example:8443/token");
        assert!(claims.get("ath").is_none() && claims.get("nonce").is_none());

        let mut headers = HeaderMap::new();
        headers.insert(DPOP_NONCE, "n-1".parse().unwrap());
        nonces.learn(&url, &headers);
        let again = ProofKey::of(key.text().clone()).unwrap();
        assert_eq!(again.thumbprint(), key.thumbprint());
        let token = SecretString::from("access-1");
        let nonce = nonces.at(&url);
        let (_, other) = read(
            &again
                .prove(making, &Method::GET, &url, Some(&token), nonce.as_deref())
                .unwrap(),
        );
        assert_eq!(other["nonce"], "n-1");
        assert_eq!(other["ath"], BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(b"access-1")));
        assert_ne!(other["jti"], claims["jti"]);
        let elsewhere: Url = "https://other.example/token".parse().unwrap();
        assert_eq!(nonces.at(&elsewhere), None, "a nonce is for the origin that gave it");
    }

    #[test]
    fn two_nonces_or_an_endless_one_are_none() {
        let nonces = Nonces::default();
        let url: Url = "https://as.example/token".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append(DPOP_NONCE, "a".parse().unwrap());
        headers.append(DPOP_NONCE, "b".parse().unwrap());
        nonces.learn(&url, &headers);
        assert_eq!(nonces.at(&url), None);
        headers.clear();
        headers.append(DPOP_NONCE, "a".repeat(MAX_NONCE + 1).parse().unwrap());
        nonces.learn(&url, &headers);
        assert_eq!(nonces.at(&url), None);
    }

    #[test]
    fn a_damaged_key_is_an_error_and_nothing_of_it_is_printed() {
        for text in ["", "AAAA", "not base64!"] {
            assert!(ProofKey::of(SecretString::from(text)).is_err(), "{text:?}");
        }
        let key = ProofKey::generate(&Random::system()).unwrap();
        assert!(!format!("{key:?}").contains(key.text().expose_secret()));
    }
}
