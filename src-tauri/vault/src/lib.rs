//! Secrets at rest: the operating system's keychain, an encrypted file, or memory.
//!
//! What enters: a name and a secret. What leaves: the secret, or an error that says what to do. It does not know
//! what a secret is for on purpose: names are the callers' (`oauth` uses issuer, resource and account; `client`
//! uses the model provider). Blocking stores run on the blocking pool, because the keychain's D-Bus client may not
//! run on an async worker.

mod error;
mod fallback;
mod file;
mod keychain;
mod memory;
mod system;

use std::path::PathBuf;
use std::sync::Arc;

pub use error::VaultError;
use rand::TryRngCore;
use secrecy::{ExposeSecret, SecretString};

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Keychain Services, Credential Manager or the Secret Service.
    Keychain,
    /// A file encrypted under a passphrase.
    File,
    /// This process only: gone when it ends.
    Memory,
}

/// Where secrets are kept from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The place that they were taken from; none: they were there.
    pub from: Option<String>,
    /// Their place.
    pub to: String,
}

/// An encrypted file that is not used any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where it is now.
    pub path: PathBuf,
    /// The place that its secrets were noted under.
    pub place: String,
}

/// A place that keeps secrets. Calls block and are made from the blocking pool.
trait Store: Send + Sync {
    fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError>;
    fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError>;
    /// Deleting what is not there is no error.
    fn delete(&self, name: &str) -> Result<(), VaultError>;
    /// Which place this is; see [`Vault::place`].
    fn place(&self) -> Result<String, VaultError>;
    /// The same without waiting for anything.
    fn presumed_place(&self) -> String;
    /// For a store that chooses between several: which it chose.
    fn chosen(&self) -> Option<Kind> {
        None
    }
    /// For a store that may keep secrets in an encrypted file: opens it.
    fn open_file(&self, _passphrase: SecretString) -> Result<Moved, VaultError> {
        Err(VaultError::Elsewhere)
    }
    /// For the same: does without it.
    fn set_file_aside(&self) -> Result<SetAside, VaultError> {
        Err(VaultError::Elsewhere)
    }
}

/// A cheap handle to one place that keeps secrets.
#[derive(Clone)]
pub struct Vault {
    kind: Kind,
    store: Arc<dyn Store>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// The operating system's keychain; every name is kept under the service `prefix`. Opens nothing yet.
    pub fn keychain(prefix: &str) -> Self {
        Self {
            kind: Kind::Keychain,
            store: Arc::new(keychain::Keychain::new(system::System::new(prefix))),
        }
    }

    /// The keychain where one answers, else memory, decided once at the first use. [`Vault::kind`] tells which; a
    /// locked keychain is still the keychain, and its calls say [`VaultError::Locked`].
    pub fn keychain_or_memory(prefix: &str) -> Self {
        Self::fallback(prefix, None)
    }

    /// As [`Vault::keychain_or_memory`]; where there is no keychain, a person may put an encrypted file at `path` in
    /// memory's place, see [`Vault::open_file`]. While such a file is there and not opened, calls say
    /// [`VaultError::Closed`].
    pub fn keychain_or_file(prefix: &str, path: PathBuf) -> Self {
        Self::fallback(prefix, Some(path))
    }

    fn fallback(prefix: &str, path: Option<PathBuf>) -> Self {
        let keychain = keychain::Keychain::new(system::System::new(prefix));
        Self {
            kind: Kind::Keychain,
            store: Arc::new(fallback::Fallback::new(keychain, path)),
        }
    }

    /// A file encrypted under a passphrase (Argon2id, XChaCha20-Poly1305). Opens nothing yet.
    pub fn file(path: PathBuf, passphrase: SecretString) -> Self {
        Self {
            kind: Kind::File,
            store: Arc::new(file::EncryptedFile::new(path, passphrase)),
        }
    }

    /// Memory of this process.
    pub fn memory() -> Self {
        Self {
            kind: Kind::Memory,
            store: Arc::new(memory::Memory::default()),
        }
    }

    /// Where secrets go; for [`Vault::keychain_or_memory`] before its first use: where they would go.
    pub fn kind(&self) -> Kind {
        self.store.chosen().unwrap_or(self.kind)
    }

    /// A name for the place where secrets are: `keychain`, `file`, or `memory-` and a number that no other memory has.
    /// Whoever lists elsewhere what is kept here notes it there too, because a vault in one place says nothing about
    /// what another keeps. [`Vault::keychain_or_memory`] makes its choice for this, and may fail like any call.
    pub async fn place(&self) -> Result<String, VaultError> {
        self.blocking(|store| store.place()).await
    }

    /// [`Vault::place`] without waiting: for [`Vault::keychain_or_memory`] before its first use, what it hopes for.
    pub fn presumed_place(&self) -> String {
        self.store.presumed_place()
    }

    /// Opens the encrypted file of [`Vault::keychain_or_file`], or makes it and moves what is in memory there.
    ///
    /// Errors: [`VaultError::Passphrase`] when it is not the file's, [`VaultError::Elsewhere`] where there is a
    /// keychain, or the file is open.
    pub async fn open_file(&self, passphrase: SecretString) -> Result<Moved, VaultError> {
        self.blocking(move |store| store.open_file(passphrase)).await
    }

    /// Does without the encrypted file of [`Vault::keychain_or_file`], whose passphrase nobody knows any more: it is
    /// renamed, never deleted, and secrets go into memory from now on.
    ///
    /// Errors: [`VaultError::Elsewhere`] when there is no such file, or it is open.
    pub async fn set_file_aside(&self) -> Result<SetAside, VaultError> {
        self.blocking(|store| store.set_file_aside()).await
    }

    /// The secret kept under a name, if there is one.
    pub async fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        let name = name.to_owned();
        self.blocking(move |store| store.get(&name)).await
    }

    /// Keeps a secret under a name, replacing what was there.
    pub async fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        let (name, secret) = (name.to_owned(), secret.clone());
        self.blocking(move |store| store.set(&name, &secret)).await
    }

    /// Removes a secret; one that is not there is no error.
    pub async fn delete(&self, name: &str) -> Result<(), VaultError> {
        let name = name.to_owned();
        self.blocking(move |store| store.delete(&name)).await
    }

    /// Writes, reads and deletes a throw-away entry of its own: a locked keychain answers a mere read with "no entry".
    pub async fn probe(&self) -> Result<(), VaultError> {
        let mut bytes = [0u8; 16];
        rand::rngs::OsRng
            .try_fill_bytes(&mut bytes)
            .map_err(|e| VaultError::Broken(e.to_string()))?;
        let value = SecretString::from(base64::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes));
        // A name of its own: two probes at once would otherwise delete each other's entry and both say "locked".
        let mut id = [0u8; 8];
        rand::rngs::OsRng
            .try_fill_bytes(&mut id)
            .map_err(|e| VaultError::Broken(e.to_string()))?;
        let name = format!("probe-{:016x}", u64::from_ne_bytes(id));
        self.blocking(move |store| {
            store.set(&name, &value)?;
            let found = store.get(&name)?;
            store.delete(&name)?;
            match found {
                Some(found) if found.expose_secret() == value.expose_secret() => Ok(()),
                _ => Err(VaultError::Locked),
            }
        })
        .await
    }

    async fn blocking<T, F>(&self, work: F) -> Result<T, VaultError>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Store) -> Result<T, VaultError> + Send + 'static,
    {
        // A map in memory blocks nobody.
        if self.kind == Kind::Memory {
            return work(self.store.as_ref());
        }
        let store = Arc::clone(&self.store);
        tokio::task::spawn_blocking(move || work(store.as_ref()))
            .await
            .map_err(|_| VaultError::Broken("the store's task ended early".into()))?
    }
}
