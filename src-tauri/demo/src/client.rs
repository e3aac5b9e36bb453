//! The one client of this provider, made at start, and how it proves itself at the token endpoint.
//!
//! What enters: the `Authorization` header and the form of a token or revocation request. What leaves: `Ok`, or a
//! refusal with RFC 6749's error code. Whether the grant is any good is not decided here.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::fields::Fields;
use crate::random;

/// The registered client: one id, one secret, and the exact addresses that may get an answer.
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: SecretString,
    redirects: Vec<String>,
}

/// Why a client was not recognised. `challenge` says that the answer owes a `WWW-Authenticate` header.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum ClientError {
    #[error("send the client's id and secret, either as HTTP Basic or in the form")]
    Missing,
    #[error("send the client's secret in one way only, not as HTTP Basic and in the form as well")]
    TwoWays,
    #[error("the client's id or secret is not the one that this demo made at its start")]
    Wrong { challenge: bool },
}

impl Client {
    /// A new client with a fresh secret.
    pub(crate) fn new(redirects: Vec<String>) -> Self {
        Self {
            id: "lanyard-demo".to_owned(),
            secret: SecretString::from(random::text()),
            redirects,
        }
    }

    /// Whether an answer may go to this address: equal character by character (RFC 9700 §2.1).
    pub(crate) fn allows(&self, redirect: &str) -> bool {
        self.redirects.iter().any(|known| known == redirect)
    }

    /// Checks `client_secret_basic` or `client_secret_post` (RFC 6749 §2.3.1).
    pub(crate) fn authenticate(&self, headers: &HeaderMap, form: &Fields) -> Result<(), ClientError> {
        let in_header = headers.get(AUTHORIZATION);
        let in_form = form.get("client_secret");
        match (in_header, in_form) {
            (Some(_), Some(_)) => Err(ClientError::TwoWays),
            (Some(value), None) => {
                let (id, secret) = value
                    .to_str()
                    .ok()
                    .and_then(basic)
                    .ok_or(ClientError::Wrong { challenge: true })?;
                // A client_id beside the header is allowed, but must be the same client's.
                let agrees = form.get("client_id").is_none_or(|also| also == id);
                self.matches(&id, &secret)
                    .then_some(())
                    .filter(|()| agrees)
                    .ok_or(ClientError::Wrong { challenge: true })
            }
            (None, Some(secret)) => {
                let id = form.get("client_id").ok_or(ClientError::Missing)?;
                self.matches(id, secret)
                    .then_some(())
                    .ok_or(ClientError::Wrong { challenge: false })
            }
            (None, None) => Err(ClientError::Missing),
        }
    }

    fn matches(&self, id: &str, secret: &str) -> bool {
        let same_id = id.as_bytes().ct_eq(self.id.as_bytes());
        let same_secret = secret.as_bytes().ct_eq(self.secret.expose_secret().as_bytes());
        (same_id & same_secret).into()
    }
}

/// The id and secret of a Basic header; both are form-encoded inside it (RFC 6749 §2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decode(id), form_decode(secret)))
}

fn form_decode(text: &str) -> String {
    // A bare text is parsed as a name without a value, which decodes exactly what has to be decoded, as long as it
    // has neither `&` nor `=`; an encoder writes those two as escapes.
    url::form_urlencoded::parse(text.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed test is a panic")]

    use super::*;

    fn header(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(
            AUTHORIZATION,
            format!("Basic {}", STANDARD.encode(text)).parse().unwrap(),
        );
        headers
    }

    #[test]
    fn both_ways_of_authentication_work_and_nothing_else_does() {
        let client = Client::new(Vec::new());
        let secret = client.secret.expose_secret().to_owned();
        let none = Fields::default();
        assert_eq!(
            client.authenticate(&header(&format!("lanyard%2Ddemo:{secret}")), &none),
            Ok(())
        );
        let form = Fields::parse(format!("client_id=lanyard-demo&client_secret={secret}").as_bytes());
        assert_eq!(client.authenticate(&HeaderMap::new(), &form), Ok(()));

        assert_eq!(client.authenticate(&HeaderMap::new(), &none), Err(ClientError::Missing));
        assert_eq!(
            client.authenticate(&header("lanyard-demo:x"), &form),
            Err(ClientError::TwoWays)
        );
        for wrong in ["lanyard-demo:", "lanyard-demo:x", ":", "nothing"] {
            assert_eq!(
                client.authenticate(&header(wrong), &none),
                Err(ClientError::Wrong { challenge: true })
            );
        }
        let other = Fields::parse(b"client_id=someone");
        assert_eq!(
            client.authenticate(&header(&format!("lanyard-demo:{secret}")), &other),
            Err(ClientError::Wrong { challenge: true })
        );
    }

    #[test]
    fn a_redirect_is_compared_character_by_character() {
        let client = Client::new(vec!["http://127.0.0.1:4000/callback".to_owned()]);
        assert!(client.allows("http://127.0.0.1:4000/callback"));
        for near in [
            "http://127.0.0.1:4000/callback/",
            "http://127.0.0.1:4000/callback?x",
            "http://127.0.0.1:4001/callback",
            "http://127.0.0.1:4000/Callback",
            "http://127.0.0.1:4000/callback#",
            "http://127.0.0.1:4000@evil.example/callback",
        ] {
            assert!(!client.allows(near), "{near}");
        }
    }
}
