//! `/healthz`: whether the server can do its work, for whoever watches it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};

use crate::authority::Authority;

pub(super) async fn get(State(authority): State<Arc<Authority>>) -> (StatusCode, Json<Value>) {
    match authority.store.ping().await {
        Ok(()) => (StatusCode::OK, Json(json!({ "status": "ok" }))),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "database" })))
        }
    }
}
