//! C4: tokens in use.

use http::Method;
use lanyard_oauth::{AccountId, Observation, SignedOutReason, Status};
use serde_json::json;

use crate::discovery::server;
use crate::support::{Lanyard, World, door_call, loopback};

fn bearer(pass: &lanyard_oauth::Pass) -> Option<String> {
    pass.headers()
        .get("authorization")
        .map(|v| v.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn c4_1_two_accounts_on_one_server_do_not_overwrite_each_other() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let accounts = [AccountId::default(), AccountId::new("second")];
    for account in &accounts {
        let started = lanyard
            .authorizer
            .begin(&server, account, None, loopback())
            .await
            .unwrap();
        lanyard.complete(&world, &started).await;
    }
    let url = world.url().parse().unwrap();
    let mut tokens = Vec::new();
    for account in &accounts {
        let pass = lanyard
            .authorizer
            .door(server.clone(), account.clone())
            .authorize(&Method::GET, &url)
            .await
            .unwrap();
        tokens.push(bearer(&pass).unwrap());
    }
    assert_ne!(tokens[0], tokens[1]);
    lanyard.authorizer.sign_out(&server, &accounts[0]).await.unwrap();
    let pass = lanyard
        .authorizer
        .door(server.clone(), accounts[1].clone())
        .authorize(&Method::GET, &url)
        .await
        .unwrap();
    assert_eq!(bearer(&pass).unwrap(), tokens[1]);
    assert_eq!(lanyard.authorizer.accounts(&server).await.unwrap(), accounts);
}

#[tokio::test]
async fn c1_9_everything_is_restored_offline() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let url = world.url().parse().unwrap();
    drop(world);
    let later = lanyard.restarted().await;
    let status = later.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert!(
        matches!(
            status,
            Status::SignedIn {
                expires_at: Some(_),
                ..
            }
        ),
        "{status:?}"
    );
    let pass = later.door(&server).authorize(&Method::POST, &url).await.unwrap();
    assert!(bearer(&pass).is_some());
}

#[tokio::test]
async fn c4_2_expires_in_of_any_kind_does_not_break_a_sign_in() {
    for (expires_in, ends) in [
        (json!(null), None),
        (json!(0), None),
        (json!("0"), None),
        (json!("3600"), Some(3600)),
        (json!(1.5), Some(1)),
        (json!(u64::MAX), Some(316_224_000)),
        (json!([]), None),
    ] {
        let world = World::new().await;
        world.set(|f| f.token_extra = json!({ "expires_in": expires_in }));
        let (lanyard, server) = (Lanyard::new().await, server(&world));
        let signed_in = lanyard.sign_in(&world, &server).await;
        let found = signed_in
            .expires_at
            .map(|t| t.duration_since(lanyard.now()).unwrap().as_secs());
        assert_eq!(found, ends, "{expires_in}");
        let (status, _) = door_call(&lanyard.net, &lanyard.door(&server), &world.url()).await;
        assert_eq!(status, 200, "{expires_in}");
        assert_eq!(world.get(|f| f.refreshes), 0, "{expires_in}: no refresh at once");
    }
}

#[tokio::test]
async fn c4_2_a_clock_that_is_hours_off_costs_at_most_one_refresh() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let door = lanyard.door(&server);
    for hours in [-7, 14] {
        lanyard.pass_seconds(hours * 3600);
        let (status, seen) = door_call(&lanyard.net, &door, &world.url()).await;
        assert_eq!(status, 200);
        assert!(matches!(seen, Observation::Fine));
    }
    assert_eq!(world.get(|f| f.refreshes), 1);
}

#[tokio::test]
async fn c4_4_the_token_goes_to_its_own_origin_only() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let door = lanyard.door(&server);
    let port = world.rs.rsplit(':').next().unwrap();
    for other in [
        world.auth.clone(),
        "https://evil.example/mcp".to_owned(),
        format!("http://localhost:{port}/mcp"),
        format!("https://127.0.0.1:{port}/mcp"),
        format!("http://127.0.0.1:{port}@evil.example/mcp"),
        "http://127.0.0.1/mcp".to_owned(),
    ] {
        let pass = door.authorize(&Method::GET, &other.parse().unwrap()).await.unwrap();
        assert!(pass.headers().is_empty(), "{other}");
    }
    let pass = door
        .authorize(&Method::GET, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert!(pass.headers()["authorization"].is_sensitive());
    assert!(!format!("{pass:?}").contains("access-"));
}

#[tokio::test]
async fn c4_7_when_the_authorization_server_changes_old_credentials_are_not_sent() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let before = world.requests("/token").len();
    // The resource now trusts another server, and with it no token of the old one.
    let next = World::new().await;
    world.set(|f| {
        f.resource_metadata["authorization_servers"] = json!([next.auth]);
        f.expire_access();
    });
    let door = lanyard.door(&server);
    let (_, seen) = door_call(&lanyard.net, &door, &world.url()).await;
    let Observation::SignInRequired(challenge) = seen else {
        panic!("{seen:?}")
    };
    assert_eq!(
        world.requests("/token").len(),
        before,
        "the old refresh token stayed here"
    );
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(
        status,
        Status::SignedOut {
            reason: Some(SignedOutReason::IssuerChanged)
        }
    );
    let (_, again) = door_call(&lanyard.net, &door, &world.url()).await;
    assert!(matches!(again, Observation::SignInRequired(_)));
    assert!(
        world.requests("/mcp").last().unwrap().bearer().is_none(),
        "the old access token too"
    );
    let started = lanyard.begin_with(&server, Some(challenge), loopback()).await;
    assert_eq!(started.issuer, next.auth);
    assert_eq!(
        next.requests("/register").len(),
        1,
        "registered anew, at the new server"
    );
}

#[tokio::test]
async fn tokens_that_are_gone_from_the_vault_are_a_sign_out_with_a_reason() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let later = lanyard.restarted_without_vault().await;
    let pass = later
        .door(&server)
        .authorize(&Method::GET, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert!(!pass.has_token());
    let status = later.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(
        status,
        Status::SignedOut {
            reason: Some(SignedOutReason::VaultEmpty)
        }
    );
}

#[tokio::test]
async fn a_sign_in_in_another_process_is_seen_without_a_restart() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let door = lanyard.door(&server);
    let (_, seen) = door_call(&lanyard.net, &door, &world.url()).await;
    assert!(matches!(seen, Observation::SignInRequired(_)));
    lanyard.restarted().await.sign_in(&world, &server).await;
    lanyard.pass_seconds(3);
    assert_eq!(door_call(&lanyard.net, &door, &world.url()).await.0, 200);
}
