//! Why the authorization server could not be found or may not be used.

use lanyard_net::FetchError;

use crate::failure::{Kind, Told};

/// Each names the server, the rule and the way on.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DiscoveryError {
    /// No connection, no answer, or one that breaks a rule of `net`.
    #[error("{server}: the {step} could not be read: {source}")]
    Fetch {
        /// The server's name.
        server: String,
        /// Which document.
        step: &'static str,
        /// What happened.
        source: FetchError,
    },
    /// The server is there and has trouble.
    #[error("{server} has trouble: the {step} at {url} answered {status}; try again in a minute")]
    Ailing {
        /// The server's name.
        server: String,
        /// Which document.
        step: &'static str,
        /// Where it was.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// Nothing there speaks of OAuth.
    #[error(
        "{server} does not say where to sign in: it publishes neither resource metadata (RFC 9728) nor authorization \
         server metadata; check the address, or ask who runs it"
    )]
    NotMcp {
        /// The server's name.
        server: String,
    },
    /// The document is not what it should be.
    #[error("{server}: the {step} at {url} is not usable: {reason}; ask who runs the server")]
    Document {
        /// The server's name.
        server: String,
        /// Which document.
        step: &'static str,
        /// Where it was.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The settings want tokens that are bound to a key (RFC 9449), and this server gives none.
    #[error(
        "{server}: the authorization server {issuer} does not list DPoP with ES256 (RFC 9449 §5.1), which the settings \
         require; ask its administrator, or change the server's settings"
    )]
    DpopNotSupported {
        /// The server's name.
        server: String,
        /// The issuer.
        issuer: String,
    },
    /// RFC 9728 §3.3: the metadata is for another resource.
    #[error(
        "{server}: the resource metadata is for {published:?}, not for {asked} (RFC 9728 §3.3), and is not used; ask \
         who runs the server"
    )]
    ResourceMismatch {
        /// The server's name.
        server: String,
        /// `resource` in the document.
        published: String,
        /// The configured URL.
        asked: String,
    },
    /// The resource metadata names none.
    #[error("{server}: the resource metadata names no authorization server; ask who runs the server")]
    NoAuthorizationServer {
        /// The server's name.
        server: String,
    },
    /// The configured one is not among those named.
    #[error("{server} does not name the configured authorization server {wanted}; change the setting `issuer`")]
    IssuerNotOffered {
        /// The server's name.
        server: String,
        /// The configured issuer.
        wanted: String,
    },
    /// RFC 8414 §3.3: the document speaks for someone else.
    #[error(
        "{server}: the metadata found for {asked} says that it is {found:?} (RFC 8414 §3.3), and is not used; the two \
         have to be identical"
    )]
    IssuerMismatch {
        /// The server's name.
        server: String,
        /// The issuer asked for.
        asked: String,
        /// The issuer in the document.
        found: String,
    },
    /// No metadata at any of the well-known places.
    #[error("{server}: the authorization server {issuer} publishes no metadata (RFC 8414); ask who runs it")]
    NoMetadata {
        /// The server's name.
        server: String,
        /// The issuer.
        issuer: String,
    },
    /// A URL that may not be used.
    #[error("{server}: {what} {url:?} is refused: {reason}")]
    BadEndpoint {
        /// The server's name.
        server: String,
        /// The field of the document.
        what: &'static str,
        /// The URL.
        url: String,
        /// The rule.
        reason: String,
    },
    /// `code_challenge_methods_supported` is absent.
    #[error(
        "{server}: the authorization server {issuer} does not say that it checks PKCE (no \
         code_challenge_methods_supported), so no sign-in is started; an administrator who knows that it does can set \
         `allow_missing_pkce_metadata` for this server"
    )]
    PkceNotAdvertised {
        /// The server's name.
        server: String,
        /// The issuer.
        issuer: String,
    },
    /// It is there and lists no S256.
    #[error("{server}: the authorization server {issuer} supports PKCE only as {methods:?}; S256 is required")]
    PkceUnsupported {
        /// The server's name.
        server: String,
        /// The issuer.
        issuer: String,
        /// What it lists.
        methods: String,
    },
    /// A server without metadata, and the policy wants proof.
    #[error("{server} publishes no metadata, so PKCE can't be verified, and the company's policy asks for that")]
    PkceUnverified {
        /// The server's name.
        server: String,
    },
}

impl Told for DiscoveryError {
    fn kind(&self) -> Kind {
        match self {
            Self::Fetch { source, .. } => Kind::of_fetch(source),
            Self::Ailing { .. } => Kind::Unreachable,
            Self::NotMcp { .. } => Kind::NotMcp,
            Self::BadEndpoint { .. } => Kind::InsecureServer,
            _ => Kind::Misconfigured,
        }
    }
}
