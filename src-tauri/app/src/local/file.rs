//! The bundled server's settings on disk. No secret is among them.

use std::path::Path;

use lanyard_client::api::{Code, Error, IdentityProvider};
use lanyard_client::say;
use serde::{Deserialize, Serialize};

/// What is kept.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(super) struct Kept {
    /// The port to listen on; 0 takes any free one.
    pub(super) port: u16,
    pub(super) identity: IdentityProvider,
    pub(super) issuer: String,
    pub(super) client_id: String,
    /// The port that the demo's provider had, where it is behind the server.
    pub(super) provider_port: u16,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            port: 3000,
            identity: IdentityProvider::Demo,
            issuer: String::new(),
            client_id: String::new(),
            provider_port: 0,
        }
    }
}

impl Kept {
    /// What was kept; the defaults where nothing was, or nothing that can be read.
    pub(super) fn load(path: &Path) -> Self {
        std::fs::read(path)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    /// Keeps it: beside, then in place, so that a crash leaves one or the other.
    pub(super) fn save(&self, path: &Path) -> Result<(), Error> {
        let write = || -> std::io::Result<()> {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let next = path.with_extension("next");
            std::fs::write(&next, serde_json::to_vec_pretty(self)?)?;
            std::fs::rename(next, path)
        };
        write().map_err(|e| {
            Error::new(
                Code::Storage,
                say!(
                    "The settings can't be kept: {why}. Free some space and try again.",
                    why = e.to_string()
                ),
            )
        })
    }
}
