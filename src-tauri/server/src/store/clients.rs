//! The table `clients`: applications that registered themselves.

use sqlx::{Row, SqlitePool};

use super::{StoreError, from_json, to_json};

/// One registration.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) grant_types: Vec<String>,
    pub(crate) auth_method: String,
    pub(crate) secret_hash: Option<String>,
    pub(crate) created_at: i64,
}

/// Keeps a new registration, unless `limit` unused ones are there already; tells whether it was kept.
pub(crate) async fn insert(pool: &SqlitePool, client: &Registered, limit: i64) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO clients (id, name, redirect_uris, grant_types, auth_method, secret_hash, created_at) \
         SELECT $1, $2, $3, $4, $5, $6, $7 \
         WHERE (SELECT COUNT(*) FROM clients WHERE used_at IS NULL) < $8",
    )
    .bind(&client.id)
    .bind(&client.name)
    .bind(to_json(&client.redirect_uris, "redirect list")?)
    .bind(to_json(&client.grant_types, "grant list")?)
    .bind(&client.auth_method)
    .bind(&client.secret_hash)
    .bind(client.created_at)
    .bind(limit)
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The registration with this id.
pub(crate) async fn find(pool: &SqlitePool, id: &str) -> Result<Option<Registered>, StoreError> {
    let row = sqlx::query(
        "SELECT id, name, redirect_uris, grant_types, auth_method, secret_hash, created_at \
         FROM clients WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(pool)
    .await?;
    row.map(|row| {
        Ok(Registered {
            id: row.try_get("id")?,
            name: row.try_get("name")?,
            redirect_uris: from_json(row.try_get("redirect_uris")?, "redirect list")?,
            grant_types: from_json(row.try_get("grant_types")?, "grant list")?,
            auth_method: row.try_get("auth_method")?,
            secret_hash: row.try_get("secret_hash")?,
            created_at: row.try_get("created_at")?,
        })
    })
    .transpose()
}

/// Notes that somebody signed in through it, which keeps it from expiring.
pub(crate) async fn used(pool: &SqlitePool, id: &str, now: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE clients SET used_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now)
        .execute(pool)
        .await?;
    Ok(())
}

pub(super) async fn sweep(pool: &SqlitePool, unused_before: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM clients WHERE used_at IS NULL AND created_at < $1")
        .bind(unused_before)
        .execute(pool)
        .await?;
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn a_registration_that_nobody_used_is_forgotten_and_a_used_one_stays() {
        let store = Store::open(None).await.unwrap();
        let client = |id: &str| Registered {
            id: id.to_owned(),
            name: id.to_owned(),
            redirect_uris: Vec::new(),
            grant_types: Vec::new(),
            auth_method: "none".to_owned(),
            secret_hash: None,
            created_at: 100,
        };
        assert!(insert(&store.pool, &client("used"), 10).await.unwrap());
        assert!(insert(&store.pool, &client("unused"), 10).await.unwrap());
        used(&store.pool, "used", 150).await.unwrap();
        store.sweep(1_000, 100).await.unwrap();
        assert!(find(&store.pool, "unused").await.unwrap().is_some());
        store.sweep(1_000, 101).await.unwrap();
        assert!(find(&store.pool, "unused").await.unwrap().is_none());
        assert!(find(&store.pool, "used").await.unwrap().is_some());
    }
}
