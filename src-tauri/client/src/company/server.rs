//! `[[servers]]`: the company's MCP servers.

use std::collections::BTreeMap;

use lanyard_net::url;
use toml::de::DeValue;

use super::credentials::{self, SERVER_KEYS};
use super::layer::name;
use super::section::{Read, Section, kind};
use super::{CompanyServer, Redirect, plain};
use crate::api::Sentence;
use crate::servers::grammar;
use crate::{obstacle, say};

const KEYS: &[&str] = &[
    "id",
    "name",
    "url",
    "client_id",
    "scopes",
    "issuer",
    "client_metadata_url",
    "redirect",
    "port",
    "omit_resource",
    "allow_missing_pkce_metadata",
    "forbid_unverified_pkce",
    "parameters",
    SERVER_KEYS[0],
    SERVER_KEYS[1],
    SERVER_KEYS[2],
    SERVER_KEYS[3],
    SERVER_KEYS[4],
    SERVER_KEYS[5],
    SERVER_KEYS[6],
];

fn left_out() -> Sentence {
    say!("The server is left out.")
}

/// The servers, in the file's order. A second one with the same id is left out.
pub(super) fn read(top: &Section<'_>) -> Vec<CompanyServer> {
    let mut servers: Vec<CompanyServer> = Vec::new();
    let entries = top
        .tables("servers", &say!("No server is taken from it."))
        .good()
        .unwrap_or_default();
    for (table, path) in entries.into_iter().flatten() {
        let section = Section::open(table, path, KEYS, top.report());
        let Some(server) = one(&section) else { continue };
        if servers.iter().any(|s| s.id == server.id) {
            let what = say!("is \"{id}\", which another server has already", id = &server.id);
            section.refuse("id", what, &say!("This second server is left out."));
        } else {
            servers.push(server);
        }
    }
    servers
}

fn one(section: &Section<'_>) -> Option<CompanyServer> {
    let id = id(section);
    let url = needed_address(section);
    // The issuer pins who may sign people in: without a readable one the server would be open to any.
    let issuer = match section.text("issuer", &left_out()) {
        Read::Absent => Some(None),
        Read::Bad => None,
        Read::Good(text) => address(section, "issuer", text, &left_out()).map(Some),
    };
    let shown = name(section, &say!("Its id is shown."));
    let server = CompanyServer {
        id: id?,
        name: String::new(),
        url: url?,
        issuer: issuer?,
        client_id: client_id(section),
        scopes: scopes(section),
        client_metadata_url: metadata_url(section),
        redirect: redirect(section),
        port: section.port("port", &say!("Any free port is used.")).good(),
        omit_resource: section.flag("omit_resource", false).unwrap_or(false),
        allow_missing_pkce_metadata: section.flag("allow_missing_pkce_metadata", false).unwrap_or(false),
        forbid_unverified_pkce: section.flag("forbid_unverified_pkce", true).unwrap_or(false),
        parameters: parameters(section),
        credentials: credentials::read(section),
    };
    Some(CompanyServer {
        name: shown.unwrap_or_else(|| server.id.clone()),
        ..server
    })
}

fn id(section: &Section<'_>) -> Option<String> {
    match section.text("id", &left_out()) {
        Read::Good(id) if is_id(&id) => Some(id),
        Read::Good(id) => {
            let what = say!(
                "is \"{id}\", and an id is 1 to 64 of the characters a-z, 0-9, - and _",
                id = plain::excerpt(&id, 40)
            );
            section.refuse("id", what, &left_out());
            None
        }
        Read::Absent => {
            section.refuse("id", say!("is missing"), &left_out());
            None
        }
        Read::Bad => None,
    }
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

fn needed_address(section: &Section<'_>) -> Option<String> {
    match section.text("url", &left_out()) {
        Read::Good(text) => address(section, "url", text, &left_out()),
        Read::Absent => {
            section.refuse("url", say!("is missing"), &left_out());
            None
        }
        Read::Bad => None,
    }
}

/// The text, unchanged, when it is an address that may be asked.
pub(super) fn address(section: &Section<'_>, key: &str, text: String, instead: &Sentence) -> Option<String> {
    match url::parse(&text) {
        Ok(_) => Some(text),
        Err(error) => {
            section.refuse(
                key,
                say!("can't be used: {why}", why = obstacle::address(&error)),
                instead,
            );
            None
        }
    }
}

fn asked_for() -> Sentence {
    say!("The server is asked for a client id when someone signs in.")
}

fn client_id(section: &Section<'_>) -> Option<String> {
    let instead = asked_for();
    let id = section.text("client_id", &instead).good()?;
    if grammar::is_client_id(&id) {
        return Some(id);
    }
    section.refuse(
        "client_id",
        say!("has characters that a client id can't have"),
        &instead,
    );
    None
}

pub(super) fn scopes(section: &Section<'_>) -> Option<Vec<String>> {
    match section.texts("scopes", &say!("No scope is asked for.")) {
        Read::Absent => None,
        Read::Bad => Some(Vec::new()),
        Read::Good(texts) => {
            let (good, bad): (Vec<_>, Vec<_>) = texts
                .iter()
                .flat_map(|t| t.split_whitespace())
                .map(str::to_owned)
                .partition(|s| grammar::is_scope(s));
            for scope in bad {
                let what = say!(
                    "holds \"{scope}\", which is not a scope",
                    scope = plain::excerpt(&scope, 40)
                );
                section.refuse("scopes", what, &say!("That one is left out."));
            }
            Some(good)
        }
    }
}

fn metadata_url(section: &Section<'_>) -> Option<String> {
    let instead = asked_for();
    let text = section.text("client_metadata_url", &instead).good()?;
    let text = address(section, "client_metadata_url", text, &instead)?;
    if grammar::is_document(&text) {
        return Some(text);
    }
    section.refuse(
        "client_metadata_url",
        say!("needs https and a path, as in https://example.com/lanyard.json"),
        &instead,
    );
    None
}

pub(super) fn redirect(section: &Section<'_>) -> Option<Redirect> {
    let instead = say!("Lanyard chooses the way back from the browser.");
    let text = section.text("redirect", &instead).good()?;
    match text.as_str() {
        "auto" => None,
        "deep_link" => Some(Redirect::DeepLink),
        "loopback" => Some(Redirect::Loopback),
        "localhost" => Some(Redirect::Localhost),
        "paste" => Some(Redirect::Paste),
        other => {
            let what = say!(
                "is \"{value}\", and auto, deep_link, loopback, localhost or paste is needed",
                value = plain::excerpt(other, 40)
            );
            section.refuse("redirect", what, &instead);
            None
        }
    }
}

fn parameters(section: &Section<'_>) -> BTreeMap<String, String> {
    let instead = say!("That parameter is left out.");
    let Read::Good(table) = section.table("parameters", &say!("No extra parameter is sent.")) else {
        return BTreeMap::new();
    };
    let mut parameters = BTreeMap::new();
    let inner = section.free("parameters", table);
    for (key, value) in inner.entries() {
        let refuse = |what: Sentence| inner.refuse(key, what, &instead);
        if grammar::is_reserved(key) {
            refuse(say!("is a parameter that only Lanyard sets"));
        } else if !grammar::is_parameter(key) {
            refuse(say!("is not a parameter's name"));
        } else if let DeValue::String(text) = value {
            parameters.insert(key.to_owned(), text.clone().into_owned());
        } else {
            refuse(say!("is {kind}, and text is needed", kind = kind(value)));
        }
    }
    parameters
}
