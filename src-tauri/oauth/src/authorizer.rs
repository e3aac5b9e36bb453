//! The front desk: every public function of the crate that is not the door itself.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lanyard_net::Net;
use lanyard_net::url::Url;
use lanyard_vault::Vault;
use tokio::sync::broadcast;
use tokio_util::task::TaskTracker;

use crate::account::{AccountId, presentable};
use crate::callback::Callback;
use crate::challenge::Challenge;
use crate::clock::{Clock, from_unix};
use crate::door::Door;
use crate::event::{AuthEvent, SignedOutReason, Status};
use crate::failure::Failed;
use crate::office::Office;
use crate::proof::Nonces;
use crate::random::Random;
use crate::registration::About;
use crate::scope;
use crate::settings::{CredentialSource, ServerSettings};
use crate::sign_in::{self, BeginError, FinishError, Finished, Options, SignInId, Started};
use crate::sign_out::{self, Revocation, SignOutError};
use crate::store::{OpenError, Store, StoreError};

/// Listeners that are slower than this many events miss some; the status is always there to be asked.
const EVENTS: usize = 256;
/// Seconds after which sign-ins that were in the memory of another process are forgotten: 30 days.
const MEMORY_AGE: i64 = 30 * 24 * 3600;

/// What an authorizer is built from.
#[derive(Debug)]
pub struct Parts {
    /// HTTP, with the company's network settings.
    pub net: Net,
    /// Where secrets go.
    pub vault: Vault,
    /// The SQLite file; made if it is not there.
    pub database: PathBuf,
    /// A folder for lock files, the same for every process of this profile; made if it is not there.
    pub locks: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Random numbers.
    pub random: Random,
    /// The app's name on consent pages.
    pub client_name: String,
    /// The app's page, if it has one.
    pub client_uri: Option<Url>,
}

/// MCP authorization as a client. One per process and profile; a clone is the same one.
#[derive(Debug, Clone)]
pub struct Authorizer {
    office: Arc<Office>,
}

impl Authorizer {
    /// Opens the file. Needs neither network nor keychain.
    pub async fn open(parts: Parts) -> Result<Self, OpenError> {
        std::fs::create_dir_all(&parts.locks).map_err(|e| OpenError::Locks {
            path: parts.locks.clone(),
            reason: e.to_string(),
        })?;
        let store = Store::open(&parts.database).await?;
        let (events, _) = broadcast::channel(EVENTS);
        let office = Office {
            net: parts.net,
            vault: parts.vault,
            store,
            locks: parts.locks,
            clock: parts.clock,
            random: parts.random,
            about: About {
                name: parts.client_name,
                uri: parts.client_uri,
            },
            nonces: Nonces::default(),
            events,
            ignored: Arc::new(AtomicU64::new(0)),
            seats: Mutex::new(HashMap::new()),
            waiting: Mutex::new(HashMap::new()),
            tasks: TaskTracker::new(),
            closing: AtomicBool::new(false),
        };
        if let Err(error) = office.store.drop_old_memories(office.clock.unix() - MEMORY_AGE).await {
            tracing::debug!(target: "lanyard_oauth", %error, "old rows were left");
        }
        Ok(Self {
            office: Arc::new(office),
        })
    }

    /// The door for a server and account. Doors for the same URL and account share their tokens.
    pub fn door(&self, server: ServerSettings, account: AccountId) -> Door {
        Door::new(Arc::clone(&self.office), server, account)
    }

    /// Starts a sign-in: finds the authorization server, registers, and gives the URL for the system browser. A
    /// second call while one is waiting gives the first one's URL, unless `options.restart` says otherwise.
    pub async fn begin(
        &self,
        server: &ServerSettings,
        account: &AccountId,
        challenge: Option<Challenge>,
        options: Options,
    ) -> Result<Started, Failed<BeginError>> {
        sign_in::begin(&self.office, server, account, challenge, options).await
    }

    /// Takes an answer, however it came. May be called from several places at once: a sign-in is taken once.
    pub async fn finish(&self, callback: Callback) -> Result<Finished, Failed<FinishError>> {
        sign_in::finish(&self.office, callback).await
    }

    /// Ends a waiting sign-in; false: it was not waiting.
    pub async fn cancel(&self, id: &SignInId) -> Result<bool, StoreError> {
        sign_out::cancel(&self.office, id).await
    }

    /// The sign-in that waits in this process for a server and account.
    pub fn waiting(&self, server: &ServerSettings, account: &AccountId) -> Option<SignInId> {
        let now = self.office.clock.now();
        let waiting = self.office.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .get(&(server.url.clone(), account.clone()))
            .filter(|w| w.expires_at > now)
            .map(|w| w.id.clone())
    }

    /// Signs out: revokes at the server where that is possible within 5 s, deletes here in every case.
    pub async fn sign_out(&self, server: &ServerSettings, account: &AccountId) -> Result<Revocation, SignOutError> {
        sign_out::sign_out(&self.office, server, account).await
    }

    /// How a server and account stand. Asks neither network nor vault.
    pub async fn status(&self, server: &ServerSettings, account: &AccountId) -> Result<Status, StoreError> {
        if !server.sources().contains(&CredentialSource::SignIn) {
            return Ok(Status::Configured);
        }
        let (store, place) = (&self.office.store, self.office.vault.presumed_place());
        let row = store.credential(&server.url, account.as_str(), &place).await?;
        Ok(match row {
            // Somebody is signed in, and the secrets are not in this vault: a memory is empty after each start.
            None if self.office.vault.kind() == lanyard_vault::Kind::Memory
                && store.is_elsewhere(&server.url, account.as_str(), &place).await? =>
            {
                Status::SignedOut {
                    reason: Some(SignedOutReason::VaultEmpty),
                }
            }
            None => Status::SignedOut { reason: None },
            Some(row) if !row.signed_in => Status::SignedOut {
                reason: row.reason.as_deref().and_then(SignedOutReason::parse),
            },
            Some(row) => Status::SignedIn {
                label: row.label,
                issuer: row.issuer,
                resource: row.resource,
                scopes: scope::parse(&row.scopes),
                expires_at: row.expires_at.map(from_unix),
            },
        })
    }

    /// The accounts that are or were signed in at a server.
    pub async fn accounts(&self, server: &ServerSettings) -> Result<Vec<AccountId>, StoreError> {
        Ok(self
            .office
            .store
            .accounts(&server.url)
            .await?
            .into_iter()
            .map(AccountId::new)
            .collect())
    }

    /// Gives an account a name of the user's choice.
    pub async fn set_label(&self, server: &ServerSettings, account: &AccountId, label: &str) -> Result<(), StoreError> {
        let label = presentable(label);
        self.office
            .store
            .label_credential(&server.url, account.as_str(), label.as_deref())
            .await
    }

    /// A server's settings changed, or a person wants it tried again now: what was had without a person is had anew, and
    /// no pause after a failure is waited for.
    pub fn try_anew(&self, server: &ServerSettings) {
        let seats = self.office.seats.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, seat) in seats.iter().filter(|(key, _)| key.0 == server.url) {
            seat.try_anew();
        }
    }

    /// The vault's secrets are in another place now ([`lanyard_vault::Vault::open_file`]): who is signed in with them
    /// stays signed in.
    pub async fn moved(&self, from: &str, to: &str) -> Result<(), StoreError> {
        self.office.store.move_place(from, to).await
    }

    /// The secrets of a place are gone for good ([`lanyard_vault::Vault::set_file_aside`]): nobody is signed in with
    /// them, and no client is registered.
    pub async fn lost(&self, place: &str) -> Result<(), StoreError> {
        sign_out::forget_seats(&self.office);
        self.office.store.wipe(place).await
    }

    /// Forgets everything that this profile keeps in this vault: secrets, registrations, waiting sign-ins. Asks no
    /// network.
    pub async fn forget_all(&self) -> Result<(), SignOutError> {
        sign_out::forget_all(&self.office).await
    }

    /// Closes the profile: takes no more answers, waits for those that are being redeemed, for refreshes and for
    /// sign-outs, each of which has its own limit, and closes the file. What is asked afterwards answers
    /// [`StoreError::Closed`] or `Closing`. Closing twice is no error.
    pub async fn close(&self) {
        self.office.closing.store(true, Ordering::SeqCst);
        self.office.tasks.close();
        self.office.tasks.wait().await;
        self.office.store.close().await;
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<AuthEvent> {
        self.office.events.subscribe()
    }

    /// How many callbacks changed nothing and showed nothing, since the start.
    pub fn ignored_callbacks(&self) -> u64 {
        self.office.ignored.load(Ordering::Relaxed)
    }
}
