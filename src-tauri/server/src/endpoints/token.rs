//! `/token`: codes, refresh tokens, programs' own credentials and assertions become access tokens (RFC 6749 §3.2).

mod client_credentials;
mod code;
mod jwt_bearer;
mod refresh;

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::params::Params;
use super::refusal::Refusal;
use crate::authority::Authority;
use crate::clients::authentication;
use crate::id_jag::JWT_BEARER;
use crate::scopes;
use crate::store::grants::Grant;

pub(super) async fn post(
    State(authority): State<Arc<Authority>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let form = Params::parse(&body)?;
    let client = authentication::authenticate(&authority.clients, &headers, &form).await?;
    if form
        .all("resource")
        .any(|resource| resource != authority.addresses.resource)
    {
        return Err(Refusal::invalid_target());
    }
    let answer = match form.get("grant_type") {
        Some("authorization_code") => code::redeem(&authority, &client, &form).await?,
        Some("refresh_token") => refresh::refresh(&authority, &client, &form).await?,
        Some("client_credentials") => client_credentials::issue(&authority, &client, &form).await?,
        Some(JWT_BEARER) if authority.id_jag.is_offered() => jwt_bearer::issue(&authority, &client, &form).await?,
        Some(_) => {
            let description = "this grant type is not supported";
            return Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                description,
            ));
        }
        None => return Err(Refusal::invalid_request("grant_type is missing")),
    };
    Ok((
        [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")],
        Json(answer),
    )
        .into_response())
}

/// The answer of RFC 6749 §5.1.
fn answer(
    authority: &Authority,
    grant: &Grant,
    granted: &[String],
    refresh_token: Option<&str>,
    with_identity: bool,
) -> Result<Value, Refusal> {
    let (access_token, expires_in) = authority.tokens.access(grant, granted)?;
    let mut answer = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": expires_in,
        "scope": scopes::join(granted),
    });
    if let Some(token) = refresh_token {
        answer["refresh_token"] = json!(token);
    }
    if with_identity && grant.scopes.contains("openid") {
        answer["id_token"] = json!(authority.tokens.identity(grant)?);
    }
    Ok(answer)
}
