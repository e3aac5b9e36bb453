//! What the user and the company can say about one server.
//!
//! What enters: values from the company's configuration and the app's settings. What leaves: the same values, the
//! address checked. It does not know who set them: precedence and locks are the client's.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue};
use lanyard_net::url::{Refused, Url};
use lanyard_vault::{Vault, VaultError};
use secrecy::{ExposeSecret, SecretString};

/// One MCP server and how to sign in to it.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// The name used in sentences; never a key.
    pub name: String,
    /// The address as it was given, byte for byte: without published metadata it is the `resource` (RFC 8707).
    pub url: String,
    endpoint: Url,
    /// The client id that the company registered, if it did.
    pub client_id: Option<String>,
    /// The secret that goes with it.
    pub client_secret: Option<SecretRef>,
    /// The redirect addresses registered with that client id. `Auto` takes the deep link only if it is listed.
    pub registered_redirects: Vec<String>,
    /// Where the company hosts our client metadata document.
    pub client_metadata_url: Option<Url>,
    /// Scopes to ask for instead of those that discovery finds. A challenge's scopes are added.
    pub scopes: Option<Vec<String>>,
    /// Which authorization server to use when the server names several.
    pub issuer: IssuerChoice,
    /// How the answer comes back.
    pub redirect: RedirectPolicy,
    /// The loopback port; none: one that is free.
    pub loopback_port: Option<u16>,
    /// How the loopback host is written.
    pub loopback_host: LoopbackHost,
    /// Leaves out `resource` (Microsoft Entra answers AADSTS9010010 to it).
    pub omit_resource: bool,
    /// Goes on when the metadata does not say which PKCE methods there are (Entra, Cognito).
    pub allow_missing_pkce_metadata: bool,
    /// Refuses servers whose PKCE support can't be verified because they publish no metadata at all.
    pub forbid_unverified_pkce: bool,
    /// Adds `openid` and `email` where the authorization server lists them, so that the account gets a label.
    pub identify: bool,
    /// Further parameters of the authorization request (`access_type`, `audience`).
    pub extra_params: BTreeMap<String, String>,
    /// Headers sent as they are. Where there is one, OAuth never starts.
    pub headers: Vec<(String, SecretRef)>,
    /// Whether this server's documents may name addresses of the private network.
    pub reach: Reach,
}

/// A secret, or where it is kept.
#[derive(Debug, Clone)]
pub enum SecretRef {
    /// The secret itself.
    Value(SecretString),
    /// Its name in the vault.
    Vault(String),
}

/// Which authorization server to use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum IssuerChoice {
    /// The first that the resource metadata names.
    #[default]
    First,
    /// This one, which the resource metadata has to name.
    Exactly(String),
}

/// How the answer comes back from the browser.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RedirectPolicy {
    /// The deep link where it is registered at both ends, else loopback.
    #[default]
    Auto,
    /// The private scheme (RFC 8252 §7.1).
    DeepLink,
    /// A listener on this computer (RFC 8252 §7.3).
    Loopback,
    /// The person copies the address (the browser may be on another computer).
    Paste,
}

/// How the loopback host is written in the redirect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoopbackHost {
    /// `127.0.0.1`, as RFC 8252 §8.3 recommends.
    #[default]
    Ipv4,
    /// `localhost`, for authorization servers that want it.
    Localhost,
}

/// Whether a server's documents may name addresses of the private network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// If the server itself has such an address.
    #[default]
    Auto,
    /// They may.
    Private,
    /// They may not.
    Public,
}

/// A configured header can't be sent.
#[derive(Debug, Clone, thiserror::Error)]
pub enum HeaderError {
    /// The name or the value is none.
    #[error("the header {name:?} configured for {server} can't be sent; check its name and value in the settings")]
    Invalid {
        /// The server's name.
        server: String,
        /// The header's name.
        name: String,
    },
    /// The vault holds no such secret.
    #[error("the value of the header {name:?} for {server} is not in the keychain; set it again")]
    Missing {
        /// The server's name.
        server: String,
        /// The header's name.
        name: String,
    },
    /// The vault can't be read.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl ServerSettings {
    /// A server with default settings. Errors: the address is not https, nor http on this computer.
    pub fn new(name: impl Into<String>, url: impl Into<String>) -> Result<Self, Refused> {
        let url = url.into().trim().to_owned();
        let endpoint = lanyard_net::url::parse(&url)?;
        Ok(Self {
            name: name.into(),
            url,
            endpoint,
            client_id: None,
            client_secret: None,
            registered_redirects: Vec::new(),
            client_metadata_url: None,
            scopes: None,
            issuer: IssuerChoice::default(),
            redirect: RedirectPolicy::default(),
            loopback_port: None,
            loopback_host: LoopbackHost::default(),
            omit_resource: false,
            allow_missing_pkce_metadata: false,
            forbid_unverified_pkce: false,
            identify: true,
            extra_params: BTreeMap::new(),
            headers: Vec::new(),
            reach: Reach::default(),
        })
    }

    /// The address, parsed and checked.
    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }

    /// The configured headers with their values.
    pub(crate) async fn resolved_headers(&self, vault: &Vault) -> Result<http::HeaderMap, HeaderError> {
        let mut headers = http::HeaderMap::new();
        for (name, secret) in &self.headers {
            let invalid = || HeaderError::Invalid {
                server: self.name.clone(),
                name: name.clone(),
            };
            let missing = || HeaderError::Missing {
                server: self.name.clone(),
                name: name.clone(),
            };
            let value = secret.resolve(vault).await?.ok_or_else(missing)?;
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
            let mut value = HeaderValue::from_str(value.expose_secret()).map_err(|_| invalid())?;
            value.set_sensitive(true);
            headers.append(key, value);
        }
        Ok(headers)
    }
}

impl SecretRef {
    pub(crate) async fn resolve(&self, vault: &Vault) -> Result<Option<SecretString>, VaultError> {
        match self {
            Self::Value(secret) => Ok(Some(secret.clone())),
            Self::Vault(name) => vault.get(name).await,
        }
    }
}
