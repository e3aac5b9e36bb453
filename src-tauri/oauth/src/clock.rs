//! The time, taken in one place.
//!
//! What enters: a source of the time. What leaves: the time. Nothing else in this crate asks the operating system
//! for it, so that a test can put the clock where it likes.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// The operating system's clock.
    pub fn system() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place of this crate that asks for the time"
        )]
        Self(Arc::new(SystemTime::now))
    }

    /// Another source, such as a test's.
    pub fn from_fn(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    pub fn now(&self) -> SystemTime {
        (self.0)()
    }

    /// The time in seconds since 1970, as it is stored.
    pub(crate) fn unix(&self) -> i64 {
        to_unix(self.now())
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// Seconds since 1970; a time before that is 0.
pub(crate) fn to_unix(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}

/// The time that many seconds after 1970; a stored value that no clock reaches is cut.
pub(crate) fn from_unix(seconds: i64) -> SystemTime {
    const YEAR_9999: u64 = 253_370_764_800;
    UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0).min(YEAR_9999))
}
