//! Whether the settings can work: what `lanyard-server check` and the settings page's "Check" say.
//!
//! Enters: settings and the network. Leaves: findings. Nothing is changed, and nobody is signed in.

mod certificate;
mod collector;
mod found;

use std::path::Path;

use lanyard_net::Net;

use crate::clock::Clock;
use crate::id_jag::Trusted;
use crate::settings::{Provider, Settings, Wrong};
use crate::upstream::discovery::Discovery;

pub use found::Found;

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
#[derive(Debug)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The setting.
    pub key: String,
    /// What was found, and how to mend it.
    pub what: Found,
}

impl Finding {
    fn new(severity: Severity, key: &str, what: Found) -> Self {
        Self {
            severity,
            key: key.to_owned(),
            what,
        }
    }
}

/// Looks at everything. `master_key_file` is where the master key is kept, when it is a file.
pub async fn check(settings: &Settings, net: &Net, clock: &Clock, master_key_file: Option<&Path>) -> Vec<Finding> {
    let mut findings = Vec::new();
    addresses(settings, &mut findings);
    certificate::look(settings, clock, &mut findings);
    provider(settings, net, clock, &mut findings).await;
    assertion_issuers(settings, net, clock, &mut findings).await;
    collector::look(settings, net, &mut findings).await;
    access(settings, &mut findings);
    master_key(settings, master_key_file, &mut findings);
    findings
}

fn addresses(settings: &Settings, findings: &mut Vec<Finding>) {
    match settings.addresses(settings.port) {
        Ok(addresses) => {
            let tools = Found::Tools(addresses.resource);
            findings.push(Finding::new(Severity::Good, "MCP_SERVER_URL", tools));
            let redirect = Found::Redirect(addresses.callback_url);
            findings.push(Finding::new(Severity::Good, "MCP_CALLBACK_PATH", redirect));
        }
        Err(wrong) => findings.push(Finding::new(Severity::Error, &wrong.key.clone(), Found::Setting(wrong))),
    }
    let secure = settings.server_url.as_ref().is_some_and(|url| url.scheme() == "https");
    if secure && settings.tls_cert.is_none() && settings.trusted_proxies.is_empty() {
        let mend = "name the proxy that stands in front, or everybody behind it counts as one";
        let wrong = Wrong::new("trusted_proxies", "", "settings", mend);
        findings.push(Finding::new(
            Severity::Warning,
            "trusted_proxies",
            Found::Setting(wrong),
        ));
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
        findings.push(Finding::new(Severity::Error, "MCP_CLIENT_ID", Found::NoClientId));
    } else if settings.provider.is_google() && !client_id.ends_with(".apps.googleusercontent.com") {
        findings.push(Finding::new(Severity::Error, "MCP_CLIENT_ID", Found::NotGooglesId));
    }
    if client_secret.is_none() {
        let severity = if settings.provider.is_google() {
            Severity::Error
        } else {
            Severity::Warning
        };
        findings.push(Finding::new(severity, "MCP_CLIENT_SECRET", Found::NoClientSecret));
    }
    let discovery = Discovery::new(settings.provider.clone(), net.clone(), clock.clone());
    let (severity, what) = match discovery.keys_for(None).await {
        Ok(keys) if keys.is_empty() => (Severity::Error, Found::NoKeys),
        Ok(_) => (Severity::Good, Found::Answers(issuer.clone())),
        Err(error) => (Severity::Error, Found::Provider(error)),
    };
    findings.push(Finding::new(severity, "MCP_ISSUER", what));
}

async fn assertion_issuers(settings: &Settings, net: &Net, clock: &Clock, findings: &mut Vec<Finding>) {
    const KEY: &str = "assertion_issuers";
    if let Err(wrong) = settings.check_assertion_issuers() {
        findings.push(Finding::new(Severity::Error, KEY, Found::Setting(wrong)));
    }
    for issuer in &settings.assertion_issuers {
        let keys = Trusted::new(issuer, net.clone(), clock.clone()).keys(None).await;
        let (severity, what) = match keys {
            Ok(keys) if keys.is_empty() => (Severity::Error, Found::NoKeys),
            Ok(_) => (Severity::Good, Found::Answers(issuer.issuer.clone())),
            Err(error) => (Severity::Error, Found::Provider(error)),
        };
        findings.push(Finding::new(severity, KEY, what));
    }
}

fn access(settings: &Settings, findings: &mut Vec<Finding>) {
    let access = &settings.access;
    if access.domains.is_empty() && access.emails.is_empty() && access.groups.is_empty() && !settings.demo {
        let what = if settings.provider.is_google() {
            Found::EverybodyAtGoogle
        } else {
            Found::Everybody
        };
        findings.push(Finding::new(Severity::Warning, "access", what));
    }
}

fn master_key(settings: &Settings, file: Option<&Path>, findings: &mut Vec<Finding>) {
    let Some(database) = settings.database.as_deref() else {
        findings.push(Finding::new(Severity::Warning, "database", Found::NoDatabase));
        return;
    };
    let folder = |path: &Path| path.parent().and_then(|folder| folder.canonicalize().ok());
    if let Some(file) = file
        && folder(file).is_some()
        && folder(file) == folder(database)
    {
        let what = Found::KeyBesideDatabase;
        findings.push(Finding::new(Severity::Warning, "MCP_MASTER_KEY_FILE", what));
    }
}
