//! Tokens of our own: access tokens and ID tokens, signed ES256.
//!
//! Enters: a grant. Leaves: a signed token, or the claims of one that verifies. What a token says about its grant
//! is only its id: whether the grant still lives, and who it belongs to, stands in the store.

pub(crate) mod signing;

use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::random;
use crate::scopes;
use crate::store::grants::Grant;
use signing::{SigningError, SigningKeys};

/// Tolerance for clocks that differ, in seconds.
const SKEW: i64 = 5;

/// The claims of our access tokens (RFC 9068 §2.2).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessClaims {
    pub(crate) iss: String,
    pub(crate) aud: String,
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    pub(crate) jti: String,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    /// The grant (family) it was issued from.
    pub(crate) grant: String,
}

/// The claims of our ID tokens (OpenID Connect Core §2).
#[derive(Clone, Debug, Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

/// Why a token is not accepted. The words are for the log: a caller learns `invalid_token` only.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Rejected {
    #[error("the token is malformed")]
    Malformed,
    #[error("the token is not signed with ES256 as an access token")]
    Kind,
    #[error("the token names a key that is not ours")]
    Key,
    #[error("the token's signature is wrong")]
    Signature,
    #[error("the token is from another issuer")]
    Issuer,
    #[error("the token is for another audience")]
    Audience,
    #[error("the token expired")]
    Expired,
    #[error("the token is from the future")]
    Future,
}

/// Mints and verifies.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) issuer: String,
    pub(crate) resource: String,
    pub(crate) life: i64,
    pub(crate) clock: Clock,
    pub(crate) keys: SigningKeys,
}

const ACCESS_TYPE: &str = "at+jwt";

impl Tokens {
    /// An access token for the grant, and its life in seconds.
    pub(crate) fn access(&self, grant: &Grant, granted: &[String]) -> Result<(String, i64), SigningError> {
        let now = self.clock.unix();
        let claims = AccessClaims {
            iss: self.issuer.clone(),
            aud: self.resource.clone(),
            sub: grant.subject.clone(),
            client_id: grant.client_id.clone(),
            scope: scopes::join(granted),
            jti: random::id()?,
            iat: now,
            exp: now + self.life,
            grant: grant.id.clone(),
        };
        Ok((self.keys.sign(ACCESS_TYPE, &claims)?, self.life))
    }

    /// An ID token about the grant's person, for the grant's client.
    pub(crate) fn identity(&self, grant: &Grant) -> Result<String, SigningError> {
        let now = self.clock.unix();
        let has = |scope: &str| grant.scopes.contains(scope);
        let email = grant.email.as_deref().filter(|_| has("email"));
        let claims = IdClaims {
            iss: &self.issuer,
            aud: &grant.client_id,
            sub: &grant.subject,
            iat: now,
            exp: now + self.life,
            auth_time: grant.signed_in_at,
            nonce: grant.nonce.as_deref(),
            email,
            // Only a verified address is ever kept in a grant.
            email_verified: email.map(|_| true),
            name: grant.name.as_deref().filter(|_| has("profile")),
        };
        self.keys.sign("JWT", &claims)
    }

    /// The claims of an access token, if it is ours, for us and of now (RFC 9068 §4).
    pub(crate) fn verify(&self, token: &str) -> Result<AccessClaims, Rejected> {
        self.verify_signed(token)
            .and_then(|claims| self.check_times(&claims).map(|()| claims))
    }

    /// Everything but the times: what may be cached.
    pub(crate) fn verify_signed(&self, token: &str) -> Result<AccessClaims, Rejected> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Rejected::Malformed)?;
        if header.alg != Algorithm::ES256 || header.typ.as_deref() != Some(ACCESS_TYPE) || header.crit.is_some() {
            return Err(Rejected::Kind);
        }
        let key = header
            .kid
            .and_then(|kid| self.keys.verifier(&kid))
            .ok_or(Rejected::Key)?;
        let claims = jsonwebtoken::decode::<AccessClaims>(token, &key, &signature_only(Algorithm::ES256))
            .map_err(|error| match error.kind() {
                jsonwebtoken::errors::ErrorKind::InvalidSignature => Rejected::Signature,
                _ => Rejected::Malformed,
            })?
            .claims;
        if claims.iss != self.issuer {
            return Err(Rejected::Issuer);
        }
        if claims.aud != self.resource {
            return Err(Rejected::Audience);
        }
        Ok(claims)
    }

    /// Expiry and issue time against the clock.
    pub(crate) fn check_times(&self, claims: &AccessClaims) -> Result<(), Rejected> {
        let now = self.clock.unix();
        if claims.exp + SKEW <= now {
            return Err(Rejected::Expired);
        }
        if claims.iat > now + SKEW {
            return Err(Rejected::Future);
        }
        Ok(())
    }
}

/// The signature alone: the library would ask the operating system for the time, and ours is a parameter.
pub(crate) fn signature_only(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

/// A header of a kind, with our key's name.
fn header(kind: &str, key_id: &str) -> Header {
    let mut header = Header::new(Algorithm::ES256);
    header.typ = Some(kind.to_owned());
    header.kid = Some(key_id.to_owned());
    header
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use lanyard_vault::Vault;

    use super::*;
    use crate::seal::Seal;
    use crate::store::Store;

    async fn tokens() -> Tokens {
        let store = Store::open(None).await.unwrap();
        let seal = Seal::open(&Vault::memory()).await.unwrap();
        Tokens {
            issuer: "https://tools.example".to_owned(),
            resource: "https://tools.example/mcp".to_owned(),
            life: 300,
            clock: Clock::system(),
            keys: SigningKeys::open(&store, &seal, Clock::system().unix()).await.unwrap(),
        }
    }

    #[tokio::test]
    async fn only_audience_or_issuer_wrong_is_wrong_enough() {
        let mut tokens = tokens().await;
        let (token, life) = tokens.access(&Grant::sample("g"), &[]).unwrap();
        assert_eq!(life, 300);
        assert_eq!(tokens.verify(&token).unwrap().sub, "ada");
        tokens.resource = "https://tools.example/other".to_owned();
        assert_eq!(tokens.verify(&token).unwrap_err(), Rejected::Audience);
        tokens.resource = "https://tools.example/mcp".to_owned();
        tokens.issuer = "https://other.example".to_owned();
        assert_eq!(tokens.verify(&token).unwrap_err(), Rejected::Issuer);
    }

    #[tokio::test]
    async fn another_kind_of_token_of_ours_is_not_taken_for_an_access_token() {
        let tokens = tokens().await;
        let token = tokens.identity(&Grant::sample("g")).unwrap();
        assert_eq!(tokens.verify(&token).unwrap_err(), Rejected::Kind);
    }

    #[tokio::test]
    async fn a_key_that_is_not_ours_is_refused_before_its_signature() {
        let (ours, theirs) = (tokens().await, tokens().await);
        let (token, _) = theirs.access(&Grant::sample("g"), &[]).unwrap();
        assert_eq!(ours.verify(&token).unwrap_err(), Rejected::Key);
    }
}
