//! Signing out: at the server where it has an endpoint (RFC 7009), and here in any case.
//!
//! The order: nobody uses the tokens from now on; they are revoked while they are still known; they are deleted.
//! Without a network they are deleted all the same, and nothing secret is queued.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures::future;
use lanyard_net::url::Url;
use lanyard_vault::VaultError;

use crate::account::AccountId;
use crate::event::SignedOutReason;
use crate::failure::{Kind, Told};
use crate::lock;
use crate::office::{KeepError, Office};
use crate::settings::ServerSettings;
use crate::sign_in;
use crate::tokens::{Entry, Hint, TokenEndpoint};

/// A server that does not answer must not keep a person signed in.
const REVOKE_TIME: Duration = Duration::from_secs(5);
/// Longer than a refresh may hold the lock: 10 s for metadata, 15 s for the answer, 5 s to give its tokens back, and
/// what the vault takes. Nobody waits for it with tokens in use.
const LOCK_TIME: Duration = Duration::from_mins(1);

/// What became of the tokens at the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// There were none.
    Nothing,
    /// The server has revoked them.
    Revoked,
    /// The server has no revocation endpoint: they end by themselves.
    NoEndpoint,
    /// The server could not be told: they end by themselves.
    Failed(String),
}

/// The tokens are no longer used, but could not be deleted.
#[derive(Debug, thiserror::Error)]
pub enum SignOutError {
    /// By the vault or the store.
    #[error("signed out, but the tokens could not be deleted: {0}; sign out again once that is cured")]
    Keep(#[from] KeepError),
    /// A task ended early.
    #[error("the app is closing; sign out again after the next start")]
    Closing,
}

impl Told for SignOutError {
    fn kind(&self) -> Kind {
        match self {
            Self::Keep(error) => error.kind(),
            Self::Closing => Kind::StartAgain,
        }
    }
}

/// Signs an account out. It runs in a task of its own, because half a sign-out is none.
pub(crate) async fn sign_out(
    office: &Arc<Office>,
    server: &ServerSettings,
    account: &AccountId,
) -> Result<Revocation, SignOutError> {
    let work = run(Arc::clone(office), server.clone(), account.clone());
    office.uncut(work).await.unwrap_or(Err(SignOutError::Closing))
}

async fn run(office: Arc<Office>, server: ServerSettings, account: AccountId) -> Result<Revocation, SignOutError> {
    let key = (server.url.clone(), account.clone());
    let seat = office.seat(&key);
    seat.forget_rounds();
    let row = office.credential(&key).await?;
    let Some(row) = row else { return Ok(Revocation::Nothing) };
    // First of all, so that a refresh that is under way, here or in another process, sees it and gives its tokens back.
    office.note_end(&row.vault_name, SignedOutReason::ByUser).await?;
    seat.clear(office.clock.now());
    // Then that refresh ends, so that the newest tokens are revoked.
    let _held = lock::take(&office.locks, &row.vault_name, LOCK_TIME).await.ok();
    seat.clear(office.clock.now());
    let entry = match office.read(&row.vault_name).await {
        Ok(found) => found.and_then(|s| Entry::from_secret(&s).ok()),
        // There is nothing in it to be revoked, and it can be deleted.
        Err(KeepError::Vault(VaultError::Damaged)) => None,
        Err(error) => return Err(error.into()),
    };
    let revocation = match &entry {
        Some(entry) => revoke(&office, &server, entry).await,
        None => Revocation::Nothing,
    };
    office.end(&row.vault_name, SignedOutReason::ByUser).await?;
    Ok(revocation)
}

/// Takes tokens back at their server.
pub(crate) async fn revoke(office: &Office, server: &ServerSettings, entry: &Entry) -> Revocation {
    let Some(url) = entry.revocation_endpoint.as_deref().and_then(|u| Url::parse(u).ok()) else {
        return Revocation::NoEndpoint;
    };
    let endpoint = TokenEndpoint {
        office,
        server: server.endpoint(),
        rule: entry.rule,
        issuer: &entry.issuer,
        url: &entry.token_endpoint,
        client: &entry.client,
        proof: None,
    };
    let refresh = entry.refresh_token.iter().chain(&entry.superseded);
    let tokens = refresh
        .map(|token| (token, Hint::Refresh))
        .chain([(&entry.access_token, Hint::Access)]);
    // Each is tried, whatever becomes of the others.
    let told = future::join_all(tokens.map(|(token, hint)| endpoint.revoke(&url, token, hint)));
    match tokio::time::timeout(REVOKE_TIME, told).await {
        Ok(answers) => match answers.into_iter().find_map(Result::err) {
            None => Revocation::Revoked,
            Some(error) => Revocation::Failed(error.to_string()),
        },
        Err(_) => Revocation::Failed(format!("no answer within {} s", REVOKE_TIME.as_secs())),
    }
}

/// Nobody sits anywhere, and no sign-in waits.
pub(crate) fn forget_seats(office: &Office) {
    office.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    for seat in office.seats.lock().unwrap_or_else(PoisonError::into_inner).values() {
        seat.clear(office.clock.now());
        seat.forget_rounds();
    }
}

/// Forgets everything this profile has: each secret, then each row. Asks no network.
pub(crate) async fn forget_all(office: &Office) -> Result<(), SignOutError> {
    forget_seats(office);
    let mut failure = None;
    let place = office.place().await?;
    for name in office.store.names(&place).await.map_err(KeepError::Store)? {
        if let Err(error) = office.discard(&name).await {
            failure.get_or_insert(error);
        }
    }
    // Names of secrets that are still there stay known, so that the next try finds them.
    match failure {
        Some(error) => Err(error.into()),
        None => Ok(office.store.wipe(&place).await.map_err(KeepError::Store)?),
    }
}

/// Ends a sign-in that waits; false: it was not waiting.
pub(crate) async fn cancel(office: &Office, id: &sign_in::SignInId) -> Result<bool, crate::store::StoreError> {
    office
        .waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .retain(|_, w| w.id != *id);
    let row = office.store.take_pending_by_id(id.as_str()).await?;
    let was_waiting = row.is_some();
    sign_in::discard(office, row.into_iter().collect()).await;
    Ok(was_waiting)
}
