//! Secrets of any length in the operating system's keychain, whose entries are short.
//!
//! What enters: a name and a secret. What leaves: the secret, whole or not at all. A long one stands in parts beside
//! its head, under one of two generations in turn: the new parts are written first, the head is switched last, and
//! only then are the old parts removed. A crash, or a reader in another process, sees the old secret or the new. A
//! digest in the head tells parts of two writes from one.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};

use crate::{Store, VaultError};

/// Windows' Credential Manager refuses a secret of more than 2,560 bytes; a part stays below it.
const PART_BYTES: usize = 2000;
/// Marks a head whose text stands in parts: `{MARK}{count}:{generation}:{digest}`, or `{MARK}{count}` as first written.
const MARK: &str = "\u{1}parts:";
const MAX_PARTS: usize = 256;
const GENERATIONS: [&str; 2] = ["a", "b"];
/// How often an entry that changes while it is read is read anew.
const TRIES: usize = 4;

/// The operating system's entries: short texts by name.
pub(crate) trait Slots: Send + Sync {
    fn read(&self, name: &str) -> Result<Option<String>, VaultError>;
    fn write(&self, name: &str, text: &str) -> Result<(), VaultError>;
    /// Removing what is not there is no error.
    fn remove(&self, name: &str) -> Result<(), VaultError>;
}

pub(crate) struct Keychain<S> {
    slots: S,
}

/// What a head says about its parts.
struct Head {
    count: usize,
    /// Empty: written before there were generations.
    generation: String,
    digest: Option<String>,
}

impl<S: Slots> Keychain<S> {
    pub(crate) fn new(slots: S) -> Self {
        Self { slots }
    }

    /// The text of all parts; none: they are not those that the head means.
    fn join(&self, name: &str, head: &Head) -> Result<Option<String>, VaultError> {
        let mut whole = String::new();
        for i in 0..head.count {
            match self.slots.read(&part_name(name, &head.generation, i))? {
                Some(part) => whole.push_str(&part),
                None => return Ok(None),
            }
        }
        let fits = head.digest.as_ref().is_none_or(|d| *d == digest(&whole));
        Ok(fits.then_some(whole))
    }

    /// Removes all parts of a generation, those of a write that was cut included, of which no head knows. Parts come
    /// from the first on and go from the last on, so whatever a cut leaves is found from the first on.
    fn sweep(&self, name: &str, generation: &str) -> Result<(), VaultError> {
        let mut count = 0;
        while count < MAX_PARTS && self.slots.read(&part_name(name, generation, count))?.is_some() {
            count += 1;
        }
        for i in (0..count).rev() {
            self.slots.remove(&part_name(name, generation, i))?;
        }
        Ok(())
    }

    fn write_parts(&self, name: &str, generation: &str, parts: &[String]) -> Result<(), VaultError> {
        for (i, part) in parts.iter().enumerate() {
            self.slots.write(&part_name(name, generation, i), part)?;
        }
        Ok(())
    }
}

impl<S: Slots> Store for Keychain<S> {
    fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        for _ in 0..TRIES {
            let Some(text) = self.slots.read(name)? else {
                return Ok(None);
            };
            let Some(head) = Head::parse(&text) else {
                return Ok(Some(SecretString::from(text)));
            };
            if let Some(whole) = self.join(name, &head)? {
                return Ok(Some(SecretString::from(whole)));
            }
            if self.slots.read(name)?.as_ref() == Some(&text) {
                // Nobody is writing it: it is not "no entry", and not a secret either.
                return Err(VaultError::Damaged);
            }
        }
        Err(VaultError::Damaged)
    }

    fn set(&self, name: &str, secret: &SecretString) -> Result<(), VaultError> {
        let text = secret.expose_secret();
        let before = self.slots.read(name)?.and_then(|t| Head::parse(&t));
        if text.len() <= PART_BYTES && !text.starts_with(MARK) {
            self.slots.write(name, text)?;
        } else {
            let parts = split(text);
            if parts.len() > MAX_PARTS {
                return Err(VaultError::Broken("a secret is too long to be kept".into()));
            }
            let used = before.as_ref().map_or("", |b| b.generation.as_str());
            let generation = if used == GENERATIONS[0] {
                GENERATIONS[1]
            } else {
                GENERATIONS[0]
            };
            self.write_parts(name, generation, &parts)?;
            let head = format!("{MARK}{}:{generation}:{}", parts.len(), digest(text));
            self.slots.write(name, &head)?;
        }
        match before {
            Some(before) => self.sweep(name, &before.generation),
            None => Ok(()),
        }
    }

    fn delete(&self, name: &str) -> Result<(), VaultError> {
        self.slots.remove(name)?;
        for generation in ["", GENERATIONS[0], GENERATIONS[1]] {
            self.sweep(name, generation)?;
        }
        Ok(())
    }

    fn place(&self) -> Result<String, VaultError> {
        Ok(self.presumed_place())
    }

    fn presumed_place(&self) -> String {
        "keychain".to_owned()
    }
}

impl Head {
    fn parse(text: &str) -> Option<Self> {
        let mut fields = text.strip_prefix(MARK)?.split(':');
        let count = fields.next()?.parse().ok().filter(|n| *n <= MAX_PARTS)?;
        Some(Self {
            count,
            generation: fields.next().unwrap_or_default().to_owned(),
            digest: fields.next().map(str::to_owned),
        })
    }
}

fn part_name(name: &str, generation: &str, index: usize) -> String {
    format!("{name}#{generation}{index}")
}

fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        // Writing to a String does not fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
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

#[cfg(test)]
#[path = "keychain/tests.rs"]
mod tests;
