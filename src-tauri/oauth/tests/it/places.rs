//! Bad weather at the places where things are kept: the SQLite file and the vault.

use std::path::Path;

use lanyard_net::Net;
use lanyard_oauth::{AccountId, AuthEvent, Authorizer, Callback, Clock, FinishError, Kind, OpenError, Status};
use lanyard_vault::Vault;
use secrecy::SecretString;

use crate::discovery::server;
use crate::support::{Lanyard, World, door_call, loopback, parts};

async fn open(folder: &Path) -> Result<Authorizer, OpenError> {
    let net = Net::new(&lanyard_net::Settings::default()).unwrap();
    Authorizer::open(parts(folder, &net, &Vault::memory(), Clock::system())).await
}

#[tokio::test]
async fn a_damaged_file_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oauth.sqlite");
    let garbage = vec![0x55u8; 8192];
    std::fs::write(&file, &garbage).unwrap();
    let error = open(folder.path()).await.unwrap_err();
    assert!(
        matches!(&error, OpenError::Corrupt { path } if *path == file),
        "{error}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), garbage);
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).await.unwrap());
    let file = format!("sqlite://{}", folder.path().join("oauth.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
    sqlx::query("PRAGMA user_version = 99").execute(&pool).await.unwrap();
    pool.close().await;
    assert!(matches!(
        open(folder.path()).await.unwrap_err(),
        OpenError::Newer { .. }
    ));
}

/// A vault in a file, which a test can make unreadable and readable again.
async fn breakable() -> (Lanyard, std::path::PathBuf, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secrets").join("vault");
    let lanyard = Lanyard::with_vault(Vault::file(path.clone(), SecretString::from("a passphrase"))).await;
    (lanyard, path, folder)
}

fn put_aside(vault: &Path) {
    let secrets = vault.parent().unwrap();
    std::fs::rename(secrets, secrets.with_extension("aside")).unwrap();
    // A file where the folder was: nothing can be read or made there.
    std::fs::write(secrets, b"").unwrap();
}

fn put_back(vault: &Path) {
    let secrets = vault.parent().unwrap();
    std::fs::remove_file(secrets).unwrap();
    std::fs::rename(secrets.with_extension("aside"), secrets).unwrap();
}

#[tokio::test]
async fn a_vault_that_fails_at_the_answer_loses_nothing() {
    let world = World::new().await;
    let (lanyard, vault, _folder) = breakable().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.approve(&started.url);
    put_aside(&vault);
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::Keychain, "{failed}");
    put_back(&vault);
    lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap();
    assert_eq!(world.requests("/token").len(), 1);
}

#[tokio::test]
async fn without_a_vault_no_sign_in_starts_and_the_sentence_says_why() {
    let world = World::new().await;
    let (lanyard, vault, _folder) = breakable().await;
    lanyard.begin(&server(&world)).await;
    put_aside(&vault);
    let again = AccountId::new("other");
    let failed = lanyard
        .authorizer
        .begin(&server(&world), &again, None, loopback())
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::Keychain, "{failed}");
}

/// The vault goes away while the token endpoint answers.
fn break_at_token(world: &World, vault: &Path) {
    let (fake, vault) = (std::sync::Arc::clone(&world.fake), vault.to_owned());
    world.answer("/token", move |seen| {
        put_aside(&vault);
        let answer = fake.lock().unwrap().grant(&seen);
        async move { answer }
    });
}

#[tokio::test]
async fn tokens_that_can_not_be_kept_are_given_back_and_not_used() {
    let world = World::new().await;
    let (lanyard, vault, _folder) = breakable().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.approve(&started.url);
    break_at_token(&world, &vault);
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, FinishError::Keep { .. }), "{failed}");
    assert_eq!(world.get(|f| f.revoked.len()), 2, "both tokens are revoked");
    let status = lanyard
        .authorizer
        .status(&server(&world), &AccountId::default())
        .await
        .unwrap();
    assert_eq!(status, Status::SignedOut { reason: None });
    let (status, _) = door_call(&lanyard.net, &lanyard.door(&server(&world)), &world.url()).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn renewed_tokens_that_can_not_be_kept_are_used_and_said_to_be_unsaved() {
    let world = World::new().await;
    let (lanyard, vault, _folder) = breakable().await;
    let server = server(&world);
    lanyard.sign_in(&world, &server).await;
    let mut events = lanyard.authorizer.events();
    break_at_token(&world, &vault);
    lanyard.pass_seconds(3600);
    let (status, _) = door_call(&lanyard.net, &lanyard.door(&server), &world.url()).await;
    assert_eq!(status, 200);
    assert!(matches!(events.try_recv().unwrap(), AuthEvent::NotSaved { .. }));
}
