//! The operating system's keychain, through the `keyring` crate.

use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use crate::{Store, VaultError};

/// Windows' Credential Manager refuses a secret of more than 2,560 bytes; a part stays below it.
const PART_BYTES: usize = 2000;
/// Marks an entry whose text stands in numbered parts beside it: `{MARK}{count}`.
const MARK: &str = "\u{1}parts:";

/// Entries of one service name.
pub(crate) struct Keychain {
    service: String,
}

impl Keychain {
    pub(crate) fn new(service: &str) -> Self {
        Self {
            service: service.to_owned(),
        }
    }

    fn entry(&self, name: &str) -> Result<Entry, VaultError> {
        Entry::new(&self.service, name).map_err(say)
    }

    fn read(&self, name: &str) -> Result<Option<String>, VaultError> {
        match self.entry(name)?.get_password() {
            Ok(text) => Ok(Some(text)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(say(error)),
        }
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(say(error)),
        }
    }

    /// How many parts an entry has: 0 when it is whole or absent.
    fn parts(&self, name: &str) -> Result<usize, VaultError> {
        Ok(self.read(name)?.and_then(|t| count(&t)).unwrap_or(0))
    }
}

impl Store for Keychain {
    fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        let Some(text) = self.read(name)? else { return Ok(None) };
        let Some(parts) = count(&text) else {
            return Ok(Some(SecretString::from(text)));
        };
        let mut whole = String::new();
        for i in 0..parts {
            // A missing part is an entry cut by a crash: it counts as absent rather than as a wrong secret.
            let Some(part) = self.read(&part_name(name, i))? else {
                return Ok(None);
            };
            whole.push_str(&part);
        }
        Ok(Some(SecretString::from(whole)))
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        let text = secret.expose_secret();
        let before = self.parts(name)?;
        let parts = if text.len() > PART_BYTES || text.starts_with(MARK) {
            split(text)
        } else {
            Vec::new()
        };
        for (i, part) in parts.iter().enumerate() {
            self.entry(&part_name(name, i))?.set_password(part).map_err(say)?;
        }
        let head = if parts.is_empty() {
            text.to_owned()
        } else {
            format!("{MARK}{}", parts.len())
        };
        self.entry(name)?.set_password(&head).map_err(say)?;
        for i in parts.len()..before {
            self.remove(&part_name(name, i))?;
        }
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        let parts = self.parts(name)?;
        self.remove(name)?;
        for i in 0..parts {
            self.remove(&part_name(name, i))?;
        }
        Ok(())
    }
}

fn count(text: &str) -> Option<usize> {
    text.strip_prefix(MARK)?.parse().ok().filter(|n| *n <= 256)
}

fn part_name(name: &str, index: usize) -> String {
    format!("{name}#{index}")
}

/// Cuts at character boundaries.
fn split(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for ch in text.chars() {
        if parts.last().is_some_and(|p| p.len() + ch.len_utf8() > PART_BYTES) {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut() {
            last.push(ch);
        }
    }
    parts
}

fn say(error: Error) -> VaultError {
    match error {
        Error::NoStorageAccess(_) => VaultError::Locked,
        Error::NoDefaultStore => VaultError::Unavailable("no store".into()),
        Error::PlatformFailure(inner) => VaultError::Unavailable(inner.to_string()),
        // The variants that carry the secret's bytes are named, never printed.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => VaultError::Broken("an entry is damaged".into()),
        Error::TooLong(attribute, limit) => VaultError::Broken(format!("{attribute} is longer than {limit}")),
        Error::Ambiguous(_) => VaultError::Broken("two entries have one name".into()),
        other => VaultError::Broken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_secret_is_cut_into_parts_that_fit_and_join_to_the_same_text() {
        let text = "é".repeat(5000);
        let parts = split(&text);
        assert!(parts.iter().all(|p| p.len() <= PART_BYTES));
        assert_eq!(parts.concat(), text);
    }
}
