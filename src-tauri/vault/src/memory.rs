//! Secrets in this process's memory, gone when it ends.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;

use crate::{Store, VaultError};

pub(crate) struct Memory {
    /// Tells this memory from that of another process, or of an earlier one. It is no secret.
    id: u64,
    entries: Mutex<HashMap<String, SecretString>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            // The seeds of the standard library's hasher come from the operating system.
            id: RandomState::new().build_hasher().finish(),
            entries: Mutex::default(),
        }
    }
}

impl Memory {
    /// All entries, to be kept elsewhere.
    pub(crate) fn entries(&self) -> Vec<(String, SecretString)> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries
            .iter()
            .map(|(name, secret)| (name.clone(), secret.clone()))
            .collect()
    }
}

impl Store for Memory {
    fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        Ok(self
            .entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned())
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }

    fn place(&self) -> Result<String, VaultError> {
        Ok(self.presumed_place())
    }

    fn presumed_place(&self) -> String {
        format!("memory-{:016x}", self.id)
    }
}
