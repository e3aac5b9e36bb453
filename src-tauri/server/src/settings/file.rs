//! The settings file (TOML): every key is optional, and an unknown one is an error that names it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::layers::{Found, read_secret};
use super::{Limits, StaticClient, Wrong};

/// What the file says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    pub(super) name: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) server_url: Option<String>,
    pub(super) mcp_path: Option<String>,
    pub(super) callback_path: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret_file: Option<PathBuf>,
    pub(super) auth_url: Option<String>,
    pub(super) token_url: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) groups_claim: Option<String>,
    pub(super) trust_unverified_email: bool,
    pub(super) secret_in_form: bool,
    pub(super) database: Option<PathBuf>,
    pub(super) company_database: Option<PathBuf>,
    pub(super) registration: Option<bool>,
    pub(super) cors_origins: Vec<String>,
    pub(super) allowed_hosts: Vec<String>,
    pub(super) private_document_hosts: Vec<String>,
    pub(super) access: WrittenAccess,
    pub(super) limits: WrittenLimits,
    pub(super) clients: Vec<WrittenClient>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenAccess {
    pub(super) domains: Vec<String>,
    pub(super) emails: Vec<String>,
    pub(super) groups: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenLimits {
    pub(super) access_token_seconds: Option<u64>,
    pub(super) grant_days: Option<u64>,
    pub(super) connections: Option<usize>,
    pub(super) registrations_per_minute: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenClient {
    pub(super) id: String,
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) secret_file: Option<PathBuf>,
    #[serde(default)]
    pub(super) redirect_uris: Vec<String>,
    #[serde(default)]
    pub(super) own_scopes: Vec<String>,
}

impl Written {
    /// Reads the file; what is wrong in it is named with its line.
    pub(super) fn read(path: &Path) -> Result<Self, Wrong> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Wrong::new("--config", &shown, "flag", format!("the file can't be read: {error}")))?;
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            let line = error
                .span()
                .map_or(0, |span| text[..span.start.min(text.len())].lines().count().max(1));
            Wrong::new("--config", &shown, "flag", format!("line {line}: {}", error.message()))
        })
    }
}

impl WrittenLimits {
    pub(super) fn checked(&self) -> Result<Limits, Wrong> {
        let mut limits = Limits::default();
        if let Some(seconds) = self.access_token_seconds {
            if !(30..=300).contains(&seconds) {
                let mend = "access tokens live 30 to 300 seconds";
                return Err(Wrong::new(
                    "limits.access_token_seconds",
                    &seconds.to_string(),
                    "file",
                    mend,
                ));
            }
            limits.access_token = Duration::from_secs(seconds);
        }
        if let Some(days) = self.grant_days {
            if !(1..=365).contains(&days) {
                let mend = "a sign-in lasts 1 to 365 days";
                return Err(Wrong::new("limits.grant_days", &days.to_string(), "file", mend));
            }
            limits.grant = Duration::from_secs(days * 86_400);
        }
        limits.connections = self.connections.unwrap_or(limits.connections).max(1);
        limits.registrations_per_minute = self.registrations_per_minute.unwrap_or(limits.registrations_per_minute);
        Ok(limits)
    }
}

impl WrittenClient {
    pub(super) fn checked(self) -> Result<StaticClient, Wrong> {
        for uri in &self.redirect_uris {
            crate::clients::redirect::check(uri).map_err(|refused| {
                Wrong::new(
                    &format!("clients.{}.redirect_uris", self.id),
                    uri,
                    "file",
                    refused.to_string(),
                )
            })?;
        }
        let secret = self
            .secret_file
            .map(|path| {
                let key = format!("clients.{}.secret_file", self.id);
                read_secret(&Found {
                    key,
                    value: path.display().to_string(),
                    source: "file",
                })
            })
            .transpose()?;
        if secret.is_none() && !self.own_scopes.is_empty() {
            let mend = "a program that acts for itself needs a secret_file";
            return Err(Wrong::new(
                &format!("clients.{}.own_scopes", self.id),
                &self.own_scopes.join(" "),
                "file",
                mend,
            ));
        }
        Ok(StaticClient {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            secret,
            redirect_uris: self.redirect_uris,
            own_scopes: self.own_scopes,
        })
    }
}
