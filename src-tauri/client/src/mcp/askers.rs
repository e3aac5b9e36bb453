//! The calls under way on one connection, on whose behalf its server may ask the person.
//!
//! Before 2026-07-28 a question does not say which call it belongs to. With several under way it is put to the person
//! on behalf of the last one that began: they see the server and its words in any case.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::elicitation::Asker;

/// A clone shares them.
#[derive(Clone, Default)]
pub(super) struct Askers(Arc<Mutex<Vec<Entered>>>);

type Entered = (Arc<Asker>, CancellationToken);

/// One call's place; dropping it gives it back, and what was asked on its behalf is withdrawn.
pub(super) struct Place {
    askers: Askers,
    asker: Arc<Asker>,
    over: CancellationToken,
}

impl Askers {
    /// A call begins.
    pub(super) fn enter(&self, asker: &Arc<Asker>) -> Place {
        let asker = Arc::clone(asker);
        let over = CancellationToken::new();
        self.with(|all| all.push((Arc::clone(&asker), over.clone())));
        Place {
            askers: self.clone(),
            asker,
            over,
        }
    }

    /// On whose behalf a server asks now, and what tells that its call is over.
    pub(super) fn asking(&self) -> Option<(Arc<Asker>, CancellationToken)> {
        self.with(|all| all.last().cloned())
    }

    /// A question stands. Whose call it belongs to is not known for sure.
    pub(super) fn are_asking(&self) -> bool {
        self.with(|all| all.iter().any(|(asker, _)| asker.is_asking()))
    }

    /// The server says that the person is done at an address.
    pub(super) fn complete(&self, elicitation_id: &str) {
        if let Some((asker, _)) = self.asking() {
            asker.complete(elicitation_id);
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Vec<Entered>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.over.cancel();
        self.askers.with(|all| {
            if let Some(at) = all.iter().position(|(one, _)| Arc::ptr_eq(one, &self.asker)) {
                all.remove(at);
            }
        });
    }
}
