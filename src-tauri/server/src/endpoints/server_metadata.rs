//! `/.well-known/oauth-authorization-server`, also under its OpenID Connect name (RFC 8414 §2).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::authority::Authority;
use crate::id_jag::{JWT_BEARER, PROFILE};

pub(super) async fn get(State(authority): State<Arc<Authority>>) -> Json<Value> {
    let origin = &authority.addresses.origin;
    let methods = ["none", "client_secret_basic", "client_secret_post"];
    let mut document = json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": format!("{origin}/token"),
        "revocation_endpoint": format!("{origin}/revoke"),
        "jwks_uri": format!("{origin}/jwks"),
        "scopes_supported": authority.policy.supported(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        // RFC 9207 §3.
        "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": true,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "claims_supported": ["sub", "email", "email_verified", "name"],
        "ui_locales_supported": ["en", "zh-CN"],
    });
    if authority.settings.registration {
        document["registration_endpoint"] = Value::String(format!("{origin}/register"));
    }
    if authority.id_jag.is_offered() {
        if let Some(types) = document["grant_types_supported"].as_array_mut() {
            types.push(json!(JWT_BEARER));
        }
        document["authorization_grant_profiles_supported"] = json!([PROFILE]);
    }
    Json(document)
}
