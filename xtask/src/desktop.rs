//! The built app in a real window: the part "desktop" of the tests, and the demo that needs no display.
//!
//! Both are tests of `lanyard-tests` that are ignored by a plain `cargo test`. They bring up their own display, bus,
//! keychain and browser; here the app is built, the network is taken away, and the tests are told where things are.

use std::path::Path;
use std::time::Duration;

use crate::command::{Ended, Step, minutes};
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::report::Verdict;
use crate::test::Counts;
use crate::{bindings, conformance, node, offline};

/// The part "desktop".
pub(crate) fn part(place: &Place, counts: Counts) -> Verdict {
    if !cfg!(target_os = "linux") {
        return Verdict::Skipped("this system has no WebDriver for its webview".to_owned());
    }
    if let Err(why) = offline::wrap(place, Step::new("true", &place.root)) {
        return Verdict::Skipped(why);
    }
    let ready = || {
        install::ensure(place, Purpose::DriveApp)?;
        build(place)?;
        // For the page of another client, which is tried in the same browser.
        node::ensure(&place.clients())?;
        // For a server that is a program of this computer.
        node::ensure(&place.servers())?;
        conformance::node_22(place)
    };
    match ready() {
        Ok(node) => {
            let pictures = place.target.join("desktop");
            let step = step(place, "debug", &pictures, &["--ignored", "desktop::"])
                .env("LANYARD_NODE", node)
                .env("LANYARD_CLIENTS", place.clients())
                .env("LANYARD_SERVERS", place.servers());
            let step = match counts {
                Counts::Short => step,
                Counts::Full => step.env("LANYARD_SOAK", "1").limit(minutes(60)),
            };
            Verdict::of_tests([bindings::check(place), offline(place, step)])
        }
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
pub(crate) fn tests(place: &Place, profile: &str, pictures: &Path, which: &[&str], limit: Duration) -> Ended {
    offline(place, step(place, profile, pictures, which).limit(limit))
}

fn step(place: &Place, profile: &str, pictures: &Path, which: &[&str]) -> Step {
    Step::new("cargo", &place.root)
        .args(["test", "--locked", "--offline", "--test", "e2e", "--"])
        .args(which)
        .args(["--test-threads", "1", "--nocapture"])
        .env("CARGO_TARGET_DIR", &place.target)
        .env("LANYARD_APP", place.built(profile, "lanyard-desktop"))
        .env("LANYARD_FLOOR", place.built(profile, "lanyard-floor"))
        .env("LANYARD_ROBOT", place.robot())
        .env("LANYARD_PICTURES", pictures)
        .limit(minutes(20))
}

fn offline(place: &Place, step: Step) -> Ended {
    match offline::wrap(place, step) {
        Ok(step) => step.run(),
        Err(why) => Ended::wrong(why),
    }
}
