//! A trusted identity provider's assertion becomes an access token (RFC 7523 §2.1 and §3.1, with an ID-JAG).
//!
//! The person is not asked: the company's administrator decided at its identity provider. So the client has to prove
//! itself, the lists and groups hold as for somebody who signed in here, and there is no refresh token: the client
//! comes back with a new assertion, and the provider decides again.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::StatusCode;
use serde_json::Value;

use crate::authority::Authority;
use crate::clients::Client;
use crate::endpoints::params::Params;
use crate::endpoints::refusal::Refusal;
use crate::id_jag::{Asserted, NotTaken};
use crate::principal::Way;
use crate::random;
use crate::store::assertions;
use crate::store::grants::Grant;

pub(super) async fn issue(authority: &Arc<Authority>, client: &Client, form: &Params) -> Result<Value, Refusal> {
    // Draft §8.1: whoever copies an assertion must not be able to use it, so the client has to have a secret.
    if client.secret_hash.is_none() || !client.asserts {
        let description = "this client may not present assertions; it has to have a secret and this grant type";
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "unauthorized_client",
            description,
        ));
    }
    let assertion = form
        .get("assertion")
        .ok_or_else(|| Refusal::invalid_request("assertion is missing"))?;
    let asserted = authority.id_jag.verify(assertion, &client.id).await.map_err(|error| {
        tracing::warn!(target: "audit", client = %client.id, way = Way::IdJag.as_str(), %error, "an assertion was refused");
        refusal(&error)
    })?;
    let scopes = scopes(authority, &asserted, form.get("scope"))?;
    let now = authority.clock.unix();
    let Asserted {
        identity,
        hash,
        usable_until,
        ..
    } = asserted;
    let grant = Grant {
        id: random::id()?,
        way: Way::IdJag,
        issuer: identity.issuer,
        subject: identity.subject,
        email: identity.email,
        name: identity.name,
        groups: identity.groups,
        client_id: client.id.clone(),
        scopes,
        nonce: None,
        signed_in_at: now,
        upstream_sealed: None,
        // No refresh token: the grant ends with its one access token.
        expires_at: now + authority.tokens.life + 60,
    };
    if !assertions::redeem(&authority.store.pool, &hash, usable_until, &grant).await? {
        tracing::warn!(target: "audit", who = %grant.subject, client = %client.id, way = Way::IdJag.as_str(), "a used assertion was presented again");
        return Err(Refusal::invalid_grant("the assertion was used before"));
    }
    authority.client_used(&client.id).await?;
    tracing::info!(target: "audit", who = %grant.subject, client = %client.id, way = Way::IdJag.as_str(), "signed in");
    let granted: Vec<String> = grant.scopes.iter().cloned().collect();
    super::answer(authority, &grant, &granted, None, false)
}

/// RFC 7521 §4.1.1: whatever is wrong with an assertion is `invalid_grant`.
fn refusal(error: &NotTaken) -> Refusal {
    match error {
        NotTaken::Wrong(_) | NotTaken::NotAllowed(_) => Refusal::invalid_grant(error.to_string()),
        NotTaken::Keys(_) => Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            "the identity provider's keys can't be had; try again",
        ),
    }
}

/// What the client asks for, the provider allows, and the person's groups may have.
fn scopes(authority: &Authority, asserted: &Asserted, asked: Option<&str>) -> Result<BTreeSet<String>, Refusal> {
    let policy = &authority.policy;
    let allowed = asserted.scope.as_deref().map(|scope| policy.known(scope));
    let wanted = match (asked, &allowed) {
        (Some(asked), _) => policy.known(asked),
        (None, Some(allowed)) => allowed.clone(),
        (None, None) => policy.default_scopes(),
    };
    let wanted: BTreeSet<String> = match &allowed {
        Some(allowed) => wanted.intersection(&policy.expand(allowed)).cloned().collect(),
        None => wanted,
    };
    let scopes = policy.narrow(&wanted, &asserted.identity.groups);
    if scopes.is_empty() {
        let description = "none of these scopes exists here and is allowed to this person";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalid_scope", description));
    }
    Ok(scopes)
}
