//! Who is at the browser, for pages that are one person's alone.
//!
//! The provider is asked, as at a sign-in, but no application gets anything from it. Where it is company-wide single
//! sign-on, the person sees no more than a flicker. A browser is believed for five minutes.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::finish;
use super::params::Params;
use super::refusal::Refusal;
use crate::authority::Authority;
use crate::browser::Browser;
use crate::pages::{Language, Problem};
use crate::random;
use crate::store::visits::{self, Visit};
use crate::upstream::{DepartureSecrets, Identity, UpstreamError};

const DEPARTURE: &str = "visit departure";
const IDENTITY: &str = "visit identity";
/// The query of a page that asks the provider for another account.
pub(super) const ANOTHER: &str = "another";
/// For how many seconds a browser may be at the provider.
const ABSENCE: i64 = 600;
/// For how many seconds it is believed afterwards.
const LIFE: i64 = 300;

/// Who is there, as far as a page is concerned.
#[derive(Serialize, Deserialize)]
pub(super) struct Visitor {
    pub(super) subject: String,
    /// How the page calls them.
    pub(super) name: String,
}

impl From<Identity> for Visitor {
    fn from(identity: Identity) -> Self {
        let name = identity.email.or(identity.name);
        Self {
            name: name.unwrap_or_else(|| identity.subject.clone()),
            subject: identity.subject,
        }
    }
}

/// The person at this browser, if they proved it a moment ago.
pub(super) async fn visitor(authority: &Authority, browser: &Browser) -> Result<Option<Visitor>, Refusal> {
    let now = authority.clock.unix();
    let Some(sealed) = visits::known(&authority.store.pool, &browser.hash(), now).await? else {
        return Ok(None);
    };
    let plain = authority.seal.open_bytes(IDENTITY, &sealed)?;
    let visitor = serde_json::from_slice(&plain).map_err(|error| Refusal::internal(&error))?;
    Ok(Some(visitor))
}

/// Sends the browser to the provider and from there back to `return_to`, which is a path here.
pub(super) async fn depart(
    authority: &Authority,
    browser: &Browser,
    return_to: String,
    prompt: Option<&str>,
    language: Language,
) -> Result<Response, Refusal> {
    let departure = match authority.upstream.depart(prompt).await {
        Ok(departure) => departure,
        Err(error) => {
            tracing::warn!(%error, "the provider can't be asked");
            return Ok(down(authority, &return_to, language));
        }
    };
    let plain = serde_json::to_vec(&departure.secrets).map_err(|error| Refusal::internal(&error))?;
    let now = authority.clock.unix();
    let visit = Visit {
        state_hash: random::hash(&departure.state),
        browser_hash: browser.hash(),
        return_to,
        departed_sealed: authority.seal.seal(DEPARTURE, &plain)?,
        expires_at: now + ABSENCE,
    };
    let limit = authority.settings.limits.open_requests;
    if !visits::insert(&authority.store.pool, &visit, now, limit).await? {
        let busy = StatusCode::SERVICE_UNAVAILABLE;
        return Ok(authority.pages.problem(language, Problem::Busy, busy, None));
    }
    let response = finish::see_other(departure.url.as_str());
    Ok(browser.keep(authority, response))
}

/// The provider's answer to such a departure. None: it is not the answer to one.
pub(super) async fn arrive(
    authority: &Arc<Authority>,
    browser: &Browser,
    params: &Params,
    language: Language,
) -> Result<Option<Response>, Refusal> {
    let (pool, now) = (&authority.store.pool, authority.clock.unix());
    let state_hash = params.get("state").map(random::hash).unwrap_or_default();
    let Some(visit) = visits::take(pool, &state_hash, &browser.hash(), now).await? else {
        return Ok(None);
    };
    let plain = authority.seal.open_bytes(DEPARTURE, &visit.departed_sealed)?;
    let secrets: DepartureSecrets = serde_json::from_slice(&plain).map_err(|error| Refusal::internal(&error))?;
    let refused = |problem: Problem| {
        let page = authority.pages.problem(
            language,
            problem,
            StatusCode::FORBIDDEN,
            Some(&format!("{}?{ANOTHER}", visit.return_to)),
        );
        Ok(Some(page))
    };
    let Some(code) = params.get("code") else {
        // The person said no at the provider, or it would not have them.
        return refused(Problem::NotSignedIn);
    };
    let identity = match authority.upstream.arrive(code, params.get("iss"), &secrets).await {
        // The provider's refresh token is not kept: this is about now.
        Ok((identity, _)) => identity,
        Err(error) => {
            tracing::warn!(%error, "a visitor could not be told by the provider");
            return match error {
                UpstreamError::NotAllowed(_) => refused(Problem::NotSignedIn),
                error if error.is_temporary() => Ok(Some(down(authority, &visit.return_to, language))),
                _ => refused(Problem::NotSignedIn),
            };
        }
    };
    let plain = serde_json::to_vec(&Visitor::from(identity)).map_err(|error| Refusal::internal(&error))?;
    let sealed = authority.seal.seal(IDENTITY, &plain)?;
    visits::arrived(pool, &visit, &sealed, now + LIFE).await?;
    Ok(Some(finish::see_other(&visit.return_to)))
}

fn down(authority: &Authority, retry: &str, language: Language) -> Response {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    authority
        .pages
        .problem(language, Problem::UpstreamDown, status, Some(retry))
}
