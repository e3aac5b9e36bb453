//! Settings from flags, environment, file and defaults, the first that speaks winning.
//!
//! Enters: texts. Leaves: a [`Settings`] or the first setting that is wrong, by name. Secrets come from the
//! environment, from a file that a setting names, or from the caller's vault; there is no flag for them, because
//! every user of the machine can read a command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{Access, Limits, Provider, Settings, StaticClient, Wrong};

/// What the command line said, by the same keys as the file's.
pub type Flags = BTreeMap<&'static str, String>;

/// The TOML file. Every key is optional; an unknown one is an error that names it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
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
    parameters: BTreeMap<String, String>,
    groups_claim: Option<String>,
    trust_unverified_email: bool,
    secret_in_form: bool,
    database: Option<PathBuf>,
    company_database: Option<PathBuf>,
    registration: Option<bool>,
    cors_origins: Vec<String>,
    allowed_hosts: Vec<String>,
    private_document_hosts: Vec<String>,
    access: WrittenAccess,
    limits: WrittenLimits,
    clients: Vec<WrittenClient>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenAccess {
    domains: Vec<String>,
    emails: Vec<String>,
    groups: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenLimits {
    access_token_seconds: Option<u64>,
    grant_days: Option<u64>,
    connections: Option<usize>,
    registrations_per_minute: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClient {
    id: String,
    name: Option<String>,
    #[serde(default)]
    secret_file: Option<PathBuf>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    own_scopes: Vec<String>,
}

/// One text setting, and where it came from.
struct Found {
    key: String,
    value: String,
    source: &'static str,
}

impl Found {
    fn wrong(&self, mend: impl Into<String>) -> Wrong {
        Wrong::new(&self.key, &self.value, self.source, mend)
    }

    fn url(&self) -> Result<Url, Wrong> {
        lanyard_net::url::parse(&self.value).map_err(|refused| self.wrong(refused.to_string()))
    }
}

/// Puts the layers together. `environment` looks a variable up.
pub fn resolve(
    flags: &Flags,
    environment: &dyn Fn(&str) -> Option<String>,
    file: Option<&Path>,
) -> Result<Settings, Wrong> {
    let file = file.map(read_file).transpose()?.unwrap_or_default();
    let pick = |key: &'static str, in_file: Option<String>| -> Option<Found> {
        let variable = format!("MCP_{}", key.to_uppercase());
        let flag = flags.get(key).map(|value| Found {
            key: format!("--{}", key.replace('_', "-")),
            value: value.clone(),
            source: "flag",
        });
        flag.or_else(|| {
            environment(&variable).map(|value| Found {
                key: variable,
                value,
                source: "environment",
            })
        })
        .or_else(|| {
            in_file.map(|value| Found {
                key: key.to_owned(),
                value,
                source: "file",
            })
        })
    };
    let mut settings = Settings::default();
    if let Some(found) = pick("name", file.name) {
        settings.name = found.value;
    }
    if let Some(found) = pick("host", file.host) {
        settings.host = found.value;
    }
    if let Some(found) = pick("port", file.port.map(|port| port.to_string())) {
        settings.port = found
            .value
            .parse()
            .map_err(|_| found.wrong("write a number from 0 to 65535"))?;
    }
    settings.server_url = pick("server_url", file.server_url)
        .map(|found| found.url())
        .transpose()?;
    if let Some(found) = pick("mcp_path", file.mcp_path) {
        settings.mcp_path = found.value;
    }
    if let Some(found) = pick("callback_path", file.callback_path) {
        settings.callback = found.value;
    }
    if let Some(found) = pick("database", file.database.map(|path| path.display().to_string())) {
        settings.database = Some(PathBuf::from(found.value));
    }
    if let Some(found) = pick(
        "company_database",
        file.company_database.map(|path| path.display().to_string()),
    ) {
        settings.company_database = Some(PathBuf::from(found.value));
    }
    settings.provider = Provider {
        parameters: file.parameters,
        trust_unverified_email: file.trust_unverified_email,
        secret_in_form: file.secret_in_form,
        ..Provider::default()
    };
    let provider = &mut settings.provider;
    if let Some(found) = pick("issuer", file.issuer) {
        // Checked as a URL, kept as written: issuers are compared byte for byte (RFC 8414 §3.3).
        found.url()?;
        provider.issuer = found.value;
    }
    if let Some(found) = pick("client_id", file.client_id) {
        provider.client_id = found.value;
    }
    provider.auth_url = pick("auth_url", file.auth_url).map(|found| found.url()).transpose()?;
    provider.token_url = pick("token_url", file.token_url).map(|found| found.url()).transpose()?;
    if let Some(found) = pick("scope", file.scope) {
        provider.scopes = found.value.split_whitespace().map(str::to_owned).collect();
        if !provider.scopes.iter().any(|scope| scope == "openid") {
            provider.scopes.insert(0, "openid".to_owned());
        }
    }
    if let Some(found) = pick("groups_claim", file.groups_claim) {
        provider.groups_claim = found.value;
    }
    let secret_file = file.client_secret_file.map(|path| path.display().to_string());
    provider.client_secret = match environment("MCP_CLIENT_SECRET") {
        Some(secret) => Some(SecretString::from(secret)),
        None => pick("client_secret_file", secret_file)
            .map(|found| read_secret(&found))
            .transpose()?,
    };
    settings.access = Access {
        domains: file.access.domains,
        emails: file.access.emails,
        groups: file.access.groups,
    };
    settings.registration = file.registration.unwrap_or(true);
    settings.cors_origins = file.cors_origins;
    settings.allowed_hosts = file.allowed_hosts;
    settings.private_document_hosts = file.private_document_hosts;
    settings.limits = limits(&file.limits)?;
    settings.clients = file.clients.into_iter().map(client).collect::<Result<_, _>>()?;
    Ok(settings)
}

fn read_file(path: &Path) -> Result<Written, Wrong> {
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

fn read_secret(found: &Found) -> Result<SecretString, Wrong> {
    let text = std::fs::read_to_string(&found.value)
        .map_err(|error| found.wrong(format!("the file with the secret can't be read: {error}")))?;
    Ok(SecretString::from(text.trim_end().to_owned()))
}

fn limits(file: &WrittenLimits) -> Result<Limits, Wrong> {
    let mut limits = Limits::default();
    if let Some(seconds) = file.access_token_seconds {
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
    if let Some(days) = file.grant_days {
        if !(1..=365).contains(&days) {
            let mend = "a sign-in lasts 1 to 365 days";
            return Err(Wrong::new("limits.grant_days", &days.to_string(), "file", mend));
        }
        limits.grant = Duration::from_secs(days * 86_400);
    }
    limits.connections = file.connections.unwrap_or(limits.connections).max(1);
    limits.registrations_per_minute = file.registrations_per_minute.unwrap_or(limits.registrations_per_minute);
    Ok(limits)
}

fn client(file: WrittenClient) -> Result<StaticClient, Wrong> {
    for uri in &file.redirect_uris {
        crate::clients::redirect::check(uri).map_err(|refused| {
            Wrong::new(
                &format!("clients.{}.redirect_uris", file.id),
                uri,
                "file",
                refused.to_string(),
            )
        })?;
    }
    let secret = file
        .secret_file
        .map(|path| {
            let key = format!("clients.{}.secret_file", file.id);
            read_secret(&Found {
                key,
                value: path.display().to_string(),
                source: "file",
            })
        })
        .transpose()?;
    if secret.is_none() && !file.own_scopes.is_empty() {
        let mend = "a program that acts for itself needs a secret_file";
        return Err(Wrong::new(
            &format!("clients.{}.own_scopes", file.id),
            &file.own_scopes.join(" "),
            "file",
            mend,
        ));
    }
    Ok(StaticClient {
        name: file.name.unwrap_or_else(|| file.id.clone()),
        id: file.id,
        secret,
        redirect_uris: file.redirect_uris,
        own_scopes: file.own_scopes,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn the_defaults_are_the_tutorials() {
        let settings = resolve(&Flags::new(), &nothing, None).unwrap();
        assert_eq!((settings.host.as_str(), settings.port), ("localhost", 3000));
        assert_eq!(settings.provider.issuer, "https://accounts.google.com");
        assert_eq!(settings.provider.scopes, ["openid", "email", "profile"]);
        assert_eq!(settings.addresses(3000).unwrap().resource, "http://localhost:3000/mcp");
    }

    #[test]
    fn a_flag_beats_the_environment_and_that_beats_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.toml");
        std::fs::write(&path, "port = 1\nhost = \"127.0.0.1\"\nclient_id = \"file\"\n").unwrap();
        let environment = |name: &str| match name {
            "MCP_PORT" => Some("2".to_owned()),
            "MCP_CLIENT_ID" => Some("environment".to_owned()),
            "MCP_CLIENT_SECRET" => Some("hush".to_owned()),
            _ => None,
        };
        let flags = Flags::from([("port", "3".to_owned())]);
        let settings = resolve(&flags, &environment, Some(&path)).unwrap();
        assert_eq!(settings.port, 3);
        assert_eq!(settings.provider.client_id, "environment");
        assert_eq!(settings.host, "127.0.0.1");
        assert_eq!(settings.provider.client_secret.unwrap().expose_secret(), "hush");
    }

    #[test]
    fn a_wrong_setting_names_key_value_and_mend() {
        let environment = |name: &str| (name == "MCP_PORT").then(|| "many".to_owned());
        let wrong = resolve(&Flags::new(), &environment, None).unwrap_err();
        assert_eq!((wrong.key.as_str(), wrong.value.as_str()), ("MCP_PORT", "many"));
        assert!(wrong.to_string().contains("write a number"), "{wrong}");
        let environment = |name: &str| (name == "MCP_SERVER_URL").then(|| "http://tools.example.com".to_owned());
        let wrong = resolve(&Flags::new(), &environment, None).unwrap_err();
        assert!(wrong.to_string().contains("use https"), "{wrong}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.toml");
        std::fs::write(&path, "port = 1\nprot = 2\n").unwrap();
        let wrong = resolve(&Flags::new(), &nothing, Some(&path)).unwrap_err();
        assert!(wrong.to_string().contains("prot"), "{wrong}");
    }

    #[test]
    fn the_callback_is_a_path_or_a_url_on_this_server() {
        let with = |callback: &str| {
            Settings {
                callback: callback.to_owned(),
                ..Settings::default()
            }
            .addresses(3000)
        };
        assert_eq!(
            with("/google/callback").unwrap().callback_url,
            "http://localhost:3000/google/callback"
        );
        assert_eq!(
            with("http://localhost:3000/google/callback").unwrap().callback_path,
            "/google/callback"
        );
        assert!(with("http://localhost:3001/google/callback").is_err());
        assert!(with("https://evil.example/callback").is_err());
    }
}
