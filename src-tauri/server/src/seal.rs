//! Encryption at rest under the master key: signing keys, upstream tokens, cookies.
//!
//! Enters: a master key that the caller keeps (keychain, environment or file; never the database). Leaves: sealed
//! bytes. Each use has a purpose, which is authenticated, so that bytes sealed for one use open for no other.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use lanyard_vault::{Vault, VaultError};
use secrecy::{ExposeSecret, SecretString};

use crate::random;

/// The name under which the vault keeps the master key.
pub const MASTER_KEY: &str = "server.master-key";

const NONCE: usize = 24;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The vault failed.
    #[error("the master key can't be read from its store: {0}")]
    Vault(#[from] VaultError),
    /// The value is not a key.
    #[error("the master key is not 32 bytes in base64; make one with `openssl rand -base64 32`")]
    NotAKey,
    /// The bytes were sealed under another key, for another purpose, or were changed.
    #[error("a stored secret does not open under this master key; restore the key, or start with a new database")]
    Foreign,
    /// No randomness for a nonce.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

/// The master key, ready for use; cheap to clone.
#[derive(Clone)]
pub(crate) struct Seal(XChaCha20Poly1305);

impl Seal {
    /// Takes the master key from the vault, and makes one there at the first start.
    pub(crate) async fn open(vault: &Vault) -> Result<Self, SealError> {
        let text = if let Some(text) = vault.get(MASTER_KEY).await? {
            text
        } else {
            let text = SecretString::from(BASE64_STANDARD.encode(random::bytes::<32>()?));
            vault.set(MASTER_KEY, &text).await?;
            text
        };
        let bytes = BASE64_STANDARD
            .decode(text.expose_secret().trim())
            .map_err(|_| SealError::NotAKey)?;
        if bytes.len() != 32 {
            return Err(SealError::NotAKey);
        }
        Ok(Self(XChaCha20Poly1305::new(Key::from_slice(&bytes))))
    }

    /// Encrypts for one purpose.
    pub(crate) fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce = random::bytes::<NONCE>()?;
        let payload = Payload {
            msg: plain,
            aad: purpose.as_bytes(),
        };
        let sealed = self
            .0
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| SealError::Foreign)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what was sealed for the same purpose.
    pub(crate) fn open_bytes(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, rest) = sealed.split_at_checked(NONCE).ok_or(SealError::Foreign)?;
        let payload = Payload {
            msg: rest,
            aad: purpose.as_bytes(),
        };
        self.0
            .decrypt(XNonce::from_slice(nonce), payload)
            .map_err(|_| SealError::Foreign)
    }

    /// Decrypts a text.
    pub(crate) fn open_text(&self, purpose: &str, sealed: &[u8]) -> Result<SecretString, SealError> {
        let bytes = self.open_bytes(purpose, sealed)?;
        String::from_utf8(bytes)
            .map(SecretString::from)
            .map_err(|_| SealError::Foreign)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sealed_opens_under_the_same_key_and_purpose_only() {
        let vault = Vault::memory();
        let seal = Seal::open(&vault).await.unwrap();
        let sealed = seal.seal("cookie", b"browser").unwrap();
        assert_eq!(
            Seal::open(&vault).await.unwrap().open_bytes("cookie", &sealed).unwrap(),
            b"browser"
        );
        assert!(seal.open_bytes("key", &sealed).is_err());
        let other = Seal::open(&Vault::memory()).await.unwrap();
        assert!(other.open_bytes("cookie", &sealed).is_err());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(seal.open_bytes("cookie", &changed).is_err());
        assert!(seal.open_bytes("cookie", &sealed[..10]).is_err());
    }

    #[tokio::test]
    async fn a_master_key_of_the_wrong_length_is_refused() {
        let vault = Vault::memory();
        vault.set(MASTER_KEY, &SecretString::from("c2hvcnQ=")).await.unwrap();
        assert!(matches!(Seal::open(&vault).await, Err(SealError::NotAKey)));
    }
}
