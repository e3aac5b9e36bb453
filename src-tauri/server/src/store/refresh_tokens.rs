//! The table `refresh_tokens`: each used once, with a short grace window for a lost answer.

use sqlx::{Row, SqlitePool};

use super::StoreError;

/// What presenting a refresh token came to.
#[derive(Clone, Debug)]
pub(crate) enum Presented {
    /// It was unused and its successor stands in its place now.
    Rotated,
    /// It was used a moment ago and nobody used the successor: the client lost the answer and gets it again.
    Repeated {
        /// The successor, sealed.
        successor: Vec<u8>,
    },
    /// It was used before: a thief or a victim presents it, and the family must end.
    Reused,
}

/// A refresh token as stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) hash: String,
    pub(crate) grant_id: String,
    pub(crate) expires_at: i64,
    pub(crate) used_at: Option<i64>,
}

/// The token that takes over.
#[derive(Clone, Debug)]
pub(crate) struct Successor {
    pub(crate) hash: String,
    pub(crate) sealed: Vec<u8>,
    pub(crate) expires_at: i64,
}

/// Keeps the first token of a grant.
pub(crate) async fn insert(pool: &SqlitePool, token: &Stored) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO refresh_tokens (hash, grant_id, expires_at) VALUES ($1, $2, $3)")
        .bind(&token.hash)
        .bind(&token.grant_id)
        .bind(token.expires_at)
        .execute(pool)
        .await?;
    Ok(())
}

/// The token with this hash, used or not.
pub(crate) async fn find(pool: &SqlitePool, hash: &str) -> Result<Option<Stored>, StoreError> {
    let row = sqlx::query("SELECT hash, grant_id, expires_at, used_at FROM refresh_tokens WHERE hash = $1")
        .bind(hash)
        .fetch_optional(pool)
        .await?;
    row.map(|row| {
        Ok(Stored {
            hash: row.try_get("hash")?,
            grant_id: row.try_get("grant_id")?,
            expires_at: row.try_get("expires_at")?,
            used_at: row.try_get("used_at")?,
        })
    })
    .transpose()
}

/// Uses a token up and puts the successor in its place, both or neither. Of two that present it at once, one
/// rotates and the other repeats. `grace_from`: a use at or after this second may be repeated.
pub(crate) async fn rotate(
    pool: &SqlitePool,
    token: &Stored,
    successor: &Successor,
    now: i64,
    grace_from: i64,
) -> Result<Presented, StoreError> {
    let mut transaction = pool.begin().await?;
    let done = sqlx::query(
        "UPDATE refresh_tokens SET used_at = $2, successor_hash = $3, successor_sealed = $4 \
         WHERE hash = $1 AND used_at IS NULL",
    )
    .bind(&token.hash)
    .bind(now)
    .bind(&successor.hash)
    .bind(&successor.sealed)
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() == 1 {
        sqlx::query("INSERT INTO refresh_tokens (hash, grant_id, expires_at) VALUES ($1, $2, $3)")
            .bind(&successor.hash)
            .bind(&token.grant_id)
            .bind(successor.expires_at)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        return Ok(Presented::Rotated);
    }
    let row = sqlx::query(
        "SELECT old.successor_sealed AS sealed FROM refresh_tokens old \
         JOIN refresh_tokens next ON next.hash = old.successor_hash \
         WHERE old.hash = $1 AND old.used_at >= $2 AND next.used_at IS NULL",
    )
    .bind(&token.hash)
    .bind(grace_from)
    .fetch_optional(&mut *transaction)
    .await?;
    match row
        .map(|row| row.try_get::<Option<Vec<u8>>, _>("sealed"))
        .transpose()?
        .flatten()
    {
        Some(successor) => Ok(Presented::Repeated { successor }),
        None => Ok(Presented::Reused),
    }
}

pub(super) async fn sweep(pool: &SqlitePool, now: i64) -> Result<(), StoreError> {
    // The window is over: nobody needs the sealed successor any more, only the fact that the token was used.
    sqlx::query(
        "UPDATE refresh_tokens SET successor_sealed = NULL WHERE successor_sealed IS NOT NULL AND used_at < $1",
    )
    .bind(now - 3_600)
    .execute(pool)
    .await?;
    sqlx::query("DELETE FROM refresh_tokens WHERE expires_at < $1")
        .bind(now)
        .execute(pool)
        .await?;
    Ok(())
}
