//! What the door says: what a request is sent with, what an answer means, and why there are no headers right now.

use std::time::SystemTime;

use http::HeaderMap;
use lanyard_net::url::Url;

use super::unattended::UnattendedError;
use crate::challenge::Challenge;
use crate::failure::{Kind, Told};
use crate::lock::LockError;
use crate::office::KeepError;
use crate::proof::ProofError;
use crate::settings::{HeaderError, SecretError};
use crate::tokens::TokenError;

/// What one request is sent with.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    pub(super) headers: HeaderMap,
    /// Which token it is; none: no token.
    pub(super) generation: Option<u64>,
    /// Where its proof of possession is for, and the nonce in it.
    pub(super) bound: Option<Bound>,
}

/// A proof that went with a request.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub(super) url: Url,
    pub(super) nonce: Option<String>,
}

/// What an answer means.
#[derive(Debug)]
pub enum Observation {
    /// Nothing about authorization.
    Fine,
    /// The token was replaced: authorize again and resend, once.
    Retry,
    /// Somebody has to sign in.
    SignInRequired(Challenge),
    /// Somebody has to sign in at the company's identity provider, whose settings the server's name.
    CompanySignInRequired,
    /// More scopes are needed; the challenge holds those granted before and those needed now.
    StepUp(Challenge),
    /// Refused, and no sign-in would help.
    Forbidden(Forbidden),
    /// The configured key or header is not accepted.
    KeyRefused,
    /// The token can't be replaced right now; the credentials are kept.
    Unavailable(AuthError),
}

/// Why a 403 stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forbidden {
    /// It is not about scopes.
    NotAboutScopes,
    /// The scopes that it asks for were granted already.
    AlreadyGranted,
    /// They were asked for as often as they may be.
    TooManyTries,
}

/// A request can't be given its headers right now.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AuthError {
    /// A configured header.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The vault or the store.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The token endpoint.
    #[error("{server}: the sign-in could not be renewed: {source}; you stay signed in and it is tried again")]
    Refresh {
        /// The server's name.
        server: String,
        /// What happened.
        source: TokenError,
        /// Not tried before this time.
        retry_at: SystemTime,
    },
    /// A way that needs no person gave no token.
    #[error("{server}: {source}")]
    Unattended {
        /// The server's name.
        server: String,
        /// What happened.
        source: Box<UnattendedError>,
        /// Not tried before this time.
        retry_at: SystemTime,
    },
    /// The key to which the token is bound is damaged.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// Another process holds the account.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A newer version wrote the tokens.
    #[error("{server}: a newer Lanyard keeps this sign-in; update this one")]
    Newer {
        /// The server's name.
        server: String,
    },
    /// The process is ending.
    #[error("the app is closing")]
    Closing,
}

impl AuthError {
    /// When trying again may help.
    pub fn retry_at(&self) -> Option<SystemTime> {
        match self {
            Self::Refresh { retry_at, .. } | Self::Unattended { retry_at, .. } => Some(*retry_at),
            _ => None,
        }
    }
}

impl Told for AuthError {
    fn kind(&self) -> Kind {
        match self {
            Self::Header(HeaderError::Secret(SecretError::Vault(_))) => Kind::Keychain,
            Self::Header(_) => Kind::Misconfigured,
            Self::Unattended { source, .. } => source.kind(),
            Self::Keep(error) => error.kind(),
            Self::Refresh { source, .. } => source.kind(),
            Self::Lock(_) | Self::Closing | Self::Proof(_) => Kind::StartAgain,
            Self::Newer { .. } => Kind::Storage,
        }
    }
}

impl Pass {
    /// To be merged into the request.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Whether the request carries a token of ours.
    pub fn has_token(&self) -> bool {
        self.generation.is_some()
    }
}
