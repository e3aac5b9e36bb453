//! gnome-keyring on the desk's bus, and what is in it: looked up with `secret-tool`, not with our own code.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

use super::child::Kept;
use super::desk::Desk;

/// Starts the daemon with an unlocked login keyring, and waits until the bus knows it.
pub(crate) fn unlock(desk: &Desk) -> Kept {
    // The password arrives through a pipe that must end, so a file is simplest. It protects nothing.
    let password = desk.path("tmp/keychain-password");
    std::fs::File::create(&password)
        .and_then(|mut file| file.write_all(b"desk"))
        .expect("a file can be written");
    let mut daemon = desk.command("gnome-keyring-daemon");
    daemon
        .args(["--foreground", "--unlock", "--components=secrets"])
        .stdin(Stdio::from(
            std::fs::File::open(&password).expect("the file was just written"),
        ));
    let daemon = Kept::start(&mut daemon, &desk.log("keychain"));
    desk.run(
        "gdbus",
        &["wait", "--session", "--timeout", "20", "org.freedesktop.secrets"],
    );
    daemon
}

impl Desk {
    /// Locks the login keyring, as after a long absence.
    pub(crate) fn lock_keychain(&self) {
        let login = "['/org/freedesktop/secrets/collection/login']";
        let service = [
            "--dest",
            "org.freedesktop.secrets",
            "--object-path",
            "/org/freedesktop/secrets",
        ];
        let call = ["--method", "org.freedesktop.Secret.Service.Lock", login];
        self.run("gdbus", &[&["call", "--session"][..], &service, &call].concat());
    }
}

/// One secret, as the keychain itself tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Secret {
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) value: String,
}

impl Desk {
    /// Every secret that has this attribute, such as `("service", "dev.lanyard.desktop")`.
    pub(crate) fn secrets(&self, attribute: &str, value: &str) -> Vec<Secret> {
        let found = self
            .command("secret-tool")
            .args(["search", "--all", "--unlock", attribute, value])
            .output();
        let found = found.expect("secret-tool can be started");
        // It writes secrets to stdout and attributes to stderr, in step; with nothing found it exits with 1.
        parse(
            &String::from_utf8_lossy(&found.stdout),
            &String::from_utf8_lossy(&found.stderr),
        )
    }
}

/// `[/1]`, `label = ..`, `secret = ..` on the one side; `attribute.NAME = ..` on the other or the same.
fn parse(secrets: &str, attributes: &str) -> Vec<Secret> {
    let values: Vec<&str> = secrets
        .lines()
        .filter_map(|line| line.strip_prefix("secret = "))
        .collect();
    let mut groups: Vec<BTreeMap<String, String>> = Vec::new();
    for line in attributes.lines().chain(secrets.lines()) {
        let Some((name, value)) = line.strip_prefix("attribute.").and_then(|line| line.split_once(" = ")) else {
            continue;
        };
        match groups.last_mut() {
            // A name that is there already begins the next secret.
            Some(group) if !group.contains_key(name) => {
                group.insert(name.to_owned(), value.to_owned());
            }
            _ => groups.push(BTreeMap::from([(name.to_owned(), value.to_owned())])),
        }
    }
    assert_eq!(
        values.len(),
        groups.len(),
        "secret-tool's two outputs belong together:\n{attributes}"
    );
    values
        .into_iter()
        .zip(groups)
        .map(|(value, attributes)| Secret {
            attributes,
            value: value.to_owned(),
        })
        .collect()
}
