//! `cargo xtask bench`: what things cost, each as a ratio to a floor measured in the same run.
//!
//! The app's start time and memory against the smallest Tauri app: here the two are built; they are measured by a test
//! of `lanyard-tests`, on the same desktop as the desktop tests. Authorization against bare HTTP: a bench of `oauth`.

use crate::command::{Step, minutes};
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::{desktop, node, offline};

/// Calls and sign-ins. True when both figures were measured and are within their limits.
pub(crate) fn oauth(place: &Place) -> bool {
    let cargo = ["cargo", "bench", "--locked", "-p", "lanyard-oauth", "--bench", "road"];
    let done = install::ensure(place, Purpose::Test).and_then(|()| {
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
    });
    if let Err(why) = &done {
        println!("{why}");
    }
    done.is_ok()
}

/// The window. True when both figures were measured and are within their limits.
pub(crate) fn app(place: &Place) -> bool {
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
