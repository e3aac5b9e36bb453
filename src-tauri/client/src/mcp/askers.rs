//! The calls under way on one connection, on whose behalf its server may ask the person.
//!
//! Before 2026-07-28 a question does not say which call it belongs to. With several under way it is put to the person
//! on behalf of the last one that began: they see the server and its words in any case.

use std::sync::{Arc, Mutex, PoisonError};

use crate::elicitation::Asker;

/// A clone shares them.
#[derive(Clone, Default)]
pub(super) struct Askers(Arc<Mutex<Vec<Arc<Asker>>>>);

/// One call's place; dropping it gives it back.
pub(super) struct Place {
    askers: Askers,
    asker: Arc<Asker>,
}

impl Askers {
    /// A call begins.
    pub(super) fn enter(&self, asker: &Arc<Asker>) -> Place {
        let asker = Arc::clone(asker);
        self.with(|all| all.push(Arc::clone(&asker)));
        Place {
            askers: self.clone(),
            asker,
        }
    }

    /// On whose behalf a server asks now.
    pub(super) fn asking(&self) -> Option<Arc<Asker>> {
        self.with(|all| all.last().cloned())
    }

    /// The server says that the person is done at an address.
    pub(super) fn complete(&self, elicitation_id: &str) {
        if let Some(asker) = self.asking() {
            asker.complete(elicitation_id);
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Vec<Arc<Asker>>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.askers.with(|all| {
            if let Some(at) = all.iter().position(|one| Arc::ptr_eq(one, &self.asker)) {
                all.remove(at);
            }
        });
    }
}
