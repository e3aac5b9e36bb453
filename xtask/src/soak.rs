//! `cargo xtask soak`: the place for repeats and full counts. A test that fails once in twenty runs is found here, not in
//! CI; the tests of races, which repeat themselves, do so twenty times as often in the first round.

use crate::place::Place;
use crate::report::Report;
use crate::test::Counts;
use crate::{desktop, test};

/// Runs the headless and the desktop tests `rounds` times. True when every round was well.
pub(crate) fn run(place: &Place, rounds: u32) -> bool {
    let mut report = Report::default();
    for round in 1..=rounds {
        let counts = if round == 1 { Counts::Full } else { Counts::Short };
        report.part(&format!("headless {round}"), || test::headless(place, counts));
        report.part(&format!("desktop {round}"), || desktop::part(place, counts));
    }
    report.close()
}
