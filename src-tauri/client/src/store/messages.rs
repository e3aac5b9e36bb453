//! Table `messages`: rows of JSON, a tree by `parent`; what the JSON means is `chat::record`'s matter.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::{Sqlite, Transaction};

use super::blobs::{self, Blob};
use super::{Store, StoreError, conversations, words};

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// Grows with time.
    pub id: i64,
    /// Where it stands.
    pub conversation_id: String,
    /// The message before it on its branch; none for a first one.
    pub parent: Option<i64>,
    /// `user` or `assistant`.
    pub role: String,
    /// Schema of `parts`.
    pub version: i64,
    /// JSON.
    pub parts: String,
    /// The part that was being written last, as JSON; in place of its like in `parts`, or after them.
    #[sqlx(default)]
    pub tail: Option<String>,
    /// What search looks at. It goes into the index and is not read back.
    #[sqlx(default)]
    pub words: String,
    /// When it was begun (RFC 3339).
    pub at: String,
    /// How the turn ended, as JSON.
    pub ended: Option<String>,
    /// Which model spoke.
    pub model: Option<String>,
    /// What the provider counted, as JSON.
    pub usage: Option<String>,
}

/// Where a message stands in its conversation's tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Place {
    /// The message.
    pub id: i64,
    /// The one before it.
    pub parent: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, conversation_id, parent, role, version, parts, tail, at, ended, model, usage FROM messages ",
            $rest
        )
    };
}

/// The tree of a conversation, oldest first.
pub async fn places(store: &Store, conversation_id: &str) -> Result<Vec<Place>, StoreError> {
    Ok(
        sqlx::query_as("SELECT id, parent FROM messages WHERE conversation_id = ? ORDER BY id")
            .bind(conversation_id)
            .fetch_all(&store.pool)
            .await?,
    )
}

/// All messages of a conversation, whatever branch they are on, oldest first.
pub async fn of(store: &Store, conversation_id: &str) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as(select!("WHERE conversation_id = ? ORDER BY id"))
        .bind(conversation_id)
        .fetch_all(&store.pool)
        .await?)
}

/// What a turn begins with.
#[derive(Debug)]
pub struct Beginning<'a> {
    /// The person's message, where there is a new one.
    pub user: Option<&'a Row>,
    /// The contents of its files.
    pub files: &'a [Arc<Blob>],
    /// The answer, still empty. Its parent is the person's new message, where there is one.
    pub answer: &'a Row,
    /// The conversation's title from now on.
    pub title: &'a str,
    /// Whether what was being written has been sent.
    pub sent: bool,
}

/// Begins a turn, in one transaction: the messages, the title, the draft, and the branch that is shown. Returns the ids
/// of the person's message and of the answer.
pub async fn begin_turn(store: &Store, begin: &Beginning<'_>) -> Result<(Option<i64>, i64), StoreError> {
    let mut transaction = store.pool.begin().await?;
    blobs::keep(&mut transaction, begin.files).await?;
    let user = match begin.user {
        Some(row) => Some(insert(&mut transaction, row, row.parent).await?),
        None => None,
    };
    let answer = insert(&mut transaction, begin.answer, user.or(begin.answer.parent)).await?;
    sqlx::query(
        "UPDATE conversations SET title = ?, draft = CASE WHEN ? THEN '' ELSE draft END, updated_at = ?, leaf = ?, \
         archived = 0 WHERE id = ?",
    )
    .bind(begin.title)
    .bind(begin.sent)
    .bind(&begin.answer.at)
    .bind(answer)
    .bind(&begin.answer.conversation_id)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok((user, answer))
}

/// Adds a whole conversation, in one transaction: its row, its messages with their files, and the branch that is shown.
/// `rows` carry ids of their own among themselves, parents first; they get new ones. Their words are entered later, so that
/// whoever else writes does not wait for it.
pub async fn add_all(
    store: &Store,
    conversation: &conversations::Row,
    rows: &[Row],
    files: &[Arc<Blob>],
) -> Result<(), StoreError> {
    let mut transaction = store.pool.begin().await?;
    conversations::add(&mut transaction, conversation).await?;
    blobs::keep(&mut transaction, files).await?;
    let mut ids = HashMap::new();
    for row in rows {
        let parent = row.parent.and_then(|parent| ids.get(&parent).copied());
        ids.insert(row.id, add(&mut transaction, row, parent).await?);
    }
    if let Some(leaf) = conversation.leaf.and_then(|leaf| ids.get(&leaf).copied()) {
        sqlx::query("UPDATE conversations SET leaf = ? WHERE id = ?")
            .bind(leaf)
            .bind(&conversation.id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Adds a message under a parent and enters its words; returns its id.
async fn insert(transaction: &mut Transaction<'_, Sqlite>, row: &Row, parent: Option<i64>) -> Result<i64, StoreError> {
    let id = add(transaction, row, parent).await?;
    words::put(transaction, id, &row.words).await?;
    Ok(id)
}

/// Adds a message under a parent; its words are entered later.
async fn add(transaction: &mut Transaction<'_, Sqlite>, row: &Row, parent: Option<i64>) -> Result<i64, StoreError> {
    let id = sqlx::query_scalar(
        "INSERT INTO messages (conversation_id, parent, role, version, parts, at, ended, model, usage) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    )
    .bind(&row.conversation_id)
    .bind(parent)
    .bind(&row.role)
    .bind(row.version)
    .bind(&row.parts)
    .bind(&row.at)
    .bind(&row.ended)
    .bind(&row.model)
    .bind(&row.usage)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(id)
}

/// Replaces what a message says while it is being said: its words are entered when it has ended.
pub async fn update(store: &Store, row: &Row) -> Result<(), StoreError> {
    let mut connection = store.pool.acquire().await?;
    change(&mut connection, row).await?;
    Ok(())
}

/// Replaces what a message says and how it ended, and enters its words.
pub async fn settle(store: &Store, row: &Row) -> Result<(), StoreError> {
    let mut transaction = store.pool.begin().await?;
    // One that was deleted meanwhile leaves no words behind.
    if change(&mut transaction, row).await? {
        words::put(&mut transaction, row.id, &row.words).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Keeps the part that is being written, in place of the one it follows: all before it is there already.
pub async fn keep_tail(store: &Store, id: i64, tail: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE messages SET tail = ? WHERE id = ?")
        .bind(tail)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Ends a message whose parts can't be read here: they stay as they are.
pub async fn end(store: &Store, id: i64, ended: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE messages SET ended = ? WHERE id = ?")
        .bind(ended)
        .bind(id)
        .execute(&store.pool)
        .await?;
    Ok(())
}

/// Says whether the message was there.
async fn change(connection: &mut sqlx::SqliteConnection, row: &Row) -> Result<bool, StoreError> {
    let done =
        sqlx::query("UPDATE messages SET version = ?, parts = ?, tail = NULL, ended = ?, usage = ? WHERE id = ?")
            .bind(row.version)
            .bind(&row.parts)
            .bind(&row.ended)
            .bind(&row.usage)
            .bind(row.id)
            .execute(connection)
            .await?;
    Ok(done.rows_affected() > 0)
}

/// Answers that never ended: the app ended under them.
pub async fn unended(store: &Store) -> Result<Vec<Row>, StoreError> {
    Ok(
        sqlx::query_as(select!("WHERE role = 'assistant' AND ended IS NULL ORDER BY id"))
            .fetch_all(&store.pool)
            .await?,
    )
}

/// Ended messages whose words are not in the index, the newest first: at most `most`, all with ids below `before`.
pub async fn unsearchable(store: &Store, before: i64, most: u32) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as(select!(
        "WHERE id < ? AND (role = 'user' OR ended IS NOT NULL) AND id NOT IN (SELECT rowid FROM message_words) \
         ORDER BY id DESC LIMIT ?"
    ))
    .bind(before)
    .bind(most)
    .fetch_all(&store.pool)
    .await?)
}
