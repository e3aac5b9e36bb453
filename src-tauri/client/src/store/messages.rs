//! Table `messages`: rows of JSON; what the JSON means is `chat::record`'s matter.

use std::sync::Arc;

use super::blobs::{self, Blob};
use super::{Store, StoreError};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// Grows with time.
    pub id: i64,
    /// Where it stands.
    pub conversation_id: String,
    /// `user` or `assistant`.
    pub role: String,
    /// Schema of `parts`.
    pub version: i64,
    /// JSON.
    pub parts: String,
    /// What search looks at.
    pub plain: String,
    /// When it was begun (RFC 3339).
    pub at: String,
    /// How the turn ended, as JSON.
    pub ended: Option<String>,
    /// Which model spoke.
    pub model: Option<String>,
}

/// The messages of a conversation, oldest first.
pub async fn of(store: &Store, conversation_id: &str) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT id, conversation_id, role, version, parts, plain, at, ended, model FROM messages \
         WHERE conversation_id = ? ORDER BY id",
    )
    .bind(conversation_id)
    .fetch_all(&store.pool)
    .await?)
}

/// What a turn begins with, in one transaction: the person's message with its files, the empty answer, the title, no
/// draft. Returns the two ids.
pub async fn begin_turn(
    store: &Store,
    user: &Row,
    files: &[Arc<Blob>],
    answer: &Row,
    title: &str,
) -> Result<(i64, i64), StoreError> {
    let mut transaction = store.pool.begin().await?;
    blobs::keep(&mut transaction, files).await?;
    let mut ids = [0; 2];
    for (id, row) in ids.iter_mut().zip([user, answer]) {
        *id = sqlx::query_scalar(
            "INSERT INTO messages (conversation_id, role, version, parts, plain, at, ended, model) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(&row.conversation_id)
        .bind(&row.role)
        .bind(row.version)
        .bind(&row.parts)
        .bind(&row.plain)
        .bind(&row.at)
        .bind(&row.ended)
        .bind(&row.model)
        .fetch_one(&mut *transaction)
        .await?;
    }
    sqlx::query("UPDATE conversations SET title = ?, draft = '', updated_at = ? WHERE id = ?")
        .bind(title)
        .bind(&user.at)
        .bind(&user.conversation_id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok((ids[0], ids[1]))
}

/// Replaces what a message says and how it ended.
pub async fn update(store: &Store, row: &Row) -> Result<(), StoreError> {
    sqlx::query("UPDATE messages SET version = ?, parts = ?, plain = ?, ended = ? WHERE id = ?")
        .bind(row.version)
        .bind(&row.parts)
        .bind(&row.plain)
        .bind(&row.ended)
        .bind(row.id)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Answers that never ended: the app ended under them.
pub async fn unended(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT id, conversation_id, role, version, parts, plain, at, ended, model FROM messages \
         WHERE role = 'assistant' AND ended IS NULL ORDER BY id",
    )
    .fetch_all(&store.pool)
    .await?)
}
