//! The provider's answer comes back here, with the browser that was sent there (OpenID Connect Core §3.1.2.5).

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::HeaderMap;
use secrecy::ExposeSecret;

use super::consent::{self, ARRIVAL, Arrived, DEPARTURE, Departed};
use super::finish::{self, Outcome};
use super::params::Params;
use super::refusal::Refusal;
use super::visit;
use crate::authority::Authority;
use crate::browser::Browser;
use crate::pages::{Language, Problem};
use crate::random;
use crate::store::requests;
use crate::upstream::UpstreamError;

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
) -> Result<Response, Refusal> {
    // An answer that this browser did not ask for changes nothing (CSRF on the callback, a stolen URL).
    let (Ok(params), Some(browser)) = (Params::parse(query.as_bytes()), Browser::known(authority, headers)) else {
        return Ok(consent::lost(authority, language));
    };
    let state_hash = params.get("state").map(random::hash).unwrap_or_default();
    let pool = &authority.store.pool;
    let Some(request) = requests::take_by_upstream(pool, &state_hash, &browser.hash(), authority.clock.unix()).await?
    else {
        let visit = visit::arrive(authority, &browser, &params, language).await?;
        return Ok(visit.unwrap_or_else(|| consent::lost(authority, language)));
    };
    let sealed = request.upstream_sealed.as_deref().unwrap_or_default();
    let departed: Departed = serde_json::from_slice(&authority.seal.open_bytes(DEPARTURE, sealed)?)
        .map_err(|error| Refusal::internal(&error))?;
    if let Some(error) = params.get("error") {
        tracing::info!(error = %error.chars().take(60).collect::<String>(), "the provider answered with an error");
        let outcome = match error {
            "access_denied" => Outcome::denied("the sign-in was cancelled"),
            "temporarily_unavailable" => Outcome::error("temporarily_unavailable", "the sign-in service is busy"),
            _ => Outcome::error("server_error", "the sign-in service could not sign the person in"),
        };
        return Ok(finish::answer(authority, language, &request, &outcome).await);
    }
    let Some(code) = params.get("code") else {
        let outcome = Outcome::error("server_error", "the sign-in service answered without a code");
        return Ok(finish::answer(authority, language, &request, &outcome).await);
    };
    let (identity, refresh) = match authority
        .upstream
        .arrive(code, params.get("iss"), &departed.secrets)
        .await
    {
        Ok(arrived) => arrived,
        Err(error) => {
            tracing::warn!(%error, "a sign-in at the provider failed");
            let outcome = match &error {
                UpstreamError::NotAllowed(reason) => Outcome::denied(&reason.to_string()),
                error if error.is_temporary() => {
                    Outcome::error("temporarily_unavailable", "the sign-in service can't be reached")
                }
                _ => Outcome::error("server_error", "the sign-in service's answer could not be verified"),
            };
            return Ok(finish::answer(authority, language, &request, &outcome).await);
        }
    };
    if departed
        .remembered
        .as_ref()
        .is_some_and(|subject| *subject != identity.subject)
    {
        // Somebody else allowed this before; this person has not been asked yet.
        let arrived = Arrived {
            identity,
            refresh_token: refresh.map(|token| token.expose_secret().to_owned()),
        };
        let plain = serde_json::to_vec(&arrived).map_err(|error| Refusal::internal(&error))?;
        let sealed = authority.seal.seal(ARRIVAL, &plain)?;
        requests::ask_again(pool, &request.id, &sealed).await?;
        return Ok(finish::see_other(&format!("/consent?request={}", request.id)));
    }
    finish::grant(authority, language, &request, identity, refresh).await
}
