//! A vault says something about its own secrets only: processes of one profile may keep theirs in different places.

use std::sync::Arc;

use http::Method;
use lanyard_oauth::{AccountId, Status};
use lanyard_vault::Vault;
use secrecy::SecretString;
use tokio::sync::Notify;

use crate::discovery::server;
use crate::support::{Lanyard, World, door_call};

fn file(folder: &tempfile::TempDir) -> Vault {
    Vault::file(folder.path().join("vault"), SecretString::from("a passphrase"))
}

async fn is_signed_in(lanyard: &Lanyard, world: &World) -> bool {
    let found = lanyard.authorizer.status(&server(world), &AccountId::default()).await;
    matches!(found.unwrap(), Status::SignedIn { .. })
}

#[tokio::test]
async fn a_process_with_another_vault_signs_nobody_out() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let lanyard = Lanyard::with_vault(file(&folder)).await;
    lanyard.sign_in(&world, &server(&world)).await;
    for other in [Vault::memory(), Vault::memory()] {
        let other = lanyard.restarted_with(other).await;
        let pass = other
            .door(&server(&world))
            .authorize(&Method::POST, &world.url().parse().unwrap())
            .await
            .unwrap();
        assert!(!pass.has_token(), "signed out here");
        assert!(!is_signed_in(&other, &world).await);
    }
    let later = lanyard.restarted().await;
    assert!(is_signed_in(&later, &world).await);
    let (status, _) = door_call(&later.net, &later.door(&server(&world)), &world.url()).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_sign_in_and_a_sign_out_with_another_vault_leave_the_first_ones_tokens_alone() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let lanyard = Lanyard::with_vault(file(&folder)).await;
    lanyard.sign_in(&world, &server(&world)).await;
    let other = lanyard.restarted_without_vault().await;
    other.sign_in(&world, &server(&world)).await;
    assert!(is_signed_in(&other, &world).await);
    other
        .authorizer
        .sign_out(&server(&world), &AccountId::default())
        .await
        .unwrap();
    assert!(!is_signed_in(&other, &world).await);
    let later = lanyard.restarted().await;
    let (status, _) = door_call(&later.net, &later.door(&server(&world)), &world.url()).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn forgetting_everything_with_another_vault_leaves_the_names_of_the_first_ones_secrets() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let vault = file(&folder);
    let lanyard = Lanyard::with_vault(vault.clone()).await;
    lanyard.sign_in(&world, &server(&world)).await;
    let name = vault_name(&lanyard).await;
    let other = lanyard.restarted_without_vault().await;
    other.authorizer.forget_all().await.unwrap();
    assert!(vault.get(&name).await.unwrap().is_some());
    lanyard.restarted().await.authorizer.forget_all().await.unwrap();
    assert!(vault.get(&name).await.unwrap().is_none(), "and here it is found");
}

#[tokio::test]
async fn an_entry_that_is_being_written_by_another_process_is_waited_for_and_signs_nobody_out() {
    let (world, lanyard) = (World::new().await, Lanyard::new().await);
    let (server, url): (_, url::Url) = (server(&world), world.url().parse().unwrap());
    lanyard.sign_in(&world, &server).await;
    let other = lanyard.restarted().await;
    // This process has the lock and waits for the token endpoint.
    let (asked, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (fake, signals) = (Arc::clone(&world.fake), (Arc::clone(&asked), Arc::clone(&go)));
    world.answer("/token", move |seen| {
        let (fake, (asked, go)) = (Arc::clone(&fake), signals.clone());
        async move {
            asked.notify_one();
            go.notified().await;
            fake.lock().unwrap().grant(&seen)
        }
    });
    lanyard.pass_seconds(3600);
    let refresh = {
        let (door, url) = (lanyard.door(&server), url.clone());
        tokio::spawn(async move { door.authorize(&Method::POST, &url).await.unwrap().has_token() })
    };
    asked.notified().await;
    // What the other one finds meanwhile is half an entry.
    let name = vault_name(&lanyard).await;
    lanyard
        .vault
        .set(&name, &SecretString::from("{\"version\":1,\"iss"))
        .await
        .unwrap();
    let door = other.door(&server);
    let mut call = std::pin::pin!(door.authorize(&Method::POST, &url));
    let early = tokio::time::timeout(std::time::Duration::from_millis(300), &mut call).await;
    assert!(
        early.is_err(),
        "it concludes nothing while another process holds the lock"
    );
    go.notify_one();
    assert!(refresh.await.unwrap());
    assert!(call.await.unwrap().has_token());
    assert!(is_signed_in(&other, &world).await);
}

async fn vault_name(lanyard: &Lanyard) -> String {
    let file = format!("sqlite://{}", lanyard.folder.path().join("oauth.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
    let name = sqlx::query_scalar("SELECT vault_name FROM credentials")
        .fetch_one(&pool)
        .await
        .unwrap();
    pool.close().await;
    name
}

#[tokio::test]
async fn a_file_of_the_first_layout_keeps_its_sign_ins() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}?mode=rwc", folder.path().join("oauth.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
    sqlx::raw_sql(
        "CREATE TABLE registrations (issuer TEXT NOT NULL, client_id TEXT NOT NULL, redirects TEXT NOT NULL,
           port INTEGER, auth_method TEXT NOT NULL, secret_name TEXT, secret_expires_at INTEGER,
           created_at INTEGER NOT NULL, PRIMARY KEY (issuer));
         CREATE TABLE pendings (state_hash TEXT PRIMARY KEY, id TEXT NOT NULL, server_url TEXT NOT NULL,
           account TEXT NOT NULL, vault_name TEXT NOT NULL, expires_at INTEGER NOT NULL);
         CREATE TABLE credentials (server_url TEXT NOT NULL, account TEXT NOT NULL, issuer TEXT NOT NULL,
           resource TEXT NOT NULL, vault_name TEXT NOT NULL, label TEXT, scopes TEXT NOT NULL, expires_at INTEGER,
           signed_in INTEGER NOT NULL, reason TEXT, updated_at INTEGER NOT NULL, PRIMARY KEY (server_url, account));
         CREATE TABLE vault_names (name TEXT PRIMARY KEY);
         INSERT INTO credentials VALUES ('https://a.example/mcp', 'default', 'https://i.example', 'r', 'tokens-1',
           'ada', 'read', NULL, 1, NULL, 1);
         INSERT INTO vault_names VALUES ('tokens-1');
         PRAGMA user_version = 1;",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    // The keychain is not touched: only the file is asked.
    let lanyard = Lanyard::at(
        folder,
        Vault::keychain("Lanyard test of the first layout"),
        1_900_000_000,
    )
    .await;
    let server = lanyard_oauth::ServerSettings::new("a", "https://a.example/mcp".to_owned()).unwrap();
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert!(
        matches!(&status, Status::SignedIn { label: Some(label), .. } if label == "ada"),
        "{status:?}"
    );
}

#[tokio::test]
async fn a_file_of_the_third_layout_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}?mode=rwc", folder.path().join("oauth.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
    let (kept, name) = (
        "'https://a.example/mcp', 'default', 'keychain', 'https://i.example', 'r'",
        "tokens-1",
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "CREATE TABLE registrations (issuer TEXT NOT NULL, client_id TEXT NOT NULL, redirects TEXT NOT NULL,
           port INTEGER, auth_method TEXT NOT NULL, secret_name TEXT, secret_expires_at INTEGER,
           created_at INTEGER NOT NULL, PRIMARY KEY (issuer));
         CREATE TABLE pendings (state_hash TEXT PRIMARY KEY, id TEXT NOT NULL, server_url TEXT NOT NULL,
           account TEXT NOT NULL, vault_name TEXT NOT NULL, expires_at INTEGER NOT NULL);
         CREATE TABLE credentials (server_url TEXT NOT NULL, account TEXT NOT NULL, place TEXT NOT NULL,
           issuer TEXT NOT NULL, resource TEXT NOT NULL, vault_name TEXT NOT NULL, label TEXT, scopes TEXT NOT NULL,
           expires_at INTEGER, signed_in INTEGER NOT NULL, reason TEXT, updated_at INTEGER NOT NULL,
           PRIMARY KEY (server_url, account, place));
         CREATE TABLE vault_names (name TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (name, place));
         CREATE TABLE issuers (server_url TEXT NOT NULL, client_id TEXT NOT NULL, issuer TEXT NOT NULL,
           PRIMARY KEY (server_url, client_id));
         INSERT INTO registrations VALUES ('https://i.example', 'c', 'http://127.0.0.1/', 7, 'none', NULL, NULL, 1);
         INSERT INTO pendings VALUES ('h', 'id', 'https://a.example/mcp', 'default', 'sign-in-h', 2000000000);
         INSERT INTO credentials VALUES ({kept}, '{name}', 'ada', 'read', NULL, 1, NULL, 1);
         INSERT INTO vault_names VALUES ('{name}', 'keychain');
         INSERT INTO issuers VALUES ('https://a.example/mcp', 'c', 'https://i.example');
         PRAGMA user_version = 3;"
    )))
    .execute(&pool)
    .await
    .unwrap();
    let before = rows(&pool).await;
    pool.close().await;
    let vault = Vault::keychain("Lanyard test of the third layout");
    let lanyard = Lanyard::at(folder, vault, 1_900_000_000).await;
    let server = lanyard_oauth::ServerSettings::new("a", "https://a.example/mcp".to_owned()).unwrap();
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert!(
        matches!(&status, Status::SignedIn { label: Some(label), .. } if label == "ada"),
        "{status:?}"
    );
    let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
    assert_eq!(rows(&pool).await, before);
    let left: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE substr(name, -2) = '_3'")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert!(left.is_empty(), "{left:?}");
    pool.close().await;
}

/// The one row of each table, column by column.
async fn rows(pool: &sqlx::SqlitePool) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in [
        (
            "registrations",
            "issuer, client_id, redirects, port, auth_method, created_at",
        ),
        (
            "pendings",
            "state_hash, id, server_url, account, vault_name, expires_at",
        ),
        (
            "credentials",
            "server_url, account, place, issuer, resource, vault_name, label, scopes, signed_in, updated_at",
        ),
        ("vault_names", "name, place"),
        ("issuers", "server_url, client_id, issuer"),
    ] {
        let columns = columns.replace(", ", " || ' ' || ");
        let question = sqlx::AssertSqlSafe(format!("SELECT '{table} ' || {columns} FROM {table}"));
        let found: Vec<String> = sqlx::query_scalar(question).fetch_all(pool).await.unwrap();
        assert_eq!(found.len(), 1, "{table}");
        all.extend(found);
    }
    all
}
