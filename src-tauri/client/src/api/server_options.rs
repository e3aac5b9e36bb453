//! How a server of the person's own is signed in to. What the company's servers have in `company.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::SignInWay;

/// What a person may say about a server of their own. Empty leaves the choice to Lanyard. No secret is in it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ServerOptions {
    /// Where credentials come from, tried in this order; empty: the headers where there are some, else a person.
    pub credentials: Vec<CredentialWay>,
    /// The names of headers that are sent as they are, an API key's for instance.
    pub headers: Vec<String>,
    /// The client id that the authorization server knows Lanyard by; empty: registered by itself.
    pub client_id: String,
    /// `kid` of the private key, where the authorization server tells keys apart by it.
    pub client_key_id: String,
    /// The hosted client metadata document, used as the client id where the authorization server takes those.
    pub client_metadata_url: String,
    /// The scopes to ask for, instead of those that the server names.
    pub scopes: Vec<String>,
    /// The one authorization server to use where the server names several.
    pub issuer: String,
    /// How the browser's answer comes back; none: Lanyard chooses.
    pub way: Option<SignInWay>,
    /// The loopback redirect says `localhost`, for authorization servers that refuse `127.0.0.1`.
    pub localhost: bool,
    /// The fixed port of a loopback redirect.
    pub port: Option<u16>,
    /// Leaves the `resource` parameter out (Entra answers AADSTS9010010 to it).
    pub omit_resource: bool,
    /// Goes on where the authorization server's metadata does not say that it does PKCE.
    pub allow_missing_pkce_metadata: bool,
    /// Whether tokens are bound to a key of this computer (DPoP, RFC 9449).
    pub dpop: TokenBinding,
    /// Extra parameters of the authorization request.
    pub parameters: BTreeMap<String, String>,
}

/// Where credentials come from.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CredentialWay {
    /// Headers sent as they are.
    Headers,
    /// Client credentials (RFC 6749 §4.4): the client id with its secret or key, and no person.
    ClientCredentials,
    /// A person in the browser.
    SignIn,
}

/// Whether tokens are bound to a key.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum TokenBinding {
    /// Where both servers offer it.
    #[default]
    Auto,
    /// A token that is not bound is refused.
    Required,
    /// Nowhere.
    Never,
}

/// The options of a server as they are, and which secrets are kept with them.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ServerOptionsView {
    /// The options.
    pub options: ServerOptions,
    /// A client secret is kept.
    pub client_secret_set: bool,
    /// A private key is kept.
    pub client_key_set: bool,
}

/// Secrets for a server, on their way in. None: what is kept stays; empty: it is removed.
#[derive(Clone, Default, Deserialize, Type)]
pub struct ServerSecrets {
    /// The secret that goes with the client id.
    pub client_secret: Option<String>,
    /// The private key in its place (PEM, PKCS#8).
    pub client_key: Option<String>,
    /// Values by the header's name; a header that is not here keeps its value.
    pub headers: BTreeMap<String, String>,
}

impl std::fmt::Debug for ServerSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerSecrets")
    }
}
