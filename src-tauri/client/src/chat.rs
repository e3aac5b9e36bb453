//! Conversations: what was said, what is being said, and what waits for an answer.
//!
//! What enters: a person's commands. What leaves: views, and events of which a replay equals the view. A turn runs
//! in a task of its own; one per conversation. It knows no provider's wire and no protocol on purpose: models are a
//! stream of deltas, tools a list and a call.

mod attachments;
mod begin;
mod board;
mod budget;
mod call;
mod choice;
mod finder;
mod history;
mod keep;
mod left_out;
mod live;
mod prompt;
mod record;
mod reply;
mod search;
mod shorten;
mod summary;
mod title;
mod transfer;
mod tree;
mod turn;

use std::sync::Arc;

use crate::api::{Answer, AttachmentView, Code, ConversationSummary, ConversationView, Error, Role, Rule};
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
use crate::store::{Store, StoreError, conversations};

use board::Board;
#[cfg(feature = "bench")]
pub use choice::Choosing;
use live::Live;
use record::Message;
pub use transfer::Export;

/// Up to so many conversations a window draws itself with all of them; of more, with the newest and the pinned.
const TOP: u32 = 100;

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

    /// Lets search find what was said before there was an index; it takes its time behind the window.
    pub fn make_searchable(&self) {
        let store = self.inner.parts.store.clone();
        tokio::spawn(async move {
            // What a crash kept from being folded may hold what was deleted.
            if let Err(error) = store.fold().await {
                tracing::warn!(%error, "the write-ahead log could not be emptied");
            }
            if let Err(error) = history::make_searchable(&store).await {
                tracing::warn!(%error, "not all that was said can be found yet");
            }
        });
    }

    /// Those at the top of the list, and whether there are others.
    pub async fn top(&self) -> Result<(Vec<ConversationSummary>, bool), Error> {
        let store = &self.inner.parts.store;
        let more = conversations::count(store).await? > TOP;
        if !more {
            return Ok((self.list().await?, false));
        }
        let top = conversations::top(store, TOP).await?;
        Ok((top.into_iter().map(|row| self.inner.summary(row)).collect(), true))
    }

    /// All conversations, the last changed first.
    pub async fn list(&self) -> Result<Vec<ConversationSummary>, Error> {
        let rows = conversations::all(&self.inner.parts.store).await?;
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
        let mut row = self.inner.row(id).await?;
        let mut branch = history::branch(&self.inner.parts.store, id, row.leaf).await?;
        if live.is_none()
            && branch
                .messages
                .last()
                .is_some_and(|m| m.role == Role::Assistant && m.end.is_none())
        {
            // A turn began in between, or has even ended since.
            live = self.inner.turn(id);
            if live.is_none() {
                branch = history::branch(&self.inner.parts.store, id, row.leaf).await?;
            }
        }
        if let Some((current, told)) = live.and_then(|live| live.resync()) {
            seq = told;
            if branch.messages.iter().all(|m| m.id != current.id) {
                // It was begun after the rows were read, and so was its branch.
                row = self.inner.row(id).await?;
                branch = history::branch(&self.inner.parts.store, id, row.leaf).await?;
            }
            if let Some(stored) = branch.messages.iter_mut().find(|m| m.id == current.id) {
                *stored = current;
            }
        }
        let (draft, instructions) = (row.draft.clone(), row.instructions.clone());
        Ok(ConversationView {
            seq,
            summary: self.inner.summary(row),
            messages: branch.messages.iter().map(Message::view).collect(),
            approvals: self.inner.approvals.waiting_in(id),
            elicitations: self.inner.parts.elicitations.waiting_in(id),
            draft,
            instructions,
            elsewhere: branch.elsewhere,
        })
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
