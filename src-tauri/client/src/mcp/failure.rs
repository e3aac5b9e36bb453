//! Why an exchange failed, in words, and what the session does about it.

use rmcp::RoleClient;
use rmcp::service::{Peer, ServiceError};

use super::session::Session;
use super::trouble::{Trouble, trouble_of};
use super::words::words;
use crate::api::{Code, Details, Error, ServerState};
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
        ServerState::Off => Error::new(
            Code::NotFound,
            say!("{server} is switched off. Switch it on under Tools.", server = name),
        ),
        ServerState::ConsentRequired { .. } => Error::new(
            Code::ApprovalRequired,
            say!(
                "{server} is a program that you have not allowed to run yet. Allow it under Tools.",
                server = name
            ),
        ),
        _ => Error::new(
            Code::Unreachable,
            say!("{server} is not connected yet. Try again in a moment.", server = name),
        ),
    }
}

/// It was sent, and has no result.
pub(super) async fn failed(session: &Session, peer: &Peer<RoleClient>, error: &ServiceError) -> Error {
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
        (None, ServiceError::TransportClosed | ServiceError::TransportSend(_)) if is_over(peer, error) => {
            session.reconnect();
            Error::new(
                Code::Unreachable,
                say!(
                    "The connection to {server} broke. The call may still have been carried out; check before you repeat it.",
                    server = name
                ),
            )
        }
        (Some(Trouble::Net(_) | Trouble::Auth(_) | Trouble::KeyRefused), _) => {
            session.reconnect();
            words(name, trouble.as_ref())
        }
        (Some(Trouble::Status(status)), _) if status.is_server_error() || status.as_u16() == 429 => {
            words(name, trouble.as_ref())
        }
        // One answer that can't be used says nothing about the others: the connection, and the calls on it, live on.
        _ => unusable(name, trouble.as_ref(), error),
    }
}

fn is_over(peer: &Peer<RoleClient>, error: &ServiceError) -> bool {
    matches!(error, ServiceError::TransportClosed) || peer.is_transport_closed()
}

fn unusable(server: &str, trouble: Option<&Trouble>, error: &ServiceError) -> Error {
    let message = say!(
        "{server} sent an answer that can't be used. The call may still have been carried out; check before you repeat it.",
        server = server
    );
    Error::new(Code::Invalid, message).with(Details {
        server: Some(server.to_owned()),
        step: Some("call".into()),
        rule: None,
        said: Some(trouble.map_or_else(|| error.to_string(), ToString::to_string)),
    })
}
