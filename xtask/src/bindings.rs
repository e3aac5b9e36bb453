//! The page's generated types: `cargo xtask bindings` writes them, the part "desktop" checks that they are current.

use crate::command::{Ended, Step, minutes};
use crate::install::{self, Purpose};
use crate::place::Place;

/// True when `ui/src/bindings.ts` was written.
pub(crate) fn write(place: &Place) -> bool {
    let written = install::ensure(place, Purpose::CompileApp)
        .and_then(|()| app_tests(place).env("LANYARD_WRITE_BINDINGS", "1").run().done());
    if let Err(why) = &written {
        println!("{why}");
    }
    written.is_ok()
}

/// Runs the desktop package's own tests, among them the one that compares the committed types with fresh ones.
pub(crate) fn check(place: &Place) -> Ended {
    app_tests(place).run()
}

fn app_tests(place: &Place) -> Step {
    Step::new("cargo", &place.root)
        .args([
            "test",
            "--locked",
            "-p",
            "lanyard-desktop",
            "--features",
            "custom-protocol",
        ])
        .env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(30))
}
