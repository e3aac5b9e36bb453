//! A turn's answer while it is being given: in memory, on disk and told, in that order of truth.
//!
//! Whole steps are stored before they are told. Streamed text is told at once and flushed to disk by the turn.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::Parts;
use super::board::Board;
use super::budget::Budgets;
use super::finder::Kept;
use super::record::{Message, Part, failed, id_text};
use super::reply;
use crate::api::{CallState, CallView, Error, EventBody, Sentence, TurnEnd, UsageView};
use crate::approval::Approvals;
use crate::store::{conversations, messages};

/// Progress of one turn's calls is told at most this often.
const PROGRESS: Duration = Duration::from_millis(100);

/// One turn.
pub(super) struct Live {
    pub(super) parts: Parts,
    pub(super) approvals: Approvals,
    pub(super) finder: Arc<Kept>,
    pub(super) budgets: Arc<Budgets>,
    pub(super) conversation_id: String,
    /// Stops model and calls.
    pub(super) cancel: CancellationToken,
    /// Cancelled when the turn's task is over.
    pub(super) finished: CancellationToken,
    /// How many parts were stored with the last whole writing.
    stored: AtomicUsize,
    /// One writer at a time, so that an older state never overwrites a newer one on disk.
    writer: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

struct State {
    message: Message,
    over: bool,
    /// Somebody took a view in the middle of the stream: the next flush tells the message whole.
    resync: bool,
    progress_told: Option<Instant>,
}

impl Live {
    /// A place for a turn that has not begun.
    pub(super) fn reserve(board: &Board, conversation_id: &str) -> Self {
        let message = Message::answer("", None);
        Self {
            parts: board.parts.clone(),
            approvals: board.approvals.clone(),
            finder: Arc::clone(&board.finder),
            budgets: Arc::clone(&board.budgets),
            conversation_id: conversation_id.to_owned(),
            cancel: CancellationToken::new(),
            finished: CancellationToken::new(),
            stored: AtomicUsize::new(0),
            writer: tokio::sync::Mutex::default(),
            state: Mutex::new(State {
                message,
                over: false,
                resync: false,
                progress_told: None,
            }),
        }
    }

    /// Begins with a stored, empty answer.
    pub(super) fn start(&self, answer: Message) {
        let mut state = self.lock();
        self.stored.store(answer.parts.len(), Ordering::Relaxed);
        state.message = answer;
        self.tell_whole(&state.message);
    }

    /// The message as it is now.
    pub(super) fn message(&self) -> Message {
        self.lock().message.clone()
    }

    /// The message as it is now, for a view, with the number of the last event that it includes: events are told under
    /// the same lock. The next flush tells it whole all the same, for a window that dropped one. None before it has
    /// begun.
    pub(super) fn resync(&self) -> Option<(Message, u32)> {
        let mut state = self.lock();
        state.resync = true;
        (state.message.id != 0).then(|| (state.message.clone(), self.parts.bus.seq()))
    }

    /// Whether the turn has ended (its end may still wait for a disk that is full).
    pub(super) fn is_over(&self) -> bool {
        self.lock().over
    }

    /// Appends streamed text and tells it. Not yet on disk: see [`Live::flush`].
    pub(super) fn append(&self, round: u32, reasoning: bool, text: String) -> bool {
        let mut state = self.lock();
        let Some(appended) = reply::append(&mut state.message.parts, round, reasoning, text) else {
            return false;
        };
        self.parts.bus.emit(EventBody::Delta {
            conversation_id: self.conversation_id.clone(),
            message_id: id_text(state.message.id),
            part: appended.part,
            reasoning: appended.reasoning,
            text: appended.text,
        });
        true
    }

    /// Writes the text so far to disk: the part that is being written, because all before it is there since its last step.
    /// Where more than one part is new, all of them.
    pub(super) async fn flush(&self) -> Result<(), Error> {
        let _writer = self.writer.lock().await;
        let (id, parts, tail) = {
            let state = self.lock();
            let message = &state.message;
            (message.id, message.parts.len(), message.tail())
        };
        let stored = self.stored.load(Ordering::Relaxed);
        match tail {
            Some(tail) if parts == stored || parts == stored + 1 => {
                messages::keep_tail(&self.parts.store, id, &tail).await?;
            }
            _ => self.store(&self.message()).await?,
        }
        let mut state = self.lock();
        if std::mem::take(&mut state.resync) {
            self.tell_whole(&state.message);
        }
        Ok(())
    }

    /// Writes all of it. Held by one writer at a time.
    async fn store(&self, message: &Message) -> Result<(), Error> {
        messages::update(&self.parts.store, &message.row(&self.conversation_id)).await?;
        self.stored.store(message.parts.len(), Ordering::Relaxed);
        Ok(())
    }

    /// Adds what a round took.
    pub(super) fn count(&self, usage: UsageView) {
        if usage == UsageView::default() {
            return;
        }
        let mut state = self.lock();
        let message = &mut state.message;
        message.usage = Some(message.usage.unwrap_or_default().and(usage));
    }

    /// Puts what was said before, in short, at the head of the answer: stored, then told.
    pub(super) async fn summarise(&self, text: &str) -> Result<(), Error> {
        let _writer = self.writer.lock().await;
        let summary = || Part::Summary { text: text.to_owned() };
        let mut next = self.message();
        next.parts.insert(0, summary());
        self.store(&next).await?;
        let mut state = self.lock();
        state.message.parts.insert(0, summary());
        self.tell_whole(&state.message);
        Ok(())
    }

    /// Says what the model was not shown in a round, unless the answer says so already: stored, then told.
    pub(super) async fn leave_out(&self, round: u32, sentences: Vec<Sentence>) -> Result<(), Error> {
        let _writer = self.writer.lock().await;
        let mut next = self.message();
        let before = next.parts.len();
        for sentence in sentences {
            let said = |part: &Part| matches!(part, Part::LeftOut { sentence: said, .. } if *said == sentence);
            if !next.parts.iter().any(said) {
                next.parts.push(Part::LeftOut { round, sentence });
            }
        }
        let Some(more) = next.parts.get(before..).filter(|more| !more.is_empty()) else {
            return Ok(());
        };
        self.store(&next).await?;
        let mut state = self.lock();
        state.message.parts.extend_from_slice(more);
        self.tell_whole(&state.message);
        Ok(())
    }

    /// A whole step: stored, then told. `change` is made twice, on what is stored and on what is shown, and returns
    /// the calls it changed.
    pub(super) async fn step(&self, change: impl Fn(&mut Message) -> Vec<CallView>) -> Result<(), Error> {
        let _writer = self.writer.lock().await;
        let mut next = self.message();
        change(&mut next);
        self.store(&next).await?;
        let mut state = self.lock();
        for call in change(&mut state.message) {
            self.tell_call(&state.message, call);
        }
        Ok(())
    }

    /// Shows a running call's progress; it is not kept.
    pub(super) fn progress(&self, call_id: &str, fraction: Option<f64>, text: Option<String>) {
        let mut state = self.lock();
        if state.progress_told.is_some_and(|told| told.elapsed() < PROGRESS) {
            return;
        }
        let Some(call) = state.message.call_mut(call_id) else {
            return;
        };
        if call.state != CallState::Running {
            return;
        }
        call.progress = fraction;
        call.progress_message = text;
        let call = call.clone();
        state.progress_told = Some(Instant::now());
        self.tell_call(&state.message, call);
    }

    /// Ends the turn: calls without an outcome are stopped, and the message is told whole. Says whether it could be
    /// stored; where it could not, the person is told so by the end itself.
    pub(super) async fn end(&self, end: TurnEnd) -> bool {
        let _writer = self.writer.lock().await;
        let mut next = self.message();
        next.stop_calls();
        next.end = Some(end);
        let stored = self.store_end(&next).await;
        if let Err(error) = &stored
            && next.end == Some(TurnEnd::Complete)
        {
            next.end = Some(failed(error.clone()));
        }
        let mut state = self.lock();
        for call in state.message.stop_calls() {
            self.tell_call(&state.message, call);
        }
        state.message = next;
        state.over = true;
        self.tell_whole(&state.message);
        if let Some(end) = state.message.end.clone() {
            self.parts.bus.emit(EventBody::TurnEnded {
                conversation_id: self.conversation_id.clone(),
                message_id: id_text(state.message.id),
                end,
            });
        }
        stored.is_ok()
    }

    /// Tries again to store an end that could not be stored.
    pub(super) async fn store_again(&self) -> bool {
        let _writer = self.writer.lock().await;
        self.store_end(&self.message()).await.is_ok()
    }

    async fn store_end(&self, message: &Message) -> Result<(), Error> {
        messages::settle(&self.parts.store, &message.whole_row(&self.conversation_id)).await?;
        conversations::touch(&self.parts.store, &self.conversation_id, &self.parts.clock.text()).await?;
        Ok(())
    }

    fn tell_call(&self, message: &Message, call: CallView) {
        self.parts.bus.emit(EventBody::Call {
            conversation_id: self.conversation_id.clone(),
            message_id: id_text(message.id),
            call,
        });
    }

    fn tell_whole(&self, message: &Message) {
        let conversation_id = self.conversation_id.clone();
        self.parts.bus.emit(EventBody::Message {
            conversation_id,
            message: message.view(),
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
