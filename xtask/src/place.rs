//! Where things are on this machine: the repository, cargo's target folder, the display.
//!
//! Everything is found once, at the start, from the environment; nothing here creates or changes a file.

use std::env;
use std::path::{Path, PathBuf};

/// The folders that the commands work in.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The repository's top folder: the one with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds to, for this command and all that it starts.
    pub(crate) target: PathBuf,
}

impl Place {
    /// Finds the repository from where cargo runs this program, from where it was compiled, or from the working folder.
    pub(crate) fn find() -> Result<Self, String> {
        // Two clones may share a target folder: what was compiled in one is then run in the other.
        let run_in = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let compiled_in = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let root = run_in
            .into_iter()
            .chain([compiled_in])
            .filter_map(|folder| folder.parent().map(Path::to_path_buf))
            .chain(env::current_dir().ok())
            .find(|folder| folder.join("tauri.conf.json").is_file() || folder.join("xtask/Cargo.toml").is_file())
            .ok_or("the repository was not found; run this inside of it")?;
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
            Some(named) => root.join(named),
            None if is_ci() => cache().join("target"),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The folder of the user interface's own package.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The folder of the robot that stands in for a person at the system browser.
    pub(crate) fn robot(&self) -> PathBuf {
        self.root.join("tests/robot")
    }

    /// The folder of the official conformance suite.
    pub(crate) fn conformance(&self) -> PathBuf {
        self.root.join("tests/conformance")
    }

    /// The folder of identity providers that others wrote.
    pub(crate) fn providers(&self) -> PathBuf {
        self.root.join("tests/providers")
    }

    /// The folder of MCP servers that others wrote.
    pub(crate) fn servers(&self) -> PathBuf {
        self.root.join("tests/servers")
    }

    /// The folder of MCP clients that others wrote.
    pub(crate) fn clients(&self) -> PathBuf {
        self.root.join("tests/clients")
    }

    /// Where `demo` leaves its pictures and its data: always in the repository, so that people find it.
    pub(crate) fn demo(&self) -> PathBuf {
        self.root.join("target/demo")
    }

    /// Where `pictures` leaves them: in the repository too, for people to look at.
    pub(crate) fn pictures(&self) -> PathBuf {
        self.root.join("target/pictures")
    }

    /// A program of ours in a build folder (`debug` or `release`).
    pub(crate) fn built(&self, profile: &str, name: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

/// True where a CI service has said so by the usual variable.
pub(crate) fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// True where a window can be opened.
pub(crate) fn has_display() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Our folder for what may be kept between runs and deleted at any time. In CI cargo builds there, so that the next
/// clean clone on the same machine compiles only what changed.
fn cache() -> PathBuf {
    env::var_os("XDG_CACHE_HOME")
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cache")))
        .unwrap_or_else(env::temp_dir)
        .join("lanyard")
}

/// The full path of a program that the shell would find by its name.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    // Debian keeps `ip` and some others where only root's PATH looks.
    env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .map(|folder| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}
