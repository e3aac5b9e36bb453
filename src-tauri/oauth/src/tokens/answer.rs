//! The token endpoint's answer (RFC 6749 §5.1), read as servers really write it.
//!
//! `expires_in` comes missing, 0, huge, as a string or as a fraction; `scope` as a list; a refresh token as `""`.
//! None of that may break a sign-in. A missing or empty access token may.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longer lifetimes are cut: a sum with the clock must not overflow.
const TEN_YEARS: u64 = 10 * 366 * 24 * 3600;

/// A token answer.
#[derive(Debug, Clone)]
pub(crate) struct TokenAnswer {
    access_token: AccessToken,
    token_type: BasicTokenType,
    expires_in: Option<Duration>,
    refresh_token: Option<RefreshToken>,
    scopes: Option<Vec<Scope>>,
    pub(crate) id_token: Option<SecretString>,
    /// What was exchanged for (RFC 8693 §2.2.1).
    pub(crate) issued_token_type: Option<String>,
}

impl TokenAnswer {
    /// Whether the token is bound to a key (RFC 9449 §5).
    pub(crate) fn is_bound(&self) -> bool {
        matches!(&self.token_type, BasicTokenType::Extension(kind) if kind.eq_ignore_ascii_case("dpop"))
    }
}

#[derive(Deserialize)]
struct Wire {
    access_token: AccessToken,
    token_type: Option<String>,
    #[serde(default, deserialize_with = "lifetime")]
    expires_in: Option<Duration>,
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "scope_list")]
    scope: Option<Vec<Scope>>,
    id_token: Option<SecretString>,
    issued_token_type: Option<String>,
}

impl<'de> Deserialize<'de> for TokenAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let token_type = match wire.token_type {
            // RFC 6749 requires it; a server that leaves it out means the only type that there was for years.
            None => BasicTokenType::Bearer,
            Some(text) if text.eq_ignore_ascii_case("bearer") => BasicTokenType::Bearer,
            Some(text) => BasicTokenType::Extension(text),
        };
        Ok(Self {
            access_token: wire.access_token,
            token_type,
            expires_in: wire.expires_in,
            refresh_token: wire.refresh_token.filter(|t| !t.secret().is_empty()),
            scopes: wire.scope,
            id_token: wire.id_token,
            issued_token_type: wire.issued_token_type,
        })
    }
}

impl Serialize for TokenAnswer {
    /// The trait of the `oauth2` crate wants this; nothing secret is ever written.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

/// Seconds, however they are written; 0, negative and unreadable ones mean "not said".
fn lifetime<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let seconds = match &value {
        serde_json::Value::Number(n) => n.as_u64().or_else(|| n.as_f64().and_then(whole)),
        serde_json::Value::String(s) => {
            let s = s.trim();
            s.parse().ok().or_else(|| s.parse::<f64>().ok().and_then(whole))
        }
        _ => None,
    };
    Ok(seconds
        .filter(|s| *s > 0)
        .map(|s| Duration::from_secs(s.min(TEN_YEARS))))
}

fn whole(seconds: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked first"
    )]
    (seconds.is_finite() && seconds >= 1.0).then(|| seconds.min(1e12) as u64)
}

/// Space-separated as specified, or a JSON list.
fn scope_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let text = match value {
        serde_json::Value::String(s) => s,
        serde_json::Value::Array(items) => items
            .iter()
            .filter_map(serde_json::Value::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        _ => return Ok(None),
    };
    let scopes = crate::scope::parse(&text);
    // An empty list is a server that fills a template, not one that granted nothing.
    Ok((!scopes.is_empty()).then(|| scopes.into_iter().map(Scope::new).collect()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn of(json: &str) -> TokenAnswer {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn c4_2_expires_in_missing_zero_huge_or_a_string_does_not_break() {
        for (text, seconds) in [
            ("", None),
            (r#","expires_in":null"#, None),
            (r#","expires_in":0"#, None),
            (r#","expires_in":-5"#, None),
            (r#","expires_in":"soon""#, None),
            (r#","expires_in":{}"#, None),
            (r#","expires_in":3600"#, Some(3600)),
            (r#","expires_in":"3600""#, Some(3600)),
            (r#","expires_in":59.9"#, Some(59)),
            (r#","expires_in":18446744073709551615"#, Some(TEN_YEARS)),
            (r#","expires_in":1e300"#, Some(TEN_YEARS)),
        ] {
            let answer = of(&format!(r#"{{"access_token":"a","token_type":"bearer"{text}}}"#));
            assert_eq!(answer.expires_in, seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn scope_may_be_a_list_and_a_refresh_token_empty() {
        let answer = of(r#"{"access_token":"a","scope":["x","y"],"refresh_token":""}"#);
        assert_eq!(answer.scopes().unwrap().len(), 2);
        assert!(answer.refresh_token().is_none());
        assert!(of(r#"{"access_token":"a","scope":""}"#).scopes().is_none());
    }

    #[test]
    fn a_doubled_field_or_a_missing_token_is_no_answer() {
        assert!(serde_json::from_str::<TokenAnswer>(r#"{"token_type":"bearer"}"#).is_err());
        assert!(serde_json::from_str::<TokenAnswer>(r#"{"access_token":"a","access_token":"b"}"#).is_err());
    }

    #[test]
    fn no_secret_is_printed() {
        let answer = of(r#"{"access_token":"sesame","refresh_token":"sesame","id_token":"sesame"}"#);
        assert!(!format!("{answer:?}").contains("sesame"));
    }
}
