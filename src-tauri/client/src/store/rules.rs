//! Table `tool_rules`: the person's own rules for tools.

use super::{Store, StoreError};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// The server's id.
    pub server_id: String,
    /// The tool's name.
    pub tool: String,
    /// `allow`, `ask` or `block`.
    pub rule: String,
    /// The tool's definition when the rule was made.
    pub definition: String,
}

/// All rows.
pub async fn all(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(
        sqlx::query_as("SELECT server_id, tool, rule, definition FROM tool_rules")
            .fetch_all(&store.pool)
            .await?,
    )
}

/// Sets a rule, replacing the tool's former one.
pub async fn set(store: &Store, row: &Row) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO tool_rules (server_id, tool, rule, definition) VALUES (?, ?, ?, ?) \
         ON CONFLICT (server_id, tool) DO UPDATE SET rule = excluded.rule, definition = excluded.definition",
    )
    .bind(&row.server_id)
    .bind(&row.tool)
    .bind(&row.rule)
    .bind(&row.definition)
    .execute(&store.pool)
    .await?;
    Ok(())
}

/// Forgets the rules for a server's tools.
pub async fn delete_server(store: &Store, server_id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM tool_rules WHERE server_id = ?")
        .bind(server_id)
        .execute(&store.pool)
        .await?;
    Ok(())
}
