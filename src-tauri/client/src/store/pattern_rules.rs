//! Table `pattern_rules`: the person's own rules for several tools at once.

use super::{Store, StoreError};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// The server's id, or `*`.
    pub server_id: String,
    /// A glob over names.
    pub pattern: String,
    /// `allow`, `ask` or `block`.
    pub rule: String,
}

/// All rows, in a fixed order.
pub async fn all(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(
        sqlx::query_as("SELECT server_id, pattern, rule FROM pattern_rules ORDER BY server_id, pattern")
            .fetch_all(&store.pool)
            .await?,
    )
}

/// Sets a rule, replacing the pattern's former one.
pub async fn set(store: &Store, row: &Row) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO pattern_rules (server_id, pattern, rule) VALUES (?, ?, ?) \
         ON CONFLICT (server_id, pattern) DO UPDATE SET rule = excluded.rule",
    )
    .bind(&row.server_id)
    .bind(&row.pattern)
    .bind(&row.rule)
    .execute(&store.pool)
    .await?;
    Ok(())
}

/// Forgets one.
pub async fn delete(store: &Store, server_id: &str, pattern: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM pattern_rules WHERE server_id = ? AND pattern = ?")
        .bind(server_id)
        .bind(pattern)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Forgets those of a server that was removed.
pub async fn delete_server(store: &Store, server_id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM pattern_rules WHERE server_id = ?")
        .bind(server_id)
        .execute(&store.pool)
        .await?;
    Ok(())
}
