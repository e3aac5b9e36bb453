//! A server of the person's own: what they said about it, checked, kept, and turned into what a sign-in takes.
//!
//! What is no secret stands in the table `servers`; secrets are in the vault, under names that follow from the server's
//! id. Nothing of a secret is ever shown again.

use lanyard_net::url;
use lanyard_oauth::{
    ClientKey, CredentialSource, DEEP_LINK_REDIRECT, Dpop, IssuerChoice, LoopbackHost, RedirectPolicy, SecretRef,
    ServerSettings,
};
use lanyard_vault::{Vault, VaultError};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{Local, Reach, ServerConfig, environment_name, grammar};
use crate::api::{
    Code, CredentialWay, Error, Sentence, ServerOptions, ServerOptionsView, ServerSecrets, SignInWay, Source,
    TokenBinding,
};
use crate::company::excerpt;
use crate::store::servers::Row;
use crate::{obstacle, say};

/// What is kept of a server beside its address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Kept {
    options: Option<ServerOptions>,
    client_secret: bool,
    client_key: bool,
    /// It is a program of this computer, and nothing else here is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    local: Option<Local>,
}

/// What has to happen in the vault, in this order.
pub(crate) struct Change {
    /// What is kept from now on.
    pub(crate) kept: Kept,
    /// Names whose secrets go.
    pub(crate) dropped: Vec<String>,
    /// Secrets that come.
    pub(crate) set: Vec<(String, SecretString)>,
}

impl Kept {
    /// Reads a row; what a newer version wrote and this one can't read counts as nothing said.
    pub(crate) fn of(row: &Row) -> Self {
        let mut kept: Self = serde_json::from_str(&row.options).unwrap_or_else(|error| {
            tracing::warn!(server = %row.id, %error, "the options of a server can't be read");
            Self::default()
        });
        kept.local = kept.local.map(Local::known_better);
        kept
    }

    /// A program of this computer.
    pub(crate) fn local(local: Local) -> Self {
        Self {
            local: Some(local),
            ..Self::default()
        }
    }

    /// The person has seen its command and allows it. None: it is no program of this computer.
    pub(crate) fn allowed(mut self) -> Option<Self> {
        self.local.as_mut()?.allowed = true;
        Some(self)
    }

    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    pub(crate) fn view(&self) -> ServerOptionsView {
        ServerOptionsView {
            options: self.options.clone().unwrap_or_default(),
            client_secret_set: self.client_secret,
            client_key_set: self.client_key,
        }
    }

    /// The server as a sign-in takes it.
    pub(crate) fn config(&self, row: &Row) -> Result<ServerConfig, url::Refused> {
        if let Some(local) = &self.local {
            return Ok(ServerConfig {
                id: row.id.clone(),
                name: row.name.clone(),
                source: Source::User,
                reach: Reach::Local(local.clone().named()),
                off: false,
            });
        }
        let mut settings = ServerSettings::new(&row.name, &row.url)?;
        if let Some(options) = &self.options {
            self.apply(&row.id, options, &mut settings);
        }
        Ok(ServerConfig {
            id: row.id.clone(),
            name: row.name.clone(),
            source: Source::User,
            reach: Reach::Http(Box::new(settings)),
            off: false,
        })
    }

    fn apply(&self, id: &str, options: &ServerOptions, settings: &mut ServerSettings) {
        let text = |text: &String| (!text.is_empty()).then(|| text.clone());
        settings.sources = options.credentials.iter().copied().map(source).collect();
        settings.headers = options
            .headers
            .iter()
            .map(|name| (name.clone(), SecretRef::Vault(header_name(id, name))))
            .collect();
        settings.client_id = text(&options.client_id);
        settings.client_secret = self.client_secret.then(|| SecretRef::Vault(secret_name(id)));
        settings.client_key = self.client_key.then(|| ClientKey {
            pem: SecretRef::Vault(key_name(id)),
            algorithm: None,
            key_id: text(&options.client_key_id),
        });
        settings.client_metadata_url = url::parse(&options.client_metadata_url).ok();
        settings.scopes = (!options.scopes.is_empty()).then(|| options.scopes.clone());
        if let Some(issuer) = text(&options.issuer) {
            settings.issuer = IssuerChoice::Exactly(issuer);
        }
        settings.redirect = match options.way {
            None => RedirectPolicy::Auto,
            Some(SignInWay::DeepLink) => RedirectPolicy::DeepLink,
            Some(SignInWay::Loopback) => RedirectPolicy::Loopback,
            Some(SignInWay::Paste) => RedirectPolicy::Paste,
        };
        if options.way == Some(SignInWay::DeepLink) {
            settings.registered_redirects = vec![DEEP_LINK_REDIRECT.to_owned()];
        }
        if options.localhost {
            settings.loopback_host = LoopbackHost::Localhost;
        }
        settings.loopback_port = options.port;
        settings.omit_resource = options.omit_resource;
        settings.allow_missing_pkce_metadata = options.allow_missing_pkce_metadata;
        settings.dpop = match options.dpop {
            TokenBinding::Auto => Dpop::Auto,
            TokenBinding::Required => Dpop::Required,
            TokenBinding::Never => Dpop::Never,
        };
        settings.extra_params.clone_from(&options.parameters);
    }

    /// What a person's words change. Errors: a value that can't be one, with a sentence about it.
    pub(crate) fn change(&self, id: &str, options: ServerOptions, secrets: ServerSecrets) -> Result<Change, Error> {
        if self.local.is_some() {
            return Err(invalid(say!("A program of this computer is not signed in to.")));
        }
        let options = tidy(options);
        let before = self.options.clone().unwrap_or_default();
        let mut change = Change {
            kept: Self::default(),
            dropped: Vec::new(),
            set: Vec::new(),
        };
        change.kept.client_secret = change.one(secret_name(id), self.client_secret, secrets.client_secret.as_deref());
        change.kept.client_key = change.one(key_name(id), self.client_key, secrets.client_key.as_deref());
        let mut values = secrets.headers;
        for name in &options.headers {
            let had = holds(&before.headers, name);
            let value = values.remove(name);
            if !change.one(header_name(id, name), had, value.as_deref()) {
                return Err(invalid(say!(
                    "Enter a value for the header {name}.",
                    name = excerpt(name, 40)
                )));
            }
        }
        let gone = before.headers.iter().filter(|name| !holds(&options.headers, name));
        change.dropped.extend(gone.map(|name| header_name(id, name)));
        check(&options, &change.kept)?;
        change.kept.options = (options != ServerOptions::default()).then_some(options);
        Ok(change)
    }

    /// Every name under which a secret of this server may be.
    pub(crate) fn names(&self, id: &str) -> Vec<String> {
        let headers = self
            .options
            .iter()
            .flat_map(|o| &o.headers)
            .map(|name| header_name(id, name));
        let secret = self.client_secret.then(|| secret_name(id));
        let key = self.client_key.then(|| key_name(id));
        let environment = self.local.is_some().then(|| environment_name(id));
        headers.chain(secret).chain(key).chain(environment).collect()
    }
}

impl Change {
    /// Notes one secret; says whether there is one from now on.
    fn one(&mut self, name: String, had: bool, new: Option<&str>) -> bool {
        // Pasted secrets often carry a line end.
        match new.map(str::trim) {
            None => had,
            Some("") => {
                self.dropped.extend(had.then_some(name));
                false
            }
            Some(text) => {
                self.set.push((name, SecretString::from(text.to_owned())));
                true
            }
        }
    }

    /// Takes what goes out of the vault.
    pub(crate) async fn drop_from(&self, vault: &Vault) -> Result<(), VaultError> {
        for name in &self.dropped {
            vault.delete(name).await?;
        }
        Ok(())
    }

    /// Puts what comes into the vault.
    pub(crate) async fn set_in(&self, vault: &Vault) -> Result<(), VaultError> {
        for (name, secret) in &self.set {
            vault.set(name, secret).await?;
        }
        Ok(())
    }
}

fn source(way: CredentialWay) -> CredentialSource {
    match way {
        CredentialWay::Headers => CredentialSource::Headers,
        CredentialWay::ClientCredentials => CredentialSource::ClientCredentials,
        CredentialWay::SignIn => CredentialSource::SignIn,
    }
}

/// As it was meant: without white space around values, and each thing once.
fn tidy(mut options: ServerOptions) -> ServerOptions {
    for text in [
        &mut options.client_id,
        &mut options.client_key_id,
        &mut options.client_metadata_url,
        &mut options.issuer,
    ] {
        *text = text.trim().to_owned();
    }
    let mut ways = Vec::new();
    options.credentials.retain(|way| {
        let new = !ways.contains(way);
        ways.push(*way);
        new
    });
    let mut scopes: Vec<String> = Vec::new();
    for scope in options.scopes.iter().flat_map(|s| s.split_whitespace()) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    options.scopes = scopes;
    options
}

fn check(options: &ServerOptions, kept: &Kept) -> Result<(), Error> {
    if !grammar::is_client_id(&options.client_id) || !grammar::is_client_id(&options.client_key_id) {
        return Err(invalid(say!(
            "The client id has characters that a client id can't have."
        )));
    }
    if let Some(name) = options.headers.iter().find(|name| !grammar::is_header(name)) {
        return Err(invalid(say!(
            "\"{name}\" is not a header's name.",
            name = excerpt(name, 40)
        )));
    }
    let twice = |name: &String| {
        options
            .headers
            .iter()
            .filter(|other| other.eq_ignore_ascii_case(name))
            .count()
            > 1
    };
    if let Some(name) = options.headers.iter().find(|name| twice(name)) {
        return Err(invalid(say!(
            "The header {name} is there twice.",
            name = excerpt(name, 40)
        )));
    }
    if let Some(scope) = options.scopes.iter().find(|scope| !grammar::is_scope(scope)) {
        return Err(invalid(say!("\"{scope}\" is not a scope.", scope = excerpt(scope, 40))));
    }
    if !options.issuer.is_empty()
        && let Err(why) = url::parse(&options.issuer)
    {
        return Err(invalid(say!(
            "The address of the authorization server can't be used: {why}.",
            why = obstacle::address(&why)
        )));
    }
    if !options.client_metadata_url.is_empty() && !grammar::is_document(&options.client_metadata_url) {
        return Err(invalid(say!(
            "The client metadata document needs https and a path, as in https://example.com/lanyard.json."
        )));
    }
    if options.port == Some(0) {
        return Err(invalid(say!("A port is a number from 1 to 65535.")));
    }
    for name in options.parameters.keys() {
        let shown = excerpt(name, 40);
        if grammar::is_reserved(name) {
            return Err(invalid(say!(
                "The parameter {name} is one that only Lanyard sets.",
                name = shown
            )));
        }
        if !grammar::is_parameter(name) {
            return Err(invalid(say!("\"{name}\" is not a parameter's name.", name = shown)));
        }
    }
    let has_client = !options.client_id.is_empty();
    if !has_client && (kept.client_secret || kept.client_key) {
        return Err(invalid(say!("Enter the client id that the secret or key belongs to.")));
    }
    for way in &options.credentials {
        match way {
            CredentialWay::Headers if options.headers.is_empty() => {
                return Err(invalid(say!("Enter the header that carries the key.")));
            }
            CredentialWay::ClientCredentials if !has_client || !(kept.client_secret || kept.client_key) => {
                return Err(invalid(say!(
                    "To go in as a program, enter a client id and its secret or key."
                )));
            }
            _ => {}
        }
    }
    Ok(())
}

fn invalid(message: Sentence) -> Error {
    Error::new(Code::Invalid, message)
}

fn secret_name(id: &str) -> String {
    format!("server/{id}/client-secret")
}

fn key_name(id: &str) -> String {
    format!("server/{id}/client-key")
}

/// Header names are case-insensitive (RFC 9110 §5.1).
fn holds(headers: &[String], name: &str) -> bool {
    headers.iter().any(|other| other.eq_ignore_ascii_case(name))
}

fn header_name(id: &str, name: &str) -> String {
    format!("server/{id}/header/{}", name.to_ascii_lowercase())
}
