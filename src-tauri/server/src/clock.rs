//! The one place where this crate asks what time it is.
//!
//! A [`Clock`] is a parameter of the server, so that a test can move time forward without waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// A source of the current time; cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The time of the operating system.
    #[expect(clippy::disallowed_methods, reason = "this is the one place where the clock is read")]
    pub fn system() -> Self {
        Self(Arc::new(Timestamp::now))
    }

    /// A clock that shows what `now` answers.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The operating system's time plus an offset in seconds that the caller moves while the server runs.
    pub fn shifted(offset_seconds: Arc<AtomicI64>) -> Self {
        let system = Self::system();
        Self::from_fn(move || {
            let now = system.now();
            let seconds = now.as_second().saturating_add(offset_seconds.load(Ordering::Relaxed));
            Timestamp::from_second(seconds).unwrap_or(now)
        })
    }

    /// The current instant.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// The current instant in whole seconds since the epoch, as JWTs and our tables count.
    pub fn unix(&self) -> i64 {
        self.now().as_second()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}
