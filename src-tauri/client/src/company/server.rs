//! `[[servers]]`: the company's MCP servers.

use std::collections::BTreeMap;

use lanyard_net::url::{self, Refused};
use toml::de::DeValue;

use super::layer::name;
use super::section::{Read, Section, kind};
use super::{CompanyServer, Redirect, plain};

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
];

/// Parameters of the authorization request that the protocol itself sets; a file can't replace them.
const RESERVED: &[&str] = &[
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

const LEFT_OUT: &str = "The server is left out.";

/// The servers, in the file's order. A second one with the same id is left out.
pub(super) fn read(top: &Section<'_>) -> Vec<CompanyServer> {
    let mut servers: Vec<CompanyServer> = Vec::new();
    let entries = top
        .tables("servers", "No server is taken from it.")
        .good()
        .unwrap_or_default();
    for (table, path) in entries.into_iter().flatten() {
        let section = Section::open(table, path, KEYS, top.report());
        let Some(server) = one(&section) else { continue };
        if servers.iter().any(|s| s.id == server.id) {
            let what = format!("is \"{}\", which another server has already", server.id);
            section.refuse("id", &what, "This second server is left out.");
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
    let issuer = match section.text("issuer", LEFT_OUT) {
        Read::Absent => Some(None),
        Read::Bad => None,
        Read::Good(text) => address(section, "issuer", text, LEFT_OUT).map(Some),
    };
    let shown = name(section, "Its id is shown.");
    let server = CompanyServer {
        id: id?,
        name: String::new(),
        url: url?,
        issuer: issuer?,
        client_id: client_id(section),
        scopes: scopes(section),
        client_metadata_url: metadata_url(section),
        redirect: redirect(section),
        port: section.port("port", "Any free port is used.").good(),
        omit_resource: section.flag("omit_resource", false).unwrap_or(false),
        allow_missing_pkce_metadata: section.flag("allow_missing_pkce_metadata", false).unwrap_or(false),
        forbid_unverified_pkce: section.flag("forbid_unverified_pkce", true).unwrap_or(false),
        parameters: parameters(section),
    };
    Some(CompanyServer {
        name: shown.unwrap_or_else(|| server.id.clone()),
        ..server
    })
}

fn id(section: &Section<'_>) -> Option<String> {
    match section.text("id", LEFT_OUT) {
        Read::Good(id) if is_id(&id) => Some(id),
        Read::Good(id) => {
            let what = format!(
                "is \"{}\", and an id is 1 to 64 of the characters a-z, 0-9, - and _",
                plain::excerpt(&id, 40)
            );
            section.refuse("id", &what, LEFT_OUT);
            None
        }
        Read::Absent => {
            section.refuse("id", "is missing", LEFT_OUT);
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
    match section.text("url", LEFT_OUT) {
        Read::Good(text) => address(section, "url", text, LEFT_OUT),
        Read::Absent => {
            section.refuse("url", "is missing", LEFT_OUT);
            None
        }
        Read::Bad => None,
    }
}

/// The text, unchanged, when it is an address that may be asked.
pub(super) fn address(section: &Section<'_>, key: &str, text: String, instead: &str) -> Option<String> {
    match url::parse(&text) {
        Ok(_) => Some(text),
        Err(refused) => {
            section.refuse(key, &format!("can't be used: {}", reason(&refused)), instead);
            None
        }
    }
}

/// Why an address is refused, without the address: what is no address may be a misplaced secret.
pub(super) fn reason(refused: &Refused) -> String {
    match refused {
        Refused::NotAUrl(_) => "it is not a web address; write it whole, as in https://tools.example.com/mcp".into(),
        other => plain::excerpt(&other.to_string(), 160),
    }
}

fn client_id(section: &Section<'_>) -> Option<String> {
    let instead = "The server is asked for a client id when someone signs in.";
    let id = section.text("client_id", instead).good()?;
    // RFC 6749 appendix A.1: visible ASCII characters and spaces.
    if id.bytes().all(|b| (0x20..=0x7e).contains(&b)) {
        return Some(id);
    }
    section.refuse("client_id", "has characters that a client id can't have", instead);
    None
}

fn scopes(section: &Section<'_>) -> Option<Vec<String>> {
    match section.texts("scopes", "No scope is asked for.") {
        Read::Absent => None,
        Read::Bad => Some(Vec::new()),
        Read::Good(texts) => {
            let (good, bad): (Vec<_>, Vec<_>) = texts
                .iter()
                .flat_map(|t| t.split_whitespace())
                .map(str::to_owned)
                .partition(|s| is_scope(s));
            for scope in bad {
                let what = format!("holds \"{}\", which is not a scope", plain::excerpt(&scope, 40));
                section.refuse("scopes", &what, "That one is left out.");
            }
            Some(good)
        }
    }
}

/// RFC 6749 §3.3: visible ASCII without quotation mark and backslash.
fn is_scope(text: &str) -> bool {
    text.bytes()
        .all(|b| (0x21..=0x7e).contains(&b) && b != b'"' && b != b'\\')
}

fn metadata_url(section: &Section<'_>) -> Option<String> {
    let instead = "The server is asked for a client id when someone signs in.";
    let text = section.text("client_metadata_url", instead).good()?;
    let text = address(section, "client_metadata_url", text, instead)?;
    // A client id that is an address has https and a path (MCP authorization, client ID metadata documents).
    let fits = url::Url::parse(&text).is_ok_and(|u| u.scheme() == "https" && u.path() != "/");
    if fits {
        return Some(text);
    }
    section.refuse(
        "client_metadata_url",
        "needs https and a path, as in https://example.com/lanyard.json",
        instead,
    );
    None
}

fn redirect(section: &Section<'_>) -> Option<Redirect> {
    let instead = "Lanyard chooses the way back from the browser.";
    let text = section.text("redirect", instead).good()?;
    match text.as_str() {
        "auto" => None,
        "deep_link" => Some(Redirect::DeepLink),
        "loopback" => Some(Redirect::Loopback),
        "localhost" => Some(Redirect::Localhost),
        "paste" => Some(Redirect::Paste),
        other => {
            let what = format!(
                "is \"{}\", and auto, deep_link, loopback, localhost or paste is needed",
                plain::excerpt(other, 40)
            );
            section.refuse("redirect", &what, instead);
            None
        }
    }
}

fn parameters(section: &Section<'_>) -> BTreeMap<String, String> {
    let instead = "That parameter is left out.";
    let Read::Good(table) = section.table("parameters", "No extra parameter is sent.") else {
        return BTreeMap::new();
    };
    let mut parameters = BTreeMap::new();
    let inner = section.free("parameters", table);
    for (key, value) in inner.entries() {
        let refuse = |what: &str| inner.refuse(key, what, instead);
        if RESERVED.contains(&key.to_ascii_lowercase().as_str()) || key.to_ascii_lowercase().contains("secret") {
            refuse("is a parameter that only Lanyard sets");
        } else if key.is_empty() || !key.bytes().all(|b| b.is_ascii_graphic()) {
            refuse("is not a parameter's name");
        } else if let DeValue::String(text) = value {
            parameters.insert(key.to_owned(), text.clone().into_owned());
        } else {
            refuse(&format!("is {}, and text is needed", kind(value)));
        }
    }
    parameters
}
