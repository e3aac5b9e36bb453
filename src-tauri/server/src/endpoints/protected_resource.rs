//! `/.well-known/oauth-protected-resource[/mcp]`: which authorization server stands before the tools (RFC 9728 §2).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::authority::Authority;

pub(super) async fn get(State(authority): State<Arc<Authority>>) -> Json<Value> {
    Json(json!({
        "resource": authority.addresses.resource,
        "resource_name": authority.settings.name,
        "authorization_servers": [authority.addresses.origin],
        "scopes_supported": authority.policy.scopes.iter().map(|scope| scope.name).collect::<Vec<_>>(),
        "bearer_methods_supported": ["header"],
    }))
}
