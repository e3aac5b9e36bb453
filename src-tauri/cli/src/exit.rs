//! Exit codes, documented in `--help`: scripts branch on them.

use std::process::ExitCode;

use lanyard_client::api::Code;

/// An exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exit(u8);

pub(crate) const OK: Exit = Exit(0);
pub(crate) const FAULT: Exit = Exit(1);
pub(crate) const USAGE: Exit = Exit(2);
pub(crate) const SIGN_IN: Exit = Exit(3);
pub(crate) const DECLINED: Exit = Exit(4);
pub(crate) const BLOCKED: Exit = Exit(5);
pub(crate) const UNREACHABLE: Exit = Exit(6);
pub(crate) const TOOL_FAILED: Exit = Exit(7);
pub(crate) const APPROVAL: Exit = Exit(8);
pub(crate) const KEEPING: Exit = Exit(9);
pub(crate) const MODEL: Exit = Exit(10);
pub(crate) const INTERRUPTED: Exit = Exit(130);

/// The table of `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
    0  it worked
    1  a fault of Lanyard's own
    2  the command line, or something typed, can't be used
    3  sign in first, or the sign-in was not finished
    4  the person or the server declined
    5  a rule of the company (or of your own) blocks it
    6  the address can't be reached, is no MCP server, or its certificate does not verify
    7  the tool ran and says that it failed
    8  the tool asks for approval, and nobody was there to ask
    9  the keychain or the disk can't keep what has to be kept
   10  the model or its provider failed
  130  interrupted";

/// The exit code of an error.
pub(crate) fn of(code: Code) -> Exit {
    match code {
        Code::SignInRequired | Code::Expired | Code::NeedsClientId => SIGN_IN,
        Code::Denied => DECLINED,
        Code::Blocked => BLOCKED,
        Code::Unreachable | Code::NotAServer | Code::Certificate => UNREACHABLE,
        Code::ApprovalRequired => APPROVAL,
        Code::Keychain | Code::Storage => KEEPING,
        Code::Model => MODEL,
        Code::Invalid | Code::NotFound => USAGE,
        Code::Cancelled => INTERRUPTED,
        Code::PortInUse | Code::Internal => FAULT,
    }
}

impl Exit {
    /// The number, as it stands in the JSON document of an error.
    pub(crate) fn number(self) -> u8 {
        self.0
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_the_help() {
        for exit in [
            OK,
            FAULT,
            USAGE,
            SIGN_IN,
            DECLINED,
            BLOCKED,
            UNREACHABLE,
            TOOL_FAILED,
            APPROVAL,
            KEEPING,
            MODEL,
            INTERRUPTED,
        ] {
            let number = format!("{:>5}  ", exit.number());
            assert!(HELP.lines().any(|line| line.starts_with(&number)), "{}", exit.number());
        }
    }
}
