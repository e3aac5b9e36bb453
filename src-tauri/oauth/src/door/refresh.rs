//! One refresh at a time, across tasks and processes.
//!
//! The order, each step for a reason: one task per process (the others wait for its result); the account's lock
//! file; the vault is read again, because another process may have won; only then the request, in a task that no
//! caller can cancel; the new tokens are kept before anyone sees them.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use secrecy::SecretString;

use super::load::Found;
use super::seat::{Live, Standing};
use super::{AuthError, Door};
use crate::challenge::Challenge;
use crate::discovery::Discovery;
use crate::event::{AuthEvent, SignedOutReason};
use crate::lock;
use crate::office::KeepError;
use crate::registration::Client;
use crate::settings::{IssuerChoice, Role};
use crate::sign_out::revoke;
use crate::tokens::{self, Entry, Expected, IdToken, TokenEndpoint};
use crate::trace::Trace;

/// How long another process may take with its refresh.
pub(super) const LOCK_TIME: Duration = Duration::from_secs(45);
/// How long the resource metadata may take while the lock is held.
const METADATA_TIME: Duration = Duration::from_secs(10);
/// Waits between tries to keep new tokens; losing them would end the sign-in.
const KEEP_PAUSES: [Duration; 3] = [
    Duration::from_millis(50),
    Duration::from_millis(250),
    Duration::from_secs(1),
];

pub(super) type Flight = Shared<BoxFuture<'static, Result<Arc<Live>, Trouble>>>;

/// Why there are no newer tokens.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    /// The sign-in is over.
    Ended,
    /// There is no refresh token, and nobody else put newer ones into the vault.
    NothingToUse,
    /// For now.
    Error(AuthError),
}

impl<E: Into<AuthError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl Door {
    /// Newer tokens than `stale`: a result that someone in this process is waiting for already, or a new try.
    /// `challenge` is there after a 401.
    pub(super) async fn renew(&self, stale: &Arc<Live>, challenge: Option<Challenge>) -> Result<Arc<Live>, Trouble> {
        let flight = {
            let mut slot = self.seat.flight.lock().unwrap_or_else(PoisonError::into_inner);
            match self.seat.standing() {
                Standing::Live(live) if live.generation != stale.generation => return Ok(live),
                Standing::Live(_) => {}
                _ => return Err(Trouble::Ended),
            }
            if let Some(flight) = &*slot {
                flight.clone()
            } else {
                if let Some(error) = self.seat.too_early(self.office.clock.now()) {
                    return Err(Trouble::Error(error));
                }
                let flight = self.take_off(Arc::clone(stale), challenge);
                *slot = Some(flight.clone());
                flight
            }
        };
        flight.await
    }

    fn take_off(&self, stale: Arc<Live>, challenge: Option<Challenge>) -> Flight {
        let door = self.clone();
        let work = async move {
            let result = door.exchange(&stale, challenge).await;
            // Whoever comes now sees the new standing, or starts a new try.
            door.seat.flight.lock().unwrap_or_else(PoisonError::into_inner).take();
            result
        };
        // Spawned now: it goes on when nobody waits for it any more.
        let office = Arc::clone(&self.office);
        let task = tokio::spawn(async move { office.uncut(work).await });
        let seat = Arc::clone(&self.seat);
        let landed = async move {
            task.await.ok().flatten().unwrap_or_else(|| {
                // The task ended early: whoever comes next starts a new one.
                seat.flight.lock().unwrap_or_else(PoisonError::into_inner).take();
                Err(Trouble::Error(AuthError::Closing))
            })
        };
        landed.boxed().shared()
    }

    async fn exchange(&self, stale: &Live, challenge: Option<Challenge>) -> Result<Arc<Live>, Trouble> {
        let office = &self.office;
        let name = &stale.vault_name;
        let held = lock::take(&office.locks, name, LOCK_TIME)
            .await
            .map_err(AuthError::from)?;
        if !self.is_signed_in_by(name).await? {
            // Signed out, or in elsewhere, by another process.
            self.seat.clear(office.clock.now());
            drop(held);
            return self.load().await?.ok_or(Trouble::Ended);
        }
        let Found::Entry(entry) = self.read(name).await? else {
            office.end(name, SignedOutReason::VaultEmpty).await?;
            return Err(Trouble::Ended);
        };
        if !entry.same_token(&stale.entry) && !entry.is_due(office.clock.now()) {
            tracing::debug!(target: "lanyard_oauth", server = %self.settings.name, "another process renewed the token");
            return Ok(self.seat.adopt(*entry, name.clone(), false));
        }
        if let Some(challenge) = &challenge
            && self.issuer_changed(&entry, challenge).await
        {
            office.end(name, SignedOutReason::IssuerChanged).await?;
            return Err(Trouble::Ended);
        }
        let renewed = self.ask(&entry, name).await?;
        // A sign-out meanwhile is not undone. A store that does not answer is no sign-out.
        if matches!(self.is_signed_in_by(name).await, Ok(false)) {
            let revocation = revoke(office, &self.settings, &renewed).await;
            tracing::info!(target: "lanyard_oauth", server = %self.settings.name, ?revocation,
                "signed out during a refresh; its tokens were given back");
            self.seat.clear(office.clock.now());
            return Err(Trouble::Ended);
        }
        self.keep(&renewed, name).await;
        let live = self.seat.adopt(renewed, name.clone(), true);
        drop(held);
        Ok(live)
    }

    /// The request itself, and what its refusal means.
    async fn ask(&self, entry: &Entry, name: &str) -> Result<Entry, Trouble> {
        let office = &self.office;
        let Some(refresh_token) = &entry.refresh_token else {
            return Err(Trouble::NothingToUse);
        };
        let client = self.client_of(entry).await?;
        let proof = entry.proof().map_err(AuthError::from)?;
        let endpoint = TokenEndpoint {
            office,
            server: self.settings.endpoint(),
            rule: entry.rule,
            issuer: &entry.issuer,
            url: &entry.token_endpoint,
            client: &client,
            proof: proof.as_ref(),
        };
        let source = match endpoint.refresh(refresh_token, entry.resource_param()).await {
            Ok(answer) => {
                let mut renewed = entry.renewed(&answer, &office.clock);
                if let (Some(before), Some(token)) = (&entry.id_token, &answer.id_token) {
                    renewed.id_token = Some(self.same_person(entry, before, token).await?);
                }
                renewed.client = client;
                return Ok(renewed);
            }
            Err(source) => source,
        };
        tracing::info!(target: "lanyard_oauth", server = %self.settings.name, error = %source, "a refresh failed");
        if source.is("invalid_grant") {
            office.end(name, SignedOutReason::Refused).await?;
            return Err(Trouble::Ended);
        }
        if entry.client.registered && (source.is("invalid_client") || source.is("unauthorized_client")) {
            office.drop_registration(&entry.issuer, &entry.client.id).await;
            office.end(name, SignedOutReason::ClientRejected).await?;
            return Err(Trouble::Ended);
        }
        let server = self.settings.name.clone();
        let error = self.seat.failed(office.clock.now(), |retry_at| AuthError::Refresh {
            server,
            source,
            retry_at,
        });
        Err(Trouble::Error(error))
    }

    /// The new ID token of an identity provider, which has to name the same person (OpenID Connect Core §12.2).
    async fn same_person(&self, entry: &Entry, before: &IdToken, token: &SecretString) -> Result<IdToken, Trouble> {
        let office = &self.office;
        let expected = Expected {
            server: self.settings.endpoint(),
            rule: entry.rule,
            issuer: &entry.issuer,
            client_id: &entry.client.id,
            jwks_uri: before.jwks_uri.as_deref(),
            nonce: None,
            refreshed: true,
        };
        let verified = tokens::identity(&office.net, &office.clock, token, &expected).await;
        match verified {
            Ok(identity) if identity.subject == before.subject => Ok(IdToken {
                token: token.clone(),
                expires_at: identity.expires_at,
                ..before.clone()
            }),
            // The old one stands until its end; then a person signs in again.
            Ok(_) | Err(_) => {
                tracing::warn!(target: "lanyard_oauth", server = %self.settings.name,
                    "the renewed ID token is not one for the same person, and is not used");
                Ok(before.clone())
            }
        }
    }

    /// Keeps new tokens. The old ones may be dead by now, so a vault that does not answer is asked again, and tokens
    /// that can't be kept are used all the same as long as the process lives.
    async fn keep(&self, entry: &Entry, name: &str) {
        let office = &self.office;
        let Ok(text) = entry.to_secret() else { return };
        let mut pauses = KEEP_PAUSES.iter();
        let failure = loop {
            match office.vault.set(name, &text).await {
                Ok(()) => break None,
                Err(error) => match pauses.next() {
                    Some(pause) => tokio::time::sleep(*pause).await,
                    None => break Some(error),
                },
            }
        };
        if let Some(error) = failure {
            let (server_url, account) = self.seat.key.clone();
            office.tell(AuthEvent::NotSaved {
                server_url,
                account,
                why: error.to_string(),
            });
        }
        let now = office.clock.unix();
        let noted = async {
            let place = office.place().await?;
            let (scopes, store) = (entry.scope_text(), &office.store);
            store
                .renew_credential(name, &place, &scopes, entry.expires_at, now)
                .await
                .map_err(KeepError::Store)
        };
        if let Err(error) = noted.await {
            tracing::warn!(target: "lanyard_oauth", %error, "the index of sign-ins was not brought up to date");
        }
    }

    /// The resource metadata may have come to name another authorization server. When it can't be read, nothing is
    /// concluded.
    async fn issuer_changed(&self, entry: &Entry, challenge: &Challenge) -> bool {
        if self.settings.role != Role::Resource {
            // Its issuer is named by the settings alone.
            return false;
        }
        let trace = Trace::new();
        let discovery = Discovery::new(&self.office.net, &self.settings, &trace).await;
        let asked = discovery.protected_resource(challenge.resource_metadata.as_ref());
        let Ok(Ok(Some(found))) = tokio::time::timeout(METADATA_TIME, asked).await else {
            return false;
        };
        if found.authorization_servers.is_empty() {
            return false;
        }
        let named = found.authorization_servers.contains(&entry.issuer);
        let chosen = match &self.settings.issuer {
            IssuerChoice::First => true,
            IssuerChoice::Exactly(wanted) => *wanted == entry.issuer,
        };
        !named || !chosen
    }

    /// The client of the entry; a secret that was changed in the settings counts.
    async fn client_of(&self, entry: &Entry) -> Result<Client, AuthError> {
        let mut client = entry.client.clone();
        if let (Some(id), Some(secret)) = (&self.settings.client_id, &self.settings.client_secret)
            && *id == client.id
            && client.key.is_none()
        {
            let found = secret.resolve(&self.office.vault).await.map_err(KeepError::from)?;
            client.secret = found.or(client.secret);
        }
        Ok(client)
    }
}
