//! The company's configuration: what an administrator sets for everyone.
//!
//! What enters: `company.toml` of the system's folder and of the user's configuration folder. What leaves: one
//! [`Company`], the system's values winning key by key, and a [`Problem`] for everything that could not be used.
//! Nothing here stops the app: whatever can't be read is replaced by the strictest value and named in a sentence.
//! It knows no server, no sign-in and no window on purpose.

mod credentials;
mod endpoint;
mod file;
mod gateway;
mod layer;
mod merge;
mod nearest;
mod network;
mod plain;
mod report;
mod rule;
mod section;
mod server;
mod setting;
mod sign_in;

#[cfg(not(any(windows, target_os = "macos")))]
#[path = "company/linux.rs"]
mod os;
#[cfg(target_os = "macos")]
#[path = "company/macos.rs"]
mod os;
#[cfg(windows)]
#[path = "company/windows.rs"]
mod os;

#[cfg(test)]
mod arbitrary;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::api::{ModelKind, ProviderFields, Rule, SettingKey, Words};

pub use credentials::{Credentials, Provider, SecretPlace};
pub(crate) use endpoint::Endpoint;
pub use network::Network;
pub(crate) use plain::excerpt;
pub use report::Problem;

/// The file's name in both folders.
pub const FILE_NAME: &str = "company.toml";

/// What the company set. Everything in it is locked for the person.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// Its name for people.
    pub name: Words,
    /// Its instructions to every model.
    pub instructions: Option<String>,
    /// Its servers, in its order.
    pub servers: Vec<CompanyServer>,
    /// Its model gateway.
    pub gateway: Option<Gateway>,
    /// Its identity provider: one sign-in for all its servers.
    pub provider: Option<Provider>,
    /// Its rules for tools. Where several match, the strictest counts.
    pub rules: Vec<ToolRule>,
    /// What holds for a tool that none of its rules names.
    pub default_rule: Option<Rule>,
    /// What a user's file says beside the system's.
    pub user_file: UserFile,
    /// Settings with a value that the person can't change.
    pub settings: BTreeMap<SettingKey, String>,
    /// How requests leave the machine.
    pub network: Network,
    /// Which models a person may use.
    pub models: ModelPolicy,
    /// The person may not add servers.
    pub servers_locked: bool,
    /// The person may not run servers as programs of this computer.
    pub local_servers_locked: bool,
    /// The company that decides about everything but this one's own servers: the real one around the demo's.
    pub around: Option<Box<Company>>,
    /// The files it was read from, the system's first.
    pub files: Vec<PathBuf>,
}

/// What a user's file adds to the system's, kept apart: it may make stricter what the system's file says, and decide
/// what that leaves open. A user's file without a system's is the company's and stands in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFile {
    /// Its rules for tools.
    pub rules: Vec<ToolRule>,
    /// What holds for a tool about which both files say nothing.
    pub default_rule: Option<Rule>,
    /// The ids of the servers that it added.
    pub server_ids: Vec<String>,
}

/// An MCP server that the company set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyServer {
    /// Names it for good: stable over restarts and renames.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its MCP endpoint, byte for byte as written.
    pub url: String,
    /// The OAuth client id registered for Lanyard.
    pub client_id: Option<String>,
    /// The scopes to ask for, instead of those that the server names.
    pub scopes: Option<Vec<String>>,
    /// The one authorization server to use where the server names several.
    pub issuer: Option<String>,
    /// The hosted client metadata document, used as the client id.
    pub client_metadata_url: Option<String>,
    /// How the browser's answer comes back.
    pub redirect: Option<Redirect>,
    /// The fixed port of a loopback redirect.
    pub port: Option<u16>,
    /// Leaves the `resource` parameter out (Entra answers AADSTS9010010 to it).
    pub omit_resource: bool,
    /// Goes on where the authorization server's metadata does not say that it does PKCE.
    pub allow_missing_pkce_metadata: bool,
    /// Refuses an old server whose PKCE can't be verified because it has no metadata.
    pub forbid_unverified_pkce: bool,
    /// Extra parameters of the authorization request.
    pub parameters: BTreeMap<String, String>,
    /// Where its credentials come from.
    pub credentials: Credentials,
}

/// How the browser's answer comes back, as an administrator may fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// The private-use scheme (RFC 8252 §7.1).
    DeepLink,
    /// `http://127.0.0.1` (RFC 8252 §7.3).
    Loopback,
    /// `http://localhost`, for authorization servers that refuse the number.
    Localhost,
    /// The person pastes the address.
    Paste,
}

/// The company's place for models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Its name for people.
    pub name: Words,
    /// Its wire.
    pub kind: ModelKind,
    /// Where it is.
    pub base_url: String,
    /// The models it runs; empty asks the gateway.
    pub models: Vec<String>,
    /// What its kind needs besides, and the names of its headers.
    pub fields: ProviderFields,
    /// Where the values of those headers are.
    pub headers: BTreeMap<String, SecretPlace>,
    /// Whose token it takes in a key's place.
    pub sign_in: Option<GatewaySignIn>,
}

/// An identity provider whose token the gateway takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewaySignIn {
    /// Its issuer, Lanyard's client id there, and how the answer comes back.
    pub provider: Provider,
    /// For whom the token is to be, where the issuer wants that said (`audience`).
    pub audience: Option<String>,
}

/// What happens when a model calls the tools that the patterns name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolRule {
    /// A glob over a server's id, name or address.
    pub server: String,
    /// A glob over a tool's name.
    pub tool: String,
    /// The rule.
    pub rule: Rule,
}

/// Which models a person may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelPolicy {
    /// Whether the person may add providers beside the company's gateway.
    pub allow_own_providers: bool,
}

impl Company {
    /// A company of which nothing but the name is set.
    pub fn named(name: impl Into<Words>) -> Self {
        let mut company = merge::merge(None, None, &mut Vec::new());
        company.name = name.into();
        company
    }

    /// Reads both folders. None where neither holds a file; a file that can't be read at all closes everything.
    pub fn load(system: &Path, user: &Path) -> (Option<Self>, Vec<Problem>) {
        let mut problems = Vec::new();
        let system = file::read(&system.join(FILE_NAME), &mut problems);
        let user = file::read(&user.join(FILE_NAME), &mut problems);
        if system.is_none() && user.is_none() {
            return (None, problems);
        }
        let mut company = merge::merge(system, user, &mut problems);
        company.network.drop_unusable_files(&company.files, &mut problems);
        (Some(company), problems)
    }

    /// Reads one file's text. `file` is named in problems, and relative paths start at its folder.
    pub fn parse(text: &str, file: &Path) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let layer = layer::parse(text, file, &mut problems);
        (
            merge::merge(Some((file.to_owned(), layer)), None, &mut problems),
            problems,
        )
    }

    /// Puts this company, which is the demo's, into what the real one allows. The real one's network and its locks
    /// hold, and its rules hold for every server that is not this one's own.
    #[must_use]
    pub fn within(mut self, real: Option<Self>) -> Self {
        if let Some(real) = real {
            self.servers_locked |= real.servers_locked;
            self.local_servers_locked |= real.local_servers_locked;
            self.models.allow_own_providers &= real.models.allow_own_providers;
            self.network = real.network.clone();
            self.around = Some(Box::new(real));
        }
        self
    }
}

/// The folder of the system's file. It is fixed and takes nothing from the environment, which the person whom
/// the file binds could set.
pub fn system_folder() -> PathBuf {
    os::system_folder()
}
