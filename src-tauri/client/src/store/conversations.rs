//! Table `conversations`: title, draft, times, and how it is kept. Messages stand in their own table and go with their
//! conversation.

use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError, words};

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
    /// Kept at the top.
    pub pinned: bool,
    /// Put away.
    pub archived: bool,
    /// What the model is told in this conversation alone.
    pub instructions: String,
    /// The last message of the branch that is shown; none means the newest.
    pub leaf: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, draft, updated_at, pinned, archived, instructions, leaf FROM conversations ",
            $rest
        )
    };
}

/// All rows, the last changed first.
pub async fn all(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as(select!("ORDER BY updated_at DESC, id"))
        .fetch_all(&store.pool)
        .await?)
}

/// Those at the top of the list, the last changed first: the pinned ones, and the newest that are not put away, at
/// most `most`.
pub async fn top(store: &Store, most: u32) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as(select!(
        "WHERE id IN (SELECT id FROM conversations WHERE pinned) \
         OR id IN (SELECT id FROM conversations WHERE NOT archived ORDER BY updated_at DESC, id LIMIT ?) \
         ORDER BY updated_at DESC, id"
    ))
    .bind(most)
    .fetch_all(&store.pool)
    .await?)
}

/// How many there are.
pub async fn count(store: &Store) -> Result<u32, StoreError> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM conversations")
        .fetch_one(&store.pool)
        .await?)
}

/// One row, if it is there.
pub async fn get(store: &Store, id: &str) -> Result<Option<Row>, StoreError> {
    Ok(sqlx::query_as(select!("WHERE id = ?"))
        .bind(id)
        .fetch_optional(&store.pool)
        .await?)
}

/// Rows whose title holds a text, the last changed first, at most `most`. `%` and `_` mean themselves.
pub async fn titled(store: &Store, text: &str, most: u32) -> Result<Vec<Row>, StoreError> {
    let pattern = format!(
        "%{}%",
        text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
    );
    Ok(sqlx::query_as(select!(
        "WHERE title LIKE ? ESCAPE '\\' ORDER BY updated_at DESC, id LIMIT ?"
    ))
    .bind(pattern)
    .bind(most)
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

/// Adds one that was elsewhere, but for its branch: its messages are not there yet.
pub(super) async fn add(transaction: &mut Transaction<'_, Sqlite>, row: &Row) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO conversations (id, title, draft, created_at, updated_at, instructions) VALUES (?, ?, '', ?, ?, ?)",
    )
    .bind(&row.id)
    .bind(&row.title)
    .bind(&row.updated_at)
    .bind(&row.updated_at)
    .bind(&row.instructions)
    .execute(&mut **transaction)
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

/// Keeps it at the top, or no more; says whether the row was there.
pub async fn set_pinned(store: &Store, id: &str, pinned: bool) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE conversations SET pinned = ? WHERE id = ?")
        .bind(pinned)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Puts it away, or takes it back; what is put away is not pinned. Says whether the row was there.
pub async fn set_archived(store: &Store, id: &str, archived: bool) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE conversations SET archived = ?, pinned = pinned AND NOT ? WHERE id = ?")
        .bind(archived)
        .bind(archived)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Sets what the model is told in it; says whether the row was there.
pub async fn set_instructions(store: &Store, id: &str, instructions: &str) -> Result<bool, StoreError> {
    let done = sqlx::query("UPDATE conversations SET instructions = ? WHERE id = ?")
        .bind(instructions)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Shows the branch that ends with a message.
pub async fn set_leaf(store: &Store, id: &str, leaf: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE conversations SET leaf = ? WHERE id = ?")
        .bind(leaf)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Deletes a conversation with its messages and their words; says whether the row was there. The write-ahead log still
/// holds the text: see [`Store::fold`].
pub async fn delete(store: &Store, id: &str) -> Result<bool, StoreError> {
    let mut transaction = store.pool.begin().await?;
    words::forget(&mut transaction, id).await?;
    let done = sqlx::query("DELETE FROM conversations WHERE id = ?")
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(done.rows_affected() > 0)
}
