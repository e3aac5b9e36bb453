//! `cargo xtask bench`: start time and memory of a release build, as ratios to the smallest Tauri app.
//!
//! Here the two are built; they are measured by a test of `lanyard-tests`, on the same desktop as the desktop tests.

use crate::command::{Step, minutes};
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::{desktop, node, offline};

/// True when both figures were measured and are within their limits.
pub(crate) fn run(place: &Place) -> bool {
    let done = build(place).and_then(|()| {
        let ended = desktop::tests(
            place,
            "release",
            &place.target.join("bench"),
            &["--ignored", "--exact", "bench::start_and_memory"],
        );
        if ended.wrong.is_none() && ended.tally.passed == 0 {
            return Err("nothing was measured".to_owned());
        }
        ended.done()
    });
    if let Err(why) = &done {
        println!("{why}");
    }
    done.is_ok()
}

fn build(place: &Place) -> Result<(), String> {
    offline::wrap(place, Step::new("true", &place.root))?;
    install::ensure(place, Purpose::DriveApp)?;
    node::ensure(&place.robot())?;
    desktop::build_tests(place)?;
    desktop::build_ui(place)?;
    let step = Step::new("cargo", &place.root)
        .args([
            "build",
            "--locked",
            "--release",
            "-p",
            "lanyard-desktop",
            "-p",
            "lanyard-floor",
        ])
        .args([
            "--features",
            "lanyard-desktop/custom-protocol,lanyard-floor/custom-protocol",
        ])
        .env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(60));
    step.run().done()
}
