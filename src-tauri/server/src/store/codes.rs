//! The table `codes`: authorization codes, each good for one redemption.

use sqlx::{Row, SqlitePool};

use super::StoreError;
use super::grants::{self, Grant};

/// One code, by its hash.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) hash: String,
    pub(crate) grant_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) expires_at: i64,
}

/// What presenting a code came to.
#[derive(Clone, Debug)]
pub(crate) enum Presented {
    /// It was there and is used up now.
    Fresh(Code),
    /// It was used before: its grant must end (RFC 6749 §4.1.2).
    Replayed {
        /// The grant.
        grant_id: String,
    },
    /// Nobody issued it, or so long ago that it is forgotten.
    Unknown,
}

/// Keeps a code with its grant, both or neither.
pub(crate) async fn insert(pool: &SqlitePool, code: &Code, grant: &Grant) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await?;
    grants::insert(&mut *transaction, grant).await?;
    sqlx::query("INSERT INTO codes (hash, grant_id, redirect_uri, challenge, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&code.hash)
        .bind(&code.grant_id)
        .bind(&code.redirect_uri)
        .bind(&code.challenge)
        .bind(code.expires_at)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Uses a code up. One statement decides between two that present it at once.
pub(crate) async fn present(pool: &SqlitePool, hash: &str, now: i64) -> Result<Presented, StoreError> {
    let fresh = sqlx::query(
        "UPDATE codes SET used_at = $2 WHERE hash = $1 AND used_at IS NULL \
         RETURNING hash, grant_id, redirect_uri, challenge, expires_at",
    )
    .bind(hash)
    .bind(now)
    .fetch_optional(pool)
    .await?;
    if let Some(row) = fresh {
        return Ok(Presented::Fresh(Code {
            hash: row.try_get("hash")?,
            grant_id: row.try_get("grant_id")?,
            redirect_uri: row.try_get("redirect_uri")?,
            challenge: row.try_get("challenge")?,
            expires_at: row.try_get("expires_at")?,
        }));
    }
    let row = sqlx::query("SELECT grant_id FROM codes WHERE hash = $1")
        .bind(hash)
        .fetch_optional(pool)
        .await?;
    match row {
        Some(row) => Ok(Presented::Replayed {
            grant_id: row.try_get("grant_id")?,
        }),
        None => Ok(Presented::Unknown),
    }
}

pub(super) async fn sweep(pool: &SqlitePool, now: i64) -> Result<(), StoreError> {
    // Used codes stay for a day, so that a replay in that time ends the family.
    sqlx::query("DELETE FROM codes WHERE expires_at < $1")
        .bind(now - 86_400)
        .execute(pool)
        .await?;
    Ok(())
}
