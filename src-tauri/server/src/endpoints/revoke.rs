//! `/revoke`: a client gives a token back (RFC 7009). Either token ends the whole family, at once and upstream too.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode};

use super::params::Params;
use super::refusal::Refusal;
use crate::authority::Authority;
use crate::clients::authentication;
use crate::random;
use crate::store::{grants, refresh_tokens};

pub(super) async fn post(
    State(authority): State<Arc<Authority>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let form = Params::parse(&body)?;
    let client = authentication::authenticate(&authority.clients, &headers, &form).await?;
    let token = form
        .get("token")
        .ok_or_else(|| Refusal::invalid_request("token is missing"))?;
    let pool = &authority.store.pool;
    let grant_id = match refresh_tokens::find(pool, &random::hash(token)).await? {
        Some(stored) => Some(stored.grant_id),
        // An expired access token still names its family.
        None => authority.tokens.verify_signed(token).ok().map(|claims| claims.grant),
    };
    if let Some(id) = grant_id
        && let Some(grant) = grants::find_live(pool, &id, authority.clock.unix()).await?
    {
        if grant.client_id != client.id {
            return Err(Refusal::invalid_grant("the token was issued to another client"));
        }
        authority.revoke(&grant).await?;
        tracing::info!(target: "audit", who = %grant.subject, client = %client.id, "signed out");
    }
    // A token that nobody knows is as good as revoked (§2.2).
    Ok(StatusCode::OK)
}
