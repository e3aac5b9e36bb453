//! Settings from flags, environment, file and defaults, the first that speaks winning.
//!
//! Enters: texts. Leaves: a [`Settings`] or the first setting that is wrong, by name. Secrets come from the
//! environment, from a file that a setting names, or from the caller's vault; there is no flag for them, because
//! every user of the machine can read a command line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;

use super::file::{self, Written};
use super::{Access, Provider, Settings, Wrong};

/// What the command line said, by the same keys as the file's.
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
    let file: Written = file.map(Written::read).transpose()?.unwrap_or_default();
    // A variable that is set to nothing counts as not set, as compose files leave them.
    let given = |name: &str| environment(name).filter(|value| !value.is_empty());
    let pick = |key: &'static str, in_file: Option<String>| -> Option<Found> {
        let variable = format!("MCP_{}", key.to_uppercase());
        let flag = flags.get(key).map(|value| Found {
            key: format!("--{}", key.replace('_', "-")),
            value: value.clone(),
            source: "flag",
        });
        flag.or_else(|| {
            given(&variable).map(|value| Found {
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
    provider.client_secret = match given("MCP_CLIENT_SECRET") {
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
    settings.limits = file.limits.checked()?;
    settings.clients = file
        .clients
        .into_iter()
        .map(file::WrittenClient::checked)
        .collect::<Result<_, _>>()?;
    Ok(settings)
}

/// A secret from the file that a setting names.
pub(super) fn read_secret(found: &Found) -> Result<SecretString, Wrong> {
    let text = std::fs::read_to_string(&found.value)
        .map_err(|error| found.wrong(format!("the file with the secret can't be read: {error}")))?;
    Ok(SecretString::from(text.trim_end().to_owned()))
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
    fn a_server_for_the_whole_network_needs_its_public_address() {
        let everywhere = Settings {
            host: "0.0.0.0".to_owned(),
            ..Settings::default()
        };
        assert_eq!(everywhere.addresses(3000).unwrap_err().key, "MCP_HOST");
        let proxied = Settings {
            server_url: Some(Url::parse("https://tools.example.com").unwrap()),
            ..everywhere
        };
        assert_eq!(
            proxied.addresses(3000).unwrap().resource,
            "https://tools.example.com/mcp"
        );
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
