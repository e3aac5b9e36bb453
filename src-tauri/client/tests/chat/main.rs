//! Conversations over real parts: SQLite on disk, an MCP server over HTTP, and a model's wire over HTTP.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod approvals;
mod attachments;
mod branches;
mod demo;
mod desk;
mod failures;
mod history;
mod kept;
mod office;
mod paper;
mod servers;
mod transfer;
mod turns;
mod wire;
