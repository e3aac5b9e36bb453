//! What a value of a server's settings may look like, whoever wrote it: the company's file or the person.

use lanyard_net::url::Url;

/// Parameters of the authorization request that the protocol itself sets; nobody replaces them.
const RESERVED: &[&str] = &[
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// RFC 6749 appendix A.1: visible ASCII characters and spaces.
pub(crate) fn is_client_id(text: &str) -> bool {
    text.bytes().all(|b| (0x20..=0x7e).contains(&b))
}

/// RFC 6749 §3.3: visible ASCII without quotation mark and backslash.
pub(crate) fn is_scope(text: &str) -> bool {
    text.bytes()
        .all(|b| (0x21..=0x7e).contains(&b) && b != b'"' && b != b'\\')
}

/// A client id that is an address has https and a path (MCP authorization, client ID metadata documents).
pub(crate) fn is_document(text: &str) -> bool {
    Url::parse(text).is_ok_and(|u| u.scheme() == "https" && u.path() != "/")
}

/// Whether a parameter of the authorization request is the protocol's own.
pub(crate) fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    RESERVED.contains(&name.as_str()) || name.contains("secret")
}

/// The name of a parameter.
pub(crate) fn is_parameter(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
}

/// The name of a header (RFC 9110 §5.6.2).
pub(crate) fn is_header(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
