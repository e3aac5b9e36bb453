//! Why an exchange failed, in words, and what the session does about it.

use rmcp::service::ServiceError;

use super::session::Session;
use super::trouble::{Trouble, trouble_of};
use super::words::words;
use crate::api::{Code, Error, ServerState};
use crate::say;

/// The person stopped it.
pub(super) fn stopped() -> Error {
    Error::new(Code::Cancelled, say!("Stopped."))
}

/// There is no connection to send it on.
pub(super) fn not_ready(session: &Session) -> Error {
    let name = &session.config.name;
    match session.state() {
        ServerState::SignInRequired { .. } => Error::new(
            Code::SignInRequired,
            say!("Sign in to {server} to continue.", server = name),
        ),
        ServerState::Waiting { error, .. } | ServerState::Failed { error } => error,
        _ => Error::new(
            Code::Unreachable,
            say!("{server} is not connected yet. Try again in a moment.", server = name),
        ),
    }
}

/// It was sent, and has no result.
pub(super) async fn failed(session: &Session, error: &ServiceError) -> Error {
    let name = &session.config.name;
    let trouble = trouble_of(error);
    match (&trouble, error) {
        (_, ServiceError::McpError(said)) => Error::new(
            Code::Invalid,
            say!(
                "{server} refused the call: {said}",
                server = name,
                said = said.message.as_ref()
            ),
        ),
        (_, ServiceError::Timeout { .. }) => Error::new(
            Code::Unreachable,
            say!(
                "{server} did not answer in time. The call may still have been carried out; check before you repeat it.",
                server = name
            ),
        ),
        (_, ServiceError::Cancelled { .. }) => stopped(),
        (Some(Trouble::SignIn(challenge)), _) => {
            session.remember(challenge.clone());
            session.reconnect();
            words(name, trouble.as_ref())
        }
        (Some(Trouble::CompanySignIn), _) => {
            session.note_company();
            session.reconnect();
            words(name, trouble.as_ref())
        }
        (Some(Trouble::StepUp(challenge)), _) => {
            session.remember(challenge.clone());
            words(name, trouble.as_ref())
        }
        (Some(Trouble::Forbidden(_)), _) => words(name, trouble.as_ref()),
        // The end of a sign-in ends the connection too, often before the server's refusal has come through.
        (None, ServiceError::TransportClosed | ServiceError::TransportSend(_)) if session.is_signed_out().await => {
            session.reconnect();
            Error::new(
                Code::SignInRequired,
                say!(
                    "The sign-in to {server} ended. The call may still have been carried out; check before you repeat it.",
                    server = name
                ),
            )
        }
        (None, ServiceError::TransportClosed | ServiceError::TransportSend(_)) => {
            session.reconnect();
            Error::new(
                Code::Unreachable,
                say!(
                    "The connection to {server} broke. The call may still have been carried out; check before you repeat it.",
                    server = name
                ),
            )
        }
        _ => {
            session.reconnect();
            words(name, trouble.as_ref())
        }
    }
}
