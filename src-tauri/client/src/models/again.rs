//! Whether a request that failed is sent again, and when.

use std::time::Duration;

use super::ModelError;
use super::wire::trouble::Failure;

/// How often at most.
const TRIES: u32 = 2;
/// A provider that asks for more waiting than this is told to the person instead, who may choose another model.
const LONGEST: Duration = Duration::from_secs(30);
/// How often a token is replaced during one request: by a new one, and by a proof with the nonce that is asked for.
const RENEWALS: u32 = 2;

/// The tries of one request.
#[derive(Debug)]
pub(super) struct Again {
    pause: Duration,
    tries: u32,
    renewals: u32,
}

impl Again {
    /// `pause` is the first back-off, before jitter.
    pub(super) fn new(pause: Duration) -> Self {
        Self {
            pause,
            tries: 0,
            renewals: 0,
        }
    }

    /// How long to wait before the next try; none: there is none.
    pub(super) fn after(&mut self, failure: &Failure) -> Option<Duration> {
        if failure.renewed {
            self.renewals += 1;
            return (self.renewals <= RENEWALS).then_some(Duration::ZERO);
        }
        // Spread evenly over a byte: enough to keep windows that failed together from coming back together.
        self.wait(&failure.error, uuid::Uuid::new_v4().as_bytes()[0])
    }

    fn wait(&mut self, error: &ModelError, dice: u8) -> Option<Duration> {
        let ModelError::Busy {
            retry_after, status, ..
        } = error
        else {
            return None;
        };
        // 501 says that it never will.
        if self.tries >= TRIES || *status == 501 {
            return None;
        }
        let wait = match retry_after {
            Some(wait) => *wait,
            None => (self.pause * 2_u32.pow(self.tries)).mul_f64(0.5 + f64::from(dice) / 255.0),
        };
        if wait > LONGEST {
            return None;
        }
        self.tries += 1;
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(status: u16, retry_after: Option<u64>) -> ModelError {
        ModelError::Busy {
            provider: "P".into(),
            status,
            retry_after: retry_after.map(Duration::from_secs),
            said: None,
        }
    }

    #[test]
    fn it_is_tried_twice_more_and_later_each_time() {
        let mut again = Again::new(Duration::from_secs(1));
        assert_eq!(again.wait(&busy(503, None), 0), Some(Duration::from_millis(500)));
        assert_eq!(again.wait(&busy(503, None), 255), Some(Duration::from_secs(3)));
        assert_eq!(again.wait(&busy(503, None), 0), None);
    }

    #[test]
    fn the_providers_own_time_counts_up_to_half_a_minute() {
        let of = |error: ModelError| Again::new(Duration::from_secs(1)).wait(&error, 9);
        assert_eq!(of(busy(429, Some(30))), Some(Duration::from_secs(30)));
        assert_eq!(of(busy(429, Some(0))), Some(Duration::ZERO));
        assert_eq!(of(busy(429, Some(31))), None);
        assert_eq!(of(busy(501, None)), None);
        let refused = ModelError::Refused {
            provider: "P".into(),
            status: Some(400),
            said: None,
        };
        assert_eq!(of(refused), None);
    }
}
