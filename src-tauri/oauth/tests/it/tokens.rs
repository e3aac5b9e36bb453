//! C4: tokens in use.

use std::sync::Arc;

use http::Method;
use lanyard_oauth::{AccountId, AuthError, AuthEvent, Kind, Observation, SignedOutReason, Status, Told};
use serde_json::json;
use tokio::sync::Notify;

use crate::discovery::server;
use crate::support::{Lanyard, World, door_call, json_response, loopback, status};

fn bearer(pass: &lanyard_oauth::Pass) -> Option<String> {
    pass.headers().get("authorization").map(|v| v.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn c4_1_two_accounts_on_one_server_do_not_overwrite_each_other() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let accounts = [AccountId::default(), AccountId::new("second")];
    for account in &accounts {
        let started = lanyard.authorizer.begin(&server, account, None, loopback()).await.unwrap();
        lanyard.complete(&world, &started).await;
    }
    let url = world.url().parse().unwrap();
    let mut tokens = Vec::new();
    for account in &accounts {
        let pass = lanyard.authorizer.door(server.clone(), account.clone()).authorize(&Method::GET, &url).await.unwrap();
        tokens.push(bearer(&pass).unwrap());
    }
    assert_ne!(tokens[0], tokens[1]);
    lanyard.authorizer.sign_out(&server, &accounts[0]).await.unwrap();
    let pass = lanyard.authorizer.door(server.clone(), accounts[1].clone()).authorize(&Method::GET, &url).await.unwrap();
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
    assert!(matches!(status, Status::SignedIn { expires_at: Some(_), .. }), "{status:?}");
    let pass = later.door(&server).authorize(&Method::POST, &url).await.unwrap();
    assert!(bearer(&pass).is_some());
}

#[tokio::test]
async fn c4_2_a_token_is_renewed_before_it_ends() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let (door, url) = (lanyard.door(&server), world.url().parse().unwrap());
    let first = bearer(&door.authorize(&Method::POST, &url).await.unwrap());
    lanyard.pass_seconds(3600 - 61);
    assert_eq!(bearer(&door.authorize(&Method::POST, &url).await.unwrap()), first);
    lanyard.pass_seconds(1);
    assert_ne!(bearer(&door.authorize(&Method::POST, &url).await.unwrap()), first);
    assert_eq!(world.get(|f| f.refreshes), 1);
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
        let found = signed_in.expires_at.map(|t| t.duration_since(lanyard.now()).unwrap().as_secs());
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
async fn c4_2_a_401_is_answered_by_one_refresh_and_then_by_a_sign_in() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let door = lanyard.door(&server);
    world.set(crate::support::Fake::expire_access);
    assert!(matches!(door_call(&lanyard.net, &door, &world.url()).await.1, Observation::Retry));
    assert_eq!(door_call(&lanyard.net, &door, &world.url()).await.0, 200);
    // Now the server takes no token at all, fresh ones included.
    world.answer("/mcp", |_| async {
        let mut response = status(401);
        response.headers_mut().insert("www-authenticate", "Bearer error=\"invalid_token\"".parse().unwrap());
        response
    });
    assert!(matches!(door_call(&lanyard.net, &door, &world.url()).await.1, Observation::Retry));
    for _ in 0..5 {
        let (_, seen) = door_call(&lanyard.net, &door, &world.url()).await;
        assert!(matches!(seen, Observation::SignInRequired(_)), "no refresh in circles: {seen:?}");
    }
    assert_eq!(world.get(|f| f.refreshes), 2);
}

#[tokio::test]
async fn c4_3_a_hundred_tasks_at_expiry_make_one_refresh() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    lanyard.pass_seconds(3600);
    let url: url::Url = world.url().parse().unwrap();
    let calls = (0..100).map(|_| {
        let (door, url) = (lanyard.door(&server), url.clone());
        tokio::spawn(async move { bearer(&door.authorize(&Method::POST, &url).await.unwrap()).unwrap() })
    });
    let tokens: std::collections::HashSet<_> =
        futures::future::join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert_eq!((tokens.len(), world.get(|f| f.refreshes)), (1, 1));
}

#[tokio::test]
async fn c4_3_a_hundred_401s_make_one_refresh() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let door = lanyard.door(&server);
    world.set(crate::support::Fake::expire_access);
    let url = world.url();
    let calls = (0..100).map(|_| door_call(&lanyard.net, &door, &url));
    for (code, seen) in futures::future::join_all(calls).await {
        assert!(code == 200 || matches!(seen, Observation::Retry), "{code} {seen:?}");
    }
    assert_eq!(world.get(|f| f.refreshes), 1);
}

#[tokio::test]
async fn c4_3_a_caller_that_goes_away_does_not_lose_the_rotated_token() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
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
    let (door, url) = (lanyard.door(&server), world.url().parse().unwrap());
    {
        // The caller is cancelled while the server is answering.
        let call = door.authorize(&Method::POST, &url);
        tokio::select! {
            _ = call => panic!("the server has not answered yet"),
            () = asked.notified() => {}
        }
    }
    go.notify_one();
    let pass = door.authorize(&Method::POST, &url).await.unwrap();
    assert_eq!(world.get(|f| f.refreshes), 1);
    let later = lanyard.restarted().await;
    let kept = later.door(&server).authorize(&Method::POST, &url).await.unwrap();
    assert_eq!(bearer(&kept), bearer(&pass), "what is exposed was kept before");
}

#[tokio::test]
async fn c4_3_an_omitted_refresh_token_keeps_the_old_one() {
    let world = World::new().await;
    world.set(|f| f.rotates = false);
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let (door, url) = (lanyard.door(&server), world.url().parse().unwrap());
    for round in 1..=3 {
        lanyard.pass_seconds(3600);
        door.authorize(&Method::POST, &url).await.unwrap();
        assert_eq!(world.get(|f| f.refreshes), round);
    }
    let used: Vec<_> = world.requests("/token").iter().filter_map(|t| t.form().get("refresh_token").cloned()).collect();
    assert!(used.len() == 3 && used.iter().all(|t| *t == used[0]));
}

#[tokio::test]
async fn c4_3_invalid_grant_signs_out_with_a_reason() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let mut events = lanyard.authorizer.events();
    world.set(|f| {
        f.expire_access();
        f.forget_refresh();
    });
    let door = lanyard.door(&server);
    let (_, seen) = door_call(&lanyard.net, &door, &world.url()).await;
    assert!(matches!(seen, Observation::SignInRequired(_)), "{seen:?}");
    assert!(matches!(events.try_recv().unwrap(), AuthEvent::SignedOut { reason: SignedOutReason::Refused, .. }));
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(status, Status::SignedOut { reason: Some(SignedOutReason::Refused) });
    let pass = door.authorize(&Method::POST, &world.url().parse().unwrap()).await.unwrap();
    assert!(!pass.has_token(), "the dead token is not sent again");
}

#[tokio::test]
async fn c4_3_other_errors_keep_the_credentials_and_are_tried_again_later() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let (door, url) = (lanyard.door(&server), world.url().parse().unwrap());
    world.answer("/token", |_| async { status(503) });
    lanyard.pass_seconds(3600 - 30);
    let pass = door.authorize(&Method::POST, &url).await.unwrap();
    assert!(pass.has_token(), "the token has not ended yet");
    lanyard.pass_seconds(60);
    let error = door.authorize(&Method::POST, &url).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Unreachable);
    let asked = world.requests("/token").len();
    for _ in 0..10 {
        assert!(matches!(door.authorize(&Method::POST, &url).await.unwrap_err(), AuthError::Refresh { .. }));
    }
    assert_eq!(world.requests("/token").len(), asked, "not before retry_at");
    world.restore("/token");
    lanyard.pass_seconds(61);
    assert!(door.authorize(&Method::POST, &url).await.unwrap().has_token());
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert!(matches!(status, Status::SignedIn { .. }));
}

#[tokio::test]
async fn c2_invalid_client_at_refresh_signs_out_and_drops_the_registration() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    world.answer("/token", |_| async { json_response(401, &json!({ "error": "invalid_client" })) });
    lanyard.pass_seconds(3600);
    let pass = lanyard.door(&server).authorize(&Method::POST, &world.url().parse().unwrap()).await.unwrap();
    assert!(!pass.has_token());
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(status, Status::SignedOut { reason: Some(SignedOutReason::ClientRejected) });
    lanyard.begin(&server).await;
    assert_eq!(world.requests("/register").len(), 2);
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
    let pass = door.authorize(&Method::GET, &world.url().parse().unwrap()).await.unwrap();
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
    let Observation::SignInRequired(challenge) = seen else { panic!("{seen:?}") };
    assert_eq!(world.requests("/token").len(), before, "the old refresh token stayed here");
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(status, Status::SignedOut { reason: Some(SignedOutReason::IssuerChanged) });
    let (_, again) = door_call(&lanyard.net, &door, &world.url()).await;
    assert!(matches!(again, Observation::SignInRequired(_)));
    assert!(world.requests("/mcp").last().unwrap().bearer().is_none(), "the old access token too");
    let started = lanyard.begin_with(&server, Some(challenge), loopback()).await;
    assert_eq!(started.issuer, next.auth);
    assert_eq!(next.requests("/register").len(), 1, "registered anew, at the new server");
}

#[tokio::test]
async fn tokens_that_are_gone_from_the_vault_are_a_sign_out_with_a_reason() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let later = lanyard.restarted_without_vault().await;
    let pass = later.door(&server).authorize(&Method::GET, &world.url().parse().unwrap()).await.unwrap();
    assert!(!pass.has_token());
    let status = later.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(status, Status::SignedOut { reason: Some(SignedOutReason::VaultEmpty) });
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
