//! `lanyard-server` as a process, in front of the demo's provider.

use std::process::Stdio;

use lanyard_demo::{Clock, Provider};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use url::Url;

use super::terminal::built;

/// It runs until this is dropped.
pub(crate) struct Program {
    child: Child,
    provider: lanyard_demo::Running,
    url: Url,
    _folder: TempDir,
}

impl Program {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // A port that was free a moment ago: the provider has to know where the server is going to be.
        let port = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let callback = Url::parse(&format!("http://127.0.0.1:{port}/oauth/callback")).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let provider = Provider::start(listener, vec![callback], Clock::system()).unwrap();
        let files = ["key", "secret"].map(|name| folder.path().join(name));
        std::fs::write(&files[0], "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").unwrap();
        let secret = secrecy::ExposeSecret::expose_secret(provider.client_secret());
        std::fs::write(&files[1], secret).unwrap();
        let mut child = Command::new(built("lanyard-server"))
            .arg("serve")
            .env_clear()
            .env("MCP_HOST", "127.0.0.1")
            .env("MCP_PORT", port.to_string())
            .env("MCP_ISSUER", provider.issuer().as_str().trim_end_matches('/'))
            .env("MCP_CLIENT_ID", provider.client_id())
            .env("MCP_CLIENT_SECRET_FILE", &files[1])
            .env("MCP_DATABASE", folder.path().join("server.db"))
            .env("MCP_MASTER_KEY_FILE", &files[0])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).await.unwrap();
        let url = line.split_whitespace().next().unwrap_or_default();
        Self {
            url: url.parse().unwrap_or_else(|_| panic!("it does not serve: {line:?}")),
            child,
            provider,
            _folder: folder,
        }
    }

    /// The MCP endpoint.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// An address of its own.
    pub(crate) fn at(&self, path: &str) -> String {
        self.url.join(path).unwrap().to_string()
    }

    /// Bytes resident, where the system tells them.
    pub(crate) fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes << 10)
    }

    /// Whether it has not ended by itself.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(crate) async fn stop(mut self) {
        self.child.kill().await.unwrap();
        self.provider.stop().await;
    }
}
