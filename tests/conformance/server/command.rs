//! The command that is run against the server, and the person who watches it.

use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use url::Url;

use crate::Failure;
use crate::browser::Browser;
use crate::stack::Stack;

/// Who signs in.
const PERSON: &str = "Ada Lim";

/// Runs it to its end, with its output passed on.
pub(crate) async fn run(words: &[String], stack: &Stack, person: bool) -> Result<ExitStatus, Failure> {
    let mut words = words.iter().map(|word| stack.fill_in(word));
    let program = words.next().ok_or("there is no command")?;
    let mut child = Command::new(program)
        .args(words)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let output = child.stdout.take().ok_or("the command has no output")?;
    let mut lines = BufReader::new(output).lines();
    let prefix = format!("{}/authorize?", stack.issuer());
    while let Some(line) = lines.next_line().await? {
        eprintln!("{line}");
        if person && line.starts_with(&prefix) {
            let page = Browser::new().sign_in(&Url::parse(line.trim())?, PERSON).await.page();
            eprintln!("the person ended at {}", page.url.path());
        }
    }
    Ok(child.wait().await?)
}
