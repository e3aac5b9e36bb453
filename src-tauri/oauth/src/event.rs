//! What happens to sign-ins without anyone asking, and how they stand.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::account::AccountId;

/// Something happened to a server's sign-in.
#[derive(Debug, Clone)]
pub enum AuthEvent {
    /// Someone signed in.
    SignedIn {
        /// The server's URL as configured.
        server_url: String,
        /// The account.
        account: AccountId,
        /// Who it is, if that could be verified.
        label: Option<String>,
    },
    /// The credentials are gone.
    SignedOut {
        /// The server's URL as configured.
        server_url: String,
        /// The account.
        account: AccountId,
        /// Why.
        reason: SignedOutReason,
    },
    /// New tokens could not be put into the vault: they last as long as this process does.
    NotSaved {
        /// The server's URL as configured.
        server_url: String,
        /// The account.
        account: AccountId,
        /// What the vault said.
        why: String,
    },
}

/// Why credentials are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignedOutReason {
    /// The person signed out.
    ByUser,
    /// The authorization server no longer takes the refresh token.
    Refused,
    /// The authorization server no longer knows this app.
    ClientRejected,
    /// The server now names another authorization server.
    IssuerChanged,
    /// The vault no longer holds the tokens.
    VaultEmpty,
}

/// How a server and account stand, as far as can be told without network and vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Not signed in.
    SignedOut {
        /// Why not any more; none: never was.
        reason: Option<SignedOutReason>,
    },
    /// Signed in.
    SignedIn {
        /// Who it is, if known.
        label: Option<String>,
        /// The authorization server.
        issuer: String,
        /// The resource for which the tokens are.
        resource: String,
        /// The granted scopes.
        scopes: Vec<String>,
        /// When the access token ends; it is renewed by itself where the server gave a refresh token.
        expires_at: Option<SystemTime>,
    },
    /// Headers are configured; OAuth is not used.
    Configured,
}

impl SignedOutReason {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ByUser => "by_user",
            Self::Refused => "refused",
            Self::ClientRejected => "client_rejected",
            Self::IssuerChanged => "issuer_changed",
            Self::VaultEmpty => "vault_empty",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [
            Self::ByUser,
            Self::Refused,
            Self::ClientRejected,
            Self::IssuerChanged,
            Self::VaultEmpty,
        ]
        .into_iter()
        .find(|r| r.as_str() == text)
    }
}
