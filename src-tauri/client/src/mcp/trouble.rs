//! What went wrong with an exchange, as a type.
//!
//! It travels two ways: with the error of the very call that failed, and in the [`Report`], where the session finds what
//! rmcp tells nobody (a challenge on a notification or on the stream).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::StatusCode;
use lanyard_net::FetchError;
use lanyard_oauth::{AuthError, Challenge, Forbidden};
use rmcp::service::ServiceError;
use rmcp::transport::streamable_http_client::StreamableHttpError;

/// What the last exchange that failed was about.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    /// Sign in first.
    SignIn(Challenge),
    /// Sign in at the company's identity provider first.
    CompanySignIn,
    /// Signed in, but for more than was granted.
    StepUp(Challenge),
    /// No sign-in will cure it.
    Forbidden(Forbidden),
    /// The configured key was refused.
    KeyRefused,
    /// The credentials can't be used right now.
    Auth(AuthError),
    /// No answer.
    Net(FetchError),
    /// An answer that is not MCP's.
    Status(StatusCode),
    /// Neither JSON nor an event stream.
    NotMcp,
    /// It speaks HTTP+SSE of 2024-11-05.
    OldTransport,
    /// The program could not be started.
    Local(NotStarted),
}

/// Why a program of this computer was not started.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum NotStarted {
    /// The operating system says no.
    #[error("{program} could not be started: {reason}")]
    Program {
        /// As it is configured.
        program: String,
        /// The operating system's words.
        reason: String,
    },
    /// Its environment is in a vault that can't be opened now.
    #[error("its environment can't be read from the keychain: {0}")]
    Vault(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn(_) => f.write_str("a sign-in is required"),
            Self::CompanySignIn => f.write_str("the company's sign-in is required"),
            Self::StepUp(_) => f.write_str("more consent is required"),
            Self::Forbidden(_) => f.write_str("forbidden"),
            Self::KeyRefused => f.write_str("the configured key was refused"),
            Self::Auth(error) => error.fmt(f),
            Self::Net(error) => error.fmt(f),
            Self::Status(status) => status.fmt(f),
            Self::NotMcp => f.write_str("neither JSON nor an event stream"),
            Self::OldTransport => f.write_str("the transport of 2024-11-05"),
            Self::Local(why) => why.fmt(f),
        }
    }
}

/// Remembers the last trouble for the session.
#[derive(Debug, Clone, Default)]
pub(super) struct Report(Arc<Mutex<Option<Trouble>>>);

impl Report {
    pub(super) fn take(&self) -> Option<Trouble> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn put(&self, trouble: Trouble) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(trouble);
    }
}

/// The error that rmcp carries from the exchange that failed to whoever waits for it.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub(super) struct Failure {
    pub(super) text: String,
    pub(super) trouble: Option<Box<Trouble>>,
}

pub(super) type Failed = StreamableHttpError<Failure>;

/// The trouble of the very exchange that a call failed on; [`Report`] may hold another's.
pub(super) fn trouble_of(error: &ServiceError) -> Option<Trouble> {
    let ServiceError::TransportSend(inner) = error else {
        return None;
    };
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(inner.error.as_ref());
    while let Some(current) = cause {
        if let Some(Failed::Client(failure)) = current.downcast_ref::<Failed>() {
            return failure.trouble.as_deref().cloned();
        }
        cause = current.source();
    }
    None
}
