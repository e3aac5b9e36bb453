//! The answer that comes back from the browser (RFC 6749 §4.1.2, RFC 9207).
//!
//! What enters: a link that the operating system, a browser or a person handed over; any web page can make one. What
//! leaves: its parameters, each at most once. It knows no sign-in and decides nothing.

use lanyard_net::url::Url;
use secrecy::{ExposeSecret, SecretString};

use crate::redirect::CALLBACK_PATH;

/// A longer link is not read.
const MAX_LINK: usize = 64 * 1024;
/// A link with more parameters is not read.
const MAX_PARAMETERS: usize = 64;

/// How a link came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The operating system started or called us with it.
    DeepLink,
    /// The loopback listener got it.
    Loopback,
    /// A person pasted it.
    Paste,
}

/// A link as it came.
#[derive(Debug, Clone)]
pub struct Callback {
    pub(crate) source: Source,
    text: SecretString,
}

/// What the link says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) state: SecretString,
    pub(crate) iss: Option<String>,
    pub(crate) outcome: Outcome,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    Code(SecretString),
    Error { code: String, description: Option<String> },
}

/// The link is not an answer. Texts name no part of it: it may hold a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// More than 64 KiB, or more than 64 parameters.
    #[error("that is far too long for the address of an answer")]
    TooLong,
    /// Not an address with parameters.
    #[error("that is not the address of an answer; copy the whole address line of the browser, from its first letter")]
    NotAnAnswer,
    /// A parameter comes twice.
    #[error("the answer says one thing twice, which a real one never does; start the sign-in again")]
    Doubled,
    /// Neither a code nor an error, or both.
    #[error("the answer holds no result; copy the whole address line of the browser once the page has changed")]
    NoResult,
}

impl Callback {
    /// A link that the operating system handed over.
    pub fn from_deep_link(link: &str) -> Self {
        Self::new(Source::DeepLink, link)
    }

    /// The request target or URL that the loopback listener got.
    pub fn from_loopback(target: &str) -> Self {
        Self::new(Source::Loopback, target)
    }

    /// What a person pasted: the whole address, or what follows its `?`.
    pub fn from_paste(text: &str) -> Self {
        Self::new(Source::Paste, text)
    }

    /// How the link came.
    pub fn source(&self) -> Source {
        self.source
    }

    fn new(source: Source, text: &str) -> Self {
        // A byte more than the cap is kept, so that parsing still sees that it is too long.
        let mut end = text.len().min(MAX_LINK + 1);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Self {
            source,
            text: SecretString::from(&text[..end]),
        }
    }

    /// Reads the link.
    pub(crate) fn parse(&self) -> Result<Answer, CallbackError> {
        let text = self.text.expose_secret();
        if text.len() > MAX_LINK {
            return Err(CallbackError::TooLong);
        }
        let query = match self.source {
            Source::DeepLink => deep_link_query(text),
            Source::Loopback => text.split_once('?').map(|(_, query)| query.to_owned()),
            Source::Paste => pasted_query(text),
        }
        .ok_or(CallbackError::NotAnAnswer)?;
        read(&query)
    }
}

/// The query of `dev.lanyard.desktop:/oauth/callback`, with one slash or, as some systems rewrite it, with three.
fn deep_link_query(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let ours = url.scheme() == "dev.lanyard.desktop"
        && url.host_str().is_none_or(str::is_empty)
        && url.path() == CALLBACK_PATH;
    if ours { url.query().map(str::to_owned) } else { None }
}

/// People copy whole addresses, parts of them, and quotes around them.
fn pasted_query(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '`'));
    let text = text.split('#').next().unwrap_or_default();
    if let Some(query) = deep_link_query(text) {
        return Some(query);
    }
    let query = match text.split_once('?') {
        Some((before, query)) => {
            // Any http address will do: which redirect was used is known by the state.
            let address = before.is_empty() || before == CALLBACK_PATH || is_http(before);
            address.then_some(query)?
        }
        None => text,
    };
    (query.contains("state=") && !query.contains(char::is_whitespace)).then(|| query.to_owned())
}

fn is_http(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn read(query: &str) -> Result<Answer, CallbackError> {
    let (mut code, mut state, mut iss, mut error, mut description) = (None, None, None, None, None);
    let mut names: Vec<String> = Vec::new();
    for (count, (name, value)) in url::form_urlencoded::parse(query.as_bytes()).enumerate() {
        if count >= MAX_PARAMETERS {
            return Err(CallbackError::TooLong);
        }
        // RFC 6749 §3.1: "Request and response parameters MUST NOT be included more than once."
        if names.iter().any(|n| *n == name) {
            return Err(CallbackError::Doubled);
        }
        let slot = match &*name {
            "code" => Some(&mut code),
            "state" => Some(&mut state),
            "iss" => Some(&mut iss),
            "error" => Some(&mut error),
            "error_description" => Some(&mut description),
            _ => None,
        };
        if let Some(slot) = slot {
            *slot = Some(value.into_owned());
        }
        names.push(name.into_owned());
    }
    let state = state.filter(|s| !s.is_empty()).ok_or(CallbackError::NotAnAnswer)?;
    let outcome = match (code.filter(|c| !c.is_empty()), error) {
        (Some(code), None) => Outcome::Code(SecretString::from(code)),
        (None, Some(error)) => Outcome::Error {
            code: clean(&error, 60),
            description: description.map(|d| clean(&d, 300)).filter(|d| !d.is_empty()),
        },
        _ => return Err(CallbackError::NoResult),
    };
    Ok(Answer {
        state: SecretString::from(state),
        iss,
        outcome,
    })
}

fn clean(text: &str, limit: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(limit).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_answer_is_read_however_it_was_copied() {
        for text in [
            "http://127.0.0.1:9/oauth/callback?code=c&state=s",
            "  \"http://localhost:9/oauth/callback?state=s&code=c#_=_\"\n",
            "dev.lanyard.desktop:/oauth/callback?code=c&state=s",
            "<dev.lanyard.desktop:///oauth/callback?code=c&state=s>",
            "?code=c&state=s",
            "code=c&state=s",
        ] {
            let answer = Callback::from_paste(text).parse().unwrap();
            assert_eq!(answer.state.expose_secret(), "s", "{text}");
            assert!(
                matches!(answer.outcome, Outcome::Code(c) if c.expose_secret() == "c"),
                "{text}"
            );
        }
        for text in [
            "",
            "hello",
            "https://a.example/",
            "code=c",
            "javascript:alert(1)?code=c&state=s",
            "state=s x&code=c",
        ] {
            assert!(Callback::from_paste(text).parse().is_err(), "{text}");
        }
    }

    #[test]
    fn a_deep_link_has_our_scheme_no_host_and_our_path() {
        let ok = |s: &str| Callback::from_deep_link(s).parse().is_ok();
        assert!(ok("dev.lanyard.desktop:/oauth/callback?code=c&state=s"));
        for bad in [
            "dev.lanyard.desktop://oauth/callback?code=c&state=s",
            "dev.lanyard.desktop:/oauth/callback/?code=c&state=s",
            "dev.lanyard.desktop:/oauth/../x?code=c&state=s",
            "dev.lanyard.other:/oauth/callback?code=c&state=s",
            "http://127.0.0.1/oauth/callback?code=c&state=s",
            "dev.lanyard.desktop:/oauth/callback#code=c&state=s",
            "dev.lanyard.desktop:/oauth/callback",
        ] {
            assert!(!ok(bad), "{bad}");
        }
    }

    #[test]
    fn c3_4_duplicated_parameters_are_rejected() {
        for query in [
            "code=a&code=b&state=s",
            "code=a&state=s&state=s",
            "code=a&state=s&iss=x&iss=x",
            "code=a&state=s&x=1&x=2",
        ] {
            assert_eq!(
                Callback::from_paste(query).parse().unwrap_err(),
                CallbackError::Doubled,
                "{query}"
            );
        }
    }

    #[test]
    fn a_link_of_one_megabyte_or_with_ten_thousand_parameters_is_not_read() {
        let long = format!(
            "dev.lanyard.desktop:/oauth/callback?code=c&state=s&x={}",
            "a".repeat(1 << 20)
        );
        assert_eq!(
            Callback::from_deep_link(&long).parse().unwrap_err(),
            CallbackError::TooLong
        );
        let many = (0..5000).map(|i| format!("&p{i}=")).collect::<Vec<_>>().concat();
        let many = format!("dev.lanyard.desktop:/oauth/callback?code=c&state=s{many}");
        assert_eq!(
            Callback::from_deep_link(&many).parse().unwrap_err(),
            CallbackError::TooLong
        );
    }

    #[test]
    fn a_callback_prints_nothing_of_itself() {
        let callback = Callback::from_paste("code=sesame&state=sesame");
        assert!(!format!("{callback:?} {:?}", callback.parse().unwrap()).contains("sesame"));
    }
}
