//! The settings file (TOML): every key is optional, and an unknown one is an error that names it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::layers::{Found, read_secret};
use super::{AssertionIssuer, StaticClient, Wrong};

/// What the file says. It is written again as JSON for [`super::layers`], which looks its keys up by name.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    name: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    server_url: Option<String>,
    mcp_path: Option<String>,
    callback_path: Option<String>,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    auth_url: Option<String>,
    token_url: Option<String>,
    scope: Option<String>,
    issuer: Option<String>,
    groups_claim: Option<String>,
    trust_unverified_email: Option<bool>,
    secret_in_form: Option<bool>,
    database: Option<PathBuf>,
    company_database: Option<PathBuf>,
    registration: Option<bool>,
    cors_origins: Vec<String>,
    allowed_hosts: Vec<String>,
    trusted_proxies: Vec<String>,
    otlp_endpoint: Option<String>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    private_document_hosts: Vec<String>,
    json_response: Option<bool>,
    access: WrittenAccess,
    limits: WrittenLimits,
    #[serde(skip_serializing)]
    pub(super) parameters: BTreeMap<String, String>,
    #[serde(skip_serializing)]
    pub(super) assertion_issuers: Vec<WrittenIssuer>,
    #[serde(skip_serializing)]
    pub(super) clients: Vec<WrittenClient>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenAccess {
    domains: Vec<String>,
    emails: Vec<String>,
    groups: Vec<String>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenLimits {
    access_token_seconds: Option<u64>,
    grant_days: Option<u64>,
    refresh_grace_seconds: Option<u64>,
    header_seconds: Option<u64>,
    body_seconds: Option<u64>,
    connections: Option<u64>,
    registrations_per_minute: Option<u64>,
    unused_registrations: Option<u64>,
    open_requests: Option<u64>,
    mcp_body_bytes: Option<u64>,
}

/// An issuer alone, or with what is not the default.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum WrittenIssuer {
    Name(String),
    Whole(WholeIssuer),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WholeIssuer {
    issuer: String,
    jwks_uri: Option<String>,
    groups_claim: Option<String>,
    #[serde(default)]
    trust_unverified_email: bool,
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

impl WrittenIssuer {
    pub(super) fn checked(self) -> Result<AssertionIssuer, Wrong> {
        let whole = match self {
            Self::Name(issuer) => return Ok(AssertionIssuer::new(issuer)),
            Self::Whole(whole) => whole,
        };
        let jwks_uri = whole
            .jwks_uri
            .map(|value| {
                let key = format!("assertion_issuers.{}.jwks_uri", whole.issuer);
                let source = "file";
                Found { key, value, source }.url()
            })
            .transpose()?;
        let mut issuer = AssertionIssuer::new(whole.issuer);
        issuer.jwks_uri = jwks_uri;
        issuer.groups_claim = whole.groups_claim.unwrap_or(issuer.groups_claim);
        issuer.trust_unverified_email = whole.trust_unverified_email;
        Ok(issuer)
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
