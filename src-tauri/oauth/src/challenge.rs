//! What a server says when it refuses a request (RFC 9110 §11.6.1, RFC 6750 §3, RFC 9728 §5.1).
//!
//! What enters: the headers of a 401 or 403. What leaves: the one Bearer or DPoP challenge in them. It is
//! parsed by the grammar: several challenges in one header or in several, quoted strings, any order. It decides nothing.

use http::{HeaderMap, header};
use http_auth::parser::ChallengeParser;
use lanyard_net::url::Url;
use serde::{Deserialize, Serialize};

use crate::scope;

/// Longer headers are not read: HTTP servers do not send them, and a parser should not see them.
const MAX_HEADER: usize = 16 * 1024;

/// What the server asks for. The default is "a sign-in, nothing further said".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Challenge {
    /// Where the resource metadata is (RFC 9728 §5.1).
    pub resource_metadata: Option<Url>,
    /// The scopes that the request needs; after a step-up decision also those granted before.
    pub scopes: Vec<String>,
    /// `invalid_token`, `insufficient_scope` and the like (RFC 6750 §3.1).
    pub error: Option<String>,
    /// The server's own words; shown in Details only.
    pub description: Option<String>,
    /// It is a challenge of the scheme `DPoP` (RFC 9449 §7.1): the server takes bound tokens.
    pub dpop: bool,
    /// Set by a step-up decision: the operation whose attempts are counted.
    pub operation: Option<String>,
}

impl Challenge {
    /// The Bearer or DPoP challenge among all `WWW-Authenticate` values; the one with `resource_metadata` if several.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let mut found: Option<Self> = None;
        let mut dpop = false;
        for value in headers.get_all(header::WWW_AUTHENTICATE) {
            let Ok(text) = value.to_str() else { continue };
            if text.len() > MAX_HEADER {
                continue;
            }
            // A syntax error ends the iteration; the challenges before it stand.
            for challenge in ChallengeParser::new(text).map_while(Result::ok) {
                let Some(challenge) = Self::from_scheme(&challenge) else {
                    continue;
                };
                dpop |= challenge.dpop;
                if found
                    .as_ref()
                    .is_none_or(|f| f.resource_metadata.is_none() && challenge.resource_metadata.is_some())
                {
                    found = Some(challenge);
                }
            }
        }
        // A server that takes both schemes may say the rest in either challenge.
        Self {
            dpop,
            ..found.unwrap_or_default()
        }
    }

    /// Whether the token is good and its scopes are not enough.
    pub fn is_insufficient_scope(&self) -> bool {
        self.error.as_deref() == Some("insufficient_scope")
    }

    /// Whether the server wants a proof with a nonce of its own (RFC 9449 §9).
    pub(crate) fn wants_nonce(&self) -> bool {
        self.error.as_deref() == Some("use_dpop_nonce")
    }

    fn from_scheme(challenge: &http_auth::ChallengeRef<'_>) -> Option<Self> {
        let dpop = challenge.scheme.eq_ignore_ascii_case("dpop");
        if !dpop && !challenge.scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let mut result = Self {
            dpop,
            ..Self::default()
        };
        for (i, (name, value)) in challenge.params.iter().enumerate() {
            // "Authentication parameters MUST only be used once per challenge" (RFC 9110 §11.2): a doubled one
            // could be read either way, so the challenge is not read at all.
            if challenge.params[..i]
                .iter()
                .any(|(other, _)| other.eq_ignore_ascii_case(name))
            {
                return None;
            }
            let text = value.to_unescaped();
            match name.to_ascii_lowercase().as_str() {
                "resource_metadata" => result.resource_metadata = Url::parse(&text).ok(),
                "scope" => result.scopes = scope::parse(&text),
                "error" => result.error = Some(cut(&text)),
                "error_description" => result.description = Some(cut(&text)),
                _ => {}
            }
        }
        Some(result)
    }
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Challenge {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::WWW_AUTHENTICATE, value.parse().unwrap());
        }
        Challenge::from_headers(&headers)
    }

    #[test]
    fn c1_1_challenges_are_parsed_by_their_grammar() {
        let url = Url::parse("https://a.example/.well-known/oauth-protected-resource/mcp").unwrap();
        let text = format!(r#"Bearer scope="a b", error="invalid_token", resource_metadata="{url}""#);
        for values in [
            vec![text.as_str()],
            vec![
                "Basic realm=\"Bearer resource_metadata=\\\"https://evil.example\\\"\"",
                text.as_str(),
            ],
            vec![&format!("Digest realm=\"x, y\", qop=auth, {text}")],
            vec![&format!("bEaReR realm=x, {text}")],
            vec![&format!("{text}, Basic realm=\"z\"")],
        ] {
            let challenge = of(&values);
            assert_eq!(challenge.resource_metadata.as_ref(), Some(&url), "{values:?}");
            assert_eq!(challenge.scopes, ["a", "b"], "{values:?}");
            assert_eq!(challenge.error.as_deref(), Some("invalid_token"), "{values:?}");
        }
    }

    #[test]
    fn a_dpop_challenge_says_that_bound_tokens_are_taken_whichever_scheme_says_the_rest() {
        let dpop = of(&[r#"DPoP algs="ES256", error="use_dpop_nonce", resource_metadata="https://a.example/x""#]);
        assert!(dpop.dpop && dpop.wants_nonce() && dpop.resource_metadata.is_some());
        let both = of(&[r#"DPoP algs="ES256", Bearer scope="a", resource_metadata="https://a.example/x""#]);
        assert!(both.dpop && both.resource_metadata.is_some());
        assert_eq!(both.scopes, ["a"]);
        assert!(!of(&[r#"Bearer scope="a""#]).dpop);
    }

    #[test]
    fn a_url_inside_another_parameter_is_not_taken_for_the_metadata() {
        let challenge = of(&[r#"Bearer realm="resource_metadata=https://evil.example", scope="x""#]);
        assert_eq!(challenge.resource_metadata, None);
        assert_eq!(challenge.scopes, ["x"]);
    }

    #[test]
    fn a_doubled_parameter_makes_the_challenge_unreadable() {
        let challenge = of(&[r#"Bearer scope="a", scope="b", resource_metadata="https://a.example/x""#]);
        assert_eq!(challenge, Challenge::default());
    }

    #[test]
    fn no_header_or_nonsense_is_still_a_challenge_to_sign_in() {
        for value in [
            "",
            "Bearer",
            "Bearer =",
            "\"",
            "Negotiate YII=",
            ",,,",
            "Bearer scope=\"unterminated",
        ] {
            assert_eq!(of(&[value]), Challenge::default(), "{value:?}");
        }
        let long = format!("Bearer scope=\"{}\"", "a".repeat(MAX_HEADER));
        assert_eq!(of(&[&long]), Challenge::default());
    }
}
