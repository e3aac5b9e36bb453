//! Who is calling: what the bearer layer learned from a credential, for the tools to read.
//!
//! A [`Principal`] enters the request's extensions in `bearer` and nowhere else. rmcp hands the request's
//! `http::request::Parts` on to the tools, so that a tool reads it with
//! `parts.extensions.get::<Principal>()`. It does not know any token, key or header on purpose.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The person or program behind a request, after its credential was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The stable identifier at this server: the upstream `sub` for a person (`<issuer>|<sub>` when another issuer
    /// than the server's own provider asserted it), `key:<id>` for an API key, `client:<client_id>` for client
    /// credentials.
    pub subject: String,
    /// The e-mail address, only when the identity provider says that it is verified.
    pub email: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The groups that the identity provider named at sign-in.
    pub groups: Vec<String>,
    /// The scopes granted, with the implied ones (`x:write` brings `x:read`) already added.
    pub scopes: BTreeSet<String>,
    /// The OAuth client that was given the token; for an API key its name.
    pub client_id: String,
    /// How the caller proved itself.
    pub way: Way,
}

impl Principal {
    /// The subject of a person whom another issuer than the server's own provider asserted.
    pub(crate) fn subject_of(issuer: &str, subject: &str) -> String {
        format!("{issuer}|{subject}")
    }

    /// Whether this is such a person. An issuer is a URL, and no provider's own `sub` begins with one and a bar.
    pub(crate) fn is_of_another_issuer(&self) -> bool {
        let issuer = self.subject.split_once('|').map(|(issuer, _)| issuer);
        self.way == Way::IdJag && issuer.is_some_and(|issuer| issuer.contains("://"))
    }

    /// Whether the credential carries this scope, implied ones included.
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.contains(scope)
    }
}

/// The way of authentication, as the audit line and `whoami` show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A person signed in through the authorization code flow.
    #[serde(rename = "oauth")]
    OAuth,
    /// An API key made with `lanyard-server keys create`.
    ApiKey,
    /// A program with the client credentials grant.
    ClientCredentials,
    /// A person whom a trusted identity provider asserted (ID-JAG).
    IdJag,
}

impl Way {
    /// Whether a person is behind it, whom groups allow and refuse.
    pub fn is_a_person(self) -> bool {
        matches!(self, Self::OAuth | Self::IdJag)
    }

    /// The word used in the audit line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OAuth => "oauth",
            Self::ApiKey => "api_key",
            Self::ClientCredentials => "client_credentials",
            Self::IdJag => "id_jag",
        }
    }
}
