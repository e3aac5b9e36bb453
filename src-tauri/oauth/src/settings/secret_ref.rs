//! A secret in the settings, or where it is kept.
//!
//! What enters: a place. What leaves: what is there now. It is read at each use and kept nowhere: a workload's token
//! is replaced in its file every few minutes, and a person sets another key while the app runs.

use std::path::PathBuf;

use lanyard_vault::{Vault, VaultError};
use secrecy::SecretString;

/// The longest secret that a file may hold, in bytes: keys in PEM are a few kilobytes.
const MAX_FILE: u64 = 64 * 1024;

/// A secret, or where it is kept.
#[derive(Debug, Clone)]
pub enum SecretRef {
    /// The secret itself.
    Value(SecretString),
    /// Its name in the vault.
    Vault(String),
    /// A file that holds nothing else; white space around it is left out.
    File(PathBuf),
    /// An environment variable of this process.
    Env(String),
}

/// A secret can't be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SecretError {
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file.
    #[error("the secret's file {path} can't be read: {reason}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        reason: String,
    },
}

impl SecretRef {
    /// What is there now; none: nothing.
    pub async fn resolve(&self, vault: &Vault) -> Result<Option<SecretString>, SecretError> {
        match self {
            Self::Value(secret) => Ok(Some(secret.clone())),
            Self::Vault(name) => Ok(vault.get(name).await?),
            Self::Env(name) => Ok(std::env::var(name).ok().and_then(|text| trimmed(&text))),
            Self::File(path) => match read(path.clone()).await {
                Ok(text) => Ok(trimmed(&text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(SecretError::File {
                    path: path.clone(),
                    reason: error.to_string(),
                }),
            },
        }
    }
}

async fn read(path: PathBuf) -> std::io::Result<String> {
    use tokio::io::AsyncReadExt as _;
    let mut text = String::new();
    let file = tokio::fs::File::open(path).await?;
    let read = file.take(MAX_FILE + 1).read_to_string(&mut text).await?;
    if read as u64 > MAX_FILE {
        return Err(std::io::Error::other(format!("it is larger than {MAX_FILE} bytes")));
    }
    Ok(text)
}

fn trimmed(text: &str) -> Option<SecretString> {
    let text = text.trim();
    (!text.is_empty()).then(|| SecretString::from(text.to_owned()))
}
