//! `[gateway]`: the company's place for models.

use std::collections::BTreeMap;

use super::credentials::{headers, secret};
use super::layer::name;
use super::section::{Read, Section};
use super::server::{address, redirect, scopes};
use super::{Gateway, GatewaySignIn, Provider, SecretPlace, plain};
use crate::api::{ModelKind, ProviderFields, Sentence, Words};
use crate::models::header::{MOST, Proof, refused};
use crate::models::{kind, lacks};
use crate::say;
use crate::servers::grammar;

const KEYS: &[&str] = &[
    "name",
    "kind",
    "base_url",
    "models",
    "api_version",
    "project",
    "location",
    "headers",
    "sign_in",
    "client_id",
    "client_secret",
    "scopes",
    "audience",
    "redirect",
    "port",
];

fn left_out() -> Sentence {
    say!("The gateway is left out.")
}

/// `Bad` when there is one that can't be used.
pub(super) fn read(top: &Section<'_>) -> Read<Gateway> {
    let table = match top.table("gateway", &left_out()) {
        Read::Good(table) => table,
        Read::Absent => return Read::Absent,
        Read::Bad => return Read::Bad,
    };
    one(&Section::open(table, "gateway", KEYS, top.report())).map_or(Read::Bad, Read::Good)
}

fn one(section: &Section<'_>) -> Option<Gateway> {
    let kind = kind(section);
    let base_url = base_url(section, kind);
    let models = match section.texts("models", &left_out()) {
        Read::Absent => Some(Vec::new()),
        Read::Bad => None,
        Read::Good(models) => Some(
            models
                .iter()
                .map(|m| plain::name(m))
                .filter(|m| !m.is_empty())
                .collect(),
        ),
    };
    let shown = name(section, &say!("It is shown as \"Company models\"."));
    let name = shown.map_or_else(|| say!("Company models").into(), Words::from);
    let fields = ["api_version", "project", "location"].map(|key| match section.text(key, &left_out()) {
        Read::Good(text) => Some(text),
        Read::Absent => Some(String::new()),
        Read::Bad => None,
    });
    let sign_in = sign_in(section, &name);
    let (kind, base_url, models, sign_in) = (kind?, base_url?, models?, sign_in?);
    if sign_in.is_some() && base_url.is_empty() {
        // A token is for one address; without one in the file there is nobody to show it to.
        section.refuse(
            "sign_in",
            say!("needs base_url: a sign-in's token goes to an address that is written down"),
            &left_out(),
        );
        return None;
    }
    let proof = if sign_in.is_some() {
        Proof::SignIn
    } else {
        Proof::Nothing
    };
    let headers = own_headers(section, kind, proof);
    let [api_version, project, location] = fields;
    let gateway = Gateway {
        name,
        kind,
        base_url,
        models,
        fields: ProviderFields {
            api_version: api_version?,
            project: project?,
            location: location?,
            headers: headers.keys().cloned().collect(),
        },
        headers,
        sign_in,
    };
    if let Some(missing) = lacks(&gateway) {
        section.refuse("kind", say!("can't be used: {why}", why = missing), &left_out());
        return None;
    }
    Some(gateway)
}

/// The kinds that have an address of their own may leave it out.
fn base_url(section: &Section<'_>, kind: Option<ModelKind>) -> Option<String> {
    match section.text("base_url", &left_out()) {
        Read::Good(text) => address(section, "base_url", text, &left_out()),
        Read::Absent if matches!(kind, Some(ModelKind::Vertex | ModelKind::Bedrock)) => Some(String::new()),
        Read::Absent => {
            section.refuse("base_url", say!("is missing"), &left_out());
            None
        }
        Read::Bad => None,
    }
}

/// Where people sign in to use it. One that can't be read leaves the gateway out: it must not be asked without.
#[expect(
    clippy::option_option,
    reason = "none: unreadable; some of none: there is no sign-in"
)]
fn sign_in(section: &Section<'_>, name: &Words) -> Option<Option<GatewaySignIn>> {
    let text = match section.text("sign_in", &left_out()) {
        Read::Absent => return Some(None),
        Read::Bad => return None,
        Read::Good(text) => text,
    };
    let issuer = address(section, "sign_in", text, &left_out());
    let client_id = match section.text("client_id", &left_out()) {
        Read::Good(id) if grammar::is_client_id(&id) => Some(id),
        Read::Good(_) => {
            section.refuse(
                "client_id",
                say!("has characters that a client id can't have"),
                &left_out(),
            );
            None
        }
        Read::Absent => {
            section.refuse("client_id", say!("is missing"), &left_out());
            None
        }
        Read::Bad => None,
    };
    let unset = say!("It counts as not set.");
    let provider = Provider {
        name: name.clone(),
        issuer: issuer?,
        client_id: client_id?,
        client_secret: secret(section, "client_secret", &unset),
        client_key: None,
        scopes: scopes(section),
        redirect: redirect(section),
        port: section.port("port", &say!("Any free port is used.")).good(),
        id_token: None,
    };
    let audience = match section.text("audience", &left_out()) {
        Read::Good(text) => Some(text),
        Read::Absent => None,
        // A token for nobody in particular may open more than one that says whom it is for.
        Read::Bad => return None,
    };
    Some(Some(GatewaySignIn { provider, audience }))
}

fn own_headers(section: &Section<'_>, kind: ModelKind, proof: Proof) -> BTreeMap<String, SecretPlace> {
    let instead = say!("That header is left out.");
    let mut kept: BTreeMap<String, SecretPlace> = BTreeMap::new();
    for (name, place) in headers(section) {
        if let Some(why) = refused(&name, kind, proof) {
            section.refuse("headers", say!("can't be used: {why}", why), &instead);
        } else if kept.len() >= MOST || kept.keys().any(|other| other.eq_ignore_ascii_case(&name)) {
            section.refuse(
                "headers",
                say!("holds \"{name}\" twice, or too many headers", name = &name),
                &instead,
            );
        } else {
            kept.insert(name, place);
        }
    }
    kept
}

fn kind(section: &Section<'_>) -> Option<ModelKind> {
    let text = match section.text("kind", &left_out()) {
        Read::Good(text) => text,
        Read::Absent => {
            section.refuse("kind", say!("is missing"), &left_out());
            return None;
        }
        Read::Bad => return None,
    };
    let found = kind::parse(&text);
    if found.is_none() {
        let what = say!(
            "is \"{value}\", and openai, responses, azure, anthropic, gemini, vertex, bedrock or ollama is needed",
            value = plain::excerpt(&text, 40)
        );
        section.refuse("kind", what, &left_out());
    }
    found
}
