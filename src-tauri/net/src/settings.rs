//! What an administrator can say about the network.

use std::path::PathBuf;
use std::time::Duration;

/// Network settings, the same for every request of a process.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How requests leave the machine.
    pub proxy: Proxy,
    /// PEM files with certificates trusted beside the operating system's store.
    pub extra_ca_files: Vec<PathBuf>,
    /// PEM file with a client certificate and its key (mutual TLS).
    pub client_identity_file: Option<PathBuf>,
    /// Time for TCP and TLS to stand.
    pub connect_timeout: Duration,
    /// `User-Agent` of every request.
    pub user_agent: String,
}

/// How requests leave the machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Proxy {
    /// The operating system's proxy settings and the `*_PROXY` environment, for everything but loopback.
    #[default]
    System,
    /// No proxy at all.
    Direct,
    /// One proxy for everything but loopback.
    Url(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            proxy: Proxy::System,
            extra_ca_files: Vec::new(),
            client_identity_file: None,
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("Lanyard/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}
