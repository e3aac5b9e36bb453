//! `/authorize`: a browser arrives with an application's request (RFC 6749 §4.1.1, RFC 7636, RFC 8707).
//!
//! Until the client and its exact redirect are known to be right, an error stays here, on a page; after that it goes
//! to the redirect. A request that holds leads to the consent page, or straight to the provider where this browser
//! allowed the same application the same things before.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::consent;
use super::finish::{self, Outcome};
use super::params::Params;
use crate::authority::Authority;
use crate::browser::Browser;
use crate::clients::{Client, Origin, UnknownClient, redirect};
use crate::pages::{Language, Problem};
use crate::random;
use crate::store::consents::{self, Place};
use crate::store::requests::{self, Ask, Request, Stage};

/// A request must be finished within this many seconds.
const LIFE: i64 = 600;

/// A validated request, or the answer that refuses it.
enum Validated {
    Good(Box<Client>, Ask),
    /// Told on a page: nobody can be trusted with a redirect yet.
    Here(String),
    /// Told to the client.
    There {
        redirect_uri: String,
        state: Option<String>,
        code: &'static str,
        description: &'static str,
    },
}

pub(super) async fn get(
    State(authority): State<Arc<Authority>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    match serve(&authority, query.unwrap_or_default(), &headers, language).await {
        Ok(response) => response,
        Err(refusal) => authority
            .pages
            .problem(language, Problem::Internal, refusal.status, None),
    }
}

async fn serve(
    authority: &Arc<Authority>,
    query: String,
    headers: &HeaderMap,
    language: Language,
) -> Result<Response, super::refusal::Refusal> {
    let now = authority.clock.unix();
    let validated = match Params::parse(query.as_bytes()) {
        Ok(params) => validate(authority, &params, now).await?,
        Err(error) => Validated::Here(error.to_string()),
    };
    let (client, ask) = match validated {
        Validated::Good(client, ask) => (client, ask),
        Validated::Here(reason) => {
            let problem = Problem::BadRequest { reason };
            return Ok(authority
                .pages
                .problem(language, problem, StatusCode::BAD_REQUEST, None));
        }
        Validated::There {
            redirect_uri,
            state,
            code,
            description,
        } => {
            let outcome = Outcome::Error {
                code,
                description: description.to_owned(),
            };
            return Ok(finish::send(
                authority,
                language,
                "",
                &redirect_uri,
                state.as_deref(),
                &outcome,
            ));
        }
    };
    let browser = Browser::of(authority, headers)?;
    let request = Request {
        id: random::token()?,
        stage: Stage::Consent,
        browser_hash: browser.hash(),
        csrf_hash: None,
        upstream_sealed: None,
        identity_sealed: None,
        client_id: client.id.clone(),
        ask,
        expires_at: now + LIFE,
    };
    let limit = authority.settings.limits.open_requests;
    if !requests::insert(&authority.store.pool, &request, now, limit).await? {
        return Ok(authority
            .pages
            .problem(language, Problem::Busy, StatusCode::SERVICE_UNAVAILABLE, None));
    }
    let must_ask = request.ask.prompt.as_deref() == Some("consent");
    let remembered = if must_ask {
        None
    } else {
        remembered(authority, &request, now).await?
    };
    let response = match remembered {
        Some(subject) => consent::depart(authority, &request, Some(subject), language).await?,
        None => finish::see_other(&format!("/consent?request={}", request.id)),
    };
    Ok(browser.keep(authority, response))
}

/// The person who allowed this application at least these scopes in this browser.
async fn remembered(
    authority: &Authority,
    request: &Request,
    now: i64,
) -> Result<Option<String>, super::refusal::Refusal> {
    let host = redirect::place(&request.ask.redirect_uri);
    let place = Place {
        browser_hash: &request.browser_hash,
        client_id: &request.client_id,
        redirect_host: &host,
    };
    let wanted: BTreeSet<String> = request.ask.scopes.iter().cloned().collect();
    let consent = consents::find(&authority.store.pool, place, now).await?;
    Ok(consent
        .filter(|consent| wanted.is_subset(&authority.policy.expand(&consent.scopes)))
        .map(|consent| consent.subject))
}

async fn validate(authority: &Authority, params: &Params, now: i64) -> Result<Validated, super::refusal::Refusal> {
    let Some(client_id) = params.get("client_id") else {
        return Ok(Validated::Here(
            "the application did not say who it is (client_id)".to_owned(),
        ));
    };
    let client = match authority.clients.find(client_id, now).await {
        Ok(client) => client,
        Err(UnknownClient::Store(error)) => return Err(error.into()),
        Err(error) => return Ok(Validated::Here(error.to_string())),
    };
    let Some(redirect_uri) = params.get("redirect_uri") else {
        return Ok(Validated::Here(
            "the application did not say where to answer (redirect_uri)".to_owned(),
        ));
    };
    if !client
        .redirect_uris
        .iter()
        .any(|known| redirect::matches(known, redirect_uri))
    {
        return Ok(Validated::Here(
            "the address for the answer is not one that the application registered".to_owned(),
        ));
    }
    let state = params.get("state").map(str::to_owned);
    // Anybody can register a redirect, so an error that went there by itself would make this server an open
    // redirector (RFC 9700 §4.11.2). An application on this computer leads nowhere.
    let stays = client.origin == Origin::Itself && redirect::host(redirect_uri).is_some();
    let refuse = |code: &'static str, description: &'static str| {
        if stays {
            return Ok(Validated::Here(format!("{code}: {description}")));
        }
        Ok(Validated::There {
            redirect_uri: redirect_uri.to_owned(),
            state: state.clone(),
            code,
            description,
        })
    };
    if params.get("request").is_some() || params.get("request_uri").is_some() {
        return refuse("request_not_supported", "request objects are not supported");
    }
    if params.get("response_type") != Some("code") {
        return refuse("unsupported_response_type", "the only response_type here is code");
    }
    if params.get("response_mode").is_some_and(|mode| mode != "query") {
        return refuse("invalid_request", "the only response_mode here is query");
    }
    // `plain`, or no method (which means plain), would let whoever sees the request redeem the code (RFC 7636 §7.2).
    if params.get("code_challenge_method") != Some("S256") {
        return refuse("invalid_request", "PKCE with code_challenge_method=S256 is required");
    }
    let Some(challenge) = params.get("code_challenge").filter(|text| is_challenge(text)) else {
        return refuse(
            "invalid_request",
            "the code_challenge must be 43 characters of base64url",
        );
    };
    if params
        .all("resource")
        .any(|resource| resource != authority.addresses.resource)
    {
        return refuse("invalid_target", "this server issues tokens for its own tools only");
    }
    if state.as_ref().is_some_and(|state| state.len() > 4_096) {
        return refuse("invalid_request", "the state is longer than 4096 characters");
    }
    let scopes = match params.get("scope") {
        Some(wanted) => authority.policy.known(wanted),
        None => authority.policy.default_scopes(),
    };
    if scopes.is_empty() {
        return refuse("invalid_scope", "none of these scopes exists here");
    }
    let prompt = match params.get("prompt") {
        Some("none") => return refuse("interaction_required", "a person has to sign in"),
        Some(prompt @ ("login" | "consent" | "select_account")) => Some(prompt.to_owned()),
        _ => None,
    };
    Ok(Validated::Good(
        Box::new(client),
        Ask {
            redirect_uri: redirect_uri.to_owned(),
            state,
            scopes: scopes.into_iter().collect(),
            challenge: challenge.to_owned(),
            nonce: params
                .get("nonce")
                .filter(|nonce| nonce.len() <= 512)
                .map(str::to_owned),
            prompt,
        },
    ))
}

/// The base64url of a SHA-256 (RFC 7636 §4.2).
fn is_challenge(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
