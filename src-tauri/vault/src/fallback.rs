//! The keychain where there is one, else an encrypted file, else memory.
//!
//! A machine without a keychain service (a headless session) still signs in; the person is told that it lasts until
//! the app closes, and may keep secrets in a file under a passphrase instead. Only a service that is not there counts:
//! a keychain that is locked, or that did not answer this time, is never replaced, because its entries are there and
//! come back. Neither is a file that is there and not opened yet. What was chosen is decided once, at the first use that
//! gets an answer; only memory gives way to a file.

use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use secrecy::SecretString;

use crate::file::{EncryptedFile, FILE};
use crate::memory::Memory;
use crate::{Kind, Moved, SetAside, Store, VaultError};

pub(crate) struct Fallback<K> {
    keychain: K,
    memory: Memory,
    available: OnceLock<bool>,
    /// Where the encrypted file is or would be; none: there is to be no such file.
    path: Option<PathBuf>,
    file: OnceLock<EncryptedFile>,
    /// Held while a file is opened.
    opening: Mutex<()>,
}

impl<K: Store> Fallback<K> {
    pub(crate) fn new(keychain: K, path: Option<PathBuf>) -> Self {
        Self {
            keychain,
            memory: Memory::default(),
            available: OnceLock::new(),
            path,
            file: OnceLock::new(),
            opening: Mutex::new(()),
        }
    }

    fn store(&self) -> Result<&dyn Store, VaultError> {
        if self.has_keychain()? {
            return Ok(&self.keychain);
        }
        if let Some(file) = self.file.get() {
            return Ok(file);
        }
        if self.has_file() {
            return Err(VaultError::Closed);
        }
        Ok(&self.memory)
    }

    fn has_keychain(&self) -> Result<bool, VaultError> {
        if let Some(decided) = self.available.get() {
            return Ok(*decided);
        }
        let found = match self.keychain.get("availability") {
            Err(VaultError::Missing(_)) => false,
            // Not an answer: the next call asks again.
            Err(error @ VaultError::Unavailable(_)) => return Err(error),
            Ok(_) | Err(_) => true,
        };
        Ok(*self.available.get_or_init(|| found))
    }

    fn has_file(&self) -> bool {
        self.path.as_ref().is_some_and(|path| path.exists())
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
        match (self.available.get(), self.file.get()) {
            (Some(false), Some(_)) => FILE.to_owned(),
            (Some(false), None) if self.has_file() => FILE.to_owned(),
            (Some(false), None) => self.memory.presumed_place(),
            _ => self.keychain.presumed_place(),
        }
    }

    fn chosen(&self) -> Option<Kind> {
        self.available.get().map(|yes| match yes {
            true => Kind::Keychain,
            false if self.file.get().is_some() || self.has_file() => Kind::File,
            false => Kind::Memory,
        })
    }

    fn open_file(&self, passphrase: SecretString) -> Result<Moved, VaultError> {
        let _one = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(path) = self.path.clone().filter(|_| self.file.get().is_none()) else {
            return Err(VaultError::Elsewhere);
        };
        if self.has_keychain()? {
            return Err(VaultError::Elsewhere);
        }
        let (was_there, file) = (self.has_file(), EncryptedFile::new(path, passphrase));
        // Where the file was there nothing was put into memory.
        file.open(self.memory.entries())?;
        let moved = Moved {
            from: (!was_there).then(|| self.memory.presumed_place()),
            to: FILE.to_owned(),
        };
        drop(self.file.set(file));
        Ok(moved)
    }

    fn set_file_aside(&self) -> Result<SetAside, VaultError> {
        let _one = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.path {
            Some(path) if self.file.get().is_none() && self.has_file() && !self.has_keychain()? => Ok(SetAside {
                path: crate::file::set_aside(path)?,
                place: FILE.to_owned(),
            }),
            _ => Err(VaultError::Elsewhere),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use secrecy::ExposeSecret as _;

    use super::*;

    /// A keychain that answers as told, then with "no such entry".
    struct Told(Mutex<VecDeque<VaultError>>);

    impl Told {
        fn new(errors: &[VaultError]) -> Fallback<Self> {
            Self::with(errors, None)
        }

        fn with(errors: &[VaultError], path: Option<PathBuf>) -> Fallback<Self> {
            Fallback::new(Self(Mutex::new(errors.iter().cloned().collect())), path)
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

    fn missing() -> VaultError {
        VaultError::Missing("no session bus".into())
    }

    #[test]
    fn a_passphrase_takes_what_was_in_memory_into_a_file_that_a_later_start_finds_closed() {
        let folder = tempfile::tempdir().unwrap();
        let path = Some(folder.path().join("secrets.json"));
        let vault = Told::with(&[missing()], path.clone());
        vault.set("a", &SecretString::from("hush")).unwrap();
        let before = vault.place().unwrap();
        let moved = vault.open_file(SecretString::from("correct horse")).unwrap();
        assert_eq!((moved.from, moved.to.as_str()), (Some(before), "file"));
        assert_eq!(
            (vault.chosen(), vault.place().unwrap().as_str()),
            (Some(Kind::File), "file")
        );
        assert_eq!(vault.get("a").unwrap().unwrap().expose_secret(), "hush");
        assert!(matches!(
            vault.open_file(SecretString::from("again")),
            Err(VaultError::Elsewhere)
        ));

        let later = Told::with(&[missing()], path);
        assert!(
            matches!(later.get("a"), Err(VaultError::Closed)),
            "never replaced by memory"
        );
        assert!(matches!(
            later.set("a", &SecretString::from("b")),
            Err(VaultError::Closed)
        ));
        assert_eq!(later.chosen(), Some(Kind::File));
        assert!(matches!(
            later.open_file(SecretString::from("wrong")),
            Err(VaultError::Passphrase)
        ));
        assert!(matches!(later.get("a"), Err(VaultError::Closed)));
        assert_eq!(later.open_file(SecretString::from("correct horse")).unwrap().from, None);
        assert_eq!(later.get("a").unwrap().unwrap().expose_secret(), "hush");
    }

    #[test]
    fn where_there_is_a_keychain_no_file_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        for answers in [vec![], vec![VaultError::Locked]] {
            let vault = Told::with(&answers, Some(path.clone()));
            assert!(matches!(
                vault.open_file(SecretString::from("p")),
                Err(VaultError::Elsewhere)
            ));
        }
        assert!(!path.exists());
    }

    #[test]
    fn a_file_whose_passphrase_is_forgotten_is_set_aside_and_never_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        let earlier = Told::with(&[missing()], Some(path.clone()));
        assert!(
            matches!(earlier.set_file_aside(), Err(VaultError::Elsewhere)),
            "there is none"
        );
        earlier.open_file(SecretString::from("forgotten")).unwrap();
        earlier.set("a", &SecretString::from("hush")).unwrap();
        assert!(
            matches!(earlier.set_file_aside(), Err(VaultError::Elsewhere)),
            "it is open"
        );

        let vault = Told::with(&[missing()], Some(path.clone()));
        assert!(matches!(vault.get("a"), Err(VaultError::Closed)));
        let aside = vault.set_file_aside().unwrap().path;
        assert!(!path.exists());
        assert!(vault.get("a").unwrap().is_none());
        assert_eq!(vault.chosen(), Some(Kind::Memory));
        vault.open_file(SecretString::from("a new one")).unwrap();
        let third = Told::with(&[missing()], Some(path.clone()));
        let second_aside = third.set_file_aside().unwrap().path;
        assert_ne!(aside, second_aside, "the first is still there");

        // Whoever remembers puts it back.
        std::fs::rename(&aside, &path).unwrap();
        let remembered = Told::with(&[missing()], Some(path));
        remembered.open_file(SecretString::from("forgotten")).unwrap();
        assert_eq!(remembered.get("a").unwrap().unwrap().expose_secret(), "hush");
    }

    #[test]
    fn where_there_is_a_keychain_no_file_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.json");
        std::fs::write(&path, "{}").unwrap();
        let vault = Told::with(&[], Some(path.clone()));
        assert!(matches!(vault.set_file_aside(), Err(VaultError::Elsewhere)));
        assert!(path.exists());
    }
}
