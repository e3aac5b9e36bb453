//! History on disk: a branch of a conversation, and what a crash left of it.

use std::collections::HashMap;
use std::sync::Arc;

use super::attachments::{self, Contents};
use super::record::{Message, usage_of};
use super::tree::Tree;
use crate::api::{TurnEnd, UsageView};
use crate::store::messages::{Place, Row};
use crate::store::{Store, StoreError, blobs, messages, words};

/// How many messages enter the index at a time, so that nothing else waits for it.
const BATCH: u32 = 100;

/// The branch that is shown.
pub(super) struct Branch {
    /// Oldest first.
    pub(super) messages: Vec<Message>,
    /// Tokens of answers beside it.
    pub(super) elsewhere: UsageView,
}

/// The tree of a conversation: who stands under whom, without reading what was said.
pub(super) async fn tree(store: &Store, conversation_id: &str) -> Result<Tree, StoreError> {
    Ok(Tree::of(messages::places(store, conversation_id).await?))
}

/// The branch of a conversation that holds `leaf`.
pub(super) async fn branch(store: &Store, conversation_id: &str, leaf: Option<i64>) -> Result<Branch, StoreError> {
    let rows = messages::of(store, conversation_id).await?;
    let tree = tree_of(&rows);
    let mut elsewhere = UsageView::default();
    let mut by_id: HashMap<i64, Row> = rows.into_iter().map(|row| (row.id, row)).collect();
    let shown = tree.branch(leaf);
    let messages = shown.iter().filter_map(|id| by_id.remove(id));
    let messages = messages.map(|row| placed(row, &tree)).collect();
    for row in by_id.into_values() {
        if let Some(usage) = usage_of(row.usage.as_deref()) {
            elsewhere = elsewhere.and(usage);
        }
    }
    Ok(Branch { messages, elsewhere })
}

/// The messages from the first one to this one.
pub(super) async fn up_to(store: &Store, conversation_id: &str, id: i64) -> Result<Vec<Message>, StoreError> {
    let rows = messages::of(store, conversation_id).await?;
    let tree = tree_of(&rows);
    let mut by_id: HashMap<i64, Row> = rows.into_iter().map(|row| (row.id, row)).collect();
    let path = tree.up_to(id);
    let path = path.iter().filter_map(|id| by_id.remove(id));
    Ok(path.map(|row| placed(row, &tree)).collect())
}

fn tree_of(rows: &[Row]) -> Tree {
    Tree::of(rows.iter().map(|row| Place {
        id: row.id,
        parent: row.parent,
    }))
}

fn placed(row: Row, tree: &Tree) -> Message {
    let alternatives = tree.alternatives(row.id);
    Message {
        alternatives,
        ..Message::of_row(row)
    }
}

/// The contents of files that a model's request needs.
pub(super) async fn contents(store: &Store, messages: &[Message]) -> Result<Contents, StoreError> {
    let mut contents = Contents::new();
    for hash in attachments::wanted(messages) {
        if let Some(blob) = blobs::get(store, &hash).await? {
            contents.insert(hash, Arc::new(blob));
        }
    }
    Ok(contents)
}

/// Ends what a crash left open. What was said is kept.
pub(super) async fn recover(store: &Store) -> Result<(), StoreError> {
    for row in messages::unended(store).await? {
        let conversation_id = row.conversation_id.clone();
        let mut message = Message::of_row(row);
        message.stop_calls();
        message.end = Some(TurnEnd::Interrupted);
        let row = message.whole_row(&conversation_id);
        if message.unreadable {
            messages::end(store, message.id, row.ended.as_deref().unwrap_or_default()).await?;
        } else {
            messages::settle(store, &row).await?;
        }
    }
    Ok(())
}

/// Enters into the index what was said before there was one.
pub(super) async fn make_searchable(store: &Store) -> Result<(), StoreError> {
    let mut before = i64::MAX;
    loop {
        let rows = messages::unsearchable(store, before, BATCH).await?;
        let Some(oldest) = rows.last().map(|row| row.id) else {
            return Ok(());
        };
        let texts: Vec<(i64, String)> = rows
            .into_iter()
            .map(|row| (row.id, Message::of_row(row).words()))
            .collect();
        words::fill(store, &texts).await?;
        before = oldest;
    }
}
