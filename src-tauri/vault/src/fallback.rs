//! The keychain where one answers, else memory: decided once, at the first use.
//!
//! A machine without a keychain service (a headless session) still signs in; the person is told that it lasts until
//! the app closes. A keychain that is merely locked is never replaced: its entries are there, and come back.

use std::sync::OnceLock;

use secrecy::SecretString;

use crate::keychain::Keychain;
use crate::memory::Memory;
use crate::{Kind, Store, VaultError};

pub(crate) struct Fallback {
    keychain: Keychain,
    memory: Memory,
    available: OnceLock<bool>,
}

impl Fallback {
    pub(crate) fn new(prefix: &str) -> Self {
        Self {
            keychain: Keychain::new(prefix),
            memory: Memory::default(),
            available: OnceLock::new(),
        }
    }

    fn store(&self) -> &dyn Store {
        let available = self
            .available
            .get_or_init(|| !matches!(self.keychain.get("availability"), Err(VaultError::Unavailable(_))));
        if *available { &self.keychain } else { &self.memory }
    }
}

impl Store for Fallback {
    fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        self.store().get(name)
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.store().set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        self.store().delete(name)
    }

    fn chosen(&self) -> Option<Kind> {
        self.available
            .get()
            .map(|yes| if *yes { Kind::Keychain } else { Kind::Memory })
    }
}
