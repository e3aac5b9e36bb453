//! The table `requests`: authorization requests between `/authorize` and the code.
//!
//! A stage is left by one statement that names the stage it expects: of two that try, one wins.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::{StoreError, from_json, to_json};

/// What the client asked, as validated at `/authorize`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) redirect_uri: String,
    /// The client's `state`, returned unchanged.
    pub(crate) state: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: String,
    /// The client's OpenID Connect nonce, for our ID token.
    pub(crate) nonce: Option<String>,
    /// `select_account` or `login`, handed to the provider.
    pub(crate) prompt: Option<String>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The consent page is shown; the provider knows nothing yet.
    Consent,
    /// The browser is at the provider.
    Upstream,
    /// Another person than the one who had allowed this came back, and is asked.
    Again,
    /// Answered.
    Done,
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Upstream => "upstream",
            Self::Again => "again",
            Self::Done => "done",
        }
    }

    fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Consent, Self::Upstream, Self::Again, Self::Done]
            .into_iter()
            .find(|stage| stage.as_str() == text)
            .ok_or(StoreError::Content { what: "stage" })
    }
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) id: String,
    pub(crate) stage: Stage,
    pub(crate) browser_hash: String,
    pub(crate) csrf_hash: Option<String>,
    pub(crate) upstream_sealed: Option<Vec<u8>>,
    pub(crate) identity_sealed: Option<Vec<u8>>,
    pub(crate) client_id: String,
    pub(crate) ask: Ask,
    pub(crate) expires_at: i64,
}

/// Keeps a new request in the stage `Consent`, unless `limit` are open already; tells whether it was kept.
pub(crate) async fn insert(pool: &SqlitePool, request: &Request, now: i64, limit: i64) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO requests (id, stage, browser_hash, client_id, ask, expires_at) SELECT $1, $2, $3, $4, $5, $6 \
         WHERE (SELECT COUNT(*) FROM requests WHERE expires_at > $7) < $8",
    )
    .bind(&request.id)
    .bind(request.stage.as_str())
    .bind(&request.browser_hash)
    .bind(&request.client_id)
    .bind(to_json(&request.ask, "request")?)
    .bind(request.expires_at)
    .bind(now)
    .bind(limit)
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

const COLUMNS: &str = "SELECT id, stage, browser_hash, csrf_hash, upstream_sealed, identity_sealed, client_id, ask, \
                       expires_at FROM requests WHERE id = $1 AND expires_at > $2";

/// The request with this id, unless it is over.
pub(crate) async fn find(pool: &SqlitePool, id: &str, now: i64) -> Result<Option<Request>, StoreError> {
    sqlx::query(COLUMNS)
        .bind(id)
        .bind(now)
        .fetch_optional(pool)
        .await?
        .map(read)
        .transpose()
}

/// Notes the page's CSRF token.
pub(crate) async fn set_csrf(pool: &SqlitePool, id: &str, hash: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE requests SET csrf_hash = $2 WHERE id = $1")
        .bind(id)
        .bind(hash)
        .execute(pool)
        .await?;
    Ok(())
}

/// `Consent -> Upstream`, with what the provider's answer will be held against; tells whether it was still there.
pub(crate) async fn to_upstream(
    pool: &SqlitePool,
    id: &str,
    state_hash: &str,
    sealed: &[u8],
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE requests SET stage = 'upstream', csrf_hash = NULL, upstream_hash = $2, upstream_sealed = $3 \
         WHERE id = $1 AND stage = 'consent'",
    )
    .bind(id)
    .bind(state_hash)
    .bind(sealed)
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// `Upstream -> Done`, by the provider's `state`, once: the second answer finds nothing.
pub(crate) async fn take_by_upstream(
    pool: &SqlitePool,
    state_hash: &str,
    browser_hash: &str,
    now: i64,
) -> Result<Option<Request>, StoreError> {
    sqlx::query(
        "UPDATE requests SET stage = 'done' \
         WHERE upstream_hash = $1 AND browser_hash = $2 AND stage = 'upstream' AND expires_at > $3 \
         RETURNING id, stage, browser_hash, csrf_hash, upstream_sealed, identity_sealed, client_id, ask, expires_at",
    )
    .bind(state_hash)
    .bind(browser_hash)
    .bind(now)
    .fetch_optional(pool)
    .await?
    .map(read)
    .transpose()
}

/// `Done -> Again`: the person who came back is asked.
pub(crate) async fn ask_again(pool: &SqlitePool, id: &str, identity: &[u8]) -> Result<(), StoreError> {
    sqlx::query("UPDATE requests SET stage = 'again', identity_sealed = $2 WHERE id = $1 AND stage = 'done'")
        .bind(id)
        .bind(identity)
        .execute(pool)
        .await?;
    Ok(())
}

/// `from -> Done`; tells whether it was still there.
pub(crate) async fn finish(pool: &SqlitePool, id: &str, from: Stage) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE requests SET stage = 'done' WHERE id = $1 AND stage = $2")
        .bind(id)
        .bind(from.as_str())
        .execute(pool)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn sweep(pool: &SqlitePool, now: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM requests WHERE expires_at < $1")
        .bind(now)
        .execute(pool)
        .await?;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map")]
fn read(row: SqliteRow) -> Result<Request, StoreError> {
    Ok(Request {
        id: row.try_get("id")?,
        stage: Stage::parse(row.try_get("stage")?)?,
        browser_hash: row.try_get("browser_hash")?,
        csrf_hash: row.try_get("csrf_hash")?,
        upstream_sealed: row.try_get("upstream_sealed")?,
        identity_sealed: row.try_get("identity_sealed")?,
        client_id: row.try_get("client_id")?,
        ask: from_json(row.try_get("ask")?, "request")?,
        expires_at: row.try_get("expires_at")?,
    })
}
