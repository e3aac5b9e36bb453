//! `cargo xtask soak`: the place for repeats. A test that fails once in twenty runs is found here, not in CI.

use crate::place::Place;
use crate::report::Report;
use crate::{desktop, test};

/// Runs the headless and the desktop tests `rounds` times. True when every round was well.
pub(crate) fn run(place: &Place, rounds: u32) -> bool {
    let mut report = Report::default();
    for round in 1..=rounds {
        report.part(&format!("headless {round}"), || test::headless(place));
        report.part(&format!("desktop {round}"), || desktop::part(place));
    }
    report.close()
}
