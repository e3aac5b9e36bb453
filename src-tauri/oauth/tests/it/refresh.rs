//! C4.2 and C4.3: renewing tokens, once, whoever asks.

use std::sync::Arc;

use http::Method;
use lanyard_oauth::{AccountId, AuthError, AuthEvent, Kind, Observation, SignedOutReason, Status, Told};
use serde_json::json;
use tokio::sync::Notify;

use crate::discovery::server;
use crate::support::{Lanyard, World, door_call, json_response, status};

fn bearer(pass: &lanyard_oauth::Pass) -> Option<String> {
    pass.headers()
        .get("authorization")
        .map(|v| v.to_str().unwrap().to_owned())
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
async fn c4_2_a_401_is_answered_by_one_refresh_and_then_by_a_sign_in() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &server).await;
    let door = lanyard.door(&server);
    world.set(crate::support::Fake::expire_access);
    assert!(matches!(
        door_call(&lanyard.net, &door, &world.url()).await.1,
        Observation::Retry
    ));
    assert_eq!(door_call(&lanyard.net, &door, &world.url()).await.0, 200);
    // Now the server takes no token at all, fresh ones included.
    world.answer("/mcp", |_| async {
        let mut response = status(401);
        response
            .headers_mut()
            .insert("www-authenticate", "Bearer error=\"invalid_token\"".parse().unwrap());
        response
    });
    assert!(matches!(
        door_call(&lanyard.net, &door, &world.url()).await.1,
        Observation::Retry
    ));
    for _ in 0..5 {
        let (_, seen) = door_call(&lanyard.net, &door, &world.url()).await;
        assert!(
            matches!(seen, Observation::SignInRequired(_)),
            "no refresh in circles: {seen:?}"
        );
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
    let tokens: std::collections::HashSet<_> = futures::future::join_all(calls)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
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
    // Nobody waits for it here any more, and still it ends: another process gets the lock and finds the new token.
    let later = lanyard.restarted().await;
    let kept = later.door(&server).authorize(&Method::POST, &url).await.unwrap();
    let pass = door.authorize(&Method::POST, &url).await.unwrap();
    assert_eq!(bearer(&kept), bearer(&pass), "what is exposed was kept before");
    assert_eq!(world.get(|f| f.refreshes), 1);
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
    let used: Vec<_> = world
        .requests("/token")
        .iter()
        .filter_map(|t| t.form().get("refresh_token").cloned())
        .collect();
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
    assert!(matches!(
        events.try_recv().unwrap(),
        AuthEvent::SignedOut {
            reason: SignedOutReason::Refused,
            ..
        }
    ));
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(
        status,
        Status::SignedOut {
            reason: Some(SignedOutReason::Refused)
        }
    );
    let pass = door
        .authorize(&Method::POST, &world.url().parse().unwrap())
        .await
        .unwrap();
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
        assert!(matches!(
            door.authorize(&Method::POST, &url).await.unwrap_err(),
            AuthError::Refresh { .. }
        ));
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
    world.answer("/token", |_| async {
        json_response(401, &json!({ "error": "invalid_client" }))
    });
    lanyard.pass_seconds(3600);
    let pass = lanyard
        .door(&server)
        .authorize(&Method::POST, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert!(!pass.has_token());
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(
        status,
        Status::SignedOut {
            reason: Some(SignedOutReason::ClientRejected)
        }
    );
    lanyard.begin(&server).await;
    assert_eq!(world.requests("/register").len(), 2);
}
