//! An authorization code is redeemed, once (RFC 6749 §4.1.3, RFC 7636 §4.6).

use std::sync::Arc;

use serde_json::Value;

use crate::authority::Authority;
use crate::clients::Client;
use crate::endpoints::params::Params;
use crate::endpoints::refusal::Refusal;
use crate::random;
use crate::store::codes::{self, Code, Presented};
use crate::store::grants;
use crate::store::refresh_tokens::{self, Stored};

pub(super) async fn redeem(authority: &Arc<Authority>, client: &Client, form: &Params) -> Result<Value, Refusal> {
    let now = authority.clock.unix();
    let pool = &authority.store.pool;
    let sent = form
        .get("code")
        .ok_or_else(|| Refusal::invalid_request("code is missing"))?;
    let code = match codes::present(pool, &random::hash(sent), now).await? {
        Presented::Fresh(code) => code,
        Presented::Replayed { grant_id } => {
            tracing::warn!(target: "audit", client = %client.id, grant = %grant_id, "a used code was presented again: the sign-in is ended");
            authority.revoke_by_id(&grant_id).await?;
            return Err(Refusal::invalid_grant("the code was used before"));
        }
        Presented::Unknown => return Err(Refusal::invalid_grant("the code is not known or expired")),
    };
    let grant = grants::find_live(pool, &code.grant_id, now).await?;
    let grant = grant.ok_or_else(|| Refusal::invalid_grant("the sign-in was ended"))?;
    if let Err(refusal) = check(&code, client, &grant.client_id, form, now) {
        // Whoever holds the code without what belongs to it must not try again: the sign-in is over.
        authority.revoke(&grant).await?;
        return Err(refusal);
    }
    let refresh = if client.refreshes { Some(random::token()?) } else { None };
    if let Some(token) = &refresh {
        let stored = Stored {
            hash: random::hash(token),
            grant_id: grant.id.clone(),
            expires_at: grant.expires_at,
            used_at: None,
        };
        refresh_tokens::insert(pool, &stored).await?;
    }
    let granted: Vec<String> = grant.scopes.iter().cloned().collect();
    super::answer(authority, &grant, &granted, refresh.as_deref(), true)
}

fn check(code: &Code, client: &Client, owner: &str, form: &Params, now: i64) -> Result<(), Refusal> {
    if owner != client.id {
        return Err(Refusal::invalid_grant("the code was issued to another client"));
    }
    if code.expires_at <= now {
        return Err(Refusal::invalid_grant("the code expired"));
    }
    // OAuth 2.1 leaves the parameter out, since PKCE binds the code; a client that sends it must send the same.
    if form.get("redirect_uri").is_some_and(|sent| sent != code.redirect_uri) {
        return Err(Refusal::invalid_grant(
            "the redirect_uri is not the one of the authorization request",
        ));
    }
    let verifier = form.get("code_verifier").unwrap_or_default();
    let shape = (43..=128).contains(&verifier.len())
        && verifier
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    if !shape || !random::same(&random::s256(verifier), &code.challenge) {
        return Err(Refusal::invalid_grant("the code_verifier does not belong to the code"));
    }
    Ok(())
}
