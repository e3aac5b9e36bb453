//! History on disk.

use std::sync::Arc;

use super::attachments::{self, Contents};
use super::record::Message;
use crate::api::TurnEnd;
use crate::store::{Store, StoreError, blobs, messages};

/// The messages of a conversation, oldest first.
pub(super) async fn of(store: &Store, conversation_id: &str) -> Result<Vec<Message>, StoreError> {
    Ok(messages::of(store, conversation_id)
        .await?
        .into_iter()
        .map(Message::of_row)
        .collect())
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
        messages::update(store, &message.row(&conversation_id)).await?;
    }
    Ok(())
}
