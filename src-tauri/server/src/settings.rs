//! What an administrator can say about the server.
//!
//! [`Settings`] is a plain value: the desktop app and tests build one, the program reads one with
//! [`layers::resolve`] from flags, environment, file and defaults, in this order. Secrets come in as `SecretString`.

mod addresses;
mod assertion_issuer;
mod file;
pub mod keys;
pub mod layers;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;
use tokio::net::TcpListener;
use url::Url;

pub(crate) use addresses::Addresses;
pub use assertion_issuer::AssertionIssuer;

/// Google, the default provider.
pub const GOOGLE: &str = "https://accounts.google.com";

/// Everything the server wants to know before it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What people call this server, as the pages show it.
    pub name: String,
    /// The address to listen on (`MCP_HOST`).
    pub host: String,
    /// The port to listen on (`MCP_PORT`); 0 takes a free one.
    pub port: u16,
    /// The origin under which clients and browsers reach the server (`MCP_SERVER_URL`), without a path. Without
    /// one it is `http://<host>:<port>`, or `https` with a certificate.
    pub server_url: Option<Url>,
    /// The path of the MCP endpoint.
    pub mcp_path: String,
    /// Where the provider sends the browser back (`MCP_CALLBACK_PATH`): a path or a whole URL on the server's origin.
    pub callback: String,
    /// The identity provider.
    pub provider: Provider,
    /// Who may come in.
    pub access: Access,
    /// Identity providers whose assertions about people are taken at the token endpoint (ID-JAG); they need a
    /// database, which remembers what was used.
    pub assertion_issuers: Vec<AssertionIssuer>,
    /// The database of grants and keys; memory when absent.
    pub database: Option<PathBuf>,
    /// The sample company's database; memory when absent.
    pub company_database: Option<PathBuf>,
    /// Applications set up by an administrator.
    pub clients: Vec<StaticClient>,
    /// Whether applications may register themselves (RFC 7591).
    pub registration: bool,
    /// Origins of web pages that may call us, beside those on loopback.
    pub cors_origins: Vec<String>,
    /// Further values of the `Host` header that are ours, beside the server URL's and loopback names.
    pub allowed_hosts: Vec<String>,
    /// Proxies in front of the server, whose word about the client, its host and its scheme is taken (`Forwarded`,
    /// `X-Forwarded-For`, `-Host` and `-Proto`); from everybody else these headers are ignored.
    pub trusted_proxies: Vec<IpNet>,
    /// The certificate chain (PEM) with which the server itself speaks TLS; without one a proxy in front does.
    pub tls_cert: Option<PathBuf>,
    /// The private key (PEM) of the certificate.
    pub tls_key: Option<PathBuf>,
    /// The collector that traces are sent to (OTLP over HTTP), without `/v1/traces`; none are without one.
    pub otlp_endpoint: Option<Url>,
    /// Hosts whose client metadata documents are fetched although their address is private.
    pub private_document_hosts: Vec<String>,
    /// Answers at 2026-07-28 that need no stream come as JSON, not as a stream of one event.
    pub json_response: bool,
    /// Pages carry the band "Demo: no real account".
    pub demo: bool,
    /// Sizes, rates and times.
    pub limits: Limits,
}

/// An OpenID Connect provider: Google, the demo's, or any other; only the values differ.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its issuer (`MCP_ISSUER`), compared byte for byte.
    pub issuer: String,
    /// Our client id there (`MCP_CLIENT_ID`).
    pub client_id: String,
    /// Our client secret there (`MCP_CLIENT_SECRET`).
    pub client_secret: Option<SecretString>,
    /// Replaces the discovered authorization endpoint (`MCP_AUTH_URL`).
    pub auth_url: Option<Url>,
    /// Replaces the discovered token endpoint (`MCP_TOKEN_URL`).
    pub token_url: Option<Url>,
    /// What we ask for there (`MCP_SCOPE`).
    pub scopes: Vec<String>,
    /// Further parameters of the authorization request (`access_type=offline`, `hd=...`).
    pub parameters: BTreeMap<String, String>,
    /// The claim that names a person's groups.
    pub groups_claim: String,
    /// Takes an e-mail address that the provider does not call verified (Entra sends no such claim).
    pub trust_unverified_email: bool,
    /// Sends the client secret in the form instead of the header.
    pub secret_in_form: bool,
}

/// Who may come in. Empty lists let in everybody whom the provider knows.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Domains of verified e-mail addresses; for Google, of the organisation (`hd`).
    pub domains: Vec<String>,
    /// Single verified e-mail addresses.
    pub emails: Vec<String>,
    /// Groups, of which a person needs one.
    pub groups: Vec<String>,
}

/// An application set up by an administrator.
#[derive(Clone, Debug)]
pub struct StaticClient {
    /// Its `client_id`.
    pub id: String,
    /// Its name, as the consent page shows it.
    pub name: String,
    /// Its secret; a public client has none.
    pub secret: Option<SecretString>,
    /// Where codes may be sent.
    pub redirect_uris: Vec<String>,
    /// With these scopes it may act for itself (client credentials); needs a secret.
    pub own_scopes: Vec<String>,
}

/// Sizes, rates and times.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long an access token lives; never over five minutes.
    pub access_token: Duration,
    /// How long a grant lives without being renewed by a sign-in.
    pub grant: Duration,
    /// How long a used refresh token may be repeated by a client that lost the answer.
    pub refresh_grace: Duration,
    /// Time to send a request's header, and to stay idle between two requests.
    pub header_time: Duration,
    /// Time to send a request's body.
    pub body_time: Duration,
    /// Connections served at once.
    pub connections: usize,
    /// Registrations per address and minute.
    pub registrations_per_minute: u32,
    /// Registrations that nobody used yet, at most.
    pub unused_registrations: i64,
    /// Sign-ins under way at once, at most.
    pub open_requests: i64,
    /// The largest body of an MCP message, in bytes.
    pub mcp_body: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: "Meridian HR".to_owned(),
            host: "localhost".to_owned(),
            port: 3000,
            server_url: None,
            mcp_path: "/mcp".to_owned(),
            callback: "/oauth/callback".to_owned(),
            provider: Provider::default(),
            access: Access::default(),
            assertion_issuers: Vec::new(),
            database: None,
            company_database: None,
            clients: Vec::new(),
            registration: true,
            cors_origins: Vec::new(),
            allowed_hosts: Vec::new(),
            trusted_proxies: Vec::new(),
            otlp_endpoint: None,
            tls_cert: None,
            tls_key: None,
            private_document_hosts: Vec::new(),
            json_response: false,
            demo: false,
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// The settings that the environment alone makes: `MCP_CLIENT_ID` and the others.
    pub fn from_environment() -> Result<Self, Wrong> {
        layers::resolve(&layers::Flags::new(), &|name| std::env::var(name).ok(), None)
    }

    /// Binds the address and port to listen on. Of the two families behind `localhost` one is enough, and the
    /// tutorial's clients try this one first.
    pub async fn bind(&self) -> std::io::Result<TcpListener> {
        let host = match self.host.trim_start_matches('[').trim_end_matches(']') {
            "localhost" => "127.0.0.1",
            other => other,
        };
        TcpListener::bind((host, self.port)).await
    }
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            issuer: GOOGLE.to_owned(),
            client_id: String::new(),
            client_secret: None,
            auth_url: None,
            token_url: None,
            scopes: ["openid", "email", "profile"].map(str::to_owned).to_vec(),
            parameters: BTreeMap::new(),
            groups_claim: "groups".to_owned(),
            trust_unverified_email: false,
            secret_in_form: false,
        }
    }
}

impl Provider {
    /// Another provider than Google, by its issuer.
    pub fn oidc(issuer: impl Into<String>, client_id: impl Into<String>, secret: Option<SecretString>) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: secret,
            ..Self::default()
        }
    }

    /// Whether this is Google, whose defaults differ: no refresh token without `access_type=offline`.
    pub fn is_google(&self) -> bool {
        self.issuer == GOOGLE
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            access_token: Duration::from_mins(5),
            grant: Duration::from_hours(30 * 24),
            refresh_grace: Duration::from_secs(30),
            header_time: Duration::from_secs(30),
            body_time: Duration::from_secs(30),
            connections: 512,
            registrations_per_minute: 20,
            unused_registrations: 1_000,
            open_requests: 20_000,
            mcp_body: 4 << 20,
        }
    }
}

/// A setting that can't be used: which one, what it says, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} is {value:?} ({source_name}): {mend}")]
pub struct Wrong {
    /// The setting's name where it was set.
    pub key: String,
    /// What it says; secrets are never here.
    pub value: String,
    /// Flag, environment, file or default.
    pub source_name: String,
    /// What to write instead.
    pub mend: String,
}

impl Wrong {
    pub(crate) fn new(key: &str, value: &str, source_name: &str, mend: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            source_name: source_name.into(),
            mend: mend.into(),
        }
    }
}
