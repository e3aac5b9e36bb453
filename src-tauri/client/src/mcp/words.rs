//! A session's trouble in words, and whether time will cure it.

use lanyard_net::FetchError;
use lanyard_oauth::{AuthError, Forbidden, Kind, Told as _};

use super::trouble::{NotStarted, Trouble};
use crate::api::{Code, Details, Error, Sentence};
use crate::say;

/// What a session does about its trouble.
pub(super) enum Cure {
    /// The person signs in.
    SignIn,
    /// It tries again by itself.
    Wait(Error),
    /// Nothing changes until somebody does something.
    Give(Error),
}

/// Judges a trouble at connecting. `None`: the server answered nothing of use.
pub(super) fn judge(server: &str, trouble: Option<&Trouble>) -> Cure {
    match trouble {
        Some(Trouble::SignIn(_) | Trouble::CompanySignIn | Trouble::StepUp(_)) => Cure::SignIn,
        Some(Trouble::Net(FetchError::Certificate { .. })) => Cure::Give(words(server, trouble)),
        Some(Trouble::Net(_) | Trouble::Local(NotStarted::Vault(_))) => Cure::Wait(words(server, trouble)),
        Some(Trouble::Auth(error)) if matches!(error.kind(), Kind::Unreachable | Kind::Keychain | Kind::Storage) => {
            Cure::Wait(words(server, trouble))
        }
        Some(Trouble::Status(status)) if status.is_server_error() || status.as_u16() == 429 => {
            Cure::Wait(words(server, trouble))
        }
        _ => Cure::Give(words(server, trouble)),
    }
}

/// The sentence for a trouble.
pub(super) fn words(server: &str, trouble: Option<&Trouble>) -> Error {
    let (code, message, rule, said) = match trouble {
        Some(Trouble::SignIn(_) | Trouble::CompanySignIn) => (
            Code::SignInRequired,
            say!("Sign in to {server} to continue.", server),
            None,
            None,
        ),
        Some(Trouble::StepUp(challenge)) => (
            Code::SignInRequired,
            say!(
                "{server} needs your consent for more than it was given. Sign in again to allow it.",
                server
            ),
            Some("insufficient_scope (RFC 6750 §3.1)".to_owned()),
            Some(challenge.scopes.join(" ")),
        ),
        Some(Trouble::Forbidden(why)) => {
            let message = match why {
                Forbidden::AlreadyGranted => say!(
                    "{server} does not allow this, although you are signed in with what it asks for. Ask whoever runs it.",
                    server
                ),
                Forbidden::TooManyTries => {
                    say!(
                        "{server} keeps asking for more consent. Lanyard stopped asking; ask whoever runs it.",
                        server
                    )
                }
                Forbidden::NotAboutScopes => say!("{server} does not allow you to do this.", server),
            };
            (Code::Denied, message, Some("403".to_owned()), None)
        }
        Some(Trouble::KeyRefused) => (
            Code::Denied,
            say!("{server} refuses the configured key. Check it under Tools.", server),
            None,
            None,
        ),
        Some(Trouble::Auth(error @ AuthError::Unattended { .. }))
            if matches!(error.kind(), Kind::ServerRefused | Kind::Misconfigured) =>
        {
            (
                code_of(error.kind()),
                say!(
                    "{server} gives this computer no access. Details says why; ask your IT team.",
                    server
                ),
                None,
                Some(error.to_string()),
            )
        }
        Some(Trouble::Auth(error)) => (
            code_of(error.kind()),
            say!(
                "Lanyard could not use your sign-in to {server}. Try again, or sign in anew.",
                server
            ),
            None,
            Some(error.to_string()),
        ),
        Some(Trouble::OldTransport) => (
            Code::NotAServer,
            say!(
                "{server} speaks an old protocol (HTTP+SSE of 2024-11-05) that Lanyard does not speak. Ask whoever runs it for its newer address, which often ends in /mcp.",
                server
            ),
            Some("MCP Streamable HTTP".to_owned()),
            None,
        ),
        Some(Trouble::Local(why @ NotStarted::Program { program, .. })) => (
            Code::Invalid,
            say!(
                "The program of {server} can't be started. Check that {program} is installed on this computer.",
                server,
                program = program
            ),
            None,
            Some(why.to_string()),
        ),
        Some(Trouble::Local(why @ NotStarted::Vault(_))) => (
            Code::Keychain,
            say!(
                "Lanyard could not reach the secrets for {server}. Unlock the keychain and try again.",
                server
            ),
            None,
            Some(why.to_string()),
        ),
        Some(Trouble::Net(fault)) => net(server, fault),
        Some(Trouble::Status(status)) if status.is_server_error() || status.as_u16() == 429 => (
            Code::Unreachable,
            say!(
                "{server} can't answer right now. Lanyard keeps trying; you can go on with the other tools.",
                server
            ),
            None,
            Some(status.to_string()),
        ),
        Some(Trouble::Status(status)) => (
            Code::NotAServer,
            say!("{server} does not answer as a tool server. Check its address.", server),
            Some("MCP Streamable HTTP".to_owned()),
            Some(status.to_string()),
        ),
        Some(Trouble::NotMcp) | None => (
            Code::NotAServer,
            say!("{server} does not answer as a tool server. Check its address.", server),
            Some("MCP Streamable HTTP".to_owned()),
            None,
        ),
    };
    Error::new(code, message).with(Details {
        server: Some(server.to_owned()),
        step: Some("connect".into()),
        rule,
        said,
    })
}

fn net(server: &str, fault: &FetchError) -> (Code, Sentence, Option<String>, Option<String>) {
    let said = match fault {
        FetchError::Unreachable { detail, .. } | FetchError::Certificate { detail, .. } => format!("{fault}: {detail}"),
        other => other.to_string(),
    };
    let (code, message) = match fault {
        FetchError::Certificate { .. } => (
            Code::Certificate,
            say!(
                "The certificate of {server} can't be verified, so Lanyard does not connect. Ask your IT team.",
                server
            ),
        ),
        FetchError::Url(_) | FetchError::Address { .. } => {
            (Code::Invalid, say!("The address of {server} can't be used.", server))
        }
        _ => (
            Code::Unreachable,
            say!(
                "{server} can't be reached right now. Lanyard keeps trying; you can go on with the other tools.",
                server
            ),
        ),
    };
    (code, message, None, Some(said))
}

/// The window's code for a kind of sign-in trouble.
pub(crate) fn code_of(kind: Kind) -> Code {
    match kind {
        Kind::NotMcp => Code::NotAServer,
        Kind::Unreachable => Code::Unreachable,
        Kind::CertificateInvalid => Code::Certificate,
        Kind::NeedsClientId => Code::NeedsClientId,
        Kind::Denied => Code::Denied,
        Kind::Expired | Kind::StartAgain => Code::Expired,
        Kind::Keychain => Code::Keychain,
        Kind::Storage => Code::Storage,
        Kind::PortInUse => Code::PortInUse,
        Kind::InsecureServer | Kind::Misconfigured | Kind::ServerRefused | Kind::NotACallback => Code::Invalid,
    }
}
