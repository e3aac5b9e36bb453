//! The answer to an authorization request: our code or an error, on its way to the application.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};

use super::refusal::Refusal;
use crate::authority::{Authority, UPSTREAM_TOKEN};
use crate::clients::redirect;
use crate::pages::Language;
use crate::principal::Way;
use crate::random;
use crate::store::codes::{self, Code};
use crate::store::consents::{self, Consent, Place};
use crate::store::grants::Grant;
use crate::store::requests::Request;
use crate::upstream::Identity;

/// A code must be redeemed within this many seconds (RFC 6749 §4.1.2).
const CODE_LIFE: i64 = 60;
/// A consent is remembered for this many seconds.
const CONSENT_LIFE: i64 = 30 * 86_400;

/// What the application is told.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// Our code.
    Code(String),
    /// An error (RFC 6749 §4.1.2.1).
    Error {
        /// Its code.
        code: &'static str,
        /// A sentence.
        description: String,
    },
}

impl Outcome {
    pub(super) fn denied(description: &str) -> Self {
        Self::error("access_denied", description)
    }

    pub(super) fn error(code: &'static str, description: &str) -> Self {
        Self::Error {
            code,
            description: description.to_owned(),
        }
    }
}

/// Fulfils a request: the grant, bound to the person and the redirect, and its one code.
pub(super) async fn grant(
    authority: &Arc<Authority>,
    language: Language,
    request: &Request,
    identity: Identity,
    refresh: Option<SecretString>,
) -> Result<Response, Refusal> {
    let now = authority.clock.unix();
    let wanted: BTreeSet<String> = request.ask.scopes.iter().cloned().collect();
    let scopes = authority.policy.narrow(&wanted, &identity.groups);
    if scopes.is_empty() {
        let outcome = Outcome::denied("this account may not use what was asked for");
        return Ok(answer(authority, language, request, &outcome).await);
    }
    let upstream_sealed = refresh
        .map(|token| authority.seal.seal(UPSTREAM_TOKEN, token.expose_secret().as_bytes()))
        .transpose()?;
    let life = i64::try_from(authority.settings.limits.grant.as_secs()).unwrap_or(i64::MAX / 2);
    let grant = Grant {
        id: random::id()?,
        way: Way::OAuth,
        issuer: identity.issuer,
        subject: identity.subject,
        email: identity.email,
        name: identity.name,
        groups: identity.groups,
        client_id: request.client_id.clone(),
        scopes,
        nonce: request.ask.nonce.clone(),
        signed_in_at: now,
        upstream_sealed,
        expires_at: now + life,
    };
    let code = random::token()?;
    let row = Code {
        hash: random::hash(&code),
        grant_id: grant.id.clone(),
        redirect_uri: request.ask.redirect_uri.clone(),
        challenge: request.ask.challenge.clone(),
        expires_at: now + CODE_LIFE,
    };
    codes::insert(&authority.store.pool, &row, &grant).await?;
    let host = redirect::place(&request.ask.redirect_uri);
    let place = Place {
        browser_hash: &request.browser_hash,
        client_id: &request.client_id,
        redirect_host: &host,
    };
    // What the same person allowed here before still holds.
    let before = consents::find(&authority.store.pool, place, now).await?;
    let before = before
        .filter(|consent| consent.subject == grant.subject)
        .map(|consent| consent.scopes);
    let scopes = wanted.into_iter().chain(before.unwrap_or_default()).collect();
    let consent = Consent {
        subject: grant.subject.clone(),
        scopes,
    };
    consents::put(&authority.store.pool, place, &consent, now + CONSENT_LIFE).await?;
    authority.client_used(&request.client_id).await?;
    tracing::info!(target: "audit", who = %grant.subject, client = %grant.client_id, "signed in");
    Ok(answer(authority, language, request, &Outcome::Code(code)).await)
}

/// Sends the outcome of a request to its application.
pub(super) async fn answer(
    authority: &Authority,
    language: Language,
    request: &Request,
    outcome: &Outcome,
) -> Response {
    let client = authority.clients.find(&request.client_id, authority.clock.unix()).await;
    let name = client.map(|client| client.name).unwrap_or_default();
    send(
        authority,
        language,
        &name,
        &request.ask.redirect_uri,
        request.ask.state.as_deref(),
        outcome,
    )
}

/// Sends an outcome to a redirect that was validated before.
///
/// An application with a private scheme gets it through our last page, which tells the person to close the tab: a
/// browser that is sent to such a scheme stays where it is, and a provider's own page would be left standing. (It
/// also starts a new navigation, so that a provider's `form-action` does not reach to the application's scheme.)
pub(super) fn send(
    authority: &Authority,
    language: Language,
    client_name: &str,
    redirect_uri: &str,
    state: Option<&str>,
    outcome: &Outcome,
) -> Response {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    match outcome {
        Outcome::Code(code) => {
            query.append_pair("code", code);
        }
        Outcome::Error { code, description } => {
            query
                .append_pair("error", code)
                .append_pair("error_description", description);
        }
    }
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    query.append_pair("iss", &authority.addresses.origin);
    // The redirect is never parsed and written again: it stays the text that was registered.
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    let target = format!("{redirect_uri}{separator}{}", query.finish());
    if redirect::is_private_scheme(redirect_uri) {
        let declined = matches!(outcome, Outcome::Error { .. });
        return authority.pages.done(language, client_name, &target, declined);
    }
    see_other(&target)
}

/// 303, so that a form's fields are not sent along (RFC 9700 §4.12).
pub(super) fn see_other(target: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(target) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
