//! The program's memory after a load.

use std::net::SocketAddr;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::load::Load;
use crate::{say, servers, within};

/// The most that may be resident after the load.
const MOST: u64 = 30 << 20;
const CONNECTIONS: usize = 64;
const CALLS: usize = 20_000;

/// Starts the program, calls its smallest tool, and looks.
pub(crate) async fn measured() -> bool {
    let folder = tempfile::tempdir().unwrap();
    let key = key(&folder).await;
    let mut child = program(&folder).arg("serve").stdout(Stdio::piped()).spawn().unwrap();
    let address = address(&mut child).await;
    let request = servers::request(address, "whoami", Some(&key), "api_key");
    let mut load = Load::connect(&request, CONNECTIONS).await;
    let before = resident(&child);
    load.run(CALLS).await;
    let Some((before, after)) = before.zip(resident(&child)) else {
        say("the program's memory: not measured, this system does not tell it");
        return true;
    };
    child.kill().await.unwrap();
    say(&format!(
        "the program's memory: {:.1} MB resident after {CALLS} calls over {CONNECTIONS} connections, {:.1} MB before",
        megabytes(after),
        megabytes(before)
    ));
    within("the memory after the load", after < MOST, "under 30 MB")
}

fn program(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lanyard-server"));
    let master_key = folder.path().join("key");
    std::fs::write(&master_key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").unwrap();
    command
        .env_clear()
        .env("MCP_HOST", "127.0.0.1")
        .env("MCP_PORT", "0")
        .env("MCP_ISSUER", "http://127.0.0.1:1")
        .env("MCP_CLIENT_ID", "bench")
        .env("MCP_DATABASE", folder.path().join("server.db"))
        .env("MCP_MASTER_KEY_FILE", master_key)
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

/// An API key.
async fn key(folder: &TempDir) -> String {
    let made = program(folder)
        .args(["keys", "create", "bench", "--allow", "company:read"])
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(made.stdout).unwrap();
    let key = said.split_whitespace().find(|word| word.starts_with("lanyard_"));
    key.unwrap_or_else(|| panic!("no key: {said}")).to_owned()
}

async fn address(child: &mut Child) -> SocketAddr {
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).await.unwrap();
    let url: url::Url = line.split_whitespace().next().unwrap_or_default().parse().unwrap();
    format!("127.0.0.1:{}", url.port().unwrap()).parse().unwrap()
}

/// Bytes resident, as Linux tells them.
fn resident(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()?)).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[expect(clippy::cast_precision_loss, reason = "some millions")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
