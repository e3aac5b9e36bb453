//! The built app, running on a desk.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use super::child::Kept;
use super::desk::{Desk, told};
use super::driver::{Driver, free_port};
use super::{PATIENCE, Page, processes};

/// A running app and the hold on its window.
#[derive(Debug)]
pub(crate) struct App {
    page: Page,
    id: u32,
    started: SystemTime,
    // None when the desktop started it: then it is nobody's child.
    child: Option<Kept>,
}

impl App {
    /// The program under test.
    pub(crate) fn program() -> PathBuf {
        told("LANYARD_APP")
    }

    /// Starts the app and takes hold of its window.
    pub(crate) async fn start(desk: &Desk, args: &[&str]) -> Self {
        Self::start_program(desk, &Self::program(), args).await
    }

    /// The same for another program that has a Tauri window.
    pub(crate) async fn start_program(desk: &Desk, program: &Path, args: &[&str]) -> Self {
        let inspector = free_port();
        let started = now();
        let child = Kept::start(
            drivable(&mut desk.command(program), inspector).args(args),
            &desk.log("app"),
        );
        let page = Page::new(Driver::attach(desk, inspector).await).await;
        Self {
            page,
            id: child.id(),
            started,
            child: Some(child),
        }
    }

    /// Starts a second app while one is running, and returns it before it has a window: one of the two has to give way.
    pub(crate) fn start_blind(desk: &Desk, args: &[&str]) -> Kept {
        Kept::start(
            drivable(&mut desk.command(Self::program()), free_port()).args(args),
            &desk.log("app-second"),
        )
    }

    /// Lets the desktop start the app by a link, and takes hold of the window that appears.
    pub(crate) async fn start_by_link(desk: &Desk, link: &str) -> Self {
        let inspector = free_port();
        let started = now();
        let mut gio = Kept::start(
            drivable(&mut desk.command("gio"), inspector).args(["open", link]),
            &desk.log("app"),
        );
        assert!(gio.ends_well_within(PATIENCE), "the link has a handler");
        let page = Page::new(Driver::attach(desk, inspector).await).await;
        let id = processes::of(&Self::program())
            .into_iter()
            .next()
            .expect("the app runs");
        Self {
            page,
            id,
            started,
            child: None,
        }
    }

    /// The window's page.
    pub(crate) fn page(&self) -> &Page {
        &self.page
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// When it was started, in milliseconds since 1970: as pages count.
    pub(crate) fn started(&self) -> f64 {
        self.started
            .duration_since(SystemTime::UNIX_EPOCH)
            .expect("it is later than 1970")
            .as_secs_f64()
            * 1000.0
    }

    /// Closes the window as a person does, and waits until the process has ended by itself.
    pub(crate) async fn close(mut self, desk: &Desk) {
        self.page.detach().await;
        let windows = desk.run("xdotool", &["search", "--onlyvisible", "--pid", &self.id.to_string()]);
        let window = windows.lines().next().expect("the app has a window").to_owned();
        // Through the window manager, as its close button does: destroying the window from outside would be a crash. A
        // key that comes while another window still has the focus is lost, as it would be for a person: once more then.
        let mut well = false;
        for _ in 0..3 {
            let pressed = desk
                .command("xdotool")
                .args(["windowactivate", "--sync", &window, "key", "--clearmodifiers", "alt+F4"])
                .status();
            drop(pressed);
            let patience = Duration::from_secs(10);
            well = match &mut self.child {
                Some(child) => child.ends_well_within(patience),
                None => processes::ends_within(self.id, patience),
            };
            if well {
                break;
            }
        }
        let how = self.child.as_mut().map(Kept::how);
        assert!(well, "the app ends well when its window is closed: {how:?}");
    }

    /// Ends the app in the middle of whatever it does, as a crash would.
    pub(crate) fn kill(self) {
        let _ = Command::new("kill").args(["-KILL", &self.id.to_string()]).status();
        assert!(processes::ends_within(self.id, PATIENCE), "a killed process ends");
    }

    /// Minimises the window.
    pub(crate) fn minimise(&self, desk: &Desk) {
        let windows = desk.run("xdotool", &["search", "--onlyvisible", "--pid", &self.id.to_string()]);
        let window = windows.lines().next().expect("the app has a window");
        desk.run("xdotool", &["windowminimize", window]);
    }

    /// Waits until the app's window is the active one.
    pub(crate) fn is_in_front_within(&self, desk: &Desk, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            let active = desk
                .command("xdotool")
                .args(["getactivewindow", "getwindowpid"])
                .output();
            let active = active.map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned());
            if active.is_ok_and(|id| id == self.id.to_string()) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if self.child.is_none() {
            let _ = Command::new("kill").arg(self.id.to_string()).status();
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is measured here is the real time of a real process"
)]
fn now() -> SystemTime {
    SystemTime::now()
}

/// Lets a driver attach to the app that this command will start.
fn drivable(command: &mut Command, inspector: u16) -> &mut Command {
    command
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("WEBKIT_INSPECTOR_SERVER", format!("127.0.0.1:{inspector}"))
}
