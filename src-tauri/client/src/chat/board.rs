//! The turns that run, one per conversation, and the rows of the list.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::attachments::{Attachments, Files};
use super::budget::Budgets;
use super::finder::Kept;
use super::live::Live;
use super::{Parts, gone};
use crate::api::{Code, ConversationSummary, Error, EventBody};
use crate::approval::Approvals;
use crate::say;
use crate::store::conversations;

/// What all handles of [`super::Chat`] share.
pub(super) struct Board {
    pub(super) parts: Parts,
    pub(super) approvals: Approvals,
    pub(super) attachments: Attachments,
    pub(super) files: Files,
    pub(super) finder: Arc<Kept>,
    pub(super) budgets: Arc<Budgets>,
    /// Turns that run, and ended ones whose end could not be stored yet.
    turns: Mutex<HashMap<String, Arc<Live>>>,
}

impl Board {
    pub(super) fn new(parts: Parts) -> Self {
        let approvals = Approvals::new(parts.rules.clone(), parts.bus.clone());
        Self {
            parts,
            approvals,
            attachments: Attachments::default(),
            files: Files::default(),
            finder: Arc::default(),
            budgets: Arc::default(),
            turns: Mutex::default(),
        }
    }

    /// Takes the conversation's one place for a turn, or for whatever no turn may run beside.
    pub(super) async fn reserve(&self, id: &str) -> Result<Arc<Live>, Error> {
        if let Some(former) = self.turn(id)
            && former.is_over()
            && former.store_again().await
        {
            self.forget(&former);
        }
        let mut turns = self.turns();
        if let Some(former) = turns.get(id) {
            return Err(if former.is_over() {
                Error::new(
                    Code::Storage,
                    say!("The last answer could not be stored. Free some disk space, then send again."),
                )
            } else {
                Error::new(
                    Code::Invalid,
                    say!("Lanyard is still answering here. Stop it first, or wait."),
                )
            });
        }
        let live = Arc::new(Live::reserve(self, id));
        turns.insert(id.to_owned(), Arc::clone(&live));
        Ok(live)
    }

    /// Gives the place back: nothing was begun.
    pub(super) fn release(&self, live: &Arc<Live>) {
        self.forget(live);
        live.finished.cancel();
    }

    /// Takes a turn off the board; another one that has its place meanwhile stays.
    pub(super) fn forget(&self, live: &Arc<Live>) {
        let mut turns = self.turns();
        if turns
            .get(&live.conversation_id)
            .is_some_and(|other| Arc::ptr_eq(other, live))
        {
            turns.remove(&live.conversation_id);
        }
    }

    pub(super) async fn row(&self, id: &str) -> Result<conversations::Row, Error> {
        conversations::get(&self.parts.store, id).await?.ok_or_else(gone)
    }

    pub(super) fn summary(&self, row: conversations::Row) -> ConversationSummary {
        let busy = self.turn(&row.id).is_some_and(|live| !live.is_over());
        summary_of(row, busy, &self.approvals, &self.parts)
    }

    pub(super) async fn tell_row(&self, id: &str) {
        // A row that can't be read now is told at the next change.
        if let Ok(row) = self.row(id).await {
            let conversation = self.summary(row);
            self.parts.bus.emit(EventBody::Conversation { conversation });
        }
    }

    pub(super) fn turn(&self, id: &str) -> Option<Arc<Live>> {
        self.turns().get(id).cloned()
    }

    pub(super) fn turns(&self) -> MutexGuard<'_, HashMap<String, Arc<Live>>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A row of the list.
pub(super) fn summary_of(
    row: conversations::Row,
    busy: bool,
    approvals: &Approvals,
    parts: &Parts,
) -> ConversationSummary {
    ConversationSummary {
        busy,
        asking: !approvals.waiting_in(&row.id).is_empty() || !parts.elicitations.waiting_in(&row.id).is_empty(),
        id: row.id,
        title: row.title,
        updated_at: row.updated_at,
        pinned: row.pinned,
        archived: row.archived,
    }
}
