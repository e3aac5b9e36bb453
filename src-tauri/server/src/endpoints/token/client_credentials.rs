//! A program acts for itself (RFC 6749 §4.4): only one that an administrator set up, and only with its own scopes.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::StatusCode;
use serde_json::Value;

use crate::authority::Authority;
use crate::clients::Client;
use crate::endpoints::params::Params;
use crate::endpoints::refusal::Refusal;
use crate::principal::Way;
use crate::random;
use crate::store::grants::{self, Grant};

pub(super) async fn issue(authority: &Arc<Authority>, client: &Client, form: &Params) -> Result<Value, Refusal> {
    if client.secret_hash.is_none() || client.own_scopes.is_empty() {
        let description = "this client may not act for itself; an administrator has to set it up";
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "unauthorized_client",
            description,
        ));
    }
    let own = authority.policy.expand(&client.own_scopes);
    let scopes: BTreeSet<String> = match form.get("scope") {
        Some(wanted) => authority.policy.known(wanted).intersection(&own).cloned().collect(),
        None => client.own_scopes.clone(),
    };
    if scopes.is_empty() {
        let description = "none of these scopes belongs to this client";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalid_scope", description));
    }
    let now = authority.clock.unix();
    let grant = Grant {
        id: random::id()?,
        way: Way::ClientCredentials,
        issuer: String::new(),
        subject: format!("client:{}", client.id),
        email: None,
        name: Some(client.name.clone()),
        groups: Vec::new(),
        client_id: client.id.clone(),
        scopes,
        nonce: None,
        signed_in_at: now,
        upstream_sealed: None,
        // No refresh token: the grant ends with its one access token.
        expires_at: now + authority.tokens.life + 60,
    };
    grants::insert(&authority.store.pool, &grant).await?;
    let granted: Vec<String> = grant.scopes.iter().cloned().collect();
    super::answer(authority, &grant, &granted, None, false)
}
