//! Where a server's credentials come from, and the company's identity provider.
//!
//! No secret stands in the file, which everyone can read: it says where one is, a file or an environment variable.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lanyard_oauth::{CredentialSource, Dpop, SecretRef};
use toml::de::DeValue;

use super::layer::name;
use super::section::{Read, Section, kind};
use super::server::{address, redirect, scopes};
use super::{Redirect, plain};
use crate::api::{Sentence, Words};
use crate::say;
use crate::servers::grammar;

/// The keys of a server that are read here.
pub(super) const SERVER_KEYS: [&str; 7] = [
    "credentials",
    "client_secret",
    "client_key",
    "client_key_id",
    "headers",
    "assertion",
    "dpop",
];

const PROVIDER_KEYS: &[&str] = &[
    "name",
    "issuer",
    "client_id",
    "client_secret",
    "client_key",
    "scopes",
    "redirect",
    "port",
    "id_token",
];

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// In a file that holds nothing else.
    File(PathBuf),
    /// In an environment variable.
    Env(String),
}

impl From<&SecretPlace> for SecretRef {
    fn from(place: &SecretPlace) -> Self {
        match place {
            SecretPlace::File(path) => Self::File(path.clone()),
            SecretPlace::Env(name) => Self::Env(name.clone()),
        }
    }
}

/// How a server is used without, or before, a sign-in of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// In this order; empty leaves it to what else is set.
    pub sources: Vec<CredentialSource>,
    /// The secret that goes with the client id.
    pub client_secret: Option<SecretPlace>,
    /// The private key in its place (PEM).
    pub client_key: Option<SecretPlace>,
    /// `kid` of that key.
    pub client_key_id: Option<String>,
    /// Headers sent as they are.
    pub headers: BTreeMap<String, SecretPlace>,
    /// The workload's own token.
    pub assertion: Option<SecretPlace>,
    /// Whether tokens are bound to a key.
    pub dpop: Dpop,
}

/// The company's identity provider: one sign-in for all its servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name for people.
    pub name: Words,
    /// Its issuer, byte for byte as written.
    pub issuer: String,
    /// Lanyard's client id there.
    pub client_id: String,
    /// The secret that goes with it.
    pub client_secret: Option<SecretPlace>,
    /// The private key in its place (PEM).
    pub client_key: Option<SecretPlace>,
    /// Scopes beside `openid`; none: the usual ones.
    pub scopes: Option<Vec<String>>,
    /// How the browser's answer comes back.
    pub redirect: Option<Redirect>,
    /// The fixed port of a loopback redirect.
    pub port: Option<u16>,
    /// An ID token that something else on the computer keeps fresh.
    pub id_token: Option<SecretPlace>,
}

/// Reads a server's keys.
pub(super) fn read(section: &Section<'_>) -> Credentials {
    let unset = say!("It counts as not set.");
    Credentials {
        sources: sources(section),
        client_secret: secret(section, "client_secret", &unset),
        client_key: secret(section, "client_key", &unset),
        client_key_id: section.text("client_key_id", &unset).good(),
        headers: headers(section),
        assertion: secret(section, "assertion", &unset),
        dpop: dpop(section),
    }
}

/// `[identity_provider]`. One that can't be used is left out: servers that need it say so.
pub(super) fn provider(top: &Section<'_>) -> Option<Provider> {
    let left_out = say!("The company's sign-in is left out.");
    let table = top.table("identity_provider", &left_out).good()?;
    let section = Section::open(table, "identity_provider", PROVIDER_KEYS, top.report());
    let needed = |key: &'static str| match section.text(key, &left_out) {
        Read::Good(text) => Some(text),
        Read::Absent => {
            section.refuse(key, say!("is missing"), &left_out);
            None
        }
        Read::Bad => None,
    };
    let issuer = needed("issuer").and_then(|text| address(&section, "issuer", text, &left_out));
    let client_id = needed("client_id");
    let unset = say!("It counts as not set.");
    let shown = name(&section, &say!("It is shown as \"Your company\"."));
    Some(Provider {
        name: shown.map_or_else(|| say!("Your company").into(), Words::from),
        issuer: issuer?,
        client_id: client_id?,
        client_secret: secret(&section, "client_secret", &unset),
        client_key: secret(&section, "client_key", &unset),
        scopes: scopes(&section),
        redirect: redirect(&section),
        port: section.port("port", &say!("Any free port is used.")).good(),
        id_token: secret(&section, "id_token", &unset),
    })
}

/// An order that can't be read is a person's sign-in, whom nobody can go around.
fn sources(section: &Section<'_>) -> Vec<CredentialSource> {
    let instead = say!("A person has to sign in.");
    let texts = match section.texts("credentials", &instead) {
        Read::Absent => return Vec::new(),
        Read::Bad => return vec![CredentialSource::SignIn],
        Read::Good(texts) => texts,
    };
    let mut sources = Vec::new();
    for text in texts {
        let source = match text.as_str() {
            "headers" => CredentialSource::Headers,
            "client_credentials" => CredentialSource::ClientCredentials,
            "workload" => CredentialSource::WorkloadIdentity,
            "company" => CredentialSource::EnterpriseManaged,
            "sign_in" => CredentialSource::SignIn,
            other => {
                let what = say!(
                    "holds \"{value}\", and headers, client_credentials, workload, company or sign_in is needed",
                    value = plain::excerpt(other, 40)
                );
                section.refuse("credentials", what, &instead);
                return vec![CredentialSource::SignIn];
            }
        };
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

/// Where a secret is. What is written is not repeated when it is no place: it may be the secret itself.
pub(super) fn secret(section: &Section<'_>, key: &'static str, instead: &Sentence) -> Option<SecretPlace> {
    let text = section.text(key, instead).good()?;
    let place = place(&text);
    if place.is_none() {
        section.refuse(key, no_place(), instead);
    }
    place
}

fn no_place() -> Sentence {
    say!(
        "is not where a secret is, and secrets do not belong in this file, which everyone can read: write file: and an absolute path, or env: and a variable's name"
    )
}

fn place(text: &str) -> Option<SecretPlace> {
    if let Some(path) = text.strip_prefix("file:") {
        let path = PathBuf::from(path);
        return path.is_absolute().then_some(SecretPlace::File(path));
    }
    let name = text.strip_prefix("env:")?;
    let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    fits.then(|| SecretPlace::Env(name.to_owned()))
}

pub(super) fn headers(section: &Section<'_>) -> BTreeMap<String, SecretPlace> {
    let instead = say!("That header is left out.");
    let Read::Good(table) = section.table("headers", &say!("No header is sent.")) else {
        return BTreeMap::new();
    };
    let mut headers = BTreeMap::new();
    let inner = section.free("headers", table);
    for (key, value) in inner.entries() {
        if !grammar::is_header(key) {
            inner.refuse(key, say!("is not a header's name"), &instead);
        } else if let DeValue::String(text) = value {
            match place(text) {
                Some(place) => {
                    headers.insert(key.to_owned(), place);
                }
                None => inner.refuse(key, no_place(), &instead),
            }
        } else {
            let what = say!("is {kind}, and text is needed", kind = kind(value));
            inner.refuse(key, what, &instead);
        }
    }
    headers
}

fn dpop(section: &Section<'_>) -> Dpop {
    let instead = say!("It counts as required.");
    match section.text("dpop", &instead) {
        Read::Absent => Dpop::Auto,
        Read::Bad => Dpop::Required,
        Read::Good(text) => match text.as_str() {
            "auto" => Dpop::Auto,
            "required" => Dpop::Required,
            "never" => Dpop::Never,
            other => {
                let what = say!(
                    "is \"{value}\", and auto, required or never is needed",
                    value = plain::excerpt(other, 40)
                );
                section.refuse("dpop", what, &instead);
                Dpop::Required
            }
        },
    }
}
