//! `/consent`: a person says whether an application may act for them, before the provider is told anything.
//!
//! The page can be answered only by the browser that started the request and only with the token that stood in the
//! page. "Allow" leads to the provider; "Don't allow" to the application, with `access_denied`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};

use super::finish::{self, Outcome};
use super::params::Params;
use super::refusal::Refusal;
use crate::authority::Authority;
use crate::browser::Browser;
use crate::clients::UnknownClient;
use crate::pages::{Language, Problem};
use crate::random;
use crate::store::requests::{self, Request, Stage};
use crate::upstream::{DepartureSecrets, Identity};

pub(super) const DEPARTURE: &str = "upstream departure";
pub(super) const ARRIVAL: &str = "upstream arrival";

/// What we keep, sealed, while the browser is at the provider.
#[derive(Serialize, Deserialize)]
pub(super) struct Departed {
    pub(super) secrets: DepartureSecrets,
    /// The person whose earlier consent opened the way, if it was not given now.
    pub(super) remembered: Option<String>,
}

/// What we keep, sealed, while another person than the remembered one is asked.
#[derive(Serialize, Deserialize)]
pub(super) struct Arrived {
    pub(super) identity: Identity,
    pub(super) refresh_token: Option<String>,
}

pub(super) async fn get(
    State(authority): State<Arc<Authority>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let language = Language::of(&headers);
    let served = async {
        let params = Params::parse(query.unwrap_or_default().as_bytes())?;
        let Some(request) = find(&authority, &params, &headers).await? else {
            return Ok(lost(&authority, language));
        };
        show(&authority, &request, language).await
    };
    served.await.unwrap_or_else(|refusal: Refusal| {
        authority
            .pages
            .problem(language, Problem::Internal, refusal.status, None)
    })
}

pub(super) async fn post(State(authority): State<Arc<Authority>>, headers: HeaderMap, body: Bytes) -> Response {
    let language = Language::of(&headers);
    let served = async {
        let form = Params::parse(&body)?;
        if !same_origin(&authority, &headers) {
            return Ok(lost(&authority, language));
        }
        let Some(request) = find(&authority, &form, &headers).await? else {
            return Ok(lost(&authority, language));
        };
        let sent = form.get("csrf").map(random::hash).unwrap_or_default();
        if !request
            .csrf_hash
            .as_ref()
            .is_some_and(|known| random::same(known, &sent))
        {
            return Ok(lost(&authority, language));
        }
        match (form.get("decision"), request.stage) {
            (Some("allow"), Stage::Again) => finish_again(&authority, &request, language).await,
            (Some("allow"), _) => depart(&authority, &request, None, language).await,
            (Some("deny"), stage) => {
                if !requests::finish(&authority.store.pool, &request.id, stage).await? {
                    return Ok(lost(&authority, language));
                }
                let outcome = Outcome::denied("the person declined");
                Ok(finish::answer(&authority, language, &request, &outcome).await)
            }
            _ => Ok(lost(&authority, language)),
        }
    };
    served.await.unwrap_or_else(|refusal: Refusal| {
        authority
            .pages
            .problem(language, Problem::Internal, refusal.status, None)
    })
}

/// Sends the browser to the provider; `remembered` names who allowed this before.
pub(super) async fn depart(
    authority: &Arc<Authority>,
    request: &Request,
    remembered: Option<String>,
    language: Language,
) -> Result<Response, Refusal> {
    let prompt = request.ask.prompt.as_deref().filter(|prompt| *prompt != "consent");
    let departure = match authority.upstream.depart(prompt).await {
        Ok(departure) => departure,
        Err(error) => {
            tracing::warn!(%error, "the provider can't be asked");
            let retry = format!("/consent?request={}", request.id);
            let status = StatusCode::SERVICE_UNAVAILABLE;
            return Ok(authority
                .pages
                .problem(language, Problem::UpstreamDown, status, Some(&retry)));
        }
    };
    let departed = Departed {
        secrets: departure.secrets,
        remembered,
    };
    let plain = serde_json::to_vec(&departed).map_err(|error| Refusal::internal(&error))?;
    let sealed = authority.seal.seal(DEPARTURE, &plain)?;
    let moved = requests::to_upstream(
        &authority.store.pool,
        &request.id,
        &random::hash(&departure.state),
        &sealed,
    )
    .await?;
    if !moved {
        return Ok(lost(authority, language));
    }
    Ok(finish::see_other(departure.url.as_str()))
}

/// Another person than the remembered one said yes as well.
async fn finish_again(authority: &Arc<Authority>, request: &Request, language: Language) -> Result<Response, Refusal> {
    let sealed = request.identity_sealed.as_deref().unwrap_or_default();
    let plain = authority.seal.open_bytes(ARRIVAL, sealed)?;
    let arrived: Arrived = serde_json::from_slice(&plain).map_err(|error| Refusal::internal(&error))?;
    if !requests::finish(&authority.store.pool, &request.id, Stage::Again).await? {
        return Ok(lost(authority, language));
    }
    let refresh = arrived.refresh_token.map(secrecy::SecretString::from);
    finish::grant(authority, language, request, arrived.identity, refresh).await
}

/// The request that this browser may answer.
async fn find(authority: &Authority, params: &Params, headers: &HeaderMap) -> Result<Option<Request>, Refusal> {
    let (Some(id), Some(browser)) = (params.get("request"), Browser::known(authority, headers)) else {
        return Ok(None);
    };
    let request = requests::find(&authority.store.pool, id, authority.clock.unix()).await?;
    Ok(request.filter(|request| {
        random::same(&request.browser_hash, &browser.hash()) && matches!(request.stage, Stage::Consent | Stage::Again)
    }))
}

pub(super) async fn show(authority: &Authority, request: &Request, language: Language) -> Result<Response, Refusal> {
    let client = match authority.clients.find(&request.client_id, authority.clock.unix()).await {
        Ok(client) => client,
        Err(UnknownClient::Store(error)) => return Err(error.into()),
        Err(error) => {
            let problem = Problem::BadRequest {
                reason: error.to_string(),
            };
            return Ok(authority
                .pages
                .problem(language, problem, StatusCode::BAD_REQUEST, None));
        }
    };
    let identity = request
        .identity_sealed
        .as_deref()
        .and_then(|sealed| authority.seal.open_bytes(ARRIVAL, sealed).ok())
        .and_then(|plain| serde_json::from_slice::<Arrived>(&plain).ok())
        .map(|arrived| arrived.identity);
    let csrf = random::token()?;
    requests::set_csrf(&authority.store.pool, &request.id, &random::hash(&csrf)).await?;
    Ok(authority
        .pages
        .consent(language, &authority.policy, request, &client, identity.as_ref(), &csrf))
}

/// Browsers say where a form was sent from; another site's is not ours (consent CSRF).
pub(super) fn same_origin(authority: &Authority, headers: &HeaderMap) -> bool {
    let origin = headers
        .get(header::ORIGIN)
        .is_none_or(|origin| origin == authority.addresses.origin.as_str());
    let site = headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin");
    origin && site
}

pub(super) fn lost(authority: &Authority, language: Language) -> Response {
    authority
        .pages
        .problem(language, Problem::Lost, StatusCode::BAD_REQUEST, None)
}
