//! Why an answer led to no sign-in.

use crate::callback::CallbackError;
use crate::failure::{Kind, Told};
use crate::lock;
use crate::office::KeepError;
use crate::proof::ProofError;
use crate::tokens::TokenError;

/// A sign-in that failed.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    /// What was pasted is no answer.
    #[error(transparent)]
    Callback(#[from] CallbackError),
    /// Pasted, and not an answer to a waiting sign-in.
    #[error(
        "that address belongs to no sign-in that is waiting; it may have been used already. Start the sign-in again"
    )]
    UnknownState,
    /// It took longer than five minutes.
    #[error("the sign-in took too long; start it again")]
    Expired,
    /// The app was restarted and its secrets were only in memory.
    #[error("the app was restarted meanwhile and no longer knows this sign-in; start it again")]
    Forgotten,
    /// RFC 9207 §2.4: the answer comes from someone else.
    #[error(
        "{server}: the answer says that it comes from {found:?}, but the sign-in was at {expected} (RFC 9207); it was \
         not used. If this happens again, tell your administrator"
    )]
    IssuerMismatch {
        /// The server's name.
        server: String,
        /// The issuer asked.
        expected: String,
        /// The issuer in the answer.
        found: String,
    },
    /// RFC 9207 §2.4: the server promises to name itself, and did not.
    #[error(
        "{server}: the answer does not say who it comes from, though {expected} promises to (RFC 9207); it was not \
         used. If this happens again, tell your administrator"
    )]
    IssuerMissing {
        /// The server's name.
        server: String,
        /// The issuer asked.
        expected: String,
    },
    /// The person, or a rule, said no.
    #[error("{server}: access was declined{}; nothing was changed", description.as_ref().map(|d| format!(" ({d})")).unwrap_or_default())]
    Denied {
        /// The server's name.
        server: String,
        /// The server's words.
        description: Option<String>,
    },
    /// The authorization server answered with another error.
    #[error("{server}: the authorization server answered {error}{}; try again, or ask who runs it", description.as_ref().map(|d| format!(" ({d})")).unwrap_or_default())]
    ServerSaid {
        /// The server's name.
        server: String,
        /// The error code.
        error: String,
        /// The server's words.
        description: Option<String>,
    },
    /// The code could not be redeemed.
    #[error("{server}: {source}; start the sign-in again")]
    Token {
        /// The server's name.
        server: String,
        /// Why.
        source: TokenError,
    },
    /// The identity provider did not say who signed in.
    #[error(
        "{server}: the sign-in gave no usable ID token: {reason} (OpenID Connect Core §3.1.3.7); ask your administrator"
    )]
    Identity {
        /// The identity provider's name.
        server: String,
        /// What is wrong.
        reason: String,
    },
    /// The key to which the tokens should be bound is damaged.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The tokens could not be kept, so they were given back.
    #[error("{server}: {source}")]
    Keep {
        /// The server's name.
        server: String,
        /// Why.
        source: KeepError,
    },
    /// Another process holds the account.
    #[error(transparent)]
    Lock(#[from] lock::LockError),
    /// A task ended early.
    #[error("the app is closing; start the sign-in again")]
    Closing,
}

impl Told for FinishError {
    fn kind(&self) -> Kind {
        match self {
            Self::Callback(_) => Kind::NotACallback,
            Self::Expired => Kind::Expired,
            Self::UnknownState | Self::Forgotten | Self::Closing | Self::Lock(_) | Self::Proof(_) => Kind::StartAgain,
            Self::IssuerMismatch { .. } | Self::IssuerMissing { .. } | Self::Identity { .. } => Kind::Misconfigured,
            Self::Denied { .. } => Kind::Denied,
            Self::ServerSaid { .. } => Kind::ServerRefused,
            Self::Token { source, .. } => source.kind(),
            Self::Keep { source, .. } => source.kind(),
        }
    }
}
