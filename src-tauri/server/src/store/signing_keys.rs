//! The table `signing_keys`: the private halves are sealed.

use sqlx::{Row, SqlitePool};

use super::StoreError;

/// One key pair.
#[derive(Clone, Debug)]
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) public_jwk: String,
    pub(crate) private_sealed: Vec<u8>,
    pub(crate) created_at: i64,
}

/// Every key, the newest first.
pub(crate) async fn all(pool: &SqlitePool) -> Result<Vec<SigningKey>, StoreError> {
    let rows = sqlx::query(
        "SELECT kid, public_jwk, private_sealed, created_at FROM signing_keys ORDER BY created_at DESC, kid",
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(SigningKey {
                kid: row.try_get("kid")?,
                public_jwk: row.try_get("public_jwk")?,
                private_sealed: row.try_get("private_sealed")?,
                created_at: row.try_get("created_at")?,
            })
        })
        .collect()
}

/// Keeps a key.
pub(crate) async fn insert(pool: &SqlitePool, key: &SigningKey) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO signing_keys (kid, public_jwk, private_sealed, created_at) VALUES ($1, $2, $3, $4)")
        .bind(&key.kid)
        .bind(&key.public_jwk)
        .bind(&key.private_sealed)
        .bind(key.created_at)
        .execute(pool)
        .await?;
    Ok(())
}

/// Forgets keys made before this second.
pub(crate) async fn delete_before(pool: &SqlitePool, created_before: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM signing_keys WHERE created_at < $1")
        .bind(created_before)
        .execute(pool)
        .await?;
    Ok(())
}
