//! What the user and the company can say about one server.
//!
//! What enters: values from the company's configuration and the app's settings. What leaves: the same values, the
//! address checked. It does not know who set them: precedence and locks are the client's.

use std::collections::BTreeMap;
use std::sync::Arc;

mod credentials;
mod headers;
mod secret_ref;

pub use credentials::{ClientKey, CredentialSource, Dpop, IdentityProvider};
pub use headers::HeaderError;
use lanyard_net::url::{Refused, Url};
pub use secret_ref::{SecretError, SecretRef};

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
    /// The private key that goes with it, in place of a secret (`private_key_jwt`).
    pub client_key: Option<ClientKey>,
    /// Where credentials come from, tried in this order. Empty: the headers where some are configured, else a person.
    pub sources: Vec<CredentialSource>,
    /// The workload's own identity, a JWT that somebody else renews (RFC 7523 §2.1).
    pub assertion: Option<SecretRef>,
    /// The company's identity provider, for [`CredentialSource::EnterpriseManaged`].
    pub identity_provider: Option<Arc<IdentityProvider>>,
    /// Whether tokens are bound to a key (RFC 9449).
    pub dpop: Dpop,
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
    /// Headers sent as they are. Where there is one, OAuth never starts, unless `sources` says so.
    pub headers: Vec<(String, SecretRef)>,
    /// Whether this server's documents may name addresses of the private network.
    pub reach: Reach,
    /// What answers at the address.
    pub(crate) role: Role,
}

/// What answers at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// An MCP server: discovery begins at its resource metadata.
    Resource,
    /// The company's identity provider: the address is its issuer, and an ID token is what is wanted of it.
    Issuer,
    /// Something else that takes a token of a named issuer, and publishes nothing about it.
    Behind,
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
            client_key: None,
            sources: Vec::new(),
            assertion: None,
            identity_provider: None,
            dpop: Dpop::default(),
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
            role: Role::Resource,
        })
    }

    /// The sign-in at an identity provider, as if it were a server: `url` is its issuer.
    ///
    /// Errors: the issuer is not https, nor http on this computer.
    pub fn issuer(provider: &IdentityProvider) -> Result<Self, Refused> {
        let mut settings = Self::new(&provider.name, &provider.issuer)?;
        settings.role = Role::Issuer;
        settings.client_id = Some(provider.client_id.clone());
        settings.client_secret.clone_from(&provider.client_secret);
        settings.client_key.clone_from(&provider.client_key);
        settings.scopes = Some(provider.asked_scopes());
        settings.redirect = provider.redirect;
        settings.registered_redirects.clone_from(&provider.registered_redirects);
        settings.loopback_port = provider.loopback_port;
        if provider.localhost {
            settings.loopback_host = LoopbackHost::Localhost;
        }
        settings.extra_params.clone_from(&provider.extra_params);
        settings.omit_resource = true;
        // An identity provider that says nothing of PKCE is common, and the company has named this one itself.
        settings.allow_missing_pkce_metadata = true;
        settings.reach = provider.reach;
        Ok(settings)
    }

    /// Something at `url` that takes the access token of an issuer, and says nothing about it itself: a gateway. Which
    /// issuer that is, nobody but the settings says; the token goes to the origin of `url` alone.
    ///
    /// Errors: an address is not https, nor http on this computer.
    pub fn behind(url: impl Into<String>, provider: &IdentityProvider) -> Result<Self, Refused> {
        let issuer = Self::issuer(provider)?;
        let own = Self::new(&provider.name, url)?;
        Ok(Self {
            url: own.url,
            endpoint: own.endpoint,
            issuer: IssuerChoice::Exactly(provider.issuer.clone()),
            role: Role::Behind,
            ..issuer
        })
    }

    /// The host that signs people in, where the settings name it.
    pub fn issuer_host(&self) -> Option<String> {
        let IssuerChoice::Exactly(issuer) = &self.issuer else {
            return None;
        };
        Url::parse(issuer).ok()?.host_str().map(str::to_owned)
    }

    /// Where credentials come from, at least one place.
    pub fn sources(&self) -> &[CredentialSource] {
        match (self.sources.as_slice(), self.headers.is_empty()) {
            ([], true) => &[CredentialSource::SignIn],
            ([], false) => &[CredentialSource::Headers],
            (sources, _) => sources,
        }
    }

    /// The address, parsed and checked.
    pub fn endpoint(&self) -> &Url {
        &self.endpoint
    }
}
