//! How a conversation is kept: its title, its place in the list, its draft, its own instructions, the branch that is
//! shown, and its end.

use super::record::{Message, id_of};
use super::{Chat, gone, history, title};
use crate::api::{Code, Error, EventBody};
use crate::say;
use crate::settings::{self, Choice};
use crate::store::{conversations, facts};

/// The fact that holds what is written of a conversation that is not made yet.
const NEW_DRAFT: &str = "chat.new_draft";

impl Chat {
    /// Gives a conversation another title.
    pub async fn rename(&self, id: &str, title: &str) -> Result<(), Error> {
        let title = title::tidy(title);
        if title.is_empty() {
            return Err(Error::new(Code::Invalid, say!("Write a title first.")));
        }
        let there = conversations::set_title(&self.inner.parts.store, id, &title).await?;
        self.changed(id, there).await
    }

    /// Keeps a conversation at the top of the list, or no more.
    pub async fn pin(&self, id: &str, pinned: bool) -> Result<(), Error> {
        let there = conversations::set_pinned(&self.inner.parts.store, id, pinned).await?;
        self.changed(id, there).await
    }

    /// Puts a conversation away, or takes it back. Whoever writes in it takes it back.
    pub async fn archive(&self, id: &str, archived: bool) -> Result<(), Error> {
        let there = conversations::set_archived(&self.inner.parts.store, id, archived).await?;
        self.changed(id, there).await
    }

    /// Sets what the model is told in this conversation alone, beside the company's and the person's own instructions.
    pub async fn instruct(&self, id: &str, instructions: &str) -> Result<(), Error> {
        if let Choice::Text { max } = settings::choice(crate::api::SettingKey::Instructions)
            && instructions.len() > max
        {
            return Err(Error::new(
                Code::Invalid,
                say!("These instructions are too long: {max} bytes are the most.", max),
            ));
        }
        if !conversations::set_instructions(&self.inner.parts.store, id, instructions.trim()).await? {
            return Err(gone());
        }
        self.inner.parts.bus.emit(EventBody::Instructions {
            conversation_id: id.to_owned(),
            instructions: instructions.trim().to_owned(),
        });
        Ok(())
    }

    /// Keeps the text not yet sent.
    pub async fn set_draft(&self, id: &str, text: &str) -> Result<(), Error> {
        if conversations::set_draft(&self.inner.parts.store, id, text).await? {
            Ok(())
        } else {
            Err(gone())
        }
    }

    /// What is written of a conversation that is not made yet.
    pub async fn new_draft(&self) -> Result<String, Error> {
        Ok(facts::get(&self.inner.parts.store, NEW_DRAFT)
            .await?
            .unwrap_or_default())
    }

    pub async fn set_new_draft(&self, text: &str) -> Result<(), Error> {
        Ok(facts::set(&self.inner.parts.store, NEW_DRAFT, text).await?)
    }

    /// Shows the branch on which a message stands.
    pub async fn show_branch(&self, id: &str, message_id: &str) -> Result<(), Error> {
        let row = self.inner.row(id).await?;
        let wanted = id_of(message_id);
        let shown = history::tree(&self.inner.parts.store, id).await?.branch(row.leaf);
        if wanted.is_some_and(|wanted| shown.contains(&wanted)) {
            return Ok(());
        }
        // No answer may be on its way meanwhile: it would be given on a branch that is not shown.
        let place = self.inner.reserve(id).await?;
        let done = self.change_branch(id, wanted).await;
        self.inner.release(&place);
        done
    }

    async fn change_branch(&self, id: &str, wanted: Option<i64>) -> Result<(), Error> {
        let branch = history::branch(&self.inner.parts.store, id, wanted).await?;
        let there = branch.messages.iter().any(|m| Some(m.id) == wanted);
        let (true, Some(leaf)) = (there, branch.messages.last().map(|m| m.id)) else {
            return Err(Error::new(Code::NotFound, say!("This message is not there any more.")));
        };
        conversations::set_leaf(&self.inner.parts.store, id, leaf).await?;
        self.tell_branch(id, &branch);
        Ok(())
    }

    /// Tells which branch is shown now.
    pub(super) fn tell_branch(&self, id: &str, branch: &history::Branch) {
        self.inner.parts.bus.emit(EventBody::Branch {
            conversation_id: id.to_owned(),
            messages: branch.messages.iter().map(Message::view).collect(),
            elsewhere: branch.elsewhere,
        });
    }

    /// Deletes a conversation and all its text. A turn in it is stopped first, and none begins meanwhile.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let place = loop {
            if let Some(live) = self.inner.turn(id) {
                live.cancel.cancel();
                live.finished.cancelled().await;
                // What could not be stored need not be.
                self.inner.forget(&live);
            }
            match self.inner.reserve(id).await {
                Ok(place) => break place,
                Err(_) if self.inner.turn(id).is_some() => {}
                Err(error) => return Err(error),
            }
        };
        let deleted = conversations::delete(&self.inner.parts.store, id).await;
        self.inner.release(&place);
        if !deleted? {
            return Err(gone());
        }
        self.inner
            .parts
            .bus
            .emit(EventBody::ConversationRemoved { id: id.to_owned() });
        // It is gone; that its traces in the log go at once is tried, and made good when the profile is opened or closed.
        if let Err(error) = self.inner.parts.store.fold().await {
            tracing::warn!(%error, "the write-ahead log could not be emptied");
        }
        Ok(())
    }

    async fn changed(&self, id: &str, there: bool) -> Result<(), Error> {
        if !there {
            return Err(gone());
        }
        self.inner.tell_row(id).await;
        Ok(())
    }
}
