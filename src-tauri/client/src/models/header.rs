//! Which headers a person or a company may add to a provider's requests.

use http::HeaderName;

use crate::api::{ModelKind, Sentence};
use crate::say;
use crate::servers::grammar;

/// Headers that say how a message is carried, or what it is: another value would break the wire.
const OURS: &[&str] = &[
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "dpop",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The most headers of one provider.
pub(crate) const MOST: usize = 20;

/// The header that carries a kind's key.
pub(super) fn of_key(kind: ModelKind) -> HeaderName {
    match kind {
        ModelKind::Azure => HeaderName::from_static("api-key"),
        ModelKind::Anthropic => HeaderName::from_static("x-api-key"),
        ModelKind::Gemini => HeaderName::from_static("x-goog-api-key"),
        ModelKind::Demo
        | ModelKind::OpenAi
        | ModelKind::Responses
        | ModelKind::Vertex
        | ModelKind::Bedrock
        | ModelKind::Ollama => http::header::AUTHORIZATION,
    }
}

/// How a provider proves who asks; it decides which header is taken already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// By nothing, or by the headers themselves.
    Nothing,
    /// By a key.
    Key,
    /// By the token of a sign-in.
    SignIn,
}

/// Why a header can't be added; none: it can.
pub(crate) fn refused(name: &str, kind: ModelKind, proof: Proof) -> Option<Sentence> {
    if !grammar::is_header(name) {
        return Some(say!("\"{name}\" is not a header's name.", name = excerpt(name)));
    }
    let lower = name.to_ascii_lowercase();
    if OURS.contains(&lower.as_str()) {
        return Some(say!(
            "The header {name} is Lanyard's own: another value would break the connection.",
            name
        ));
    }
    let taken = match proof {
        Proof::Nothing => false,
        Proof::Key => lower == of_key(kind).as_str(),
        Proof::SignIn => lower == "authorization",
    };
    taken.then(|| {
        say!(
            "The header {name} carries the key or the sign-in already. Leave one of the two out.",
            name
        )
    })
}

fn excerpt(text: &str) -> String {
    crate::company::excerpt(text, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carries_a_message_or_the_key_is_nobodys_to_add() {
        let is = |name: &str, kind, proof| refused(name, kind, proof).is_some();
        for name in [
            "Host",
            "content-length",
            "Transfer-Encoding",
            "",
            "a b",
            "a\r\nb",
            "ä",
            "DPoP",
        ] {
            assert!(is(name, ModelKind::OpenAi, Proof::Nothing), "{name:?}");
        }
        assert!(!is("Authorization", ModelKind::OpenAi, Proof::Nothing));
        assert!(is("Authorization", ModelKind::OpenAi, Proof::Key));
        assert!(is("authorization", ModelKind::Gemini, Proof::SignIn));
        assert!(is("X-API-Key", ModelKind::Anthropic, Proof::Key));
        assert!(!is("X-Api-Key", ModelKind::OpenAi, Proof::Key));
        assert!(!is("X-Team", ModelKind::Azure, Proof::Key));
    }
}
