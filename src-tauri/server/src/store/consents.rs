//! The table `consents`: what was allowed before, per browser, application and redirect host.

use std::collections::BTreeSet;

use sqlx::{Row, SqlitePool};

use super::{StoreError, from_json, to_json};

/// One remembered consent.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    /// The person who gave it: another one is asked again.
    pub(crate) subject: String,
    pub(crate) scopes: BTreeSet<String>,
}

/// Where a consent belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) browser_hash: &'a str,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_host: &'a str,
}

/// What was allowed in this place.
pub(crate) async fn find(pool: &SqlitePool, place: Place<'_>, now: i64) -> Result<Option<Consent>, StoreError> {
    let row = sqlx::query(
        "SELECT subject, scopes FROM consents \
         WHERE browser_hash = $1 AND client_id = $2 AND redirect_host = $3 AND expires_at > $4",
    )
    .bind(place.browser_hash)
    .bind(place.client_id)
    .bind(place.redirect_host)
    .bind(now)
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        Ok(Consent {
            subject: row.try_get("subject")?,
            scopes: from_json(row.try_get("scopes")?, "scope list")?,
        })
    })
    .transpose()
}

/// Remembers, in place of what was there.
pub(crate) async fn put(
    pool: &SqlitePool,
    place: Place<'_>,
    consent: &Consent,
    expires_at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO consents (browser_hash, client_id, redirect_host, subject, scopes, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (browser_hash, client_id, redirect_host) \
         DO UPDATE SET subject = excluded.subject, scopes = excluded.scopes, expires_at = excluded.expires_at",
    )
    .bind(place.browser_hash)
    .bind(place.client_id)
    .bind(place.redirect_host)
    .bind(&consent.subject)
    .bind(to_json(&consent.scopes, "scope list")?)
    .bind(expires_at)
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn sweep(pool: &SqlitePool, now: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM consents WHERE expires_at < $1")
        .bind(now)
        .execute(pool)
        .await?;
    Ok(())
}
