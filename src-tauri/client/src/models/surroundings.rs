//! What surrounds the models: who may be nearby, and how much patience there is.

use std::time::Duration;

use super::nearby::{self, Nearby};

/// What surrounds the models; tests bring their own.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Where model servers of this computer would be; none asks nobody.
    pub nearby: Vec<Nearby>,
    /// How long a provider may be silent.
    pub patience: Patience,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            nearby: nearby::usual(),
            patience: Patience::default(),
        }
    }
}

/// How long a provider may be silent.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the first piece of an answer; a reasoning model takes its time.
    pub first: Duration,
    /// Between two pieces.
    pub idle: Duration,
    /// Before a request that failed is sent again, where the provider names no time; twice that the second time.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_mins(10),
            idle: Duration::from_secs(90),
            pause: Duration::from_secs(1),
        }
    }
}
