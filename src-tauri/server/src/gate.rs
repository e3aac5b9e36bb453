//! What every request passes: the host it names, the page it comes from, the time it takes.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use url::Url;

use crate::authority::Authority;
use crate::proxies::{self, Reached};
use crate::telemetry::request;

/// What every request passes first: one layer for all of it, because each costs a copy of all that are below it.
pub(crate) async fn front(State(authority): State<Arc<Authority>>, request: Request, next: Next) -> Response {
    request::traced(request, async |mut request| {
        let refusal = proxies::see_through(&authority, &mut request);
        match refusal.or_else(|| foreign_host(&authority, &request)) {
            None => next.run(request).await,
            Some(refusal) => refusal,
        }
    })
    .await
}

/// The refusal for a `Host` that is not ours, so that a name which was bent to this address (DNS rebinding) opens nothing.
fn foreign_host(authority: &Authority, request: &Request) -> Option<Response> {
    // Whoever watches the server calls it by its address.
    if request.uri().path() == "/healthz" || is_ours(authority, request) {
        return None;
    }
    let words = "this server does not answer to that host name\n";
    Some((StatusCode::MISDIRECTED_REQUEST, words).into_response())
}

fn is_ours(authority: &Authority, request: &Request) -> bool {
    // Behind a proxy the host is the one that the proxy was asked for; every one that is told has to be ours.
    if let Some(Reached(hosts)) = request.extensions().get::<Reached>()
        && !hosts.is_empty()
    {
        return hosts.iter().all(|host| is_our_host(authority, host));
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    host.to_str()
        .is_ok_and(|host| is_our_host(authority, &host.to_ascii_lowercase()))
}

fn is_our_host(authority: &Authority, host: &str) -> bool {
    let Some((_, own)) = authority.addresses.origin.split_once("://") else {
        return false;
    };
    if host == own
        || authority
            .settings
            .allowed_hosts
            .iter()
            .any(|known| known.eq_ignore_ascii_case(host))
    {
        return true;
    }
    // On this machine its other names are as good, with the same port.
    let Ok(origin) = Url::parse(&authority.addresses.origin) else {
        return false;
    };
    let port = origin.port().map(|port| format!(":{port}")).unwrap_or_default();
    lanyard_net::url::is_loopback(&origin)
        && ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| host == format!("{name}{port}"))
}

/// The refusal for a web page whose origin is neither ours, nor on loopback, nor listed.
pub(crate) fn foreign_origin(authority: &Authority, headers: &HeaderMap) -> Option<Response> {
    let origin = headers.get(header::ORIGIN)?;
    let refusal = || (StatusCode::FORBIDDEN, "this web page's origin may not call here\n").into_response();
    (!may_call(authority, origin)).then(refusal)
}

fn may_call(authority: &Authority, origin: &HeaderValue) -> bool {
    let Ok(text) = origin.to_str() else { return false };
    if text == authority.addresses.origin || authority.settings.cors_origins.iter().any(|known| known == text) {
        return true;
    }
    // `null` and other opaque origins do not parse as one with a host.
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && lanyard_net::url::is_loopback(&url)
            && url.origin().ascii_serialization() == text
    })
}

/// CORS for what programs in web pages may call: no credentials mode, and the headers they need to see.
pub(crate) fn cors(authority: &Arc<Authority>) -> CorsLayer {
    let authority = Arc::clone(authority);
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin, _| may_call(&authority, origin)))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([
            header::WWW_AUTHENTICATE,
            HeaderName::from_static("mcp-session-id"),
            HeaderName::from_static("mcp-protocol-version"),
        ])
        .max_age(std::time::Duration::from_mins(10))
}

/// The largest form or registration taken, in bytes.
const MAX_FORM: usize = 64 << 10;

/// Reads a request's body, which may neither dribble (slow-loris) nor have no end. How long the answer takes after that
/// is another matter: a provider that is slow has to be waited for, and then there has to be a page that says so.
pub(crate) async fn in_time(State(authority): State<Arc<Authority>>, request: Request, next: Next) -> Response {
    let time = authority.settings.limits.body_time;
    let (parts, body) = request.into_parts();
    let status = match tokio::time::timeout(time, Limited::new(body, MAX_FORM).collect()).await {
        Ok(Ok(body)) => return next.run(Request::from_parts(parts, Body::from(body.to_bytes()))).await,
        Ok(Err(error)) if error.is::<LengthLimitError>() => StatusCode::PAYLOAD_TOO_LARGE,
        Ok(Err(_)) => StatusCode::BAD_REQUEST,
        Err(_) => StatusCode::REQUEST_TIMEOUT,
    };
    (status, Body::empty()).into_response()
}
