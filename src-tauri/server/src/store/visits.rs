//! The table `visits`: browsers on their way to the provider so that a page here knows who is there, and those that
//! came back.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::StoreError;

/// A browser that is sent to the provider.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) state_hash: String,
    pub(crate) browser_hash: String,
    /// A path here.
    pub(crate) return_to: String,
    pub(crate) departed_sealed: Vec<u8>,
    pub(crate) expires_at: i64,
}

/// Keeps a departure, unless `limit` visits are open already; tells whether it was kept.
pub(crate) async fn insert(pool: &SqlitePool, visit: &Visit, now: i64, limit: i64) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO visits (state_hash, browser_hash, return_to, departed_sealed, expires_at) \
         SELECT $1, $2, $3, $4, $5 WHERE (SELECT COUNT(*) FROM visits WHERE expires_at > $6) < $7",
    )
    .bind(&visit.state_hash)
    .bind(&visit.browser_hash)
    .bind(&visit.return_to)
    .bind(&visit.departed_sealed)
    .bind(visit.expires_at)
    .bind(now)
    .bind(limit)
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The departure that the provider's `state` belongs to, once and for the browser that was sent.
pub(crate) async fn take(
    pool: &SqlitePool,
    state_hash: &str,
    browser_hash: &str,
    now: i64,
) -> Result<Option<Visit>, StoreError> {
    sqlx::query(
        "UPDATE visits SET taken = 1 WHERE state_hash = $1 AND browser_hash = $2 AND taken = 0 AND expires_at > $3 \
         RETURNING state_hash, browser_hash, return_to, departed_sealed, expires_at",
    )
    .bind(state_hash)
    .bind(browser_hash)
    .bind(now)
    .fetch_optional(pool)
    .await?
    .map(read)
    .transpose()
}

/// Notes who came back. Whoever was there before has left: a browser is at one person at a time.
pub(crate) async fn arrived(
    pool: &SqlitePool,
    visit: &Visit,
    identity: &[u8],
    expires_at: i64,
) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("DELETE FROM visits WHERE browser_hash = $1 AND identity_sealed IS NOT NULL")
        .bind(&visit.browser_hash)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("UPDATE visits SET identity_sealed = $2, expires_at = $3 WHERE state_hash = $1")
        .bind(&visit.state_hash)
        .bind(identity)
        .bind(expires_at)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Who is at this browser, sealed.
pub(crate) async fn known(pool: &SqlitePool, browser_hash: &str, now: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT identity_sealed FROM visits WHERE browser_hash = $1 AND identity_sealed IS NOT NULL AND expires_at > $2",
    )
    .bind(browser_hash)
    .bind(now)
    .fetch_optional(pool)
    .await?)
}

pub(super) async fn sweep(pool: &SqlitePool, now: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM visits WHERE expires_at < $1")
        .bind(now)
        .execute(pool)
        .await?;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map")]
fn read(row: SqliteRow) -> Result<Visit, StoreError> {
    Ok(Visit {
        state_hash: row.try_get("state_hash")?,
        browser_hash: row.try_get("browser_hash")?,
        return_to: row.try_get("return_to")?,
        departed_sealed: row.try_get("departed_sealed")?,
        expires_at: row.try_get("expires_at")?,
    })
}
