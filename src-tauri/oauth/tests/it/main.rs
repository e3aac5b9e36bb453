//! What `lanyard_oauth` promises, each line of the obligations as a test, against servers that really answer over
//! HTTP on loopback and really misbehave.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod support;

mod discovery;
mod registration;
mod authorization;
mod answer;
mod loopback;
mod tokens;
mod step_up;
mod sign_out;
mod attacks;
mod processes;
mod properties;
