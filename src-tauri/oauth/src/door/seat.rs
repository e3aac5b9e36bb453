//! What this process knows about one server and account.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::ExposeSecret;

use super::AuthError;
use super::refresh::Flight;
use crate::office::Key;
use crate::proof::Proof;
use crate::tokens::Entry;

/// At most this many authorization requests after the first sign-in for one operation (MCP: three in all).
const MAX_ROUNDS: u32 = 2;
/// The longest time between two tries to renew.
const MAX_BACKOFF: Duration = Duration::from_mins(1);

/// Shared by every door of one server and account in this process.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) key: Key,
    /// Held while a sign-in is being started.
    pub(crate) starting: tokio::sync::Mutex<()>,
    /// Held while the vault is read for the first time.
    pub(super) loading: tokio::sync::Mutex<()>,
    /// Held while a token is asked for without a person.
    pub(super) obtaining: tokio::sync::Mutex<()>,
    standing: RwLock<Standing>,
    generations: AtomicU64,
    pub(super) flight: Mutex<Option<Flight>>,
    backoff: Mutex<Backoff>,
    rounds: Mutex<HashMap<String, u32>>,
}

/// Who sits here.
#[derive(Debug, Clone, Default)]
pub(super) enum Standing {
    /// Nobody looked yet.
    #[default]
    Unknown,
    /// Nobody; not looked up again before this time.
    Nobody(SystemTime),
    /// Tokens in use.
    Live(Arc<Live>),
}

/// Tokens in use.
#[derive(Debug)]
pub(crate) struct Live {
    pub(super) entry: Entry,
    pub(super) vault_name: String,
    /// Counts the tokens of this process.
    pub(super) generation: u64,
    pub(super) header: HeaderValue,
    /// Of a token that is bound to a key: what each request is proved with.
    pub(super) proof: Option<Proof>,
    /// It came from a refresh of this process.
    pub(super) refreshed: bool,
    /// The server took it at least once.
    proven: AtomicBool,
}

#[derive(Debug, Default)]
struct Backoff {
    failures: u32,
    last: Option<AuthError>,
}

impl Live {
    pub(super) fn prove(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }
}

impl Seat {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            key,
            starting: tokio::sync::Mutex::default(),
            loading: tokio::sync::Mutex::default(),
            obtaining: tokio::sync::Mutex::default(),
            standing: RwLock::default(),
            generations: AtomicU64::new(1),
            flight: Mutex::default(),
            backoff: Mutex::default(),
            rounds: Mutex::default(),
        }
    }

    pub(super) fn standing(&self) -> Standing {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts tokens into use. The caller has kept them already.
    pub(crate) fn adopt(&self, entry: Entry, vault_name: String, refreshed: bool) -> Arc<Live> {
        // The token endpoint's answer and the vault entry were checked to be visible ASCII.
        let scheme = if entry.bound { "DPoP" } else { "Bearer" };
        let text = format!("{scheme} {}", entry.access_token.expose_secret());
        let mut header = HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        header.set_sensitive(true);
        // A key that is damaged leaves the token without its proof: the server refuses it, and a person signs in anew.
        let proof = entry.bound.then(|| entry.proof().ok().flatten()).flatten();
        let live = Arc::new(Live {
            entry,
            vault_name,
            generation: self.generations.fetch_add(1, Ordering::Relaxed),
            header,
            proof,
            refreshed,
            proven: AtomicBool::new(false),
        });
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Standing::Live(Arc::clone(&live));
        *self.backoff.lock().unwrap_or_else(PoisonError::into_inner) = Backoff::default();
        live
    }

    /// It is not known who sits here.
    pub(super) fn forget(&self) {
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Standing::Unknown;
    }

    /// A token that was had without a person is had anew, if it still can be: the company's sign-in may be over.
    pub(crate) fn forget_unattended(&self) {
        let mut standing = self.standing.write().unwrap_or_else(PoisonError::into_inner);
        if matches!(&*standing, Standing::Live(live) if live.vault_name.is_empty()) {
            *standing = Standing::Unknown;
        }
    }

    /// As if nothing had failed before, and nothing been had without a person.
    pub(crate) fn try_anew(&self) {
        self.forget_unattended();
        self.end_pause();
    }

    /// The next try is another one.
    pub(super) fn end_pause(&self) {
        *self.backoff.lock().unwrap_or_else(PoisonError::into_inner) = Backoff::default();
    }

    /// Nobody sits here; looked up again after `until`.
    pub(crate) fn clear(&self, until: SystemTime) {
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Standing::Nobody(until);
    }

    /// The error to repeat, as long as it is too early for another try.
    pub(super) fn too_early(&self, now: SystemTime) -> Option<AuthError> {
        let backoff = self.backoff.lock().unwrap_or_else(PoisonError::into_inner);
        backoff.last.clone().filter(|e| e.retry_at().is_some_and(|t| now < t))
    }

    /// Notes a failure and says when the next try is: after 1, 2, 4 ... at most 60 seconds.
    pub(super) fn failed(&self, now: SystemTime, error: impl FnOnce(SystemTime) -> AuthError) -> AuthError {
        let mut backoff = self.backoff.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = Duration::from_secs(1 << backoff.failures.min(6)).min(MAX_BACKOFF);
        backoff.failures += 1;
        let error = error(now + wait);
        backoff.last = Some(error.clone());
        error
    }

    pub(crate) fn rounds_left(&self, operation: &str) -> u32 {
        let rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        MAX_ROUNDS.saturating_sub(rounds.get(operation).copied().unwrap_or(0))
    }

    pub(crate) fn count_round(&self, operation: &str) {
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        // A server that makes up a new scope each time must not fill the memory.
        if rounds.len() < 1000 {
            *rounds.entry(operation.to_owned()).or_default() += 1;
        }
    }

    pub(crate) fn forget_rounds(&self) {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
