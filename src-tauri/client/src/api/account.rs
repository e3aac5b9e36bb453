//! A sign-in on its way, as a window shows it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Error, Sentence};

/// One sign-in: at most one per server at a time.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct SignInView {
    /// Names this sign-in in commands.
    pub id: String,
    /// The server signed in to.
    pub server_id: String,
    /// Its name for people.
    pub server_name: String,
    /// How the answer comes back.
    pub way: SignInWay,
    /// Ways that the person can switch to.
    pub other_ways: Vec<SignInWay>,
    /// The address that the browser was given; to copy or to open again.
    pub url: Option<String>,
    /// When it ends by itself (RFC 3339).
    pub expires_at: String,
    /// Where it stands.
    pub state: SignInState,
    /// What a person should know, for instance that PKCE could not be verified.
    pub warnings: Vec<Sentence>,
    /// The steps so far.
    pub trace: Vec<TraceStep>,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SignInState {
    /// Finding out how to sign in.
    Preparing,
    /// The browser is open.
    Waiting,
    /// The answer came and is being redeemed.
    Finishing,
    /// Signed in.
    Done {
        /// Who, as the identity provider says; none when it did not say.
        account: Option<String>,
    },
    /// The person, or the server, declined.
    Denied {
        /// One sentence.
        message: Sentence,
    },
    /// It failed.
    Failed {
        /// Why, and what to do.
        error: Error,
    },
    /// The person cancelled.
    Cancelled,
}

/// How the browser's answer comes back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum SignInWay {
    /// The private-use scheme (RFC 8252 §7.1).
    DeepLink,
    /// A listener on this computer (RFC 8252 §7.3).
    Loopback,
    /// The person pastes the address.
    Paste,
}

/// One step of a sign-in, with every secret left out.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct TraceStep {
    /// Which step: challenge, resource metadata, registration, ...
    pub name: String,
    /// What was asked, answered or decided.
    pub detail: String,
    /// How it went.
    pub outcome: TraceOutcome,
}

/// How a step went.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum TraceOutcome {
    /// As it should.
    Ok,
    /// Went on, with something a person should know.
    Warning,
    /// Broke a rule.
    Failed,
}
