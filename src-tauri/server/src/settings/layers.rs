//! Settings from flags, environment, file and defaults, the first that speaks winning.
//!
//! Enters: texts. Leaves: a [`Settings`] or the first setting that is wrong, by name. Secrets come from the
//! environment, from a file that a setting names, or from the caller's vault; there is no flag for them, because
//! every user of the machine can read a command line.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use lanyard_net::url::Refused;
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::file::{self, Written};
use super::keys::KEYS;
use super::{Access, AssertionIssuer, Limits, Provider, Settings, Wrong};

/// The standard's own name for a collector's address.
const STANDARD_ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

/// What the command line said, by the same names as the file's (`limits.connections`).
pub type Flags = BTreeMap<&'static str, String>;

/// One text setting, and where it came from.
pub(super) struct Found {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) source: &'static str,
}

impl Found {
    fn wrong(&self, mend: impl Into<String>) -> Wrong {
        Wrong::new(&self.key, &self.value, self.source, mend)
    }

    pub(super) fn url(&self) -> Result<Url, Wrong> {
        lanyard_net::url::parse(&self.value).map_err(|refused| {
            let Some((before, host)) = self.value.rsplit_once('@') else {
                return self.wrong(refused.to_string());
            };
            // What stands before the host may be a password.
            let scheme = before.split_once("//").map_or("", |(scheme, _)| scheme);
            let mend = match refused {
                Refused::NotAUrl(_) => "write a web address without a user name".to_owned(),
                other => other.to_string(),
            };
            Wrong::new(&self.key, &format!("{scheme}//...@{host}"), self.source, mend)
        })
    }

    fn list(&self) -> Vec<String> {
        let parts = self.value.split([' ', ',', '\t', '\n']);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// The three layers, asked by a setting's name in the file.
struct Layers<'a> {
    flags: &'a Flags,
    environment: &'a dyn Fn(&str) -> Option<String>,
    file: Value,
}

impl Layers<'_> {
    /// A variable that is set to nothing counts as not set, as compose files leave them.
    fn given(&self, variable: &str) -> Option<String> {
        (self.environment)(variable).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &'static str) -> Option<Found> {
        let key = KEYS.iter().find(|key| key.name == name)?;
        let found = |key: String, value: String, source: &'static str| Found { key, value, source };
        self.flags
            .get(name)
            .map(|value| found(format!("--{}", key.flag), value.clone(), "flag"))
            .or_else(|| {
                self.given(&key.variable())
                    .map(|value| found(key.variable(), value, "environment"))
            })
            .or_else(|| {
                let value = self.file.pointer(&format!("/{}", name.replace('.', "/")))?;
                Some(found(name.to_owned(), text_of(value)?, "file"))
            })
    }

    fn url(&self, name: &'static str) -> Result<Option<Url>, Wrong> {
        self.text(name).map(|found| found.url()).transpose()
    }

    /// Beside our own names, the ones that every OpenTelemetry program knows; ours come first.
    fn otlp_endpoint(&self) -> Result<Option<Url>, Wrong> {
        if self
            .given("OTEL_SDK_DISABLED")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        {
            return Ok(None);
        }
        let ours = self.text("otlp_endpoint");
        // The file is asked last, after the environment.
        let in_file = ours.as_ref().is_some_and(|found| found.source == "file");
        let standard = self.given(STANDARD_ENDPOINT).map(|value| Found {
            key: STANDARD_ENDPOINT.to_owned(),
            value,
            source: "environment",
        });
        let found = if in_file { standard.or(ours) } else { ours.or(standard) };
        found.map(|found| found.url()).transpose()
    }

    fn path(&self, name: &'static str) -> Option<PathBuf> {
        self.text(name).map(|found| PathBuf::from(found.value))
    }

    fn list(&self, name: &'static str) -> Vec<String> {
        self.text(name).map(|found| found.list()).unwrap_or_default()
    }

    /// Addresses and networks, such as `10.0.0.0/8` or `::1`.
    fn networks(&self, name: &'static str) -> Result<Vec<IpNet>, Wrong> {
        let Some(found) = self.text(name) else {
            return Ok(Vec::new());
        };
        let network = |text: String| {
            let one = text
                .parse::<IpAddr>()
                .map(|address| IpNet::from(address.to_canonical()));
            let network = one.or_else(|_| text.parse::<IpNet>());
            let network = network.map_err(|_| found.wrong("write addresses or networks, as in 10.0.0.0/8"))?;
            if network.prefix_len() == 0 {
                return Err(found.wrong("name the proxies: a network of all addresses would believe everybody"));
            }
            Ok(network)
        };
        found.list().into_iter().map(network).collect()
    }

    fn switch(&self, name: &'static str, default: bool) -> Result<bool, Wrong> {
        self.text(name).map_or(Ok(default), |found| {
            found.value.parse().map_err(|_| found.wrong("write true or false"))
        })
    }

    /// A whole number within bounds.
    fn number(&self, name: &'static str, bounds: RangeInclusive<u64>) -> Result<Option<u64>, Wrong> {
        let Some(found) = self.text(name) else { return Ok(None) };
        match found.value.parse() {
            Ok(number) if bounds.contains(&number) => Ok(Some(number)),
            _ => Err(found.wrong(format!("write a number from {} to {}", bounds.start(), bounds.end()))),
        }
    }

    fn limits(&self) -> Result<Limits, Wrong> {
        let mut limits = Limits::default();
        let seconds = |name, bounds, limit: &mut Duration| -> Result<(), Wrong> {
            let found = self.number(name, bounds)?;
            *limit = found.map_or(*limit, Duration::from_secs);
            Ok(())
        };
        seconds("limits.access_token_seconds", 30..=300, &mut limits.access_token)?;
        seconds("limits.refresh_grace_seconds", 0..=300, &mut limits.refresh_grace)?;
        seconds("limits.header_seconds", 1..=600, &mut limits.header_time)?;
        seconds("limits.body_seconds", 1..=600, &mut limits.body_time)?;
        if let Some(days) = self.number("limits.grant_days", 1..=365)? {
            limits.grant = Duration::from_secs(days * 86_400);
        }
        if let Some(number) = self.number("limits.connections", 1..=1_000_000)? {
            limits.connections = usize::try_from(number).unwrap_or(limits.connections);
        }
        if let Some(number) = self.number("limits.registrations_per_minute", 0..=1_000_000)? {
            limits.registrations_per_minute = u32::try_from(number).unwrap_or(limits.registrations_per_minute);
        }
        if let Some(number) = self.number("limits.unused_registrations", 0..=10_000_000)? {
            limits.unused_registrations = i64::try_from(number).unwrap_or(limits.unused_registrations);
        }
        if let Some(number) = self.number("limits.open_requests", 1..=10_000_000)? {
            limits.open_requests = i64::try_from(number).unwrap_or(limits.open_requests);
        }
        if let Some(number) = self.number("limits.mcp_body_bytes", 1_024..=1_073_741_824)? {
            limits.mcp_body = usize::try_from(number).unwrap_or(limits.mcp_body);
        }
        Ok(limits)
    }
}

/// What the file says, as a flag would say it.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Array(many) if !many.is_empty() => Some(crate::scopes::join(many.iter().filter_map(Value::as_str))),
        _ => None,
    }
}

/// Puts the layers together. `environment` looks a variable up.
pub fn resolve(
    flags: &Flags,
    environment: &dyn Fn(&str) -> Option<String>,
    file: Option<&Path>,
) -> Result<Settings, Wrong> {
    let written: Written = file.map(Written::read).transpose()?.unwrap_or_default();
    let unwritable = |error: serde_json::Error| Wrong::new("--config", "", "file", error.to_string());
    let layers = Layers {
        flags,
        environment,
        file: serde_json::to_value(&written).map_err(unwritable)?,
    };
    let mut settings = Settings {
        provider: provider(&layers, written.parameters)?,
        server_url: layers.url("server_url")?,
        database: layers.path("database"),
        company_database: layers.path("company_database"),
        access: Access {
            domains: layers.list("access.domains"),
            emails: layers.list("access.emails"),
            groups: layers.list("access.groups"),
        },
        registration: layers.switch("registration", true)?,
        cors_origins: layers.list("cors_origins"),
        allowed_hosts: layers.list("allowed_hosts"),
        trusted_proxies: layers.networks("trusted_proxies")?,
        otlp_endpoint: layers.otlp_endpoint()?,
        tls_cert: layers.path("tls_cert"),
        tls_key: layers.path("tls_key"),
        private_document_hosts: layers.list("private_document_hosts"),
        json_response: layers.switch("json_response", false)?,
        limits: layers.limits()?,
        ..Settings::default()
    };
    for (name, setting) in [
        ("name", &mut settings.name),
        ("host", &mut settings.host),
        ("mcp_path", &mut settings.mcp_path),
        ("callback_path", &mut settings.callback),
    ] {
        if let Some(found) = layers.text(name) {
            *setting = found.value;
        }
    }
    if let Some(port) = layers.number("port", 0..=65_535)? {
        settings.port = u16::try_from(port).unwrap_or(settings.port);
    }
    let named = layers.list("assertion_issuers");
    settings.assertion_issuers = if named.is_empty() {
        let written = written.assertion_issuers.into_iter();
        written.map(file::WrittenIssuer::checked).collect::<Result<_, _>>()?
    } else {
        named.into_iter().map(AssertionIssuer::new).collect()
    };
    let clients = written.clients.into_iter();
    settings.clients = clients.map(file::WrittenClient::checked).collect::<Result<_, _>>()?;
    Ok(settings)
}

fn provider(layers: &Layers<'_>, parameters: BTreeMap<String, String>) -> Result<Provider, Wrong> {
    let mut provider = Provider {
        parameters,
        trust_unverified_email: layers.switch("trust_unverified_email", false)?,
        secret_in_form: layers.switch("secret_in_form", false)?,
        auth_url: layers.url("auth_url")?,
        token_url: layers.url("token_url")?,
        ..Provider::default()
    };
    if let Some(found) = layers.text("issuer") {
        // Checked as a URL, kept as written: issuers are compared byte for byte (RFC 8414 §3.3).
        found.url()?;
        provider.issuer = found.value;
    }
    if let Some(found) = layers.text("client_id") {
        provider.client_id = found.value;
    }
    if let Some(found) = layers.text("scope") {
        provider.scopes = found.list();
        if !provider.scopes.iter().any(|scope| scope == "openid") {
            provider.scopes.insert(0, "openid".to_owned());
        }
    }
    if let Some(found) = layers.text("groups_claim") {
        provider.groups_claim = found.value;
    }
    provider.client_secret = match layers.given("MCP_CLIENT_SECRET") {
        Some(secret) => Some(SecretString::from(secret)),
        None => layers
            .text("client_secret_file")
            .map(|found| read_secret(&found))
            .transpose()?,
    };
    Ok(provider)
}

/// A secret from the file that a setting names.
pub(super) fn read_secret(found: &Found) -> Result<SecretString, Wrong> {
    let text = std::fs::read_to_string(&found.value)
        .map_err(|error| found.wrong(format!("the file with the secret can't be read: {error}")))?;
    Ok(SecretString::from(text.trim_end().to_owned()))
}

#[cfg(test)]
mod tests;
