//! The claims of an assertion, held against what they have to say.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::random;
use crate::upstream::access::Person;
use crate::upstream::signature::WrongSignature;

/// The type in the header (RFC 8725 §3.11), so that no other token of the issuer is taken for an assertion.
const TYPE: &str = "oauth-id-jag+jwt";
/// Tolerance for clocks that differ, in seconds.
const SKEW: i64 = 60;
/// The longest life of an assertion, in seconds: it is redeemed at once, and remembered for as long as it lives.
const LONGEST_LIFE: i64 = 3_600;

/// The rule that an assertion breaks; the words follow "the assertion".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WrongAssertion {
    #[error("is malformed")]
    Malformed,
    #[error("is not of the type oauth-id-jag+jwt")]
    Type,
    #[error("is signed with an algorithm that is not accepted")]
    Algorithm,
    #[error("is signed with a key that its issuer does not publish")]
    Key,
    #[error("has a wrong signature")]
    Signature,
    #[error("lacks the claim {0}")]
    Missing(&'static str),
    #[error("is from an issuer that is not trusted here")]
    Issuer,
    #[error("is for another authorization server")]
    Audience,
    #[error("is for another resource")]
    Resource,
    #[error("was issued to another client")]
    Client,
    #[error("expired")]
    Expired,
    #[error("is from the future")]
    Future,
    #[error("lives for longer than an hour")]
    Life,
    #[error("is bound to a key, which this server can't check")]
    Bound,
}

impl From<WrongSignature> for WrongAssertion {
    fn from(wrong: WrongSignature) -> Self {
        match wrong {
            WrongSignature::Malformed => Self::Malformed,
            WrongSignature::Algorithm => Self::Algorithm,
            WrongSignature::Key => Self::Key,
            WrongSignature::Signature => Self::Signature,
        }
    }
}

/// What the claims have to say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    pub(super) resource: &'a str,
    pub(super) client_id: &'a str,
}

/// What a good assertion is remembered by.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) hash: String,
    pub(super) usable_until: i64,
}

/// The claims (draft §3.1, MCP §4.3).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Claims {
    iss: Option<String>,
    aud: Option<Value>,
    resource: Option<Value>,
    client_id: Option<String>,
    jti: Option<String>,
    exp: Option<f64>,
    iat: Option<f64>,
    nbf: Option<f64>,
    scope: Option<Value>,
    cnf: Option<Value>,
    /// Whom it is about.
    #[serde(flatten)]
    pub(super) person: Person,
}

pub(super) fn check_type(found: Option<&str>) -> Result<(), WrongAssertion> {
    // RFC 7515 §4.1.9: compared like a media type.
    match found {
        Some(found) if found.eq_ignore_ascii_case(TYPE) => Ok(()),
        _ => Err(WrongAssertion::Type),
    }
}

/// Whose keys to try, before anything is believed.
pub(super) fn unverified_issuer(assertion: &str) -> Result<String, WrongAssertion> {
    #[derive(Deserialize)]
    struct Named {
        iss: Option<String>,
    }
    let payload = assertion.split('.').nth(1).ok_or(WrongAssertion::Malformed)?;
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| WrongAssertion::Malformed)?;
    let named: Named = serde_json::from_slice(&bytes).map_err(|_| WrongAssertion::Malformed)?;
    named.iss.ok_or(WrongAssertion::Missing("iss"))
}

impl Claims {
    /// The scopes that the issuer allows.
    pub(super) fn scope(&self) -> Option<String> {
        match self.scope.as_ref()? {
            Value::String(text) => Some(text.clone()),
            Value::Array(many) => Some(crate::scopes::join(many.iter().filter_map(Value::as_str))),
            // What can't be read allows nothing.
            _ => Some(String::new()),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "seconds since the epoch fit a double for ages to come, and the end is bounded by now"
    )]
    pub(super) fn check(&self, expected: &Expected<'_>, now: i64) -> Result<Checked, WrongAssertion> {
        // The issuer that was found by the unverified text is the one of the verified claims.
        if self.iss.as_deref() != Some(expected.issuer) {
            return Err(WrongAssertion::Issuer);
        }
        if !only(
            self.aud.as_ref().ok_or(WrongAssertion::Missing("aud"))?,
            expected.audience,
        ) {
            return Err(WrongAssertion::Audience);
        }
        let resource = self.resource.as_ref().ok_or(WrongAssertion::Missing("resource"))?;
        if !only(resource, expected.resource) {
            return Err(WrongAssertion::Resource);
        }
        let client = self.client_id.as_deref().ok_or(WrongAssertion::Missing("client_id"))?;
        if client != expected.client_id {
            return Err(WrongAssertion::Client);
        }
        let exp = self.exp.ok_or(WrongAssertion::Missing("exp"))?;
        let iat = self.iat.ok_or(WrongAssertion::Missing("iat"))?;
        let (skew, longest, now) = (SKEW as f64, LONGEST_LIFE as f64, now as f64);
        if exp + skew <= now {
            return Err(WrongAssertion::Expired);
        }
        if iat > now + skew || self.nbf.is_some_and(|nbf| nbf > now + skew) {
            return Err(WrongAssertion::Future);
        }
        if exp - iat > longest || exp > now + longest + skew {
            return Err(WrongAssertion::Life);
        }
        let jti = self.jti.as_deref().filter(|jti| !jti.is_empty());
        let jti = jti.ok_or(WrongAssertion::Missing("jti"))?;
        // Draft §5: with `cnf` the assertion is good only together with a proof of the key.
        if self.cnf.is_some() {
            return Err(WrongAssertion::Bound);
        }
        if !self.person.is_named() {
            return Err(WrongAssertion::Missing("sub"));
        }
        Ok(Checked {
            // An identifier is unique to its issuer (RFC 7519 §4.1.7); JSON keeps the two apart.
            hash: random::hash(&Value::from(vec![expected.issuer, jti]).to_string()),
            usable_until: (exp + skew).ceil() as i64,
        })
    }
}

/// Whether a claim names this one and nothing else: a token for several can be replayed by any of them.
fn only(claim: &Value, wanted: &str) -> bool {
    match claim {
        Value::String(one) => one == wanted,
        Value::Array(many) => matches!(many.as_slice(), [Value::String(one)] if one == wanted),
        _ => false,
    }
}
