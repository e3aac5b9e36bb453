//! The desk: a home folder, a display with a window manager, a bus, a keychain and a system browser.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::child::Kept;
use super::keychain;
use super::robot::{self, Plan};
use super::{App, PATIENCE};

/// Whether the desk has a keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keychain {
    /// gnome-keyring, unlocked, as after a person has logged in.
    Unlocked,
    /// None at all: nothing answers on the bus, and nothing can be started to answer.
    None,
}

/// Everything around the app. Dropping it ends all of its processes and deletes its files.
#[derive(Debug)]
pub(crate) struct Desk {
    // In the order in which they must end: whoever uses another one first.
    processes: Vec<Kept>,
    display: String,
    bus: String,
    home: tempfile::TempDir,
}

/// Where the handler that loses links says that one came.
const LOST_LINK: &str = "lost-link";

/// What the app registers for its links.
const LINK_HANDLER: &str = "data/applications/lanyard-desktop-handler.desktop";

/// Lets everybody on this bus talk to everybody. It names no folder of services on purpose: nothing may be started on
/// demand, or a locked keychain would appear where a test wants none.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=SOCKET</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

impl Desk {
    /// Brings everything up and waits until it answers.
    pub(crate) fn open(keychain: Keychain) -> Self {
        let home = tempfile::Builder::new()
            .prefix("lanyard-desk")
            .tempdir()
            .expect("a folder can be made");
        for folder in ["run", "data/applications", "config", "cache", "state", "logs", "tmp"] {
            fs::create_dir_all(home.path().join(folder)).expect("a folder can be made");
        }
        // Sockets and the keychain's control folder demand that nobody else can look in.
        let only_us = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(home.path().join("run"), only_us).expect("a folder can be closed to others");
        let log = |name: &str| home.path().join("logs").join(format!("{name}.log"));

        let config = home.path().join("bus.conf");
        let socket = home.path().join("run/bus");
        fs::write(&config, BUS.replace("SOCKET", &socket.to_string_lossy())).expect("a file can be written");
        let (bus_child, bus) = Kept::start_and_hear(
            Command::new("dbus-daemon")
                .arg("--nofork")
                .arg("--print-address")
                .arg("--config-file")
                .arg(&config),
            &log("bus"),
        );
        let (display_child, number) = Kept::start_and_hear(
            Command::new("Xvfb").args(["-displayfd", "1", "-screen", "0", "1680x1080x24", "-nolisten", "tcp"]),
            &log("display"),
        );
        let display = format!(":{number}");
        let window_manager = Kept::start(
            Command::new("openbox")
                .env("DISPLAY", &display)
                .env("HOME", home.path())
                .env("XDG_CONFIG_HOME", home.path()),
            &log("window-manager"),
        );
        let mut desk = Self {
            processes: vec![window_manager, bus_child, display_child],
            display,
            bus,
            home,
        };
        if keychain == Keychain::Unlocked {
            desk.processes.insert(0, keychain::unlock(&desk));
        }
        robot::install(&desk);
        desk.browse(&Plan::approve("ada"));
        desk
    }

    /// The person logs out and in again: the keychain's daemon is another one, and unlocked.
    pub(crate) fn log_in_again(&mut self) {
        drop(self.processes.remove(0));
        self.processes.insert(0, keychain::unlock(self));
    }

    /// What the person at the system browser will do from now on.
    pub(crate) fn browse(&self, plan: &Plan) {
        plan.write(&self.path("robot"));
    }

    /// A folder or file of this desk.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.home.path().join(inside)
    }

    /// Where a process's output is kept.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.path("logs").join(format!("{name}.log"))
    }

    /// A command that sees this desk and nothing of the person's own surroundings.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("XDG_DATA_DIRS", "/usr/local/share:/usr/share")
            .env("TMPDIR", self.path("tmp"))
            // With this, xdg-open asks gio, which starts a handler whose command is quoted.
            .env("XDG_CURRENT_DESKTOP", "GNOME")
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("LANG", "C.UTF-8")
            .env("LANGUAGE", "en")
            .env("LANYARD_LOG", "debug")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("RUST_BACKTRACE", "1")
            .current_dir(self.home.path())
            .stdin(std::process::Stdio::null());
        command
    }

    /// Runs a short command to its end and returns what it printed. It must succeed.
    pub(crate) fn run(&self, program: &str, args: &[&str]) -> String {
        let done = self.command(program).args(args).output();
        let done = done.unwrap_or_else(|why| panic!("{program} could not be started: {why}"));
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(
            done.status.success(),
            "{program} {args:?}: {said}{}",
            String::from_utf8_lossy(&done.stderr)
        );
        said
    }

    /// Starts the app with a window that can be driven, and waits for its first page.
    pub(crate) async fn start(&self, args: &[&str]) -> App {
        App::start(self, args).await
    }

    /// Opens a link as the desktop does it when a program asks: by the registered handler.
    pub(crate) fn open_link(&self, link: &str) {
        self.hand_over("gio", &["open", link]);
    }

    /// Opens a link as programs that know only xdg do it.
    pub(crate) fn xdg_open(&self, link: &str) {
        self.hand_over("xdg-open", &[link]);
    }

    /// From now on links of our scheme get lost, as on a desktop that gives them to another program.
    pub(crate) fn break_link_handler(&self) {
        let handler = self.path(LINK_HANDLER);
        fs::rename(&handler, handler.with_extension("away")).expect("the app has registered its handler");
        let (script, lost) = (self.path("lose-link.sh"), self.path(LOST_LINK));
        fs::write(&script, format!("echo lost > '{}'\n", lost.display())).expect("a script");
        let entry = format!(
            "[Desktop Entry]\nType=Application\nName=Loses links\nNoDisplay=true\n\
             MimeType=x-scheme-handler/dev.lanyard.desktop;\nExec=/bin/sh {} %u\n",
            script.display()
        );
        fs::write(&handler, entry).expect("another handler");
    }

    /// Waits until a link has got lost: from then on none is on its way.
    pub(crate) fn see_link_lost(&self) {
        let (lost, until) = (self.path(LOST_LINK), Instant::now() + PATIENCE);
        while !lost.exists() {
            assert!(Instant::now() < until, "no link came to the handler that loses them");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// And from now on they lead to the app again.
    pub(crate) fn mend_link_handler(&self) {
        let handler = self.path(LINK_HANDLER);
        fs::rename(handler.with_extension("away"), &handler).expect("the handler was put away");
    }

    /// Runs a command that starts others and leaves them running: they keep its output, so it goes to a file.
    fn hand_over(&self, program: &str, args: &[&str]) {
        let mut opener = Kept::start(self.command(program).args(args), &self.log("opener"));
        assert!(
            opener.ends_well_within(PATIENCE),
            "{program} {args:?} failed; see {}",
            self.log("opener").display()
        );
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // After a failure the logs are what is left to read: they are kept beside the pictures.
        if std::thread::panicking() {
            let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
            let kept = told("LANYARD_PICTURES").join("failed").join(test);
            let _ = fs::create_dir_all(&kept);
            for entry in fs::read_dir(self.path("logs")).into_iter().flatten().flatten() {
                let _ = fs::copy(entry.path(), kept.join(entry.file_name()));
            }
            let _ = fs::copy(self.path("robot/journal.jsonl"), kept.join("journal.jsonl"));
        }
    }
}

/// The path in an environment variable that `cargo xtask` sets.
pub(crate) fn told(name: &str) -> PathBuf {
    let value = std::env::var_os(name);
    value.map_or_else(
        || panic!("{name} is not set; run `cargo xtask test --only desktop`"),
        PathBuf::from,
    )
}
