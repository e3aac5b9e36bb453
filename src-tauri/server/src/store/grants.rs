//! The table `grants`: one sign-in, and the family of everything issued from it.

use std::collections::BTreeSet;
use std::sync::Arc;

use sqlx::{Row, SqliteExecutor, SqlitePool};

use super::{Store, StoreError, from_json, to_json};
use crate::principal::Way;

/// One grant.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) way: Way,
    /// The identity provider that vouched for the person; empty for a program.
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) email: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) client_id: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) signed_in_at: i64,
    /// The provider's refresh token, sealed.
    pub(crate) upstream_sealed: Option<Vec<u8>>,
    pub(crate) expires_at: i64,
}

#[cfg(test)]
impl Grant {
    /// Somebody's grant without scopes, which lasts.
    pub(crate) fn sample(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            way: Way::OAuth,
            issuer: "https://id.example".to_owned(),
            subject: "ada".to_owned(),
            email: None,
            name: None,
            groups: Vec::new(),
            client_id: "c".to_owned(),
            scopes: BTreeSet::new(),
            nonce: None,
            signed_in_at: 0,
            upstream_sealed: None,
            expires_at: i64::MAX,
        }
    }
}

fn way_from(text: &str) -> Result<Way, StoreError> {
    [Way::OAuth, Way::ApiKey, Way::ClientCredentials, Way::IdJag]
        .into_iter()
        .find(|way| way.as_str() == text)
        .ok_or(StoreError::Content { what: "way" })
}

/// Keeps a new grant.
pub(crate) async fn insert<'e>(executor: impl SqliteExecutor<'e>, grant: &Grant) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO grants (id, way, issuer, subject, email, name, user_groups, client_id, scopes, nonce, \
         signed_in_at, upstream_sealed, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&grant.id)
    .bind(grant.way.as_str())
    .bind(&grant.issuer)
    .bind(&grant.subject)
    .bind(&grant.email)
    .bind(&grant.name)
    .bind(to_json(&grant.groups, "group list")?)
    .bind(&grant.client_id)
    .bind(to_json(&grant.scopes, "scope list")?)
    .bind(&grant.nonce)
    .bind(grant.signed_in_at)
    .bind(&grant.upstream_sealed)
    .bind(grant.expires_at)
    .execute(executor)
    .await?;
    Ok(())
}

/// The grant, if it is neither revoked nor over.
pub(crate) async fn find_live(pool: &SqlitePool, id: &str, now: i64) -> Result<Option<Grant>, StoreError> {
    let row = sqlx::query(
        "SELECT id, way, issuer, subject, email, name, user_groups, client_id, scopes, nonce, signed_in_at, \
         upstream_sealed, expires_at FROM grants WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2",
    )
    .bind(id)
    .bind(now)
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        Ok(Grant {
            id: row.try_get("id")?,
            way: way_from(row.try_get("way")?)?,
            issuer: row.try_get("issuer")?,
            subject: row.try_get("subject")?,
            email: row.try_get("email")?,
            name: row.try_get("name")?,
            groups: from_json(row.try_get("user_groups")?, "group list")?,
            client_id: row.try_get("client_id")?,
            scopes: from_json(row.try_get("scopes")?, "scope list")?,
            nonce: row.try_get("nonce")?,
            signed_in_at: row.try_get("signed_in_at")?,
            upstream_sealed: row.try_get("upstream_sealed")?,
            expires_at: row.try_get("expires_at")?,
        })
    })
    .transpose()
}

/// The same for a call, which may be told what was true a moment ago (see [`super::live`]).
pub(crate) async fn find_live_for_call(store: &Store, id: &str, now: i64) -> Result<Option<Arc<Grant>>, StoreError> {
    if let Some(grant) = store.live.get(id, now) {
        return Ok(Some(grant));
    }
    let reading = store.live.reading();
    let grant = find_live(&store.pool, id, now).await?.map(Arc::new);
    if let Some(grant) = &grant {
        store.live.keep(&reading, grant);
    }
    Ok(grant)
}

/// Ends the family: everything issued from the grant is dead from the next request on.
pub(crate) async fn revoke(store: &Store, id: &str, now: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE grants SET revoked_at = $2, upstream_sealed = NULL WHERE id = $1 AND revoked_at IS NULL")
        .bind(id)
        .bind(now)
        .execute(&store.pool)
        .await?;
    store.live.changed(id);
    Ok(())
}

/// Whether the same person has another live grant with a token of the provider.
pub(crate) async fn others_live(pool: &SqlitePool, grant: &Grant, now: i64) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT id FROM grants WHERE issuer = $1 AND subject = $2 AND id <> $3 AND upstream_sealed IS NOT NULL \
         AND revoked_at IS NULL AND expires_at > $4 LIMIT 1",
    )
    .bind(&grant.issuer)
    .bind(&grant.subject)
    .bind(&grant.id)
    .bind(now)
    .fetch_optional(pool)
    .await?;
    Ok(row.is_some())
}

/// Writes what the provider said when it was asked again.
pub(crate) async fn renew(store: &Store, grant: &Grant) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE grants SET email = $2, name = $3, user_groups = $4, scopes = $5, upstream_sealed = $6 \
         WHERE id = $1 AND revoked_at IS NULL",
    )
    .bind(&grant.id)
    .bind(&grant.email)
    .bind(&grant.name)
    .bind(to_json(&grant.groups, "group list")?)
    .bind(to_json(&grant.scopes, "scope list")?)
    .bind(&grant.upstream_sealed)
    .execute(&store.pool)
    .await?;
    store.live.changed(&grant.id);
    Ok(())
}

pub(super) async fn sweep(pool: &SqlitePool, now: i64) -> Result<(), StoreError> {
    // A revoked grant is kept for a day, so that a late replay still finds it dead rather than unknown.
    sqlx::query("DELETE FROM grants WHERE expires_at < $1 OR revoked_at < $2")
        .bind(now)
        .bind(now - 86_400)
        .execute(pool)
        .await?;
    Ok(())
}
