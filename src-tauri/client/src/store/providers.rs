//! Tables `providers` and `provider_keys`: what the person added, and for whom a key lies in the keychain.

use super::{Store, StoreError};

/// A row of `providers`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// Stable id.
    pub id: String,
    /// The kind, as its API text.
    pub kind: String,
    /// Name for people.
    pub name: String,
    /// Base URL; empty for the kind's usual place.
    pub base_url: String,
    /// A JSON list of model names; empty asks the provider.
    pub models: String,
    /// What its kind needs besides, as JSON.
    pub fields: String,
}

/// All rows, oldest first.
pub async fn all(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(
        sqlx::query_as("SELECT id, kind, name, base_url, models, fields FROM providers ORDER BY added_at, id")
            .fetch_all(&store.pool)
            .await?,
    )
}

/// Adds a row.
pub async fn insert(store: &Store, row: &Row, added_at: &str) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO providers (id, kind, name, base_url, models, fields, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&row.id)
    .bind(&row.kind)
    .bind(&row.name)
    .bind(&row.base_url)
    .bind(&row.models)
    .bind(&row.fields)
    .bind(added_at)
    .execute(&store.pool)
    .await?;
    Ok(())
}

/// Changes what its kind needs besides.
pub async fn set_fields(store: &Store, id: &str, fields: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE providers SET fields = ? WHERE id = ?")
        .bind(fields)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Removes a row; says whether it was there.
pub async fn delete(store: &Store, id: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM providers WHERE id = ?")
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// The providers that have a key.
pub async fn with_key(store: &Store) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT provider_id FROM provider_keys")
        .fetch_all(&store.pool)
        .await?)
}

/// Notes whether a provider has a key.
pub async fn note_key(store: &Store, id: &str, there: bool) -> Result<(), StoreError> {
    let statement = if there {
        "INSERT INTO provider_keys (provider_id) VALUES (?) ON CONFLICT (provider_id) DO NOTHING"
    } else {
        "DELETE FROM provider_keys WHERE provider_id = ?"
    };
    sqlx::query(statement).bind(id).execute(&store.pool).await?;
    Ok(())
}
