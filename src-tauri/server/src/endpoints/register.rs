//! `/register`: an application introduces itself (RFC 7591).
//!
//! Anybody may, so what it says about itself is never believed further than a consent page can show it. Sizes and
//! rates are limited, and a registration that nobody uses within a day is forgotten.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::authority::Authority;
use crate::clients::redirect;
use crate::id_jag::JWT_BEARER;
use crate::proxies::Client as Caller;
use crate::random;
use crate::store::clients::{self, Registered};

const MAX_BODY: usize = 16 << 10;
const MAX_REDIRECTS: usize = 20;

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    redirect_uris: Vec<String>,
    client_name: Option<String>,
    client_uri: Option<String>,
    grant_types: Option<Vec<String>>,
    response_types: Option<Vec<String>>,
    token_endpoint_auth_method: Option<String>,
    scope: Option<String>,
    software_id: Option<String>,
    software_version: Option<String>,
    application_type: Option<String>,
}

fn wrong(description: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "invalid_client_metadata", description)
}

pub(super) async fn post(
    State(authority): State<Arc<Authority>>,
    Extension(Caller(address)): Extension<Caller>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let now = authority.clock.unix();
    let limits = &authority.settings.limits;
    if !authority.settings.registration {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "access_denied",
            "applications are set up by an administrator here",
        ));
    }
    if !authority.rate.allow(address, limits.registrations_per_minute, now) {
        return Err(too_many("too many registrations from this address; wait a minute"));
    }
    if body.len() > MAX_BODY {
        return Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "invalid_client_metadata",
            "the metadata is larger than 16 KiB",
        ));
    }
    let asked: Metadata = serde_json::from_slice(&body).map_err(|error| {
        wrong(format!(
            "the metadata is not the JSON expected (line {}, column {})",
            error.line(),
            error.column()
        ))
    })?;
    let (client, secret) = build(&authority, &asked, now)?;
    if !clients::insert(&authority.store.pool, &client, limits.unused_registrations).await? {
        return Err(too_many(
            "too many applications registered and did not sign in; try again later",
        ));
    }
    tracing::info!(target: "audit", client = %client.id, name = %client.name, %address, "registered");
    let body = describe(&asked, &client, secret.as_deref());
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

fn too_many(description: &str) -> Refusal {
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable", description)
}

fn build(authority: &Authority, asked: &Metadata, now: i64) -> Result<(Registered, Option<String>), Refusal> {
    if asked.redirect_uris.is_empty() || asked.redirect_uris.len() > MAX_REDIRECTS {
        return Err(invalid_redirect("name one to 20 redirect_uris"));
    }
    for uri in &asked.redirect_uris {
        redirect::check(uri).map_err(|refused| invalid_redirect(&refused.to_string()))?;
        if asked.application_type.as_deref() == Some("web") && redirect::is_private_scheme(uri) {
            return Err(invalid_redirect(
                "a private scheme belongs to an application_type of \"native\"",
            ));
        }
    }
    let grant_types = asked
        .grant_types
        .clone()
        .unwrap_or_else(|| vec!["authorization_code".to_owned()]);
    let known = |grant: &String| match grant.as_str() {
        "authorization_code" | "refresh_token" => true,
        other => other == JWT_BEARER && authority.id_jag.is_offered(),
    };
    if !grant_types.iter().any(|grant| grant == "authorization_code") {
        return Err(wrong("grant_types must contain authorization_code"));
    }
    if asked
        .response_types
        .as_ref()
        .is_some_and(|types| types.iter().any(|kind| kind != "code"))
    {
        return Err(wrong("the only response type here is code"));
    }
    let method = asked
        .token_endpoint_auth_method
        .as_deref()
        .unwrap_or("client_secret_basic");
    let secret = match method {
        "none" => None,
        "client_secret_basic" | "client_secret_post" => Some(random::token()?),
        other => {
            return Err(wrong(format!(
                "the token_endpoint_auth_method {other:?} is not supported"
            )));
        }
    };
    let name = clean(asked.client_name.as_deref().unwrap_or_default(), 80);
    let client = Registered {
        id: random::id()?,
        name: if name.is_empty() {
            "an application without a name".to_owned()
        } else {
            name
        },
        redirect_uris: asked.redirect_uris.clone(),
        // What we don't offer is left out of the answer (RFC 7591 §3.2.1) rather than refused.
        grant_types: grant_types.into_iter().filter(known).collect(),
        auth_method: method.to_owned(),
        secret_hash: secret.as_deref().map(random::hash),
        created_at: now,
    };
    Ok((client, secret))
}

fn invalid_redirect(description: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "invalid_redirect_uri", description)
}

fn describe(asked: &Metadata, client: &Registered, secret: Option<&str>) -> Value {
    let mut body = json!({
        "client_id": client.id,
        "client_id_issued_at": client.created_at,
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "grant_types": client.grant_types,
        "response_types": ["code"],
        "token_endpoint_auth_method": client.auth_method,
    });
    if let Some(secret) = secret {
        body["client_secret"] = json!(secret);
        body["client_secret_expires_at"] = json!(0);
    }
    let echoed = [
        ("client_uri", asked.client_uri.as_deref()),
        ("scope", asked.scope.as_deref()),
        ("software_id", asked.software_id.as_deref()),
        ("software_version", asked.software_version.as_deref()),
        ("application_type", asked.application_type.as_deref()),
    ];
    for (key, value) in echoed {
        if let Some(value) = value {
            body[key] = json!(value);
        }
    }
    body
}

/// A name that a page can show: no control or direction-changing characters.
fn clean(text: &str, most: usize) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars()
        .filter(|c| !odd(*c))
        .take(most)
        .collect::<String>()
        .trim()
        .to_owned()
}
