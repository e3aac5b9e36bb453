//! `/jwks`: the public halves of our signing keys (RFC 7517 §5).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;

use crate::authority::Authority;

pub(super) async fn get(State(authority): State<Arc<Authority>>) -> impl IntoResponse {
    (
        [(header::CACHE_CONTROL, "public, max-age=300")],
        Json(authority.tokens.keys.jwks()),
    )
}
