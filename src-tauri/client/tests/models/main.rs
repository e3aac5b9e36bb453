//! Models over real wires: every kind against a server that answers what a test wrote down, in whatever pieces.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod bytes;
mod chosen;
mod clouds;
mod ends;
mod failures;
mod gateway;
mod keys;
mod kinds;
mod nearby;
mod patience;
mod providers;
mod reading;
mod requests;
mod secrets;
mod server;
mod shelf;
mod spoken;
mod streams;
mod thinking;
mod trial;
