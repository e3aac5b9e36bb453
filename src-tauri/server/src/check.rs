//! Whether the settings can work: what `lanyard-server check` and the settings page's "Check" say.
//!
//! Enters: settings and the network. Leaves: findings in words. Nothing is changed, and nobody is signed in.

use std::path::Path;

use lanyard_net::Net;

use crate::clock::Clock;
use crate::settings::{Provider, Settings};
use crate::upstream::discovery::Discovery;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It works.
    Good,
    /// It works, but somebody should look at it.
    Warning,
    /// Sign-ins will fail.
    Error,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The setting.
    pub key: String,
    /// What was found, and how to mend it.
    pub message: String,
}

impl Finding {
    fn new(severity: Severity, key: &str, message: impl Into<String>) -> Self {
        Self {
            severity,
            key: key.to_owned(),
            message: message.into(),
        }
    }
}

/// Looks at everything. `master_key_file` is where the master key is kept, when it is a file.
pub async fn check(settings: &Settings, net: &Net, clock: &Clock, master_key_file: Option<&Path>) -> Vec<Finding> {
    let mut findings = Vec::new();
    addresses(settings, &mut findings);
    provider(settings, net, clock, &mut findings).await;
    access(settings, &mut findings);
    master_key(settings, master_key_file, &mut findings);
    findings
}

fn addresses(settings: &Settings, findings: &mut Vec<Finding>) {
    match settings.addresses(settings.port) {
        Ok(addresses) => {
            findings.push(Finding::new(
                Severity::Good,
                "MCP_SERVER_URL",
                format!("tools are at {}", addresses.resource),
            ));
            let message = format!(
                "register this redirect address at the provider: {}",
                addresses.callback_url
            );
            findings.push(Finding::new(Severity::Good, "MCP_CALLBACK_PATH", message));
        }
        Err(wrong) => findings.push(Finding::new(Severity::Error, &wrong.key, wrong.to_string())),
    }
}

async fn provider(settings: &Settings, net: &Net, clock: &Clock, findings: &mut Vec<Finding>) {
    let Provider {
        client_id,
        client_secret,
        issuer,
        ..
    } = &settings.provider;
    if client_id.is_empty() {
        let message = "no client id: make an OAuth client in the provider's console and set its id here";
        findings.push(Finding::new(Severity::Error, "MCP_CLIENT_ID", message));
    } else if settings.provider.is_google() && !client_id.ends_with(".apps.googleusercontent.com") {
        let message = "Google's client ids end in .apps.googleusercontent.com; this one does not";
        findings.push(Finding::new(Severity::Error, "MCP_CLIENT_ID", message));
    }
    if client_secret.is_none() {
        let severity = if settings.provider.is_google() {
            Severity::Error
        } else {
            Severity::Warning
        };
        let message = "no client secret: most providers refuse to answer without one";
        findings.push(Finding::new(severity, "MCP_CLIENT_SECRET", message));
    }
    let discovery = Discovery::new(settings.provider.clone(), net.clone(), clock.clone());
    match discovery.metadata().await {
        Ok(_) => match discovery.keys_for(None).await {
            Ok(keys) if keys.is_empty() => {
                findings.push(Finding::new(
                    Severity::Error,
                    "MCP_ISSUER",
                    "the provider publishes no keys",
                ));
            }
            Ok(_) => findings.push(Finding::new(Severity::Good, "MCP_ISSUER", format!("{issuer} answers"))),
            Err(error) => findings.push(Finding::new(Severity::Error, "MCP_ISSUER", error.to_string())),
        },
        Err(error) => findings.push(Finding::new(Severity::Error, "MCP_ISSUER", error.to_string())),
    }
}

fn access(settings: &Settings, findings: &mut Vec<Finding>) {
    let access = &settings.access;
    if access.domains.is_empty() && access.emails.is_empty() && access.groups.is_empty() && !settings.demo {
        let message = if settings.provider.is_google() {
            "everybody with a Google account may come in; list access.domains or access.emails"
        } else {
            "everybody whom the provider knows may come in; list access.domains, access.emails or access.groups"
        };
        findings.push(Finding::new(Severity::Warning, "access", message));
    }
}

fn master_key(settings: &Settings, file: Option<&Path>, findings: &mut Vec<Finding>) {
    let Some(database) = settings.database.as_deref() else {
        let message = "no database: every sign-in ends when the server does";
        findings.push(Finding::new(Severity::Warning, "database", message));
        return;
    };
    let folder = |path: &Path| path.parent().and_then(|folder| folder.canonicalize().ok());
    if let Some(file) = file
        && folder(file).is_some()
        && folder(file) == folder(database)
    {
        let message = "the master key's file lies beside the database: whoever copies the folder has both; move it";
        findings.push(Finding::new(Severity::Warning, "MCP_MASTER_KEY_FILE", message));
    }
}
