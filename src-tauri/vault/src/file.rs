//! Secrets in one file, encrypted under a passphrase, for machines without a keychain.
//!
//! The key is Argon2id of the passphrase and the file's own salt; the content is XChaCha20-Poly1305 with a fresh
//! nonce at each write. A write goes to a temporary file beside it and is renamed, under a lock that other
//! processes honour: a crash leaves the old content or the new.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as B64;
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::TryRngCore as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Store, VaultError};

#[derive(Serialize, Deserialize)]
struct Sealed {
    version: u32,
    salt: String,
    nonce: String,
    body: String,
}

/// What such a place is called.
pub(crate) const FILE: &str = "file";

type Key = Zeroizing<[u8; 32]>;
type Entries = BTreeMap<String, Zeroizing<String>>;

pub(crate) struct EncryptedFile {
    path: PathBuf,
    passphrase: SecretString,
    /// The last salt and its key: Argon2id is slow on purpose.
    key: Mutex<Option<(Vec<u8>, Key)>>,
}

impl EncryptedFile {
    pub(crate) fn new(path: PathBuf, passphrase: SecretString) -> Self {
        Self {
            path,
            passphrase,
            key: Mutex::new(None),
        }
    }

    /// Whether the passphrase is the file's; one that is not there yet is made, with these entries in it.
    pub(crate) fn open(&self, entries: Vec<(String, SecretString)>) -> Result<(), VaultError> {
        self.change(|kept| {
            for (name, secret) in entries {
                kept.insert(name, Zeroizing::new(secret.expose_secret().to_owned()));
            }
        })
    }

    fn key(&self, salt: &[u8]) -> Result<Key, VaultError> {
        let mut cached = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, key)) = cached.as_ref()
            && known == salt
        {
            return Ok(key.clone());
        }
        let mut key = Zeroizing::new([0u8; 32]);
        argon2::Argon2::default()
            .hash_password_into(self.passphrase.expose_secret().as_bytes(), salt, key.as_mut())
            .map_err(|e| VaultError::Broken(e.to_string()))?;
        *cached = Some((salt.to_vec(), key.clone()));
        Ok(key)
    }

    fn lock(&self) -> Result<File, VaultError> {
        lock(&self.path)
    }

    fn read(&self) -> Result<(Vec<u8>, Entries), VaultError> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Ok((random::<16>()?.to_vec(), BTreeMap::new()));
            }
            Err(e) => return Err(io(e)),
        };
        let damaged = || VaultError::Broken("the secrets file is damaged".into());
        let sealed: Sealed = serde_json::from_slice(&text).map_err(|_| damaged())?;
        if sealed.version != 1 {
            return Err(VaultError::Broken("the secrets file is of a newer version".into()));
        }
        let salt = B64.decode(&sealed.salt).map_err(|_| damaged())?;
        let nonce = B64
            .decode(&sealed.nonce)
            .ok()
            .filter(|n| n.len() == 24)
            .ok_or_else(damaged)?;
        let body = B64.decode(&sealed.body).map_err(|_| damaged())?;
        let cipher = XChaCha20Poly1305::new(self.key(&salt)?.as_ref().into());
        let plain = cipher
            .decrypt(XNonce::from_slice(&nonce), body.as_slice())
            .map_err(|_| VaultError::Passphrase)?;
        let plain = Zeroizing::new(plain);
        Ok((salt, serde_json::from_slice(&plain).map_err(|_| damaged())?))
    }

    fn write(&self, salt: &[u8], entries: &Entries) -> Result<(), VaultError> {
        let plain = Zeroizing::new(serde_json::to_vec(entries).map_err(|e| VaultError::Broken(e.to_string()))?);
        let nonce = random::<24>()?;
        let cipher = XChaCha20Poly1305::new(self.key(salt)?.as_ref().into());
        let body = cipher
            .encrypt(XNonce::from_slice(&nonce), plain.as_slice())
            .map_err(|_| VaultError::Broken("encryption failed".into()))?;
        let sealed = Sealed {
            version: 1,
            salt: B64.encode(salt),
            nonce: B64.encode(nonce),
            body: B64.encode(body),
        };
        let text = serde_json::to_vec(&sealed).map_err(|e| VaultError::Broken(e.to_string()))?;
        replace(&self.path, &text).map_err(io)
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) -> Result<(), VaultError> {
        let _held = self.lock()?;
        let (salt, mut entries) = self.read()?;
        change(&mut entries);
        self.write(&salt, &entries)
    }
}

/// One writer at a time, in whatever process.
fn lock(path: &Path) -> Result<File, VaultError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    let lock = File::create(path.with_extension("lock")).map_err(io)?;
    lock.lock().map_err(io)?;
    Ok(lock)
}

/// Renames a file to the first name beside it that is free, and answers that.
pub(crate) fn set_aside(path: &Path) -> Result<PathBuf, VaultError> {
    let _one = lock(path)?;
    let mut names = (1..).map(|number| path.with_extension(format!("set-aside-{number}.json")));
    let free = names.find(|name| !name.exists());
    let aside = free.ok_or_else(|| VaultError::Broken("no name is free".to_owned()))?;
    fs::rename(path, &aside).map_err(io)?;
    Ok(aside)
}

impl Store for EncryptedFile {
    fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        let (_, entries) = self.read()?;
        Ok(entries.get(name).map(|s| SecretString::from(s.as_str())))
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.change(|entries| {
            entries.insert(name.to_owned(), Zeroizing::new(secret.expose_secret().to_owned()));
        })
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        self.change(|entries| {
            entries.remove(name);
        })
    }

    fn place(&self) -> Result<String, VaultError> {
        Ok(self.presumed_place())
    }

    fn presumed_place(&self) -> String {
        FILE.to_owned()
    }
}

fn replace(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let next = path.with_extension("next");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&next)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(next, path)
}

fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0u8; N];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|e| VaultError::Broken(e.to_string()))?;
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "used as a function to map_err")]
fn io(error: std::io::Error) -> VaultError {
    VaultError::Broken(error.to_string())
}
