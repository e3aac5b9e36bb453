//! A sign-in's failure in a sentence a person understands, with the rule in the Details.

use lanyard_oauth::{BeginError, Failed, FinishError, Kind, Outcome, Trace};

use crate::api::{Details, Error, TraceOutcome, TraceStep};
use crate::mcp::code_of;

pub(super) type FinishFailed = Failed<FinishError>;

pub(super) fn begin(server: &str, failed: &Failed<BeginError>) -> Error {
    error(server, failed.kind(), &failed.trace, failed.to_string())
}

pub(super) fn finish(server: &str, failed: &FinishFailed) -> Error {
    error(server, failed.kind(), &failed.trace, failed.to_string())
}

fn error(server: &str, kind: Kind, trace: &Trace, said: String) -> Error {
    let message = match kind {
        Kind::NotMcp => format!("{server} does not say how to sign in. Check its address."),
        Kind::Unreachable => format!("{server} can't be reached right now. Check your connection and try again."),
        Kind::CertificateInvalid => {
            format!("The certificate of {server} can't be verified, so Lanyard does not sign in. Ask your IT team.")
        }
        Kind::InsecureServer => {
            format!("{server} can't show that its sign-in is safe, so Lanyard does not use it. Ask your IT team.")
        }
        Kind::Misconfigured => {
            format!("The sign-in of {server} is not set up rightly. Ask whoever runs it; Details says what is wrong.")
        }
        Kind::NeedsClientId => {
            format!(
                "{server} needs a client id that nobody has set. Ask your IT team to add one to the company's configuration."
            )
        }
        Kind::ServerRefused => format!("{server} refused the sign-in. Try again; Details says what it answered."),
        Kind::Denied => "You declined access. Nothing was changed.".to_owned(),
        Kind::Expired => "The sign-in took too long. Start it again.".to_owned(),
        Kind::StartAgain => "This sign-in can't be finished any more. Start it again.".to_owned(),
        Kind::NotACallback => {
            "That is not the address the browser ended on. Copy the whole address and paste it again.".to_owned()
        }
        Kind::PortInUse => {
            "Another program uses the port that the browser's answer comes to. Close it, or use another way.".to_owned()
        }
        Kind::Keychain => "The keychain can't keep the sign-in. Unlock it and try again.".to_owned(),
        Kind::Storage => "Lanyard can't write to its data folder. Free some space and try again.".to_owned(),
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
