//! The bundled MCP server, as Settings shows it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Error, Sentence};

/// The bundled server: off until switched on.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct LocalServerView {
    /// Where it stands.
    pub state: LocalServerState,
    /// The port asked for; 0 takes any free one.
    pub port: u16,
    /// Who signs people in.
    pub identity: IdentityProvider,
    /// The issuer, for an OpenID provider of one's own.
    pub issuer: String,
    /// The OAuth client id at the identity provider.
    pub client_id: String,
    /// Whether a client secret is set; it stays in the keychain.
    pub client_secret_set: bool,
    /// The redirect address to register at the identity provider.
    pub redirect_uri: String,
    /// The last lines of its log.
    pub log: Vec<String>,
}

/// Where the bundled server stands.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum LocalServerState {
    /// Not running.
    Off,
    /// On its way.
    Starting,
    /// Running.
    Running {
        /// Its MCP endpoint.
        url: String,
    },
    /// It did not start.
    Failed {
        /// Why, and what to do.
        error: Error,
    },
}

/// Who signs people in at the bundled server.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum IdentityProvider {
    /// The demo's provider: no real account.
    Demo,
    /// Google.
    Google,
    /// Any OpenID Connect issuer.
    Oidc,
}

/// One finding of "Check".
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// One sentence with the mend.
    pub message: Sentence,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Fine.
    Ok,
    /// Works, with a catch.
    Warning,
    /// Does not work.
    Problem,
}
