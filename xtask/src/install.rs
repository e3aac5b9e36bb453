//! What this machine lacks, and getting it.
//!
//! What enters: the group of things that a command needs. What leaves: nothing, or a sentence that says what a person
//! has to do. On Debian and Ubuntu it installs packages by apt: as root, or by sudo where that asks no question. It
//! never adds a package source and never touches anything but apt and rustup's own components.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use crate::command::{Step, minutes};
use crate::place::{self, Place};

/// How to tell that something is there.
#[derive(Debug, Clone, Copy)]
enum Probe {
    /// A program of this name is found.
    Program(&'static str),
    /// One of these programs is found.
    AnyProgram(&'static [&'static str]),
    /// pkg-config knows this library.
    Library(&'static str),
    /// This file or folder exists.
    Path(&'static str),
    /// Python imports these modules.
    Python(&'static str),
}

/// One thing a command may need.
#[derive(Debug)]
struct Need {
    /// What a person calls it, for systems where we cannot install it.
    what: &'static str,
    probe: Probe,
    /// The package on Debian and Ubuntu; where releases name it differently, the first that exists is taken.
    packages: &'static [&'static str],
}

const fn need(what: &'static str, probe: Probe, packages: &'static [&'static str]) -> Need {
    Need { what, probe, packages }
}

/// To compile Rust that links C.
const COMPILE: &[Need] = &[need(
    "a C compiler and linker",
    Probe::Program("cc"),
    &["build-essential"],
)];

/// For the clients that others wrote: Debian's Python comes without the means to make an environment.
const PYTHON: &[Need] = &[need(
    "Python with venv",
    Probe::Python("venv, ensurepip"),
    &["python3-venv"],
)];

/// To compile the desktop app.
const WINDOW: &[Need] = &[
    need("pkg-config", Probe::Program("pkg-config"), &["pkg-config"]),
    need(
        "WebKitGTK 4.1 with its headers",
        Probe::Library("webkit2gtk-4.1"),
        &["libwebkit2gtk-4.1-dev"],
    ),
];

/// So that the browser's answer reaches the running app.
const LINKS: &[Need] = &[
    need("xdg-open", Probe::Program("xdg-open"), &["xdg-utils"]),
    need(
        "update-desktop-database",
        Probe::Program("update-desktop-database"),
        &["desktop-file-utils"],
    ),
    need("gio", Probe::Program("gio"), &["libglib2.0-bin"]),
];

/// A keychain of one's own.
const KEYCHAIN: &[Need] = &[
    need("dbus-daemon", Probe::Program("dbus-daemon"), &["dbus"]),
    need(
        "gnome-keyring-daemon",
        Probe::Program("gnome-keyring-daemon"),
        &["gnome-keyring"],
    ),
];

/// A desktop of one's own, for tests and the demo without a display.
const DESKTOP: &[Need] = &[
    need(
        "WebKitWebDriver",
        Probe::Program("WebKitWebDriver"),
        &["webkit2gtk-driver", "webkitgtk-webdriver"],
    ),
    need("Xvfb", Probe::Program("Xvfb"), &["xvfb"]),
    need("openbox", Probe::Program("openbox"), &["openbox"]),
    need("secret-tool", Probe::Program("secret-tool"), &["libsecret-tools"]),
    need(
        "Chromium",
        Probe::AnyProgram(&["chromium", "chromium-browser", "google-chrome"]),
        &["chromium"],
    ),
    need("xdotool", Probe::Program("xdotool"), &["xdotool"]),
    need("ip", Probe::Program("ip"), &["iproute2"]),
    need(
        "the Noto CJK fonts",
        Probe::Path("/usr/share/fonts/opentype/noto"),
        &["fonts-noto-cjk"],
    ),
    need(
        "the Noto colour emoji font",
        Probe::Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
        &["fonts-noto-color-emoji"],
    ),
];

/// What a command is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compile and test the headless crates.
    Test,
    /// Test the headless crates with providers and clients that others wrote.
    TestWithOthers,
    /// Compile the desktop app too.
    CompileApp,
    /// Run the app in the person's own session.
    RunApp,
    /// Run the app in a session of its own, driven by a robot.
    DriveApp,
}

impl Purpose {
    fn needs(self) -> Vec<&'static Need> {
        let groups: &[&[Need]] = match self {
            Self::Test => &[COMPILE, KEYCHAIN],
            Self::TestWithOthers => &[COMPILE, KEYCHAIN, PYTHON],
            Self::CompileApp => &[COMPILE, WINDOW],
            Self::RunApp => &[COMPILE, WINDOW, LINKS],
            Self::DriveApp => &[COMPILE, WINDOW, LINKS, KEYCHAIN, DESKTOP],
        };
        groups.iter().copied().flatten().collect()
    }
}

/// Makes sure that everything for `purpose` is installed. The error says what is missing and what to type.
pub(crate) fn ensure(place: &Place, purpose: Purpose) -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        // macOS and Windows bring their webview; the compiler came with Rust, or cargo will name it.
        return Ok(());
    }
    let missing: Vec<&Need> = purpose
        .needs()
        .into_iter()
        .filter(|need| !is_there(place, need.probe))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if place::program("apt-get").is_none() || !Path::new("/etc/debian_version").is_file() {
        return Err(format!("please install: {}", names(&missing)));
    }
    println!("missing: {}", names(&missing));
    apt(place, &missing)?;
    match missing.into_iter().find(|need| !is_there(place, need.probe)) {
        None => Ok(()),
        Some(need) => Err(format!(
            "{} is still missing after installing {}",
            need.what,
            need.packages.join(" or ")
        )),
    }
}

/// Makes sure that rustfmt and clippy are there: rustup's minimal profile leaves them out.
pub(crate) fn ensure_rust_components(place: &Place) -> Result<(), String> {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(tool, _)| {
            Step::new("cargo", &place.root)
                .args([*tool, "--version"])
                .read()
                .is_err()
        })
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Step::new("rustup", &place.root)
        .args(["component", "add"])
        .args(&missing)
        .run()
        .done()
}

fn is_there(place: &Place, probe: Probe) -> bool {
    match probe {
        Probe::Program(name) => place::program(name).is_some(),
        Probe::AnyProgram(names) => names.iter().any(|name| place::program(name).is_some()),
        Probe::Library(name) => Step::new("pkg-config", &place.root)
            .args(["--exists", name])
            .read()
            .is_ok(),
        Probe::Path(path) => Path::new(path).exists(),
        Probe::Python(modules) => Step::new("python3", &place.root)
            .args(["-c", &format!("import {modules}")])
            .read()
            .is_ok(),
    }
}

fn names(needs: &[&Need]) -> String {
    needs.iter().map(|need| need.what).collect::<Vec<_>>().join(", ")
}

/// Installs the packages, or says which line to paste.
fn apt(place: &Place, missing: &[&Need]) -> Result<(), String> {
    let Some(before) = privilege(place) else {
        let packages: BTreeSet<&str> = missing
            .iter()
            .filter_map(|need| need.packages.first().copied())
            .collect();
        let packages = Vec::from_iter(packages).join(" ");
        return Err(format!(
            "please paste this line, then run the command again:\n\n    \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}\n"
        ));
    };
    let apt = |args: &[&str]| {
        let step = Step::new("env", &place.root)
            .args([
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "-o",
                "DPkg::Lock::Timeout=120",
            ])
            .args(args)
            .limit(minutes(20));
        match before.split_first() {
            Some((wrapper, rest)) => step.under(wrapper, rest.iter().cloned()),
            None => step,
        }
    };
    apt(&["update"]).run().done()?;
    let packages: BTreeSet<&str> = missing.iter().map(|need| available(place, need.packages)).collect();
    let mut line = vec!["install", "-y", "--no-install-recommends"];
    line.extend(packages);
    apt(&line).run().done()
}

/// The command to put before one that needs root: nothing as root, sudo where it asks no question, else none.
fn privilege(place: &Place) -> Option<Vec<OsString>> {
    let is_root = Step::new("id", &place.root)
        .args(["-u"])
        .read()
        .is_ok_and(|id| id.trim() == "0");
    if is_root {
        return Some(Vec::new());
    }
    let sudo_is_silent = Step::new("sudo", &place.root).args(["-n", "true"]).read().is_ok();
    sudo_is_silent.then(|| vec!["sudo".into(), "-n".into()])
}

/// The first of several names that this release has.
fn available(place: &Place, packages: &'static [&'static str]) -> &'static str {
    let known = |name: &&&str| {
        Step::new("apt-cache", &place.root)
            .args(["show", **name])
            .read()
            .is_ok()
    };
    match packages {
        [only] => only,
        several => several
            .iter()
            .find(known)
            .or(several.first())
            .copied()
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::Purpose;

    #[test]
    fn every_purpose_includes_the_smaller_ones() {
        let counts = [Purpose::Test, Purpose::CompileApp, Purpose::RunApp, Purpose::DriveApp].map(|p| p.needs().len());
        assert!(
            counts.is_sorted() && counts[0] > 0,
            "each purpose adds to the one before: {counts:?}"
        );
    }

    #[test]
    fn every_need_names_a_package() {
        for need in [Purpose::DriveApp, Purpose::TestWithOthers]
            .map(Purpose::needs)
            .concat()
        {
            assert!(!need.packages.is_empty(), "{} has no package", need.what);
        }
    }
}
