//! The userinfo endpoint, and the claims that it shares with the ID token.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use crate::employee::DOMAIN;
use crate::grants::Given;
use crate::state::Shared;

pub(super) async fn userinfo(State(state): State<Shared>, headers: HeaderMap) -> Response {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(bearer);
    let Some(token) = token else {
        // Without a token there is no error to name (RFC 6750 §3.1).
        return (
            StatusCode::UNAUTHORIZED,
            [(WWW_AUTHENTICATE, r#"Bearer realm="meridian""#)],
        )
            .into_response();
    };
    let given = state.grants().by_access(token, state.clock.unix());
    if let Some(given) = given {
        Json(claims(&given)).into_response()
    } else {
        let challenge = r#"Bearer realm="meridian", error="invalid_token", error_description="the access token is unknown, revoked or too old""#;
        (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, challenge)]).into_response()
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The claims about the person that the granted scopes open (OpenID Connect Core §5.4). `groups` comes with its own
/// scope or with `profile`, since a client that was set up for Google asks for no scope called `groups`; `hd` is
/// Google's claim for the company's domain.
pub(super) fn claims(given: &Given) -> Map<String, Value> {
    let employee = given.employee;
    let has = |scope: &str| given.asked.scopes.iter().any(|granted| granted == scope);
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(employee.subject));
    if has("email") {
        claims.insert("email".to_owned(), json!(employee.email));
        claims.insert("email_verified".to_owned(), json!(true));
        claims.insert("hd".to_owned(), json!(DOMAIN));
    }
    if has("profile") {
        claims.insert("name".to_owned(), json!(employee.name));
        claims.insert("locale".to_owned(), json!(employee.locale));
    }
    if has("profile") || has("groups") {
        claims.insert("groups".to_owned(), json!(employee.groups));
    }
    claims
}
