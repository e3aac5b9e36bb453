//! The endpoints, one file each, and the router that names them.

mod authorize;
mod choose;
mod discovery;
mod end_session;
mod revocation;
mod token;
mod userinfo;

use axum::Json;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::guard;
use crate::page::words::Language;
use crate::page::{self, Trouble};
use crate::state::{BASE, Shared};

/// The largest form that is read, in bytes.
const LARGEST_FORM: usize = 32 * 1024;

/// Everything that answers.
pub(crate) fn router(state: Shared) -> Router {
    let provider = Router::new()
        .route("/.well-known/openid-configuration", get(discovery::document))
        .route("/jwks", get(discovery::keys))
        .route("/authorize", get(authorize::by_query).post(authorize::by_form))
        .route("/choose", post(choose::choose))
        .route("/token", post(token::token))
        .route("/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
        .route("/revoke", post(revocation::revoke))
        .route(
            "/end_session",
            get(end_session::end_session).post(end_session::end_session),
        )
        .route("/style.css", get(async || page::stylesheet()));
    Router::new()
        .nest(BASE, provider)
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(state.clone(), guard::guard))
        .with_state(state)
}

async fn nothing(State(state): State<Shared>, headers: HeaderMap) -> Response {
    state.pages.trouble(Language::of(None, &headers), Trouble::Nothing)
}

/// An OAuth error for a program (RFC 6749 §5.2).
fn refuse(status: StatusCode, error: &str, description: &str) -> Response {
    (
        status,
        Json(json!({ "error": error, "error_description": description })),
    )
        .into_response()
}
