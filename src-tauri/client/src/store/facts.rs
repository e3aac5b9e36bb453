//! Table `facts`: small facts of the profile, one row each.

use super::{Store, StoreError};

/// A fact, if it is known.
pub async fn get(store: &Store, name: &str) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT value FROM facts WHERE name = ?")
        .bind(name)
        .fetch_optional(&store.pool)
        .await?)
}

/// Remembers a fact.
pub async fn set(store: &Store, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(&store.pool)
    .await?;
    Ok(())
}
