//! What `lanyard_oauth` promises, each line of the obligations as a test, against servers that really answer over
//! HTTP on loopback and really misbehave.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod support;

mod answer;
mod attacks;
mod authorization;
mod closing;
mod company;
mod discovery;
mod dpop;
mod hostile;
mod identity;
mod loopback;
mod places;
mod processes;
mod properties;
mod refresh;
mod registration;
mod sign_out;
mod step_up;
mod tokens;
mod unattended;
mod vaults;
