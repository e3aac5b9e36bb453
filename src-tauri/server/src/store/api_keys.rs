//! The table `api_keys`: keys for programs, hashed.

use std::collections::BTreeSet;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::{StoreError, from_json, to_json};

/// One key.
#[derive(Clone, Debug)]
pub(crate) struct ApiKey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) secret_hash: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) created_at: i64,
    pub(crate) expires_at: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
}

/// Keeps a new key.
pub(crate) async fn insert(pool: &SqlitePool, key: &ApiKey) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO api_keys (id, name, secret_hash, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&key.id)
    .bind(&key.name)
    .bind(&key.secret_hash)
    .bind(to_json(&key.scopes, "scope list")?)
    .bind(key.created_at)
    .bind(key.expires_at)
    .execute(pool)
    .await?;
    Ok(())
}

/// The key with this id, dead or alive.
pub(crate) async fn find(pool: &SqlitePool, id: &str) -> Result<Option<ApiKey>, StoreError> {
    sqlx::query("SELECT id, name, secret_hash, scopes, created_at, expires_at, revoked_at FROM api_keys WHERE id = $1")
        .bind(id)
        .fetch_optional(pool)
        .await?
        .map(read)
        .transpose()
}

/// Every key, the newest first.
pub(crate) async fn all(pool: &SqlitePool) -> Result<Vec<ApiKey>, StoreError> {
    sqlx::query(
        "SELECT id, name, secret_hash, scopes, created_at, expires_at, revoked_at FROM api_keys \
         ORDER BY created_at DESC, id",
    )
    .fetch_all(pool)
    .await?
    .into_iter()
    .map(read)
    .collect()
}

/// Ends a key; tells whether it was alive.
pub(crate) async fn revoke(pool: &SqlitePool, id: &str, now: i64) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
        .bind(id)
        .bind(now)
        .execute(pool)
        .await?;
    Ok(done.rows_affected() == 1)
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map")]
fn read(row: SqliteRow) -> Result<ApiKey, StoreError> {
    Ok(ApiKey {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        secret_hash: row.try_get("secret_hash")?,
        scopes: from_json(row.try_get("scopes")?, "scope list")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
    })
}
