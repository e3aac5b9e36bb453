//! The provider's ID token, verified (OpenID Connect Core §3.1.3.7).
//!
//! Enters: the token, the provider's keys, our nonce and the time. Leaves: its claims, or the rule that it broke.
//! `signature` checks who signed; the claims are checked here, because the time is a parameter of this server.

use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;

use super::access::Person;
use super::signature::{self, WrongSignature};
use crate::random;
use crate::settings::Provider;

/// Tolerance for clocks that differ, in seconds.
const SKEW: i64 = 60;

/// The rule that an ID token breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongIdToken {
    /// Not a signed JWT.
    #[error("it is malformed")]
    Malformed,
    /// `none`, a symmetric one, or one that does not fit the key.
    #[error("its algorithm is not accepted")]
    Algorithm,
    /// No key of the provider fits.
    #[error("it is signed with a key that the provider does not publish")]
    Key,
    /// The signature is wrong.
    #[error("its signature is wrong")]
    Signature,
    /// Another issuer.
    #[error("it is from another issuer")]
    Issuer,
    /// For somebody else.
    #[error("it is for another audience")]
    Audience,
    /// Over.
    #[error("it expired")]
    Expired,
    /// Issued in the future.
    #[error("it is from the future")]
    Future,
    /// Not from this sign-in.
    #[error("its nonce is not the one of this sign-in")]
    Nonce,
}

impl From<WrongSignature> for WrongIdToken {
    fn from(wrong: WrongSignature) -> Self {
        match wrong {
            WrongSignature::Malformed => Self::Malformed,
            WrongSignature::Algorithm => Self::Algorithm,
            WrongSignature::Key => Self::Key,
            WrongSignature::Signature => Self::Signature,
        }
    }
}

/// The claims we use.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Claims {
    iss: String,
    aud: Value,
    azp: Option<String>,
    exp: f64,
    iat: Option<f64>,
    nbf: Option<f64>,
    nonce: Option<String>,
    /// Whom it is about.
    #[serde(flatten)]
    pub(crate) person: Person,
}

/// The name of the key that signed, if the token says it.
pub(crate) fn key_id(token: &str) -> Result<Option<String>, WrongIdToken> {
    Ok(signature::header(token)?.kid)
}

/// Verifies everything. `nonce` is absent for the answer to a refresh, which need not carry one (§12.2).
pub(crate) fn verify(
    provider: &Provider,
    keys: &[Jwk],
    token: &str,
    nonce: Option<&str>,
    now: i64,
) -> Result<Claims, WrongIdToken> {
    let header = signature::header(token)?;
    let claims: Claims = signature::claims(keys, &header, token)?;
    check(provider, &claims, nonce, now)?;
    Ok(claims)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds since the epoch fit a double for ages to come"
)]
fn check(provider: &Provider, claims: &Claims, nonce: Option<&str>, now: i64) -> Result<(), WrongIdToken> {
    // Google may leave the scheme out of its issuer.
    let google = provider.is_google() && claims.iss == "accounts.google.com";
    if claims.iss != provider.issuer && !google {
        return Err(WrongIdToken::Issuer);
    }
    let audience: Vec<&str> = match &claims.aud {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audience.contains(&provider.client_id.as_str()) {
        return Err(WrongIdToken::Audience);
    }
    // A token for several must say that it was made for us (§3.1.3.7, 4 and 5).
    let party_wrong = claims.azp.as_ref().is_some_and(|party| *party != provider.client_id);
    if party_wrong || (audience.len() > 1 && claims.azp.is_none()) {
        return Err(WrongIdToken::Audience);
    }
    let (now, skew) = (now as f64, SKEW as f64);
    if claims.exp + skew <= now {
        return Err(WrongIdToken::Expired);
    }
    let later = |time: Option<f64>| time.is_some_and(|time| time > now + skew);
    if later(claims.iat) || later(claims.nbf) {
        return Err(WrongIdToken::Future);
    }
    if !claims.person.is_named() {
        return Err(WrongIdToken::Malformed);
    }
    match (nonce, claims.nonce.as_deref()) {
        (Some(sent), Some(found)) if random::same(sent, found) => Ok(()),
        (None, _) => Ok(()),
        _ => Err(WrongIdToken::Nonce),
    }
}
