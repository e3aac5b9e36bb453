//! Grants that were read a moment ago, so that not every call asks the file.
//!
//! What this process changes is seen by the next request: whoever writes a grant drops it here. Another process at the same
//! file is noticed within [`TRUSTED`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::grants::Grant;

/// How long what was read is believed, whatever other processes do.
const TRUSTED: Duration = Duration::from_secs(1);
/// Grants remembered; when there are more, all are forgotten.
const MAX: usize = 2_048;

/// The cache.
#[derive(Debug, Default)]
pub(crate) struct Live {
    kept: RwLock<HashMap<String, (Instant, Arc<Grant>)>>,
    changes: AtomicU64,
}

/// What is about to be read, and whether something changed meanwhile.
pub(super) struct Reading(u64);

impl Live {
    /// A grant that was read a moment ago and is not over.
    pub(super) fn get(&self, id: &str, now: i64) -> Option<Arc<Grant>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let (read, grant) = kept.get(id)?;
        (read.elapsed() < TRUSTED && grant.expires_at > now).then(|| Arc::clone(grant))
    }

    /// Said before a grant is read.
    pub(super) fn reading(&self) -> Reading {
        Reading(self.changes.load(Ordering::SeqCst))
    }

    /// Keeps what was read, unless a grant was changed since the reading began: it may have been this one.
    pub(super) fn keep(&self, reading: &Reading, grant: &Arc<Grant>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if self.changes.load(Ordering::SeqCst) != reading.0 {
            return;
        }
        if kept.len() >= MAX {
            kept.clear();
        }
        kept.insert(grant.id.clone(), (Instant::now(), Arc::clone(grant)));
    }

    /// A grant was changed or ended.
    pub(super) fn changed(&self, id: &str) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        self.changes.fetch_add(1, Ordering::SeqCst);
        kept.remove(id);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::super::{Store, grants};
    use super::*;

    fn grant() -> Grant {
        Grant {
            scopes: ["x".to_owned()].into(),
            expires_at: 100,
            ..Grant::sample("g")
        }
    }

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let live = Live::default();
        let (reading, grant) = (live.reading(), Arc::new(grant()));
        live.changed("g");
        live.keep(&reading, &grant);
        assert!(live.get("g", 1).is_none());
        live.keep(&live.reading(), &grant);
        assert!(live.get("g", 1).is_some());
        assert!(live.get("g", 100).is_none(), "it is over");
        live.changed("g");
        assert!(live.get("g", 1).is_none());
    }

    #[tokio::test]
    async fn a_grant_that_is_revoked_or_becomes_less_is_so_at_the_next_request() {
        let store = Store::open(None).await.unwrap();
        let mut grant = grant();
        grants::insert(&store.pool, &grant).await.unwrap();
        let now = async || grants::find_live_for_call(&store, "g", 1).await.unwrap();
        assert!(now().await.unwrap().scopes.contains("x"));
        grant.scopes.clear();
        grants::renew(&store, &grant).await.unwrap();
        assert!(now().await.unwrap().scopes.is_empty());
        grants::revoke(&store, "g", 1).await.unwrap();
        assert!(now().await.is_none());
    }

    #[tokio::test]
    async fn what_another_process_revokes_is_dead_soon() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        let (store, other) = (
            Store::open(Some(&path)).await.unwrap(),
            Store::open(Some(&path)).await.unwrap(),
        );
        grants::insert(&store.pool, &grant()).await.unwrap();
        assert!(grants::find_live_for_call(&store, "g", 1).await.unwrap().is_some());
        grants::revoke(&other, "g", 1).await.unwrap();
        let begun = Instant::now();
        // Nothing tells this process: it is time that does.
        while grants::find_live_for_call(&store, "g", 1).await.unwrap().is_some() {
            assert!(begun.elapsed() < 5 * TRUSTED, "it lives on");
            tokio::time::sleep(TRUSTED / 20).await;
        }
    }
}
