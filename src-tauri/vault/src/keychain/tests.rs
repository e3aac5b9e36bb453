//! Long secrets over entries that a test can see, cut short and write into.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::*;

/// Entries in memory. At the write with this number the process "dies": it and all later ones do nothing.
#[derive(Clone, Default)]
struct Shelf {
    entries: Arc<Mutex<BTreeMap<String, String>>>,
    writes_left: Arc<Mutex<Option<usize>>>,
}

impl Shelf {
    fn dies_after(&self, writes: Option<usize>) {
        *self.writes_left.lock().unwrap() = writes;
    }

    fn alive(&self) -> Result<(), VaultError> {
        match &mut *self.writes_left.lock().unwrap() {
            Some(0) => Err(VaultError::Broken("the process died".into())),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn names(&self) -> Vec<String> {
        self.entries.lock().unwrap().keys().cloned().collect()
    }
}

impl Slots for Shelf {
    fn read(&self, name: &str) -> Result<Option<String>, VaultError> {
        Ok(self.entries.lock().unwrap().get(name).cloned())
    }

    fn write(&self, name: &str, text: &str) -> Result<(), VaultError> {
        self.alive()?;
        self.entries.lock().unwrap().insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), VaultError> {
        self.alive()?;
        self.entries.lock().unwrap().remove(name);
        Ok(())
    }
}

fn long(letter: &str) -> SecretString {
    SecretString::from(letter.repeat(7000))
}

fn text(keychain: &Keychain<Shelf>) -> Option<String> {
    keychain.get("name").unwrap().map(|s| s.expose_secret().to_owned())
}

#[test]
fn a_long_secret_is_cut_into_parts_that_fit_and_join_to_the_same_text() {
    let text = "é".repeat(5000);
    let parts = split(&text);
    assert!(parts.iter().all(|p| p.len() <= PART_BYTES));
    assert_eq!(parts.concat(), text);
}

#[test]
fn a_write_cut_anywhere_leaves_the_old_secret_or_the_new() {
    for writes in 0..20 {
        let shelf = Shelf::default();
        let keychain = Keychain::new(shelf.clone());
        keychain.set("name", &long("a")).unwrap();
        shelf.dies_after(Some(writes));
        let done = keychain.set("name", &long("b"));
        shelf.dies_after(None);
        let found = text(&keychain).unwrap();
        assert!(
            found == "a".repeat(7000) || found == "b".repeat(7000),
            "after {writes} writes"
        );
        assert!(done.is_err() || found.starts_with('b'));
        // What the cut write left behind goes with the entry.
        keychain.delete("name").unwrap();
        assert_eq!(shelf.names(), Vec::<String>::new(), "after {writes} writes");
    }
}

#[test]
fn a_reader_beside_a_writer_sees_whole_secrets_only() {
    let shelf = Shelf::default();
    let keychain = Keychain::new(shelf.clone());
    keychain.set("name", &long("a")).unwrap();
    let writer = std::thread::spawn(move || {
        let keychain = Keychain::new(shelf);
        for round in 0..300 {
            keychain.set("name", &long(["b", "a"][round % 2])).unwrap();
        }
    });
    let mut whole = 0;
    while !writer.is_finished() {
        match keychain.get("name") {
            Ok(Some(secret)) => {
                let secret = secret.expose_secret();
                assert!(secret.len() == 7000 && (secret == "a".repeat(7000) || secret == "b".repeat(7000)));
                whole += 1;
            }
            // A writer that never rests may outrun the reader; then it says so.
            Err(VaultError::Damaged) => {}
            Ok(None) => panic!("it was there all the time"),
            Err(error) => panic!("{error}"),
        }
    }
    writer.join().unwrap();
    assert!(whole > 0);
}

#[test]
fn an_entry_with_a_missing_part_is_damaged_and_not_absent() {
    let shelf = Shelf::default();
    let keychain = Keychain::new(shelf.clone());
    keychain.set("name", &long("a")).unwrap();
    shelf.remove(&part_name("name", GENERATIONS[0], 1)).unwrap();
    assert!(matches!(keychain.get("name"), Err(VaultError::Damaged)));
    keychain.set("name", &long("b")).unwrap();
    assert_eq!(text(&keychain).unwrap(), "b".repeat(7000));
}

#[test]
fn an_entry_in_parts_of_an_earlier_version_is_read_and_then_replaced() {
    let shelf = Shelf::default();
    let keychain = Keychain::new(shelf.clone());
    for (name, text) in [("name", "\u{1}parts:2"), ("name#0", "one "), ("name#1", "two")] {
        shelf.write(name, text).unwrap();
    }
    assert_eq!(text(&keychain).as_deref(), Some("one two"));
    keychain.set("name", &SecretString::from("short")).unwrap();
    assert_eq!(text(&keychain).as_deref(), Some("short"));
    assert_eq!(shelf.names(), ["name"]);
}
