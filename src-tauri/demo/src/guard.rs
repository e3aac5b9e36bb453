//! What every request passes: the `Host` check on the way in, the protective headers on the way out.
//!
//! The listener is on loopback, but any web page can make a browser talk to loopback under a name of its own
//! (DNS rebinding); such a request carries that name in `Host`, and is sent away here.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderValue, StatusCode};

use crate::state::Shared;

/// The policy of every page. There is no script and no markup that a request could bring in. `form-action` is left out
/// on purpose: Chromium applies it to every redirect that follows a form, and ours leads through the server in front to
/// whatever address the app has, `dev.lanyard.desktop:` among them, which this provider does not know.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Lets a request through if it was meant for this address.
pub(crate) async fn guard(State(state): State<Shared>, request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().and_then(|value| value.to_str().ok());
    let known = host.is_some_and(|host| state.hosts.iter().any(|own| own.eq_ignore_ascii_case(host)));
    // A target in absolute form outranks the header (RFC 9112 §3.2.2), so it has to name us as well.
    let target = request
        .uri()
        .authority()
        .is_none_or(|to| state.hosts.iter().any(|own| own == to.as_str()));
    let mut response = if known && target && hosts.next().is_none() {
        next.run(request).await
    } else {
        (
            StatusCode::MISDIRECTED_REQUEST,
            "This demo answers under its own loopback address only.\n",
        )
            .into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
