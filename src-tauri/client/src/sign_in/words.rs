//! A sign-in's failure in a sentence a person understands, with the rule in the Details.

use lanyard_oauth::{BeginError, Failed, FinishError, Kind, Outcome, Trace, Warning};

use crate::api::{Details, Error, Sentence, TraceOutcome, TraceStep};
use crate::mcp::code_of;
use crate::say;

pub(super) type FinishFailed = Failed<FinishError>;

pub(super) fn begin(server: &str, failed: &Failed<BeginError>) -> Error {
    error(server, failed.kind(), &failed.trace, failed.to_string())
}

pub(super) fn finish(server: &str, failed: &FinishFailed) -> Error {
    error(server, failed.kind(), &failed.trace, failed.to_string())
}

fn error(server: &str, kind: Kind, trace: &Trace, said: String) -> Error {
    let message = match kind {
        Kind::NotMcp => say!("{server} does not say how to sign in. Check its address.", server),
        Kind::Unreachable => say!(
            "{server} can't be reached right now. Check your connection and try again.",
            server
        ),
        Kind::CertificateInvalid => {
            say!(
                "The certificate of {server} can't be verified, so Lanyard does not sign in. Ask your IT team.",
                server
            )
        }
        Kind::InsecureServer => {
            say!(
                "{server} can't show that its sign-in is safe, so Lanyard does not use it. Ask your IT team.",
                server
            )
        }
        Kind::Misconfigured => {
            say!(
                "The sign-in of {server} is not set up rightly. Ask whoever runs it; Details says what is wrong.",
                server
            )
        }
        Kind::NeedsClientId => {
            say!(
                "{server} needs a client id that nobody has set. Ask your IT team to add one to the company's configuration.",
                server
            )
        }
        Kind::ServerRefused => say!(
            "{server} refused the sign-in. Try again; Details says what it answered.",
            server
        ),
        Kind::Denied => say!("You declined access. Nothing was changed."),
        Kind::Expired => say!("The sign-in took too long. Start it again."),
        Kind::StartAgain => say!("This sign-in can't be finished any more. Start it again."),
        Kind::NotACallback => {
            say!("That is not the address the browser ended on. Copy the whole address and paste it again.")
        }
        Kind::PortInUse => {
            say!("Another program uses the port that the browser's answer comes to. Close it, or use another way.")
        }
        Kind::Keychain => say!("The keychain can't keep the sign-in. Unlock it and try again."),
        Kind::Storage => say!("Lanyard can't write to its data folder. Free some space and try again."),
    };
    let step = trace
        .steps()
        .iter()
        .rev()
        .find(|s| s.outcome == Outcome::Failed)
        .map(|s| s.name.to_owned());
    Error::new(code_of(kind), message).with(Details {
        server: Some(server.to_owned()),
        step,
        rule: None,
        said: Some(said),
    })
}

pub(super) fn trace(trace: &Trace) -> Vec<TraceStep> {
    trace
        .steps()
        .iter()
        .map(|step| TraceStep {
            name: step.name.to_owned(),
            detail: step.detail.clone(),
            outcome: match step.outcome {
                Outcome::Ok => TraceOutcome::Ok,
                Outcome::Warning => TraceOutcome::Warning,
                Outcome::Failed => TraceOutcome::Failed,
            },
        })
        .collect()
}

/// What the person should know before going on.
pub(super) fn warning(warning: Warning) -> Sentence {
    match warning {
        Warning::PkceUnverified => {
            say!("this server publishes no metadata; that it checks the sign-in's proof (PKCE) can't be verified")
        }
        Warning::PkceNotAdvertised => say!(
            "the sign-in service does not say that it checks the sign-in's proof (PKCE); the settings let that pass"
        ),
        Warning::PasteOnly => {
            say!("the answer can't come back by itself; copy the address of the last page and paste it")
        }
    }
}
