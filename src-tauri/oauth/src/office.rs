//! What all parts of one authorizer share.
//!
//! What enters: the parts the app built. What leaves: the handles, and the three ways to the vault that keep the
//! list of names complete. It decides nothing about OAuth.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lanyard_net::Net;
use lanyard_vault::{Vault, VaultError};
use secrecy::SecretString;
use tokio::sync::broadcast;
use tokio_util::task::TaskTracker;

use crate::account::AccountId;
use crate::clock::Clock;
use crate::door::Seat;
use crate::event::{AuthEvent, SignedOutReason};
use crate::failure::{Kind, Told};
use crate::proof::{Making, Nonces};
use crate::random::Random;
use crate::registration::About;
use crate::settings::SecretError;
use crate::sign_in::Waiting;
use crate::store::{Credential, Store, StoreError};

/// A server's URL as given, and an account.
pub(crate) type Key = (String, AccountId);

pub(crate) struct Office {
    pub(crate) net: Net,
    pub(crate) vault: Vault,
    pub(crate) store: Store,
    pub(crate) locks: PathBuf,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) about: About,
    /// Nonces that servers gave out for proofs.
    pub(crate) nonces: Nonces,
    pub(crate) events: broadcast::Sender<AuthEvent>,
    /// Callbacks that changed nothing and showed nothing.
    pub(crate) ignored: Arc<AtomicU64>,
    pub(crate) seats: Mutex<HashMap<Key, Arc<Seat>>>,
    /// Sign-ins of this process that wait for their answer.
    pub(crate) waiting: Mutex<HashMap<Key, Waiting>>,
    /// Work that must not be cut: answers, refreshes, sign-outs.
    pub(crate) tasks: TaskTracker,
    pub(crate) closing: AtomicBool,
}

/// Something could not be kept or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeepError {
    /// By the vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// By the store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file that the settings name.
    #[error(transparent)]
    Secret(SecretError),
}

impl From<SecretError> for KeepError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Vault(error) => Self::Vault(error),
            error @ SecretError::File { .. } => Self::Secret(error),
        }
    }
}

impl Told for KeepError {
    fn kind(&self) -> Kind {
        match self {
            Self::Vault(_) => Kind::Keychain,
            Self::Store(_) => Kind::Storage,
            Self::Secret(_) => Kind::Misconfigured,
        }
    }
}

impl Office {
    /// The seat of a server and account; the same for everyone in this process.
    pub(crate) fn seat(&self, key: &Key) -> Arc<Seat> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(
            seats
                .entry(key.clone())
                .or_insert_with(|| Arc::new(Seat::new(key.clone()))),
        )
    }

    /// What a proof of possession is made with.
    pub(crate) fn making(&self) -> Making<'_> {
        Making {
            random: &self.random,
            clock: &self.clock,
        }
    }

    /// Runs work that must not be cut, in a task that no caller can cancel. None: the authorizer is closing, or the
    /// task ended early.
    pub(crate) async fn uncut<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Option<T> {
        // Counted before the flag is read: whoever closes either is seen here or waits for this.
        let counted = self.tasks.token();
        if self.closing.load(Ordering::SeqCst) {
            return None;
        }
        let task = self.tasks.spawn(work);
        drop(counted);
        task.await.ok()
    }

    /// Which vault this is, as the store's rows say it.
    pub(crate) async fn place(&self) -> Result<String, KeepError> {
        Ok(self.vault.place().await?)
    }

    /// The row of a server and account whose tokens are in this vault.
    pub(crate) async fn credential(&self, key: &Key) -> Result<Option<Credential>, KeepError> {
        let place = self.place().await?;
        Ok(self.store.credential(&key.0, key.1.as_str(), &place).await?)
    }

    /// Keeps a secret. Its name is noted first, so that no secret is ever out of reach.
    pub(crate) async fn keep(&self, name: &str, secret: &SecretString) -> Result<(), KeepError> {
        self.store.note_name(name, &self.place().await?).await?;
        self.vault.set(name, secret).await?;
        Ok(())
    }

    /// Reads a secret. A locked keychain may say "no such entry" (gnome-keyring does), and whoever believed that would
    /// sign people out: so "none" is only answered by a vault that has just proved that it can write and read.
    pub(crate) async fn read(&self, name: &str) -> Result<Option<SecretString>, KeepError> {
        let found = self.vault.get(name).await?;
        if found.is_none() && self.vault.kind() == lanyard_vault::Kind::Keychain {
            self.vault.probe().await?;
        }
        Ok(found)
    }

    /// Deletes a secret, then its name.
    pub(crate) async fn discard(&self, name: &str) -> Result<(), KeepError> {
        let place = self.place().await?;
        self.vault.delete(name).await?;
        self.store.drop_name(name, &place).await?;
        Ok(())
    }

    /// Ends a sign-in: for every server that shares the tokens, and in the vault.
    pub(crate) async fn end(&self, name: &str, reason: SignedOutReason) -> Result<(), KeepError> {
        self.note_end(name, reason).await?;
        self.discard(name).await
    }

    /// Notes that nobody uses these tokens from now on; they are still in the vault.
    pub(crate) async fn note_end(&self, name: &str, reason: SignedOutReason) -> Result<(), KeepError> {
        let place = self.place().await?;
        let users = self
            .store
            .end_credential(name, &place, reason.as_str(), self.clock.unix())
            .await?;
        for (server_url, account) in users {
            let key = (server_url, AccountId::new(account));
            self.seat(&key).clear(self.clock.now());
            let (server_url, account) = key;
            self.tell(AuthEvent::SignedOut {
                server_url,
                account,
                reason,
            });
        }
        // What was exchanged for the company's ID token ends with it, at every server.
        for seat in self.seats.lock().unwrap_or_else(PoisonError::into_inner).values() {
            seat.forget_unattended();
        }
        Ok(())
    }

    /// Forgets a registration that its server no longer knows.
    pub(crate) async fn drop_registration(&self, issuer: &str, client_id: &str) {
        let dropped = async {
            if let Some(name) = self.store.drop_registration(issuer, client_id).await? {
                self.discard(&name).await?;
            }
            Ok::<_, KeepError>(())
        };
        if let Err(error) = dropped.await {
            tracing::warn!(target: "lanyard_oauth", %error, "a registration could not be dropped");
        }
    }

    /// Tells whoever listens; nobody listening is fine.
    pub(crate) fn tell(&self, event: AuthEvent) {
        drop(self.events.send(event));
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office")
            .field("vault", &self.vault)
            .finish_non_exhaustive()
    }
}
