//! The built app in a real window: the part "desktop" of the tests, and the demo that needs no display.
//!
//! Both are tests of `lanyard-tests` that are ignored by a plain `cargo test`. They bring up their own display, bus,
//! keychain and browser; here the app is built, the network is taken away, and the tests are told where things are.

use std::path::Path;

use crate::command::{Ended, Step, minutes};
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::report::Verdict;
use crate::{bindings, node, offline};

/// The part "desktop".
pub(crate) fn part(place: &Place) -> Verdict {
    if !cfg!(target_os = "linux") {
        return Verdict::Skipped("this system has no WebDriver for its webview".to_owned());
    }
    let inside = match offline::wrap(place, Step::new("true", &place.root)) {
        Ok(_) => install::ensure(place, Purpose::DriveApp).and_then(|()| build(place)),
        Err(why) => return Verdict::Skipped(why),
    };
    match inside {
        Ok(()) => Verdict::of_tests([
            bindings::check(place),
            tests(
                place,
                "debug",
                &place.target.join("desktop"),
                &["--ignored", "desktop::"],
            ),
        ]),
        Err(why) => Verdict::of([Ended::wrong(why)]),
    }
}

/// Builds everything that the tests start, with the network still there.
pub(crate) fn build(place: &Place) -> Result<(), String> {
    node::ensure(&place.robot())?;
    build_app(place)?;
    build_tests(place)
}

/// Builds the user interface and the app around it.
pub(crate) fn build_app(place: &Place) -> Result<(), String> {
    build_ui(place)?;
    // Without this feature the app would look for a development server instead of carrying its pages.
    cargo(
        place,
        &[
            "build",
            "--locked",
            "-p",
            "lanyard-desktop",
            "--features",
            "custom-protocol",
        ],
    )
}

/// Builds the pages that the app carries.
pub(crate) fn build_ui(place: &Place) -> Result<(), String> {
    node::ensure(&place.ui())?;
    node::npm(&place.ui()).args(["run", "build"]).run().done()
}

/// Builds the integration binary.
pub(crate) fn build_tests(place: &Place) -> Result<(), String> {
    cargo(place, &["test", "--locked", "--no-run", "--test", "e2e"])
}

fn cargo(place: &Place, args: &[&str]) -> Result<(), String> {
    let step = Step::new("cargo", &place.root)
        .args(args)
        .env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(30));
    step.run().done()
}

/// Runs tests of the integration binary without a network, on the apps of a build folder. `pictures` is where they leave screenshots and logs.
pub(crate) fn tests(place: &Place, profile: &str, pictures: &Path, which: &[&str]) -> Ended {
    let step = Step::new("cargo", &place.root)
        .args(["test", "--locked", "--offline", "--test", "e2e", "--"])
        .args(which)
        .args(["--test-threads", "1", "--nocapture"])
        .env("CARGO_TARGET_DIR", &place.target)
        .env("LANYARD_APP", place.built(profile, "lanyard-desktop"))
        .env("LANYARD_FLOOR", place.built(profile, "lanyard-floor"))
        .env("LANYARD_ROBOT", place.robot())
        .env("LANYARD_PICTURES", pictures)
        .limit(minutes(20));
    match offline::wrap(place, step) {
        Ok(step) => step.run(),
        Err(why) => Ended::wrong(why),
    }
}
