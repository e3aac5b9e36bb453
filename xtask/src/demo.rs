//! `cargo xtask demo`: the app in its offline demo, for a person or for a robot.
//!
//! For a person the app runs in their session, with a data folder of its own, so that the handler it registers for
//! its links is found by what it starts and vanishes with the demo. For a robot it runs in a session of its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::{Step, minutes};
use crate::install::{self, Purpose};
use crate::place::{self, Place};
use crate::{desktop, offline};

/// Runs the app, then cleans up: also when the person ends it by Ctrl-C, which reaches the shell, the app and us.
const SESSION: &str =
    r#"trap : INT TERM HUP; "$1" --demo; code=$?; "$1" --forget-demo; "$2" demo --forget; exit $code"#;

/// The scheme of our links, as in `tauri.conf.json`.
const SCHEME: &str = "dev.lanyard.desktop";

/// Opens the app for a person. True when it ended well.
pub(crate) fn windowed(place: &Place) -> bool {
    if !place::has_display() {
        println!("There is no display here. `cargo xtask demo --headless` runs the same demo without one.");
        return false;
    }
    told(&open(place))
}

/// The same demo with a robot at the window and at the browser.
pub(crate) fn headless(place: &Place) -> bool {
    told(&walk(place))
}

/// Removes what a demo registered and stored. True when nothing is left.
pub(crate) fn forget(place: &Place) -> bool {
    let data = place.demo().join("data");
    let removed = if data.exists() {
        fs::remove_dir_all(&data)
    } else {
        Ok(())
    };
    let removed = removed.map_err(|why| format!("{} could not be removed: {why}", data.display()));
    told(&removed.and_then(|()| unlink()))
}

fn open(place: &Place) -> Result<(), String> {
    install::ensure(place, Purpose::RunApp)?;
    desktop::build_app(place)?;
    let data = place.demo().join("data");
    fs::create_dir_all(&data).map_err(|why| format!("{} could not be made: {why}", data.display()))?;
    let this = std::env::current_exe().map_err(|why| format!("this program does not know its own path: {why}"))?;
    println!("The demo is open. Close its window to end it.");
    let status = std::process::Command::new("sh")
        .args(["-c", SESSION, "demo"])
        .arg(place.built("debug", "lanyard-desktop"))
        .arg(this)
        .env("XDG_DATA_HOME", &data)
        .env("XDG_DATA_DIRS", data_dirs())
        .current_dir(&place.root)
        .status()
        .map_err(|why| format!("the app could not be started: {why}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the app ended with {status}"))
    }
}

/// Other programs' handlers stay findable although the data folder is another one.
fn data_dirs() -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let system = set("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".to_owned());
    let own = set("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|h| h.join(".local/share")));
    own.map_or(system.clone(), |own| format!("{}:{system}", own.display()))
}

fn walk(place: &Place) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("the demo without a display needs Linux; `cargo xtask demo` opens it in a window".to_owned());
    }
    offline::wrap(place, Step::new("true", &place.root))?;
    install::ensure(place, Purpose::DriveApp)?;
    desktop::build(place)?;
    let pictures = place.demo();
    clear_pictures(&pictures).map_err(|why| format!("{} could not be cleared: {why}", pictures.display()))?;
    let ended = desktop::tests(
        place,
        "debug",
        &pictures,
        &["--ignored", "--exact", "desktop::demo::walk"],
        minutes(20),
    );
    if ended.wrong.is_none() && ended.tally.passed == 0 {
        return Err("the demo did not run".to_owned());
    }
    ended.done()?;
    println!("The pictures are in {}.", pictures.display());
    Ok(())
}

/// Removes the pictures of the last run, and makes the folder.
pub(crate) fn clear_pictures(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "png") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Takes our line out of the person's own list of default programs, where registering a handler leaves one.
fn unlink() -> Result<(), String> {
    let config = std::env::var_os("XDG_CONFIG_HOME")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".config")));
    let Some(list) = config.map(|config| config.join("mimeapps.list")) else {
        return Ok(());
    };
    let Ok(text) = fs::read_to_string(&list) else {
        return Ok(());
    };
    let rest = without_our_links(&text);
    if rest == text {
        return Ok(());
    }
    fs::write(&list, rest).map_err(|why| format!("{} could not be changed: {why}", list.display()))
}

fn without_our_links(text: &str) -> String {
    let ours = format!("x-scheme-handler/{SCHEME}=lanyard-desktop-handler.desktop");
    text.split_inclusive('\n')
        .filter(|line| line.trim().trim_end_matches(';') != ours)
        .collect()
}

fn told(result: &Result<(), String>) -> bool {
    if let Err(why) = result {
        println!("{why}");
    }
    result.is_ok()
}

#[cfg(test)]
mod tests {
    use super::without_our_links;

    #[test]
    fn only_our_line_leaves_the_list_of_default_programs() {
        let list = "[Default Applications]\ntext/html=firefox.desktop\n\
                    x-scheme-handler/dev.lanyard.desktop=lanyard-desktop-handler.desktop\n\
                    x-scheme-handler/dev.lanyard.desktop=Lanyard.desktop\n";
        assert_eq!(
            without_our_links(list),
            "[Default Applications]\ntext/html=firefox.desktop\n\
             x-scheme-handler/dev.lanyard.desktop=Lanyard.desktop\n"
        );
    }
}
