//! What happened, step by step, for the person who has to find out why.
//!
//! What enters: the name of a step, a sentence and how it went. What leaves: the list, in order. Secrets cannot
//! enter by accident: a detail is text, and a `SecretString` is not.

use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;

/// At most this many steps are kept: a misbehaving server must not fill the memory.
const MAX_STEPS: usize = 200;

/// The steps of one sign-in; a clone adds to the same list.
#[derive(Debug, Clone, Default)]
pub struct Trace(Arc<Mutex<Vec<Step>>>);

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was done, in two or three words: `resource metadata`, `registration`.
    pub name: &'static str,
    /// What was asked, what came and what was decided, in a sentence.
    pub detail: String,
    /// How it went.
    pub outcome: Outcome,
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should.
    Ok,
    /// Not as it should, and the road goes on.
    Warning,
    /// The road ends here.
    Failed,
}

impl Trace {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// The steps so far.
    pub fn steps(&self) -> Vec<Step> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn ok(&self, name: &'static str, detail: impl Display) {
        self.add(name, &detail, Outcome::Ok);
    }

    pub(crate) fn warning(&self, name: &'static str, detail: impl Display) {
        self.add(name, &detail, Outcome::Warning);
    }

    pub(crate) fn failed(&self, name: &'static str, detail: impl Display) {
        self.add(name, &detail, Outcome::Failed);
    }

    fn add(&self, name: &'static str, detail: &dyn Display, outcome: Outcome) {
        let detail: String = detail.to_string().chars().take(2000).collect();
        tracing::debug!(target: "lanyard_oauth", step = name, ?outcome, %detail);
        let mut steps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() < MAX_STEPS {
            steps.push(Step { name, detail, outcome });
        }
    }
}
