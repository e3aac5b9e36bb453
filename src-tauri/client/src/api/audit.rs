//! What was called, for diagnostics.

use serde::{Deserialize, Serialize};
use specta::Type;

/// One event of the audit log.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct AuditLine {
    /// When (RFC 3339).
    pub at: String,
    /// The server's id.
    pub server: String,
    /// The tool, or `prompt:` or `resource:` and what it was.
    pub tool: String,
    /// The rule or the person that allowed or refused it.
    pub decided_by: String,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum AuditOutcome {
    /// The tool answered.
    Done,
    /// The tool answered that it failed.
    ToolFailed,
    /// No answer, or a refusal.
    Failed,
    /// The person stopped it.
    Stopped,
    /// It was not allowed to run.
    Refused,
}
