//! `cargo xtask pictures`: every screen of the app, light and dark, in both languages, narrow and wide.
//!
//! They are taken of the real app in its offline demo, on a desktop of its own, by a test of `lanyard-tests` that walks
//! through all of them. Those in the documents are a few of them: `--docs` replaces these.

use std::fs;

use crate::command::{Step, minutes};
use crate::demo::clear_pictures;
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::{desktop, offline};

/// What stands in README and docs, and which picture it is.
const CHOSEN: &[(&str, &str)] = &[
    ("chat.png", "tool-card-light-en-1600.png"),
    ("chat-dark.png", "approval-dark-en-1600.png"),
    ("chat-zh.png", "chat-light-zh-CN-1600.png"),
    ("tools.png", "tools-light-en-1600.png"),
    ("welcome.png", "welcome-light-en-900.png"),
];

/// True when all pictures were taken.
pub(crate) fn run(place: &Place, docs: bool) -> bool {
    let done = take(place).and_then(|()| if docs { choose(place) } else { Ok(()) });
    if let Err(why) = &done {
        println!("{why}");
    }
    done.is_ok()
}

fn take(place: &Place) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("the pictures need Linux: this system has no WebDriver for its webview".to_owned());
    }
    offline::wrap(place, Step::new("true", &place.root))?;
    install::ensure(place, Purpose::DriveApp)?;
    desktop::build(place)?;
    let folder = place.pictures();
    clear_pictures(&folder).map_err(|why| format!("{} could not be cleared: {why}", folder.display()))?;
    let ended = desktop::tests(
        place,
        "debug",
        &folder,
        &["--ignored", "--exact", "pictures::of_every_screen"],
        minutes(30),
    );
    if ended.wrong.is_none() && ended.tally.passed == 0 {
        return Err("no picture was taken".to_owned());
    }
    ended.done()?;
    println!("The pictures are in {}.", folder.display());
    Ok(())
}

/// Copies the chosen ones to where the documents look for them.
fn choose(place: &Place) -> Result<(), String> {
    for (name, taken) in CHOSEN {
        let (from, to) = (place.pictures().join(taken), place.root.join("docs/images").join(name));
        fs::copy(&from, &to).map_err(|why| format!("{} could not be copied: {why}", from.display()))?;
    }
    Ok(())
}
