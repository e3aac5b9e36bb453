//! `cargo xtask bench`: what things cost, each as a ratio to a floor measured in the same run.
//!
//! The app's start time and memory against the smallest Tauri app, and its window at work against itself at rest: here
//! they are built; they are measured by tests of `lanyard-tests`, on the same desktop as the desktop tests. Authorization against bare HTTP: a bench of `oauth`. Tool
//! calls against the transport alone: a bench of `server`, and of `client` for the other side, with a hundred servers.

use std::time::Duration;

use crate::args::Bench;
use crate::command::{Step, minutes};
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::{desktop, node, offline};

/// Runs one. True when its figures were measured and are within their limits.
pub(crate) fn run(place: &Place, bench: Bench) -> bool {
    let done = match bench {
        Bench::App => window(place, "bench::start_and_memory", minutes(20)),
        Bench::Ui => ui(place),
        Bench::OAuth => oauth(place),
        Bench::Server => server(place),
        Bench::Host => host(place),
    };
    if let Err(why) = &done {
        println!("{why}");
    }
    done.is_ok()
}

/// Tool calls.
fn server(place: &Place) -> Result<(), String> {
    install::ensure(place, Purpose::Test)?;
    Step::new("cargo", &place.root)
        .args(["bench", "--locked", "-p", "lanyard-server", "--bench", "calls"])
        .env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(60))
        .run()
        .done()
}

/// The client as a host of many servers.
fn host(place: &Place) -> Result<(), String> {
    install::ensure(place, Purpose::Test)?;
    Step::new("cargo", &place.root)
        .args([
            "bench",
            "--locked",
            "-p",
            "lanyard-client",
            "--features",
            "bench",
            "--bench",
            "host",
        ])
        .env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(60))
        .run()
        .done()
}

/// Calls and sign-ins.
fn oauth(place: &Place) -> Result<(), String> {
    let cargo = ["cargo", "bench", "--locked", "-p", "lanyard-oauth", "--bench", "road"];
    install::ensure(place, Purpose::Test)?;
    // On a bus of its own with an unlocked keyring, where there is one, so that the keychain's time is told too.
    let keyring = "printf bench | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\"";
    let has_keyring = ["dbus-run-session", "gnome-keyring-daemon"]
        .iter()
        .all(|program| Step::new(program, &place.root).args(["--version"]).read().is_ok());
    let step = if has_keyring {
        let before = ["--", "sh", "-c", keyring, "sh"];
        Step::new("dbus-run-session", &place.root).args(before).args(cargo)
    } else {
        Step::new(cargo[0], &place.root).args(&cargo[1..])
    };
    step.env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(60))
        .run()
        .done()
}

/// The window at work, and the search that it waits for.
fn ui(place: &Place) -> Result<(), String> {
    let window = window(place, "ui_bench::the_window_at_work", minutes(60));
    let search = Step::new("cargo", &place.root)
        .args(["bench", "--locked", "-p", "lanyard-client", "--features", "bench"])
        .args(["--bench", "search"])
        .env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(60))
        .run()
        .done();
    window.and(search)
}

/// A measurement in a window of a release build.
fn window(place: &Place, test: &str, limit: Duration) -> Result<(), String> {
    build(place)?;
    let pictures = place.target.join("bench");
    let ended = desktop::tests(place, "release", &pictures, &["--ignored", "--exact", test], limit);
    if ended.wrong.is_none() && ended.tally.passed == 0 {
        return Err("nothing was measured".to_owned());
    }
    ended.done()
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
