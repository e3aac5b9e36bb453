//! The system browser: a handler for web links that starts Chromium with a robot at it (`tests/robot/browser.mjs`).

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::PATIENCE;
use super::desk::{Desk, told};

/// What the person at the browser does.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    does: &'static str,
    employee: String,
    hold: bool,
    pictures: Option<std::path::PathBuf>,
}

impl Plan {
    /// Allows, and picks this employee (the demo provider's short name, such as `ada`).
    pub(crate) fn approve(employee: &str) -> Self {
        Self {
            does: "approve",
            employee: employee.to_owned(),
            hold: false,
            pictures: None,
        }
    }

    /// Reads the consent page and presses "Don't allow".
    pub(crate) fn deny() -> Self {
        Self {
            does: "deny",
            employee: String::new(),
            hold: false,
            pictures: None,
        }
    }

    /// Looks at the page and closes the browser.
    pub(crate) fn close() -> Self {
        Self {
            does: "close",
            employee: String::new(),
            hold: false,
            pictures: None,
        }
    }

    /// Leaves pictures of each page in this folder: `browser-consent.png` and so on.
    pub(crate) fn with_pictures(mut self, folder: &Path) -> Self {
        self.pictures = Some(folder.to_path_buf());
        self
    }

    /// Stops before each click until [`Desk::let_robot_go_on`].
    pub(crate) fn holding(mut self) -> Self {
        self.hold = true;
        self
    }

    pub(crate) fn write(&self, folder: &Path) {
        let _ = fs::remove_file(folder.join("go"));
        let plan = json!({
            "does": self.does,
            "employee": self.employee,
            "hold": self.hold,
            "pictures": self.pictures,
        });
        fs::write(folder.join("plan.json"), plan.to_string()).expect("the plan can be written");
    }
}

/// Makes the robot the desk's system browser.
pub(crate) fn install(desk: &Desk) {
    let folder = desk.path("robot");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let script = told("LANYARD_ROBOT").join("browser.mjs");
    let entry = format!(
        "[Desktop Entry]\nType=Application\nName=Robot\nNoDisplay=true\n\
         Exec=node \"{}\" \"{}\" %u\nMimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;\n",
        script.display(),
        folder.display()
    );
    fs::write(desk.path("data/applications/robot.desktop"), entry).expect("the handler can be written");
    let defaults =
        "[Default Applications]\nx-scheme-handler/http=robot.desktop\nx-scheme-handler/https=robot.desktop\n";
    fs::write(desk.path("config/mimeapps.list"), defaults).expect("the defaults can be written");
}

impl Desk {
    /// What the robot has seen and done so far: `{"what": .., "url": ..}` each.
    pub(crate) fn journal(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path("robot/journal.jsonl")).unwrap_or_default();
        text.lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    /// Lets a holding robot click.
    pub(crate) fn let_robot_go_on(&self) {
        fs::write(self.path("robot/go"), "").expect("a file can be written");
    }

    /// Waits until the robot has noted `what` more than `before` times, and returns that note.
    pub(crate) fn robot_notes(&self, what: &str, before: usize) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let notes = self.journal();
            if let Some(note) = notes.iter().filter(|note| note["what"] == what).nth(before) {
                return note.clone();
            }
            assert!(
                Instant::now() < until,
                "the robot never came to \"{what}\"; it noted {notes:#?}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
