//! Table `settings`: what the person chose, one row each.

use super::{Store, StoreError};

/// All rows: name and value.
pub async fn all(store: &Store) -> Result<Vec<(String, String)>, StoreError> {
    Ok(sqlx::query_as("SELECT name, value FROM settings ORDER BY name")
        .fetch_all(&store.pool)
        .await?)
}

/// Writes one, over an older value.
pub async fn set(store: &Store, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(&store.pool)
    .await?;
    Ok(())
}
