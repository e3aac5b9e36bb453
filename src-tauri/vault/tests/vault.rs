//! The stores that need nothing but a disk, through the public door. The keychain is tested end to end.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use lanyard_vault::{Kind, Vault, VaultError};
use secrecy::{ExposeSecret, SecretString};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

async fn text(vault: &Vault, name: &str) -> Option<String> {
    vault.get(name).await.unwrap().map(|s| s.expose_secret().to_owned())
}

#[tokio::test]
async fn memory_keeps_and_forgets() {
    let vault = Vault::memory();
    assert_eq!(vault.kind(), Kind::Memory);
    vault.set("a", &SecretString::from("one")).await.unwrap();
    assert_eq!(text(&vault, "a").await.as_deref(), Some("one"));
    vault.delete("a").await.unwrap();
    vault.delete("a").await.unwrap();
    assert_eq!(text(&vault, "a").await, None);
    vault.probe().await.unwrap();
}

#[tokio::test]
async fn a_file_opens_with_its_passphrase_alone_and_shows_nothing() {
    let dir = folder();
    let path = dir.path().join("secrets.json");
    let vault = Vault::file(path.clone(), SecretString::from("correct horse"));
    vault.set("name", &SecretString::from("token-value")).await.unwrap();
    let again = Vault::file(path.clone(), SecretString::from("correct horse"));
    assert_eq!(text(&again, "name").await.as_deref(), Some("token-value"));
    let wrong = Vault::file(path.clone(), SecretString::from("wrong"));
    assert!(matches!(wrong.get("name").await, Err(VaultError::Passphrase)));
    let raw = std::fs::read_to_string(&path).unwrap();
    assert!(!raw.contains("token-value") && !raw.contains("name\""), "{raw}");
}

#[tokio::test]
async fn a_damaged_file_is_an_error_and_is_not_overwritten() {
    let dir = folder();
    let path = dir.path().join("secrets.json");
    std::fs::write(&path, "half a fi").unwrap();
    let vault = Vault::file(path.clone(), SecretString::from("pw"));
    assert!(vault.get("a").await.is_err());
    assert!(vault.set("a", &SecretString::from("b")).await.is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "half a fi");
}

#[tokio::test]
async fn two_handles_on_one_file_lose_nothing() {
    let dir = folder();
    let path = dir.path().join("secrets.json");
    let tasks = (0..8).map(|i| {
        let vault = Vault::file(path.clone(), SecretString::from("pw"));
        tokio::spawn(async move { vault.set(&format!("n{i}"), &SecretString::from("v")).await.unwrap() })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let vault = Vault::file(path, SecretString::from("pw"));
    for i in 0..8 {
        assert_eq!(text(&vault, &format!("n{i}")).await.as_deref(), Some("v"));
    }
}

#[tokio::test]
async fn probes_at_the_same_time_do_not_take_each_others_entry_for_a_locked_keychain() {
    let vault = Vault::memory();
    let probes = (0..64).map(|_| {
        let vault = vault.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                vault.probe().await.unwrap();
            }
        })
    });
    for probe in probes.collect::<Vec<_>>() {
        probe.await.unwrap();
    }
}

#[tokio::test]
async fn a_place_is_the_same_for_a_clone_and_another_for_another_memory() {
    let vault = Vault::memory();
    assert_eq!(vault.place().await.unwrap(), vault.clone().place().await.unwrap());
    assert_ne!(vault.place().await.unwrap(), Vault::memory().place().await.unwrap());
    let file = Vault::file("secrets.json".into(), SecretString::from("pw"));
    assert_eq!(file.place().await.unwrap(), "file");
}
