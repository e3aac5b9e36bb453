//! Questions that a person answers on a page of this server's, so that the answer passes neither the application nor
//! the model (elicitation in URL mode, SEP-1036).
//!
//! Enters: a [`Form`] for the person behind a [`Principal`]. Leaves: the address of its page, and what that person
//! typed there. Whoever opens the page has to prove at the identity provider that they are the one who was asked: an
//! address that was passed on opens nothing. The layer before the tools puts [`Questions`] into the extensions of
//! each request, beside the principal. Everything is in memory: an answer waits minutes for its call, not for days.

mod form;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::clock::Clock;
use crate::principal::Principal;
use crate::random;

pub use form::{Answers, Field, Form, Kind, Text};

/// How long a question stands, in seconds.
const LIFE: i64 = 600;
/// How many may stand at once, in all and for one person.
const MOST: usize = 1_000;
const MOST_OF_ONE: usize = 5;

/// The questions that stand; a clone shares them.
#[derive(Clone)]
pub struct Questions(Arc<Desk>);

struct Desk {
    origin: String,
    clock: Clock,
    open: Mutex<HashMap<String, Open>>,
}

struct Open {
    subject: String,
    form: Arc<Form>,
    /// Of the page as it was shown last.
    csrf_hash: String,
    asked_at: i64,
    answer: watch::Sender<Given>,
}

#[derive(Clone)]
enum Given {
    Nothing,
    Answers(Arc<Answers>),
    Declined,
}

/// A question that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// By which the answer is had: the `requestState` of the one era, the `elicitationId` of the other.
    pub id: String,
    /// The page for the person's browser.
    pub url: String,
}

/// A question can't be asked.
#[derive(Debug, thiserror::Error)]
pub enum CanNotAsk {
    /// A program is calling.
    #[error("only a person can answer on a page, and a program is calling")]
    NoPerson,
    /// The person is known by another provider than the one that is asked who is at the browser.
    #[error("your account is another sign-in service's, and this server could not tell you by it on a page")]
    Elsewhere,
    /// Too many stand.
    #[error("too many questions are waiting for their answers; try again in a few minutes")]
    TooMany,
    /// No random numbers for the address.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

/// A question has no answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The person chose not to.
    #[error("the question on the page was declined")]
    Declined,
    /// It was never asked of this person, took too long, or was answered already.
    #[error("the page is over: it took too long, or its answer was used already")]
    Over,
}

/// What a page does with what was sent from it.
pub(crate) enum Sent {
    /// It is passed on.
    Taken,
    /// The form's own check speaks against it.
    Wrong(Text),
    /// The question is over, or the form was not the one that was shown.
    Over,
}

impl Questions {
    /// None stands yet. `origin` is the server's.
    pub(crate) fn new(origin: &str, clock: Clock) -> Self {
        Self(Arc::new(Desk {
            origin: origin.to_owned(),
            clock,
            open: Mutex::default(),
        }))
    }

    /// Asks the person behind a call. The page stands for ten minutes. Of one person's many questions the oldest ends.
    pub fn ask(&self, who: &Principal, form: Form) -> Result<Question, CanNotAsk> {
        if !who.way.is_a_person() {
            return Err(CanNotAsk::NoPerson);
        }
        if who.is_of_another_issuer() {
            return Err(CanNotAsk::Elsewhere);
        }
        let id = random::token()?;
        let mut open = self.open();
        let mut own: Vec<_> = open
            .iter()
            .filter(|(_, one)| one.subject == who.subject)
            .map(|(id, one)| (one.asked_at, id.clone()))
            .collect();
        own.sort();
        for (_, oldest) in own.iter().rev().skip(MOST_OF_ONE - 1) {
            open.remove(oldest);
        }
        if open.len() >= MOST {
            return Err(CanNotAsk::TooMany);
        }
        let question = Open {
            subject: who.subject.clone(),
            form: Arc::new(form),
            csrf_hash: String::new(),
            asked_at: self.0.clock.unix(),
            answer: watch::Sender::new(Given::Nothing),
        };
        open.insert(id.clone(), question);
        Ok(Question {
            url: format!("{}/ask/{id}", self.0.origin),
            id,
        })
    }

    /// Waits for the person's answers, which are handed out once. A caller that stops to wait leaves the page standing;
    /// see [`Questions::withdraw`].
    pub async fn answers(&self, who: &Principal, id: &str) -> Result<Arc<Answers>, NoAnswer> {
        let mut answer = {
            let open = self.open();
            let one = open.get(id).filter(|one| one.subject == who.subject);
            one.ok_or(NoAnswer::Over)?.answer.subscribe()
        };
        // An error here: the question was dropped.
        let given = answer.wait_for(|given| !matches!(given, Given::Nothing)).await;
        drop(given.map_err(|_| NoAnswer::Over)?);
        match self.open().remove(id).map(|one| one.answer.borrow().clone()) {
            Some(Given::Answers(answers)) => Ok(answers),
            Some(Given::Declined) => Err(NoAnswer::Declined),
            // Another call was faster.
            Some(Given::Nothing) | None => Err(NoAnswer::Over),
        }
    }

    /// Ends a question that nobody waits for any more.
    pub fn withdraw(&self, who: &Principal, id: &str) {
        let mut open = self.open();
        if open.get(id).is_some_and(|one| one.subject == who.subject) {
            open.remove(id);
        }
    }

    /// Whether a question stands and has no answer, for a browser of which nothing is known yet.
    pub(crate) fn stands(&self, id: &str) -> bool {
        self.open().get(id).is_some_and(Open::is_unanswered)
    }

    /// Whether the question is this person's. None: it does not stand.
    pub(crate) fn is_for(&self, subject: &str, id: &str) -> Option<bool> {
        let open = self.open();
        let one = open.get(id).filter(|one| one.is_unanswered())?;
        Some(random::same(&one.subject, subject))
    }

    /// What this person was asked.
    pub(crate) fn form(&self, subject: &str, id: &str) -> Option<Arc<Form>> {
        let open = self.open();
        let one = open.get(id).filter(|one| one.is_of(subject))?;
        Some(Arc::clone(&one.form))
    }

    /// What to show to the person, with the token of the page that is shown now.
    pub(crate) fn show(&self, subject: &str, id: &str, csrf_hash: String) -> Option<Arc<Form>> {
        let mut open = self.open();
        let one = open.get_mut(id).filter(|one| one.is_of(subject))?;
        one.csrf_hash = csrf_hash;
        Some(Arc::clone(&one.form))
    }

    /// What came from the page. `answers` is none where the person declined.
    pub(crate) fn send(&self, subject: &str, id: &str, csrf_hash: &str, answers: Option<Answers>) -> Sent {
        let mut open = self.open();
        let Some(one) = open.get_mut(id).filter(|one| one.is_of(subject)) else {
            return Sent::Over;
        };
        if one.csrf_hash.is_empty() || !random::same(&one.csrf_hash, csrf_hash) {
            return Sent::Over;
        }
        let given = match answers {
            None => Given::Declined,
            Some(answers) => match one.form.check(&answers) {
                Ok(()) => Given::Answers(Arc::new(answers)),
                Err(told) => return Sent::Wrong(told),
            },
        };
        one.answer.send_replace(given);
        Sent::Taken
    }

    /// The questions, without those that are over.
    fn open(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        let now = self.0.clock.unix();
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, one| one.asked_at + LIFE > now);
        open
    }
}

impl Open {
    fn is_unanswered(&self) -> bool {
        matches!(*self.answer.borrow(), Given::Nothing)
    }

    fn is_of(&self, subject: &str) -> bool {
        self.is_unanswered() && random::same(&self.subject, subject)
    }
}

impl std::fmt::Debug for Questions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Questions").field("open", &self.open().len()).finish()
    }
}
