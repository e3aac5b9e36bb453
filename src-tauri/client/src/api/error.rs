//! The one error at the edge.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Sentence;

/// What failed, in a sentence for a person, with what to do next.
#[derive(Debug, Clone, Serialize, Deserialize, Type, thiserror::Error, PartialEq, Eq)]
#[error("{message}")]
pub struct Error {
    /// What the window branches on.
    pub code: Code,
    /// One plain sentence with the next step.
    pub message: Sentence,
    /// What stands in the Details fold.
    pub details: Option<Box<Details>>,
}

/// What a window or a script may branch on; everything else is a sentence.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The address is not a web address, or not an MCP server.
    NotAServer,
    /// The server can't be reached: dead host, no network.
    Unreachable,
    /// The server's certificate does not verify.
    Certificate,
    /// Sign in first.
    SignInRequired,
    /// The person or the server declined.
    Denied,
    /// The sign-in ran out of time, or was started anew.
    Expired,
    /// The server wants a client id that nobody configured.
    NeedsClientId,
    /// The keychain is locked or missing.
    Keychain,
    /// The company does not allow it.
    Blocked,
    /// It needs a person's approval, and none was there to ask.
    ApprovalRequired,
    /// The disk is full or the data folder can't be written.
    Storage,
    /// The port is taken.
    PortInUse,
    /// What was named is not there (any more).
    NotFound,
    /// The model or its provider failed.
    Model,
    /// What was typed can't be used.
    Invalid,
    /// It was stopped by the person.
    Cancelled,
    /// A fault of ours.
    Internal,
}

/// For the Details fold: nothing here is secret.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct Details {
    /// Which server or provider.
    pub server: Option<String>,
    /// At which step.
    pub step: Option<String>,
    /// Which rule was broken, with its source.
    pub rule: Option<String>,
    /// What the library or the other side said.
    pub said: Option<String>,
}

impl Error {
    /// An error with a sentence and no details.
    pub fn new(code: Code, message: Sentence) -> Self {
        Self {
            code,
            message,
            details: None,
        }
    }

    /// Adds what the Details fold shows.
    #[must_use]
    pub fn with(mut self, details: Details) -> Self {
        self.details = Some(Box::new(details));
        self
    }
}
