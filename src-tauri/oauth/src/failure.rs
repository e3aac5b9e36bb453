//! What a person is told: an error with the steps that led to it, and the kind of sentence it deserves.

use std::error::Error;
use std::fmt;

use lanyard_net::FetchError;
use lanyard_vault::VaultError;
use serde::Serialize;

use crate::sign_in::SignInId;
use crate::trace::Trace;

/// Which sentence an error deserves. The error's own text goes into Details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The address does not belong to an MCP server that asks for a sign-in.
    NotMcp,
    /// No connection, or no answer.
    Unreachable,
    /// A certificate does not verify.
    CertificateInvalid,
    /// A document names an address that may not be used.
    InsecureServer,
    /// The server or its settings break a rule; an administrator has to act.
    Misconfigured,
    /// The server takes no unknown apps: a client id is needed.
    NeedsClientId,
    /// The authorization server said no.
    ServerRefused,
    /// The person declined.
    Denied,
    /// The sign-in took too long.
    Expired,
    /// Something was lost or changed on the way; starting again helps.
    StartAgain,
    /// What was pasted is not the address of an answer.
    NotACallback,
    /// Secrets can't be read or kept.
    Keychain,
    /// The app's own file can't be read or written.
    Storage,
    /// A local port is taken.
    PortInUse,
}

impl Kind {
    pub(crate) fn of_fetch(error: &FetchError) -> Self {
        match error {
            FetchError::Unreachable { .. } | FetchError::Timeout { .. } => Self::Unreachable,
            FetchError::Certificate { .. } => Self::CertificateInvalid,
            FetchError::Url(_) | FetchError::Address { .. } => Self::InsecureServer,
            FetchError::TooLarge { .. } | FetchError::Redirect { .. } | FetchError::Request { .. } => {
                Self::Misconfigured
            }
        }
    }
}

/// An error and the steps that led to it.
#[derive(Debug)]
pub struct Failed<E> {
    /// What went wrong.
    pub error: Box<E>,
    /// What was done until then.
    pub trace: Trace,
    /// Which sign-in it ended, where it ended one.
    pub about: Option<SignInId>,
    kind: Kind,
}

/// An error that knows which sentence it deserves.
pub trait Told: Error {
    /// The kind.
    fn kind(&self) -> Kind;
}

impl<E: Told> Failed<E> {
    pub(crate) fn new(error: E, trace: Trace) -> Self {
        trace.failed("end", &error);
        Self {
            kind: error.kind(),
            error: Box::new(error),
            trace,
            about: None,
        }
    }

    /// Names the sign-in that it ended.
    pub(crate) fn about(self, about: Option<SignInId>) -> Self {
        Self { about, ..self }
    }

    /// Which sentence it deserves.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl<E: fmt::Display> fmt::Display for Failed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E: Error + 'static> Error for Failed<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}

impl Told for VaultError {
    fn kind(&self) -> Kind {
        Kind::Keychain
    }
}
