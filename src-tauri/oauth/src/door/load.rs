//! Who is signed in, according to the store and the vault.
//!
//! What enters: a seat. What leaves: tokens, or nobody. That tokens are not there is believed under the account's lock
//! only, because another process may be writing them; and of tokens in another vault this one knows nothing.

use std::sync::Arc;
use std::time::Duration;

use lanyard_vault::VaultError;

use super::refresh::LOCK_TIME;
use super::seat::{Live, Standing};
use super::{AuthError, Door};
use crate::event::SignedOutReason;
use crate::lock;
use crate::office::KeepError;
use crate::store::Credential;
use crate::tokens::{Entry, EntryError};

/// How soon after "nobody" the store is asked again: another process may have signed in.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How old "nobody" may be for a refusal to be believed without another look: about the time that the request took.
const JUST_LOOKED: Duration = Duration::from_millis(250);

/// What the vault has under a name.
pub(super) enum Found {
    /// Tokens.
    Entry(Box<Entry>),
    /// None, or none that can be read: to be believed under the lock only.
    Nothing,
}

impl Door {
    /// What the store and the vault hold; none: nobody is signed in.
    pub(super) async fn load(&self) -> Result<Option<Arc<Live>>, AuthError> {
        let _one = self.seat.loading.lock().await;
        if let Standing::Live(live) = self.seat.standing() {
            return Ok(Some(live));
        }
        let nobody = || self.seat.clear(self.office.clock.now() + LOOK_AGAIN);
        let Some(row) = self.signed_in().await? else {
            nobody();
            return Ok(None);
        };
        if let Found::Entry(entry) = self.read(&row.vault_name).await? {
            return Ok(Some(self.seat.adopt(*entry, row.vault_name, false)));
        }
        // Another process may be writing this very moment: only what is still so under the lock is so.
        let _held = lock::take(&self.office.locks, &row.vault_name, LOCK_TIME).await?;
        let Some(row) = self.signed_in().await?.filter(|r| r.vault_name == row.vault_name) else {
            nobody();
            return Ok(None);
        };
        if let Found::Entry(entry) = self.read(&row.vault_name).await? {
            return Ok(Some(self.seat.adopt(*entry, row.vault_name, false)));
        }
        self.office.end(&row.vault_name, SignedOutReason::VaultEmpty).await?;
        nobody();
        Ok(None)
    }

    /// Whether nobody sat here a moment ago. A sign-in of another process in this moment is found by the next call, as
    /// one that comes a moment later is.
    pub(super) fn was_just_empty(&self) -> bool {
        let Standing::Nobody(until) = self.seat.standing() else {
            return false;
        };
        let left = until.duration_since(self.office.clock.now());
        left.is_ok_and(|left| LOOK_AGAIN.saturating_sub(left) < JUST_LOOKED)
    }

    /// The row of this seat, if somebody is signed in with tokens of this vault.
    async fn signed_in(&self) -> Result<Option<Credential>, AuthError> {
        let (url, account) = &self.seat.key;
        let anywhere = self.office.store.is_elsewhere(url, account.as_str(), "").await;
        // Where nobody is signed in the vault is not asked: it may be one that does not answer.
        if !anywhere.map_err(KeepError::Store)? {
            return Ok(None);
        }
        Ok(self.office.credential(&self.seat.key).await?.filter(|r| r.signed_in))
    }

    /// Whether somebody is still signed in with the tokens of this name.
    pub(super) async fn is_signed_in_by(&self, name: &str) -> Result<bool, AuthError> {
        Ok(self.signed_in().await?.is_some_and(|r| r.vault_name == name))
    }

    /// The tokens under a name.
    pub(super) async fn read(&self, name: &str) -> Result<Found, AuthError> {
        let secret = match self.office.read(name).await {
            Ok(Some(secret)) => secret,
            Ok(None) | Err(KeepError::Vault(VaultError::Damaged)) => return Ok(Found::Nothing),
            Err(error) => return Err(error.into()),
        };
        match Entry::from_secret(&secret) {
            Ok(entry) => Ok(Found::Entry(Box::new(entry))),
            Err(EntryError::Newer) => Err(AuthError::Newer {
                server: self.settings.name.clone(),
            }),
            Err(EntryError::Damaged) => Ok(Found::Nothing),
        }
    }
}
