//! Table `conversations`: title, draft and times. Messages stand in their own table and go with their conversation.

use super::{Store, StoreError};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// Stable id.
    pub id: String,
    /// Empty until the first message.
    pub title: String,
    /// The text not yet sent.
    pub draft: String,
    /// Last change (RFC 3339).
    pub updated_at: String,
}

/// All rows, the last changed first.
pub async fn all(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(
        sqlx::query_as("SELECT id, title, draft, updated_at FROM conversations ORDER BY updated_at DESC, id")
            .fetch_all(&store.pool)
            .await?,
    )
}

/// One row, if it is there.
pub async fn get(store: &Store, id: &str) -> Result<Option<Row>, StoreError> {
    Ok(
        sqlx::query_as("SELECT id, title, draft, updated_at FROM conversations WHERE id = ?")
            .bind(id)
            .fetch_optional(&store.pool)
            .await?,
    )
}

/// Rows whose title or messages contain a text, the last changed first. `%` and `_` mean themselves.
pub async fn search(store: &Store, text: &str) -> Result<Vec<Row>, StoreError> {
    let pattern = format!(
        "%{}%",
        text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
    );
    Ok(sqlx::query_as(
        "SELECT id, title, draft, updated_at FROM conversations c WHERE title LIKE ? ESCAPE '\\' OR EXISTS \
         (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.plain LIKE ? ESCAPE '\\') \
         ORDER BY updated_at DESC, id",
    )
    .bind(&pattern)
    .bind(&pattern)
    .fetch_all(&store.pool)
    .await?)
}

/// Adds an empty conversation.
pub async fn insert(store: &Store, id: &str, at: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO conversations (id, title, draft, created_at, updated_at) VALUES (?, '', '', ?, ?)")
        .bind(id)
        .bind(at)
        .bind(at)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Sets the title; says whether the row was there.
pub async fn set_title(store: &Store, id: &str, title: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE conversations SET title = ? WHERE id = ?")
        .bind(title)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Keeps the text not yet sent; says whether the row was there.
pub async fn set_draft(store: &Store, id: &str, draft: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE conversations SET draft = ? WHERE id = ?")
        .bind(draft)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Notes the time of a change.
pub async fn touch(store: &Store, id: &str, at: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE conversations SET updated_at = ? WHERE id = ?")
        .bind(at)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Deletes a conversation with its messages, and folds the write-ahead log, which still holds their text; says
/// whether the row was there.
pub async fn delete(store: &Store, id: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM conversations WHERE id = ?")
        .bind(id)
        .execute(&store.pool)
        .await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected() > 0)
}
