//! Starting a server that is a program of this computer (MCP stdio), and ending it with all it started.
//!
//! It gets a small environment and what the person configured, not Lanyard's own: that may hold keys for other things.

use std::collections::BTreeMap;
use std::process::Stdio;

use process_wrap::tokio::{CommandWrap, KillOnDrop};
use rmcp::transport::TokioChildProcess;
use secrecy::ExposeSecret as _;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{ChildStderr, Command};

use super::Parts;
use super::traffic::Traffic;
use super::trouble::NotStarted;
use crate::servers::{Local, environment_name};

/// What a program needs of the environment to find its files and other programs.
const INHERITED: [&str; 24] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TERM",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "XDG_RUNTIME_DIR",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMFILES",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "USERNAME",
    "PATHEXT",
];
/// One line of what it prints, in bytes.
const LONGEST_LINE: u64 = 4_096;

/// Starts it. No shell reads the command.
pub(super) async fn start(
    local: &Local,
    id: &str,
    parts: &Parts,
    traffic: &Traffic,
) -> Result<TokioChildProcess, NotStarted> {
    let values = environment(local, id, parts).await?;
    let mut command = Command::new(&local.program);
    command.args(&local.arguments).env_clear();
    for name in INHERITED {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.envs(&local.shown).envs(values);
    let mut command = CommandWrap::from(command);
    // What it starts ends with it: `npx` and `uvx` start the server proper.
    #[cfg(unix)]
    command.wrap(process_wrap::tokio::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::tokio::JobObject);
    command.wrap(KillOnDrop);
    let (process, errors) = TokioChildProcess::builder(command)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| NotStarted::Program {
            program: local.program.clone(),
            reason: error.to_string(),
        })?;
    if let Some(errors) = errors {
        tokio::spawn(printed(errors, traffic.clone()));
    }
    Ok(process)
}

async fn environment(local: &Local, id: &str, parts: &Parts) -> Result<BTreeMap<String, String>, NotStarted> {
    if local.environment.is_empty() {
        return Ok(BTreeMap::new());
    }
    let kept = parts.vault.get(&environment_name(id)).await;
    let kept = kept.map_err(|e| NotStarted::Vault(e.to_string()))?;
    let kept = kept.ok_or_else(|| NotStarted::Vault("it is not there any more".to_owned()))?;
    let mut values: BTreeMap<String, String> =
        serde_json::from_str(kept.expose_secret()).map_err(|_| NotStarted::Vault("it can't be read".to_owned()))?;
    values.retain(|name, _| local.environment.contains(name));
    Ok(values)
}

/// What it prints on its standard error goes to the diagnostics, line by line.
async fn printed(errors: ChildStderr, traffic: Traffic) {
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut errors).take(LONGEST_LINE).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => traffic.printed(&String::from_utf8_lossy(&line)),
        }
    }
}
