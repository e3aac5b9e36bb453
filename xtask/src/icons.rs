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
    // It also draws for telephones and for Microsoft's store, where this app is not.
    for folder in ["android", "ios"] {
        let _ = fs::remove_dir_all(icons.join(folder));
    }
    for entry in fs::read_dir(&icons).into_iter().flatten().flatten() {
        if ["Square", "StoreLogo"]
            .iter()
            .any(|start| entry.file_name().to_string_lossy().starts_with(start))
        {
            let _ = fs::remove_file(entry.path());
        }
    }
    if let Err(why) = &drawn {
        println!("{why}");
    }
    drawn.is_ok()
}
