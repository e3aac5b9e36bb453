//! Table `servers`: what the person added.

use super::{Store, StoreError};

/// A row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    /// Stable id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The MCP endpoint, as given.
    pub url: String,
    /// How it is signed in to, as JSON.
    pub options: String,
}

/// All rows, oldest first.
pub async fn all(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(
        sqlx::query_as("SELECT id, name, url, options FROM servers ORDER BY added_at, id")
            .fetch_all(&store.pool)
            .await?,
    )
}

/// Adds a row; a URL that is there already keeps its row. Returns the one that is there.
pub async fn insert(store: &Store, row: &Row, added_at: &str) -> Result<Row, StoreError> {
    sqlx::query(
        "INSERT INTO servers (id, name, url, options, added_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
    )
    .bind(&row.id)
    .bind(&row.name)
    .bind(&row.url)
    .bind(&row.options)
    .bind(added_at)
    .execute(&store.pool)
    .await?;
    Ok(
        sqlx::query_as("SELECT id, name, url, options FROM servers WHERE url = ?")
            .bind(&row.url)
            .fetch_one(&store.pool)
            .await?,
    )
}

/// Changes how a server is signed in to.
pub async fn set_options(store: &Store, id: &str, options: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE servers SET options = ? WHERE id = ?")
        .bind(options)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Removes a row.
pub async fn delete(store: &Store, id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM servers WHERE id = ?")
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(())
}
