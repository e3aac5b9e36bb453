//! `cargo xtask icons`: every size of the icon, drawn anew from `icons/lanyard.svg` by the Tauri command line.

use std::fs;

use crate::command::Step;
use crate::node;
use crate::place::Place;

/// True when the icons were written.
pub(crate) fn run(place: &Place) -> bool {
    let icons = place.root.join("icons");
    let drawn = node::ensure(&place.ui()).and_then(|()| {
        Step::new(place.ui().join("node_modules/.bin/tauri"), &place.root)
            .args(["icon", "icons/lanyard.svg", "--output", "icons"])
            .run()
            .done()
    });
    // It also draws for telephones, where this app does not run.
    for folder in ["android", "ios"] {
        let _ = fs::remove_dir_all(icons.join(folder));
    }
    if let Err(why) = &drawn {
        println!("{why}");
    }
    drawn.is_ok()
}
