//! The keychain where there is one, else memory: decided once, at the first use that gets an answer.
//!
//! A machine without a keychain service (a headless session) still signs in; the person is told that it lasts until
//! the app closes. Only a service that is not there counts: a keychain that is locked, or that did not answer this
//! time, is never replaced, because its entries are there and come back.

use std::sync::OnceLock;

use secrecy::SecretString;

use crate::memory::Memory;
use crate::{Kind, Store, VaultError};

pub(crate) struct Fallback<K> {
    keychain: K,
    memory: Memory,
    available: OnceLock<bool>,
}

impl<K: Store> Fallback<K> {
    pub(crate) fn new(keychain: K) -> Self {
        Self {
            keychain,
            memory: Memory::default(),
            available: OnceLock::new(),
        }
    }

    fn store(&self) -> Result<&dyn Store, VaultError> {
        let available = if let Some(decided) = self.available.get() {
            *decided
        } else {
            let found = match self.keychain.get("availability") {
                Err(VaultError::Missing(_)) => false,
                // Not an answer: the next call asks again.
                Err(error @ VaultError::Unavailable(_)) => return Err(error),
                Ok(_) | Err(_) => true,
            };
            *self.available.get_or_init(|| found)
        };
        Ok(if available { &self.keychain } else { &self.memory })
    }
}

impl<K: Store> Store for Fallback<K> {
    fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        self.store()?.get(name)
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.store()?.set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        self.store()?.delete(name)
    }

    fn place(&self) -> Result<String, VaultError> {
        self.store()?.place()
    }

    fn presumed_place(&self) -> String {
        match self.available.get() {
            Some(false) => self.memory.presumed_place(),
            _ => self.keychain.presumed_place(),
        }
    }

    fn chosen(&self) -> Option<Kind> {
        self.available
            .get()
            .map(|yes| if *yes { Kind::Keychain } else { Kind::Memory })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use super::*;

    /// A keychain that answers as told, then with "no such entry".
    struct Told(Mutex<VecDeque<VaultError>>);

    impl Told {
        fn new(errors: &[VaultError]) -> Fallback<Self> {
            Fallback::new(Self(Mutex::new(errors.iter().cloned().collect())))
        }

        fn say(&self) -> Result<(), VaultError> {
            self.0.lock().unwrap().pop_front().map_or(Ok(()), Err)
        }
    }

    impl Store for Told {
        fn get(&self, _: &str) -> Result<Option<SecretString>, VaultError> {
            self.say().map(|()| None)
        }

        fn set(&self, _: &str, _: &SecretString) -> Result<(), VaultError> {
            self.say()
        }

        fn delete(&self, _: &str) -> Result<(), VaultError> {
            self.say()
        }

        fn place(&self) -> Result<String, VaultError> {
            Ok(self.presumed_place())
        }

        fn presumed_place(&self) -> String {
            "keychain".to_owned()
        }
    }

    #[test]
    fn a_keychain_that_does_not_answer_once_is_asked_again_and_not_replaced_by_memory() {
        let vault = Told::new(&[VaultError::Unavailable("the bus had a hiccup".into())]);
        assert!(matches!(vault.get("a"), Err(VaultError::Unavailable(_))));
        assert_eq!(vault.chosen(), None);
        assert!(vault.get("a").unwrap().is_none());
        assert_eq!(vault.chosen(), Some(Kind::Keychain));
        assert_eq!(vault.place().unwrap(), "keychain");
    }

    #[test]
    fn a_locked_keychain_is_not_replaced_by_memory() {
        let vault = Told::new(&[VaultError::Locked, VaultError::Locked]);
        assert!(matches!(vault.get("a"), Err(VaultError::Locked)));
        assert_eq!(vault.chosen(), Some(Kind::Keychain));
    }

    #[test]
    fn where_there_is_no_keychain_memory_is_chosen_for_good() {
        let vault = Told::new(&[VaultError::Missing("no session bus".into())]);
        vault.set("a", &SecretString::from("b")).unwrap();
        assert!(vault.get("a").unwrap().is_some());
        assert_eq!(vault.chosen(), Some(Kind::Memory));
        assert!(vault.place().unwrap().starts_with("memory-"));
    }
}
