//! Every door of the server: one file per endpoint, and here the list of them.
//!
//! Metadata, registration, token and revocation endpoints may be called by web pages (CORS); the pages that people
//! see and the provider's callback may not.

mod ask;
mod authorize;
mod callback;
mod consent;
mod finish;
mod healthz;
mod jwks;
pub(crate) mod params;
mod protected_resource;
pub(crate) mod refusal;
mod register;
mod revoke;
mod server_metadata;
mod token;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use crate::authority::Authority;
use crate::gate;

/// Everything but the MCP endpoint itself.
pub(crate) fn router(authority: &Arc<Authority>) -> Router {
    let resource_path = &authority.settings.mcp_path;
    let open = Router::new()
        .route("/.well-known/oauth-protected-resource", get(protected_resource::get))
        .route(
            &format!("/.well-known/oauth-protected-resource{resource_path}"),
            get(protected_resource::get),
        )
        .route("/.well-known/oauth-authorization-server", get(server_metadata::get))
        .route("/.well-known/openid-configuration", get(server_metadata::get))
        .route("/jwks", get(jwks::get))
        .route("/register", post(register::post))
        .route("/token", post(token::post))
        .route("/revoke", post(revoke::post))
        .layer(gate::cors(authority));
    let pages = Router::new()
        .route("/authorize", get(authorize::get))
        .route("/consent", get(consent::get).post(consent::post))
        .route("/ask/{id}", get(ask::get).post(ask::post))
        .route(&authority.addresses.callback_path, get(callback::get));
    open.merge(pages)
        .route("/healthz", get(healthz::get))
        .layer(middleware::from_fn_with_state(Arc::clone(authority), gate::in_time))
        .with_state(Arc::clone(authority))
}
