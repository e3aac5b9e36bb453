//! Conversations over real parts: SQLite on disk, an MCP server over HTTP, and a model's wire over HTTP.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod approvals;
mod demo;
mod desk;
mod failures;
mod history;
mod office;
mod servers;
mod turns;
mod wire;
