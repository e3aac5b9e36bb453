//! A refresh token is used up and replaced (RFC 6749 §6, RFC 9700 §4.14.2).
//!
//! The provider is asked again first, where it gave us a token for that: who was dismissed there is signed out here,
//! and who changed groups keeps what the new ones allow. When it can't be reached, nothing is issued and nothing is
//! used up.

use std::collections::BTreeSet;
use std::sync::Arc;

use http::StatusCode;
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::authority::{Authority, UPSTREAM_TOKEN};
use crate::clients::Client;
use crate::endpoints::params::Params;
use crate::endpoints::refusal::Refusal;
use crate::random;
use crate::store::grants::{self, Grant};
use crate::store::refresh_tokens::{self, Presented, Stored, Successor};

const SUCCESSOR: &str = "refresh token successor";

pub(super) async fn refresh(authority: &Arc<Authority>, client: &Client, form: &Params) -> Result<Value, Refusal> {
    let now = authority.clock.unix();
    let pool = &authority.store.pool;
    let sent = form
        .get("refresh_token")
        .ok_or_else(|| Refusal::invalid_request("refresh_token is missing"))?;
    let hash = random::hash(sent);
    let dead = || Refusal::invalid_grant("the refresh token is not valid any more; sign in again");
    let grant_id = refresh_tokens::find(pool, &hash).await?.ok_or_else(dead)?.grant_id;
    let _alone = authority.refreshing(&grant_id).lock().await;
    // Read again: another request may have used it while we waited.
    let stored = refresh_tokens::find(pool, &hash).await?.ok_or_else(dead)?;
    let mut grant = grants::find_live(pool, &grant_id, now).await?.ok_or_else(dead)?;
    if grant.client_id != client.id || stored.expires_at <= now {
        return Err(dead());
    }
    if grant.issuer != authority.upstream.issuer() {
        return Err(Refusal::invalid_grant(
            "the sign-in service of this server changed; sign in again",
        ));
    }
    let wanted = form.get("scope").map(|scope| authority.policy.known(scope));
    if wanted
        .as_ref()
        .is_some_and(|wanted| !wanted.is_subset(&authority.policy.expand(&grant.scopes)))
    {
        let description = "more was asked for than was granted";
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "invalid_scope", description));
    }
    if stored.used_at.is_none() {
        ask_provider(authority, &mut grant).await?;
    }
    let token = rotate(authority, &stored, &grant, now).await?;
    let granted: Vec<String> = match wanted {
        Some(wanted) => {
            let allowed = authority.policy.expand(&grant.scopes);
            wanted.intersection(&allowed).cloned().collect()
        }
        None => grant.scopes.iter().cloned().collect(),
    };
    super::answer(authority, &grant, &granted, Some(&token), true)
}

async fn rotate(authority: &Arc<Authority>, stored: &Stored, grant: &Grant, now: i64) -> Result<String, Refusal> {
    let token = random::token()?;
    let successor = Successor {
        hash: random::hash(&token),
        sealed: authority.seal.seal(SUCCESSOR, token.as_bytes())?,
        expires_at: grant.expires_at,
    };
    let grace = i64::try_from(authority.settings.limits.refresh_grace.as_secs()).unwrap_or(0);
    match refresh_tokens::rotate(&authority.store.pool, stored, &successor, now, now - grace).await? {
        Presented::Rotated => Ok(token),
        Presented::Repeated { successor } => Ok(authority
            .seal
            .open_text(SUCCESSOR, &successor)?
            .expose_secret()
            .to_owned()),
        Presented::Reused => {
            tracing::warn!(target: "audit", who = %grant.subject, client = %grant.client_id, grant = %grant.id, "a used refresh token was presented again: the sign-in is ended");
            authority.revoke(grant).await?;
            Err(Refusal::invalid_grant(
                "the refresh token was used before; sign in again",
            ))
        }
    }
}

/// Holds the grant against what the provider says now.
async fn ask_provider(authority: &Arc<Authority>, grant: &mut Grant) -> Result<(), Refusal> {
    let Some(sealed) = &grant.upstream_sealed else {
        return Ok(());
    };
    let token = authority.seal.open_text(UPSTREAM_TOKEN, sealed)?;
    let (identity, renewed) = match authority.upstream.ask_again(&grant.subject, &token).await {
        Ok(answer) => answer,
        Err(error) if error.is_refusal() => {
            tracing::warn!(target: "audit", who = %grant.subject, client = %grant.client_id, %error, "the provider ended the sign-in");
            authority.revoke(grant).await?;
            return Err(Refusal::invalid_grant(
                "the sign-in service ended this sign-in; sign in again",
            ));
        }
        Err(error) => {
            // Letting it pass would keep dismissed people in whenever the provider is down.
            tracing::warn!(%error, "the provider can't be asked whether a sign-in still holds");
            let description = "the sign-in service can't be reached; try again";
            return Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "temporarily_unavailable",
                description,
            ));
        }
    };
    let mut changed = false;
    if let Some(token) = renewed {
        grant.upstream_sealed = Some(authority.seal.seal(UPSTREAM_TOKEN, token.expose_secret().as_bytes())?);
        changed = true;
    }
    if let Some(identity) = identity {
        let scopes: BTreeSet<String> = authority.policy.narrow(&grant.scopes, &identity.groups);
        if scopes.is_empty() {
            authority.revoke(grant).await?;
            return Err(Refusal::invalid_grant("this account may not use these tools any more"));
        }
        grant.email = identity.email;
        grant.name = identity.name;
        grant.groups = identity.groups;
        grant.scopes = scopes;
        changed = true;
    }
    if changed {
        grants::renew(&authority.store, grant).await?;
    }
    Ok(())
}
