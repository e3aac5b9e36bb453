//! The layer before the tools: no request passes without a credential, and no call without its scopes.
//!
//! Enters: an HTTP request for the MCP endpoint. Leaves: the same with a [`Principal`] in its extensions, or 401 with
//! a challenge (RFC 9728 §5.1), or 403 that names the scopes missing (RFC 6750 §3.1). Whether the grant still lives
//! is asked at every request; the signature and what follows from both is remembered. The caller's token goes no further.

mod message;
mod verified;

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::json;

use crate::api_keys;
use crate::audit::{Audit, Entry};
use crate::authority::Authority;
use crate::gate;
use crate::principal::{Principal, Way};
use crate::scopes;
use crate::sessions::Sessions;
use crate::store::StoreError;
use crate::store::grants::{self, Grant};
use crate::tokens::AccessClaims;
use message::{Message, WrongMessage};
use verified::Verified;

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What the layer needs.
#[derive(Debug)]
pub(crate) struct Bearer {
    authority: Arc<Authority>,
    audit: Audit,
    sessions: Sessions,
    verified: Verified,
}

/// Why a request does not pass.
enum Stop {
    /// No credential was sent.
    Nobody,
    /// One was sent, and it is not valid (any more).
    Invalid,
    /// The request is malformed.
    Malformed(StatusCode, &'static str),
    /// The session is unknown, or somebody else's.
    Session,
    /// The store failed.
    Failed(StoreError),
}

impl Bearer {
    pub(crate) fn new(authority: Arc<Authority>, audit: Audit) -> Self {
        Self {
            authority,
            audit,
            sessions: Sessions::default(),
            verified: Verified::default(),
        }
    }

    /// Who sends this.
    async fn principal(&self, headers: &HeaderMap) -> Result<Principal, Stop> {
        let credential = credential(headers)?;
        let authority = &self.authority;
        let now = authority.clock.unix();
        if credential.starts_with(api_keys::PREFIX) {
            let found = api_keys::principal(&authority.store, &authority.policy, credential, now).await;
            return found.map_err(Stop::Failed)?.ok_or(Stop::Invalid);
        }
        let known = self.verified.known(&authority.tokens, credential).map_err(|reason| {
            tracing::debug!(%reason, "a token was not accepted");
            Stop::Invalid
        })?;
        let grant = grants::find_live_for_call(&authority.store, &known.claims.grant, now)
            .await
            .map_err(Stop::Failed)?;
        let grant = grant.ok_or(Stop::Invalid)?;
        known
            .principal(&grant, || self.make(&known.claims, &grant))
            .ok_or(Stop::Invalid)
    }

    /// Who a token stands for by its grant. None: it is not of this grant, or nobody vouches for that any more.
    fn make(&self, claims: &AccessClaims, grant: &Grant) -> Option<Principal> {
        let authority = &self.authority;
        // The token must belong to its grant, and the grant to the provider that is configured now.
        let own = grant.subject == claims.sub && grant.client_id == claims.client_id;
        let trusted = match grant.way {
            Way::OAuth => grant.issuer == authority.upstream.issuer(),
            Way::IdJag => authority.id_jag.trusts(&grant.issuer),
            Way::ApiKey | Way::ClientCredentials => true,
        };
        if !own || !trusted {
            return None;
        }
        // A token may carry less than its grant, and a grant may have become less since.
        let carried = claims.scope.split_ascii_whitespace().map(str::to_owned).collect();
        let (carried, held) = (
            authority.policy.expand(&carried),
            authority.policy.expand(&grant.scopes),
        );
        Some(Principal {
            subject: grant.subject.clone(),
            email: grant.email.clone(),
            name: grant.name.clone(),
            groups: grant.groups.clone(),
            scopes: carried.intersection(&held).cloned().collect(),
            client_id: grant.client_id.clone(),
            way: grant.way,
        })
    }
}

/// The layer itself.
pub(crate) async fn layer(State(bearer): State<Arc<Bearer>>, request: Request, next: Next) -> Response {
    if let Some(refusal) = gate::foreign_origin(&bearer.authority, request.headers()) {
        return refusal;
    }
    let principal = match bearer.principal(request.headers()).await {
        Ok(principal) => principal,
        Err(stop) => {
            let mut entry = bearer.audit.begin(None, request.method().to_string(), None);
            return bearer.refuse(stop, &mut entry);
        }
    };
    let (parts, body) = request.into_parts();
    let limits = &bearer.authority.settings.limits;
    let message = if parts.method == Method::POST {
        Message::read(body, limits.mcp_body, limits.body_time).await
    } else {
        Ok(Message::empty())
    };
    let message = match message {
        Ok(message) => message,
        Err(wrong) => {
            let mut entry = bearer.audit.begin(Some(&principal), parts.method.to_string(), None);
            let status = match wrong {
                WrongMessage::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                WrongMessage::TooSlow => StatusCode::REQUEST_TIMEOUT,
                WrongMessage::NotJson => StatusCode::BAD_REQUEST,
            };
            return bearer.refuse(Stop::Malformed(status, wrong.words()), &mut entry);
        }
    };
    let first = message.requests().first();
    let method = first.map_or_else(|| parts.method.to_string(), |one| one.method.clone());
    let name = first.map(|one| one.name.clone()).filter(|name| !name.is_empty());
    let mut entry = bearer.audit.begin(Some(&principal), method, name);
    for one in message.requests() {
        let missing = bearer
            .authority
            .policy
            .missing(&one.method, &one.name, &principal.scopes);
        if !missing.is_empty() {
            return bearer.insufficient(&missing, &principal, &mut entry);
        }
    }
    let now = bearer.authority.clock.unix();
    let session = parts
        .headers
        .get(SESSION)
        .map(|id| id.to_str().unwrap_or_default().to_owned());
    if session
        .as_ref()
        .is_some_and(|id| !bearer.sessions.belongs(id, &principal.subject, now))
    {
        return bearer.refuse(Stop::Session, &mut entry);
    }
    let closing = parts.method == Method::DELETE;
    let mut request = Request::from_parts(parts, message.into_body());
    // The tools see who calls, not with what.
    request.headers_mut().remove(header::AUTHORIZATION);
    request.headers_mut().remove(API_KEY);
    request.headers_mut().remove(header::COOKIE);
    let subject = principal.subject.clone();
    request.extensions_mut().insert(principal);
    request.extensions_mut().insert(bearer.authority.questions.clone());
    let mut response = next.run(request).await;
    entry.line.status = response.status().as_u16();
    if let Some(id) = session.filter(|_| closing && response.status().is_success()) {
        bearer.sessions.closed(&id);
    }
    if let Some(id) = response.headers().get(SESSION).and_then(|id| id.to_str().ok()) {
        bearer.sessions.opened(id, &subject, now);
    }
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    // The entry is written when the body has been sent or given up.
    response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            let _written_at_the_end = &entry;
            frame
        }))
    })
}

/// The one credential of a request: two would leave open which one counts.
fn credential(headers: &HeaderMap) -> Result<&str, Stop> {
    let malformed = || {
        Stop::Malformed(
            StatusCode::BAD_REQUEST,
            "the request carries no single bearer credential",
        )
    };
    let mut sent = headers
        .get_all(header::AUTHORIZATION)
        .iter()
        .chain(headers.get_all(API_KEY).iter());
    let first = sent.next().ok_or(Stop::Nobody)?;
    if sent.next().is_some() {
        return Err(malformed());
    }
    let text = first.to_str().map_err(|_| malformed())?.trim();
    if headers.contains_key(API_KEY) {
        return if text.starts_with(api_keys::PREFIX) {
            Ok(text)
        } else {
            Err(Stop::Invalid)
        };
    }
    match text.split_once(' ') {
        Some((scheme, credential)) if scheme.eq_ignore_ascii_case("bearer") => Ok(credential.trim()),
        // Another scheme is no credential of ours: the challenge says which one is.
        _ => Err(Stop::Nobody),
    }
}

impl Bearer {
    fn refuse(&self, stop: Stop, entry: &mut Entry) -> Response {
        let (status, code, decision, words) = match stop {
            Stop::Nobody => (StatusCode::UNAUTHORIZED, "", "sign_in_required", "sign in first"),
            Stop::Invalid => (
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                "invalid_token",
                "the token is not valid any more",
            ),
            Stop::Malformed(status, words) => (status, "invalid_request", "malformed", words),
            Stop::Session => (
                StatusCode::NOT_FOUND,
                "",
                "foreign_session",
                "this session is not known; start a new one",
            ),
            Stop::Failed(error) => {
                tracing::error!(%error, "a credential could not be checked");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "server_error",
                    "failed",
                    "the server failed; try again",
                )
            }
        };
        entry.line.decision = decision;
        entry.line.status = status.as_u16();
        let scope = scopes::join(self.authority.policy.default_scopes());
        let challenge = (status == StatusCode::UNAUTHORIZED).then(|| self.challenge(code, &scope));
        respond(status, code, words, challenge)
    }

    fn insufficient(&self, missing: &[&'static str], principal: &Principal, entry: &mut Entry) -> Response {
        // A person whom no consent can give this is not sent through a sign-in for nothing: no challenge, so that
        // clients do not step up (RFC 6750 §3.1 has no code for it).
        let wanted = missing.iter().map(|name| (*name).to_owned()).collect();
        if principal.way.is_a_person() && self.authority.policy.narrow(&wanted, &principal.groups).is_empty() {
            entry.line.decision = "not_allowed";
            entry.line.status = StatusCode::FORBIDDEN.as_u16();
            return respond(
                StatusCode::FORBIDDEN,
                "access_denied",
                "your account may not use this tool",
                None,
            );
        }
        entry.line.decision = "insufficient_scope";
        entry.line.status = StatusCode::FORBIDDEN.as_u16();
        let challenge = self.challenge("insufficient_scope", &scopes::join(missing));
        let words = "the sign-in does not cover this tool";
        respond(StatusCode::FORBIDDEN, "insufficient_scope", words, Some(challenge))
    }

    /// Every value is ours and free of quotes: an origin, scope names, a fixed code.
    fn challenge(&self, code: &str, scope: &str) -> String {
        let mut text = format!("Bearer resource_metadata=\"{}\"", self.authority.resource_metadata());
        if !code.is_empty() {
            text.extend([", error=\"", code, "\""]);
        }
        if !scope.is_empty() {
            text.extend([", scope=\"", scope, "\""]);
        }
        text
    }
}

fn respond(status: StatusCode, code: &str, words: &str, challenge: Option<String>) -> Response {
    let code = if code.is_empty() { "unauthorized" } else { code };
    let mut response = (status, Json(json!({ "error": code, "error_description": words }))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(value) = challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
        headers.insert(header::WWW_AUTHENTICATE, value);
    }
    response
}
