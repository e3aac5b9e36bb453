//! `lanyard` in a terminal: the program itself, a home of its own, and what it prints.

use std::path::PathBuf;
use std::process::{Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use url::Url;

use super::browser::Browser;

/// One person's home. Sign-ins are kept in a file under a passphrase, as on a server without a keychain.
pub(crate) struct Terminal {
    home: TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// What the company says on this computer.
    pub(crate) fn company(&self, text: &str) {
        let folder = self.home.path().join("config/lanyard");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("company.toml"), text).unwrap();
    }

    /// A command that has not begun.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let home = self.home.path();
        let mut command = Command::new(program());
        command
            .args(arguments)
            .env_clear()
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("LANYARD_VAULT", "file")
            .env("LANYARD_VAULT_PASSPHRASE", "correct horse")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs one to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments).output().await.unwrap())
    }

    /// `lanyard login --no-browser`: whoever it is opens the address that is printed, and the answer comes by loopback.
    pub(crate) async fn login(&self, server: &str, employee: &str) -> Ended {
        let mut command = self.command(&["login", server, "--no-browser", "--verbose"]);
        // Without an end of input: the person could still paste.
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let address = address(&mut child).await;
        Browser::new().sign_in(&address, employee).await.page();
        Ended::of(child.wait_with_output().await.unwrap())
    }

    /// Everything that is on the disk, as text.
    pub(crate) fn files(&self) -> String {
        fn read(folder: PathBuf, text: &mut String) {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    read(entry.path(), text);
                } else {
                    text.push_str(&String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()));
                }
            }
        }
        let mut text = String::new();
        read(self.home.path().to_owned(), &mut text);
        text
    }
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The one JSON document of `--json`.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

/// The program, built before the tests by `cargo xtask test`, beside this test's own folder.
fn program() -> PathBuf {
    built("lanyard")
}

/// One of our programs, as it was built beside this test.
pub(crate) fn built(name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let folder = own.parent().unwrap().parent().unwrap();
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "{} is not built: cargo build", program.display());
    program
}

/// The address that stands alone on a line of standard error.
async fn address(child: &mut Child) -> Url {
    let mut lines = BufReader::with_capacity(1, child.stderr.as_mut().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some(address) = line.strip_prefix("  http") {
            return format!("http{address}").parse().unwrap();
        }
    }
    panic!("no address was printed")
}
