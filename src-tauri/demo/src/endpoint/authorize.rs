//! The authorization endpoint: checks the request and shows the page "Who are you today?".
//!
//! Until client and redirect address are known to be right, a fault is told to the person and to nobody else
//! (RFC 6749 §4.1.2.1): an error that travels to an unchecked address is an open redirect.

use axum::extract::{RawForm, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use url::Url;

use crate::employee;
use crate::fields::Fields;
use crate::grants::Asked;
use crate::page::Trouble;
use crate::page::words::Language;
use crate::state::{Shared, State as Provider};

pub(super) async fn by_query(State(state): State<Shared>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    authorize(&state, &headers, &Fields::parse(query.unwrap_or_default().as_bytes()))
}

/// The same by POST, as OpenID Connect Core §3.1.2.1 requires.
pub(super) async fn by_form(State(state): State<Shared>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    authorize(&state, &headers, &Fields::parse(&form))
}

fn authorize(state: &Provider, headers: &HeaderMap, fields: &Fields) -> Response {
    let language = Language::of(fields.get("ui_locales"), headers);
    let known = fields.get("client_id").is_some_and(|id| id == state.client.id)
        && !matches!(fields.repeated(), Some("client_id" | "redirect_uri"));
    let redirect = fields
        .get("redirect_uri")
        .filter(|redirect| known && state.client.allows(redirect));
    let Some(redirect) = redirect else {
        return state.pages.trouble(language, Trouble::Stranger);
    };
    match check(fields, redirect) {
        Ok(asked) => {
            let hinted = fields.get("login_hint").and_then(employee::by_hint);
            let host = host_of(redirect);
            let transaction = state.grants().open(asked, state.clock.unix());
            state.pages.who(language, &transaction, &host, hinted)
        }
        Err(Refused(error, description)) => {
            let parameters = [("error", error), ("error_description", description)];
            answer(state, redirect, fields.get("state"), &parameters)
        }
    }
}

/// An error code of RFC 6749 §4.1.2.1 or OpenID Connect Core §3.1.2.6, and a sentence for developers.
#[derive(Debug, PartialEq, Eq)]
struct Refused(&'static str, &'static str);

/// Checks everything but client and redirect address.
fn check(fields: &Fields, redirect: &str) -> Result<Asked, Refused> {
    let refuse = |error, description| Err(Refused(error, description));
    if fields.repeated().is_some() {
        return refuse("invalid_request", "a parameter was sent more than once");
    }
    if fields.get("request").is_some() {
        return refuse("request_not_supported", "request objects are not supported");
    }
    if fields.get("request_uri").is_some() {
        return refuse("request_uri_not_supported", "request objects are not supported");
    }
    match fields.get("response_type") {
        Some("code") => {}
        Some(_) => return refuse("unsupported_response_type", "only response_type=code is supported"),
        None => return refuse("invalid_request", "response_type is missing"),
    }
    if fields.get("response_mode").is_some_and(|mode| mode != "query") {
        return refuse("invalid_request", "only response_mode=query is supported");
    }
    let scopes: Vec<String> = fields.words("scope").into_iter().map(str::to_owned).collect();
    if !scopes.iter().any(|scope| scope == "openid") {
        return refuse("invalid_scope", "the scope openid is missing");
    }
    let prompt = fields.words("prompt");
    if prompt
        .iter()
        .any(|word| !matches!(*word, "none" | "login" | "consent" | "select_account"))
    {
        return refuse("invalid_request", "prompt has an unknown value");
    }
    if prompt.contains(&"none") {
        // Nobody is ever signed in here already, so without a page there is no answer.
        return if prompt.len() == 1 {
            refuse("login_required", "the demo asks every time who somebody is")
        } else {
            refuse("invalid_request", "prompt=none does not go with other values")
        };
    }
    let challenge = match (fields.get("code_challenge"), fields.get("code_challenge_method")) {
        (Some(challenge), Some("S256")) if is_challenge(challenge) => challenge,
        (Some(_), Some("S256")) => return refuse("invalid_request", "code_challenge is not a SHA-256 in base64url"),
        (Some(_), _) => return refuse("invalid_request", "only code_challenge_method=S256 is supported"),
        (None, _) => return refuse("invalid_request", "code_challenge is missing"),
    };
    let offline = scopes.iter().any(|scope| scope == "offline_access") || fields.get("access_type") == Some("offline");
    Ok(Asked {
        redirect: redirect.to_owned(),
        state: fields.get("state").map(str::to_owned),
        nonce: fields.get("nonce").map(str::to_owned),
        challenge: challenge.to_owned(),
        scopes,
        offline,
    })
}

/// 32 bytes in base64url without padding (RFC 7636 §4.2).
fn is_challenge(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The host and port to show on the page.
fn host_of(redirect: &str) -> String {
    let url = Url::parse(redirect).ok();
    url.as_ref().map(|url| url.authority().to_owned()).unwrap_or_default()
}

/// Sends the browser back with these parameters, the unchanged `state`, and `iss` (RFC 9207).
pub(super) fn answer(
    state: &Provider,
    redirect: &str,
    client_state: Option<&str>,
    parameters: &[(&str, &str)],
) -> Response {
    let Ok(mut url) = Url::parse(redirect) else {
        // Only registered addresses come here, and those were URLs at the start.
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut pairs = url.query_pairs_mut();
    pairs.extend_pairs(parameters);
    if let Some(client_state) = client_state {
        pairs.append_pair("state", client_state);
    }
    pairs.append_pair("iss", &state.issuer);
    drop(pairs);
    (StatusCode::SEE_OTHER, [(LOCATION, String::from(url))]).into_response()
}
