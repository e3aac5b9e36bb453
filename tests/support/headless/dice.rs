//! How often a race is run, and chance that can be had again.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};

/// The full count in `cargo xtask soak`, a twentieth of it otherwise.
pub(crate) fn repeats(full: u32) -> u32 {
    if std::env::var_os("LANYARD_SOAK").is_some() {
        full
    } else {
        full.div_ceil(20)
    }
}

/// Numbers that look random (xorshift64*). Printed, it says which seed gives them again.
pub(crate) struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    /// Seeded by `LANYARD_SEED`, or by chance.
    pub(crate) fn new() -> Self {
        let given = std::env::var("LANYARD_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000_007);
        Self {
            seed,
            state: seed.wrapping_mul(2).wrapping_add(1),
        }
    }

    /// From 0 up to 1.
    pub(crate) fn roll(&mut self) -> f64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let number = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        f64::from(u32::try_from(number).unwrap()) / f64::from(1u32 << 24)
    }
}

impl Dice {
    /// From 0 up to `count`, which it never is.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "small numbers, from 0 on"
        )]
        let number = (self.roll() * count as f64) as usize;
        number.min(count.saturating_sub(1))
    }
}

impl fmt::Display for Dice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LANYARD_SEED={}", self.seed)
    }
}
