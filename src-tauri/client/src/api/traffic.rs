//! What was said between Lanyard and a server, for diagnostics.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One message.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct TrafficLine {
    /// Grows by one.
    pub number: u32,
    /// When (RFC 3339).
    pub at: String,
    /// Who said it.
    pub direction: Direction,
    /// Its method, or what it answers.
    pub about: String,
    /// The message as JSON text, shortened where it is long; what looks like a secret is blackened.
    pub text: String,
}

/// Who said something.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Lanyard.
    Sent,
    /// The server.
    Received,
    /// A program of this computer, on its standard error.
    Printed,
}
