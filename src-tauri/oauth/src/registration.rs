//! Who we are to an authorization server (MCP authorization, "Client Registration").
//!
//! What enters: the settings and the server's metadata. What leaves: the way to a client id, in the specification's
//! order. Dynamic registration itself is in `dynamic`; our own metadata document in `document`.

mod assertion;
mod document;
mod dynamic;
mod known;

pub use assertion::KeyError;
pub(crate) use assertion::SigningKey;

pub use document::client_metadata_document;
pub(crate) use document::listed_redirects;
pub(crate) use dynamic::{About, keep, recall, register};
pub(crate) use known::{KnownClient, check_issuer, known, note_issuer};
use lanyard_net::FetchError;
use lanyard_net::url::Url;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::discovery::ServerMetadata;
use crate::failure::{Kind, Told};
use crate::office::KeepError;
use crate::secret;
use crate::settings::ServerSettings;

/// A client id and how it is proved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Client {
    pub(crate) id: String,
    #[serde(serialize_with = "secret::expose_option")]
    pub(crate) secret: Option<SecretString>,
    /// With which it proves itself in place of a secret.
    #[serde(default)]
    pub(crate) key: Option<SigningKey>,
    pub(crate) auth_method: AuthMethod,
    /// It came from dynamic registration and may be dropped when the server no longer knows it.
    pub(crate) registered: bool,
}

impl Client {
    /// Whether it was configured with something that only its own authorization server may see.
    pub(crate) fn is_secret(&self) -> bool {
        !self.registered && (self.secret.is_some() || self.key.is_some())
    }
}

/// `token_endpoint_auth_method` (RFC 7591 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AuthMethod {
    #[serde(rename = "none")]
    None,
    #[serde(rename = "client_secret_basic")]
    Basic,
    #[serde(rename = "client_secret_post")]
    Post,
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt,
}

/// How to come by a client id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The company registered it.
    PreRegistered(String),
    /// A URL is the id (OAuth Client ID Metadata Document).
    Document(Url),
    /// RFC 7591, at this endpoint.
    Dynamic(String),
}

/// There is no client id to be had.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RegistrationError {
    /// None of the ways is open.
    #[error(
        "{server}: the authorization server {issuer} takes no unknown apps (no dynamic registration, no client \
         metadata documents for us); ask its administrator for a client id and put it into the server's settings"
    )]
    NeedsClientId {
        /// The server's name.
        server: String,
        /// The issuer.
        issuer: String,
    },
    /// The server said no.
    #[error(
        "{server}: the authorization server refused to register this app ({status}: {said}); ask its administrator \
         for a client id and put it into the server's settings"
    )]
    Refused {
        /// The server's name.
        server: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        said: String,
    },
    /// The answer makes no sense.
    #[error("{server}: the answer to the registration is not usable: {reason}")]
    Answer {
        /// The server's name.
        server: String,
        /// What is wrong.
        reason: String,
    },
    /// No connection or no answer.
    #[error("{server}: the registration could not be sent: {source}")]
    Fetch {
        /// The server's name.
        server: String,
        /// What happened.
        source: FetchError,
    },
    /// The configured secret or key is not where it should be.
    #[error("{server}: the client secret is not where the settings say; set it again in the server's settings")]
    SecretMissing {
        /// The server's name.
        server: String,
    },
    /// The server names another authorization server than the one that has taken the configured secret.
    #[error(
        "{server} now names the authorization server {now}; its secret was used at {before} and is not shown to another. \
         If the change is right, set issuer = \"{now}\" for this server"
    )]
    IssuerChanged {
        /// The server's name.
        server: String,
        /// The issuer that took it.
        before: String,
        /// The issuer named now.
        now: String,
    },
    /// The configured key is none.
    #[error("{server}: the private key for client {client_id} can't be used: {source}")]
    Key {
        /// The server's name.
        server: String,
        /// The client id.
        client_id: String,
        /// Why not.
        source: KeyError,
    },
    /// The vault or the store can't be used.
    #[error(transparent)]
    Keep(#[from] KeepError),
}

impl Told for RegistrationError {
    fn kind(&self) -> Kind {
        match self {
            Self::NeedsClientId { .. } | Self::Refused { .. } => Kind::NeedsClientId,
            Self::Answer { .. } | Self::SecretMissing { .. } | Self::Key { .. } | Self::IssuerChanged { .. } => {
                Kind::Misconfigured
            }
            Self::Fetch { source, .. } => Kind::of_fetch(source),
            Self::Keep(error) => error.kind(),
        }
    }
}

/// The first open way, in the specification's order.
pub(crate) fn way(server: &ServerSettings, metadata: &ServerMetadata) -> Result<Way, RegistrationError> {
    if let Some(id) = &server.client_id {
        return Ok(Way::PreRegistered(id.clone()));
    }
    if let (true, Some(url)) = (
        metadata.client_id_metadata_document_supported,
        &server.client_metadata_url,
    ) {
        return Ok(Way::Document(url.clone()));
    }
    if let Some(endpoint) = &metadata.registration_endpoint {
        return Ok(Way::Dynamic(endpoint.clone()));
    }
    Err(RegistrationError::NeedsClientId {
        server: server.name.clone(),
        issuer: metadata.issuer.clone(),
    })
}

/// How a secret is sent: as the metadata lists it, `client_secret_basic` where it says nothing (RFC 8414 §2).
pub(crate) fn method_for(metadata: &ServerMetadata, has_secret: bool) -> AuthMethod {
    if !has_secret {
        return AuthMethod::None;
    }
    match &metadata.token_endpoint_auth_methods_supported {
        Some(methods)
            if !methods.iter().any(|m| m == "client_secret_basic")
                && methods.iter().any(|m| m == "client_secret_post") =>
        {
            AuthMethod::Post
        }
        _ => AuthMethod::Basic,
    }
}

impl AuthMethod {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::None),
            "client_secret_basic" => Some(Self::Basic),
            "client_secret_post" => Some(Self::Post),
            "private_key_jwt" => Some(Self::PrivateKeyJwt),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}
