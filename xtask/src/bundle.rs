//! `cargo xtask bundle`: a release build and the installers of this system, by the Tauri command line from npm.

use crate::command::{Step, minutes};
use crate::install::{self, Purpose};
use crate::node;
use crate::place::Place;

/// True when the installers were made.
pub(crate) fn run(place: &Place) -> bool {
    let made = install::ensure(place, Purpose::CompileApp)
        .and_then(|()| node::ensure(&place.ui()))
        .and_then(|()| {
            // AppImages are left out: making one needs programs that are downloaded at that moment.
            let kinds = if cfg!(target_os = "linux") {
                ["--bundles", "deb,rpm"].as_slice()
            } else {
                &[]
            };
            let tauri = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
            Step::new(place.ui().join("node_modules/.bin").join(tauri), &place.root)
                .args(["build"])
                .args(kinds)
                .env("CARGO_TARGET_DIR", &place.target)
                .limit(minutes(60))
                .run()
                .done()
        });
    match made {
        Ok(()) => println!(
            "The installers are in {}.",
            place.target.join("release/bundle").display()
        ),
        Err(ref why) => println!("{why}"),
    }
    made.is_ok()
}
