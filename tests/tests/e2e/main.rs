//! End to end: everything real, nothing mocked on the way.
//!
//! `cargo test` runs what needs no window. What needs one is ignored there and is run by
//! `cargo xtask test --only desktop`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in a test, what cannot go on has failed"
)]

#[path = "../../support/support.rs"]
mod support;

mod bench;
mod desktop;
mod headless;
mod house;
mod pictures;
mod promises;
mod ui_bench;
