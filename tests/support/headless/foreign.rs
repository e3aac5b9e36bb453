//! An MCP client that others wrote, started as a script: see `tests/clients`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use url::Url;

use super::browser::Browser;

/// The longest that a step may take; a client that is stuck is a failed test and not a hanging one.
const STEP: Duration = Duration::from_mins(1);

/// A script that runs until this is dropped.
pub(crate) struct Foreign {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    input: ChildStdin,
    /// How often its person was sent to the browser.
    pub(crate) sign_ins: u32,
}

impl Foreign {
    /// Starts `typescript.mjs`, `client.py` or another one.
    pub(crate) fn start(script: &str, arguments: &[&str]) -> Self {
        let is_python = Path::new(script).extension().is_some_and(|ending| ending == "py");
        let runtime = if is_python { "LANYARD_PYTHON" } else { "LANYARD_NODE" };
        let program = std::env::var_os(runtime).expect("cargo xtask test names the program");
        let mut child = Command::new(program)
            .arg(script)
            .args(arguments)
            .current_dir(folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            lines: BufReader::new(child.stdout.take().unwrap()).lines(),
            input: child.stdin.take().unwrap(),
            child,
            sign_ins: 0,
        }
    }

    /// What it says when its next step is done. Meanwhile an employee signs in wherever it asks for that.
    pub(crate) async fn step(&mut self, name: &str, employee: &str) -> Value {
        let told = async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                let told: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
                if let Some(address) = told["open"].as_str() {
                    self.sign_ins += 1;
                    Browser::new()
                        .sign_in(&Url::parse(address).unwrap(), employee)
                        .await
                        .page();
                } else if told["done"] == name {
                    return told;
                }
            }
            panic!("it ended before {name}: {:?}", self.child.wait().await);
        };
        tokio::time::timeout(STEP, told).await.expect("it is stuck")
    }

    /// Lets it take the next step, by its clock some seconds later.
    pub(crate) async fn go_on(&mut self, seconds: i64) {
        let line = format!("{seconds}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
    }

    /// Lets it end, and waits for that.
    pub(crate) async fn end(mut self) {
        self.go_on(0).await;
        let ended = tokio::time::timeout(STEP, self.child.wait()).await;
        assert!(ended.expect("it does not end").unwrap().success());
    }
}

/// Where the scripts are.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("LANYARD_CLIENTS").expect("cargo xtask test names the folder"))
}
