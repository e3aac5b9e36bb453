//! Conversations: what was said, what is being said, and what waits for an answer.
//!
//! What enters: a person's commands. What leaves: views, and events of which a replay equals the view. A turn runs
//! in a task of its own; one per conversation. It knows no provider's wire and no protocol on purpose: models are a
//! stream of deltas, tools a list and a call.

mod attachments;
mod board;
mod call;
mod choice;
mod finder;
mod history;
mod live;
mod prompt;
mod record;
mod reply;
mod shorten;
mod title;
mod turn;

use std::sync::Arc;

use crate::api::{Answer, AttachmentView, Code, ConversationSummary, ConversationView, Error, EventBody, Role, Rule};
use crate::approval::Rules;
use crate::audit::Audit;
use crate::clock::Clock;
use crate::elicitation::Elicitations;
use crate::events::Bus;
use crate::mcp::{Content, PromptSaid, Sessions, ToolInfo};
use crate::models::Models;
use crate::say;
use crate::settings::Settings;
use crate::store::blobs::{self, Blob};
use crate::store::{Store, StoreError, conversations, messages};

use board::Board;
#[cfg(feature = "bench")]
pub use choice::Choosing;
use live::Live;
use record::Message;

/// Longer messages are refused, in bytes: no model takes them, and the window would hang on them.
const LONGEST_MESSAGE: usize = 1 << 20;

/// What conversations are made of.
#[derive(Clone)]
pub struct Parts {
    /// History.
    pub store: Store,
    /// Where it is told.
    pub bus: Bus,
    /// The tools.
    pub sessions: Sessions,
    /// Who answers.
    pub models: Models,
    /// Who may call what.
    pub rules: Rules,
    /// Where refused calls are written down; `sessions` writes down those that run.
    pub audit: Audit,
    /// What servers ask in the middle of calls.
    pub elicitations: Elicitations,
    /// The person's own instructions.
    pub settings: Settings,
    /// The company's instructions.
    pub instructions: Option<String>,
    /// The time.
    pub clock: Clock,
}

/// All conversations; a clone shares them.
#[derive(Clone)]
pub struct Chat {
    inner: Arc<Board>,
}

impl Chat {
    /// Nothing runs yet. Call [`Chat::recover`] once before the first view is given out.
    pub fn new(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Board::new(parts)),
        }
    }

    /// Marks turns under which the app ended as interrupted, and their calls as stopped.
    pub async fn recover(&self) -> Result<(), StoreError> {
        history::recover(&self.inner.parts.store).await
    }

    /// All conversations, the last changed first.
    pub async fn list(&self) -> Result<Vec<ConversationSummary>, Error> {
        let rows = conversations::all(&self.inner.parts.store).await?;
        Ok(rows.into_iter().map(|row| self.inner.summary(row)).collect())
    }

    /// Conversations that contain a text in their title or messages; all for an empty one.
    pub async fn search(&self, text: &str) -> Result<Vec<ConversationSummary>, Error> {
        if text.trim().is_empty() {
            return self.list().await;
        }
        let rows = conversations::search(&self.inner.parts.store, text.trim()).await?;
        Ok(rows.into_iter().map(|row| self.inner.summary(row)).collect())
    }

    /// Begins an empty conversation.
    pub async fn new_conversation(&self) -> Result<ConversationView, Error> {
        let id = uuid::Uuid::now_v7().to_string();
        conversations::insert(&self.inner.parts.store, &id, &self.inner.parts.clock.text()).await?;
        self.inner.tell_row(&id).await;
        self.open(&id).await
    }

    /// A conversation, whole, with what is being said right now.
    pub async fn open(&self, id: &str) -> Result<ConversationView, Error> {
        // Both taken before the rows are read: what they say is then never newer than the rows.
        let mut seq = self.inner.parts.bus.seq();
        let mut live = self.inner.turn(id);
        let row = self.inner.row(id).await?;
        let mut messages = history::of(&self.inner.parts.store, id).await?;
        if live.is_none()
            && messages
                .last()
                .is_some_and(|m| m.role == Role::Assistant && m.end.is_none())
        {
            // A turn began in between, or has even ended since.
            live = self.inner.turn(id);
            if live.is_none() {
                messages = history::of(&self.inner.parts.store, id).await?;
            }
        }
        if let Some((current, told)) = live.and_then(|live| live.resync()) {
            seq = told;
            match messages.iter_mut().find(|m| m.id == current.id) {
                Some(stored) => *stored = current,
                None => messages.push(current),
            }
        }
        let draft = row.draft.clone();
        Ok(ConversationView {
            seq,
            summary: self.inner.summary(row),
            messages: messages.iter().map(Message::view).collect(),
            approvals: self.inner.approvals.waiting_in(id),
            elicitations: self.inner.parts.elicitations.waiting_in(id),
            draft,
        })
    }

    /// Gives a conversation another title.
    pub async fn rename(&self, id: &str, title: &str) -> Result<(), Error> {
        let title = title::tidy(title);
        if title.is_empty() {
            return Err(Error::new(Code::Invalid, say!("Write a title first.")));
        }
        if !conversations::set_title(&self.inner.parts.store, id, &title).await? {
            return Err(gone());
        }
        self.inner.tell_row(id).await;
        Ok(())
    }

    /// Deletes a conversation and all its text. A turn in it is stopped first.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        if let Some(live) = self.inner.turn(id) {
            live.cancel.cancel();
            live.finished.cancelled().await;
        }
        self.inner.turns().remove(id);
        if !conversations::delete(&self.inner.parts.store, id).await? {
            return Err(gone());
        }
        self.inner
            .parts
            .bus
            .emit(EventBody::ConversationRemoved { id: id.to_owned() });
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

    /// Reads a file and keeps it for the message that is being written. Errors: why it can't be added.
    pub async fn attach_file(&self, name: &str, bytes: Vec<u8>) -> Result<AttachmentView, Error> {
        let added = self.inner.files.read(name, bytes).await?;
        Ok(self.inner.attachments.put(added))
    }

    /// What is kept of a file, by its hash: of a message that is being written, or of one that was sent.
    pub async fn file(&self, hash: &str) -> Result<Arc<Blob>, Error> {
        if let Some(blob) = self.inner.attachments.blob(hash) {
            return Ok(blob);
        }
        let stored = blobs::get(&self.inner.parts.store, hash).await?;
        stored
            .map(Arc::new)
            .ok_or_else(|| Error::new(Code::NotFound, say!("This file is not there any more.")))
    }

    /// Keeps a resource that was read for the message that is being written.
    pub fn attach_resource(&self, info: &ToolInfo, content: Content) -> AttachmentView {
        self.inner.attachments.put(attachments::resource(info, content))
    }

    /// Keeps a prompt for the message that is being written.
    pub fn attach_prompt(&self, info: &ToolInfo, said: Vec<PromptSaid>) -> AttachmentView {
        self.inner.attachments.put(attachments::prompt(info, said))
    }

    /// Lets go of something that will not be sent.
    pub fn detach(&self, id: &str) {
        self.inner.attachments.forget(id);
    }

    /// Stores a person's message, with what was attached, and starts the turn that answers it. Returns when both are on disk.
    pub async fn send(&self, id: &str, text: &str, attached: &[String]) -> Result<(), Error> {
        let text = text.trim();
        if text.is_empty() && attached.is_empty() {
            return Err(Error::new(Code::Invalid, say!("Write a message first.")));
        }
        if text.len() > LONGEST_MESSAGE {
            return Err(Error::new(
                Code::Invalid,
                say!("This message is too long. Send it in parts of less than 1 MB."),
            ));
        }
        let parts = &self.inner.parts;
        let row = self.inner.row(id).await?;
        let model = parts.models.current_id().ok_or_else(|| {
            Error::new(
                Code::Model,
                say!("There is no model to answer. Add one in Settings; your text is kept."),
            )
        })?;
        let live = Arc::new(Live::reserve(
            parts.clone(),
            self.inner.approvals.clone(),
            Arc::clone(&self.inner.finder),
            id,
        ));
        self.inner.begin(id, &live).await?;

        let at = parts.clock.text();
        let attachments = match self.inner.attachments.take(attached) {
            Ok(attachments) => attachments,
            Err(error) => {
                self.inner.turns().remove(id);
                live.finished.cancel();
                return Err(error);
            }
        };
        let named = if text.is_empty() {
            attachments.first().map(|a| a.view.title.clone())
        } else {
            None
        };
        let files: Vec<_> = attachments.iter().filter_map(|a| a.blob.clone()).collect();
        let views = attachments.iter().map(|a| a.view.clone()).collect();
        let mut user = Message::user(text, views, &at);
        let mut answer = Message::answer(&at, parts.models.title(&model));
        let title = if row.title.is_empty() {
            title::from_message(named.as_deref().unwrap_or(text))
        } else {
            row.title
        };
        let stored = messages::begin_turn(&parts.store, &user.row(id), &files, &answer.row(id), &title).await;
        let ids = match stored {
            Ok(ids) => ids,
            Err(error) => {
                // What was not sent can be sent again.
                self.inner.attachments.put_back(attachments);
                self.inner.turns().remove(id);
                live.finished.cancel();
                return Err(error.into());
            }
        };
        (user.id, answer.id) = ids;
        parts.bus.emit(EventBody::Message {
            conversation_id: id.to_owned(),
            message: user.view(),
        });
        live.start(answer);
        self.inner.tell_row(id).await;

        let inner = Arc::clone(&self.inner);
        tokio::spawn(async move {
            let _finished = live.finished.clone().drop_guard();
            let ended = turn::run(&live, &model).await;
            let stored = live.end(ended).await;
            {
                // What could not be stored stays in memory, so that nothing shown is lost while the app runs.
                let mut turns = inner.turns();
                if stored
                    && turns
                        .get(&live.conversation_id)
                        .is_some_and(|other| Arc::ptr_eq(other, &live))
                {
                    turns.remove(&live.conversation_id);
                }
            }
            inner.tell_row(&live.conversation_id).await;
        });
        Ok(())
    }

    /// Stops a turn: the model and all calls, at once. Without a turn it does nothing.
    pub async fn stop(&self, id: &str) -> Result<(), Error> {
        if let Some(live) = self.inner.turn(id) {
            live.cancel.cancel();
            return Ok(());
        }
        self.inner.row(id).await.map(|_| ())
    }

    /// Answers a question about a call.
    pub async fn answer(&self, approval_id: &str, answer: Answer) -> Result<(), Error> {
        self.inner.approvals.answer(approval_id, answer).await
    }

    /// Forgets the person's rules for a server that is removed.
    pub async fn forget_server(&self, id: &str) -> Result<(), Error> {
        Ok(self.inner.parts.rules.forget_server(id).await?)
    }

    /// Sets the person's rule for a tool.
    pub async fn set_rule(&self, tool: &ToolInfo, rule: Rule) -> Result<(), Error> {
        self.inner.parts.rules.set(tool, rule).await
    }

    /// Stops all turns and waits until their ends are stored.
    pub async fn stop_all(&self) {
        let running: Vec<Arc<Live>> = self.inner.turns().values().cloned().collect();
        for live in &running {
            live.cancel.cancel();
        }
        for live in running {
            live.finished.cancelled().await;
        }
    }
}

fn gone() -> Error {
    Error::new(Code::NotFound, say!("This conversation is not there any more."))
}
