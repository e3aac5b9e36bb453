//! C4.6: signing out, and forgetting everything.

use std::sync::Arc;

use lanyard_oauth::{AccountId, AuthEvent, Callback, Finished, Observation, Revocation, SignedOutReason, Status};
use tokio::sync::Notify;

use crate::discovery::server;
use crate::support::{Lanyard, World, door_call, status};

async fn signed_out(lanyard: &Lanyard, world: &World) {
    let found = lanyard
        .authorizer
        .status(&server(world), &AccountId::default())
        .await
        .unwrap();
    assert_eq!(
        found,
        Status::SignedOut {
            reason: Some(SignedOutReason::ByUser)
        }
    );
    let pass = lanyard
        .door(&server(world))
        .authorize(&http::Method::GET, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert!(!pass.has_token());
}

#[tokio::test]
async fn c4_6_logout_revokes_both_tokens_and_deletes_them() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    lanyard.sign_in(&world, &server(&world)).await;
    let revocation = lanyard
        .authorizer
        .sign_out(&server(&world), &AccountId::default())
        .await
        .unwrap();
    assert_eq!(revocation, Revocation::Revoked);
    let mut revoked = world.get(|f| f.revoked.clone());
    revoked.sort();
    assert!(revoked.len() == 2 && revoked[0].starts_with("access-") && revoked[1].starts_with("refresh-"));
    signed_out(&lanyard, &world).await;
    let later = lanyard.restarted().await;
    signed_out(&later, &world).await;
}

#[tokio::test]
async fn c4_6_logout_without_a_network_deletes_all_the_same() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let server = server(&world);
    lanyard.sign_in(&world, &server).await;
    world.answer("/revoke", |_| async { status(500) });
    let revocation = lanyard
        .authorizer
        .sign_out(&server, &AccountId::default())
        .await
        .unwrap();
    assert!(matches!(revocation, Revocation::Failed(_)));
    signed_out(&lanyard, &world).await;
    assert_eq!(
        lanyard
            .authorizer
            .sign_out(&server, &AccountId::default())
            .await
            .unwrap(),
        Revocation::Nothing
    );
}

#[tokio::test]
async fn c4_6_a_server_that_never_answers_does_not_keep_anyone_signed_in() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let server = server(&world);
    lanyard.sign_in(&world, &server).await;
    world.answer("/revoke", |_| std::future::pending());
    let limit = std::time::Duration::from_secs(8);
    let revocation = tokio::time::timeout(limit, lanyard.authorizer.sign_out(&server, &AccountId::default())).await;
    assert!(matches!(revocation.unwrap().unwrap(), Revocation::Failed(_)));
    signed_out(&lanyard, &world).await;
}

#[tokio::test]
async fn attack_a_token_after_logout_is_not_sent() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let (server, other) = (server(&world), lanyard.restarted().await);
    lanyard.sign_in(&world, &server).await;
    let door = other.door(&server);
    assert_eq!(door_call(&other.net, &door, &world.url()).await.0, 200);
    lanyard
        .authorizer
        .sign_out(&server, &AccountId::default())
        .await
        .unwrap();
    // The other process still has the token in memory; the server's 401 makes it look.
    world.set(crate::support::Fake::expire_access);
    let (_, seen) = door_call(&other.net, &door, &world.url()).await;
    assert!(matches!(seen, Observation::SignInRequired(_)), "{seen:?}");
    assert_eq!(world.get(|f| f.refreshes), 0);
    let pass = door
        .authorize(&http::Method::GET, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert!(!pass.has_token());
}

#[tokio::test]
async fn forgetting_everything_leaves_nothing() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let server = server(&world);
    lanyard.sign_in(&world, &server).await;
    let started = lanyard.begin(&server).await;
    let answer = world.approve(&started.url);
    lanyard.authorizer.forget_all().await.unwrap();
    assert!(matches!(
        lanyard
            .authorizer
            .finish(Callback::from_loopback(&answer))
            .await
            .unwrap(),
        Finished::Ignored
    ));
    let found = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(found, Status::SignedOut { reason: None });
    let later = lanyard.restarted().await;
    let pass = later
        .door(&server)
        .authorize(&http::Method::GET, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert!(!pass.has_token());
    later.begin(&server).await;
    assert_eq!(
        world.requests("/register").len(),
        2,
        "the registration is forgotten too"
    );
}

/// A refresh is under way at the token endpoint, in the process `refreshing`, while `leaving` signs out.
async fn sign_out_during_a_refresh(world: &World, leaving: &Lanyard, refreshing: &Lanyard) {
    let server = server(world);
    leaving.sign_in(world, &server).await;
    let (door, url) = (refreshing.door(&server), world.url().parse().unwrap());
    assert!(door.authorize(&http::Method::POST, &url).await.unwrap().has_token());
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
    refreshing.pass_seconds(3600);
    let refresh = {
        let (door, url) = (door.clone(), url.clone());
        tokio::spawn(async move { door.authorize(&http::Method::POST, &url).await.unwrap().has_token() })
    };
    asked.notified().await;
    let mut events = leaving.authorizer.events();
    let leave = {
        let (authorizer, server) = (leaving.authorizer.clone(), server.clone());
        tokio::spawn(async move { authorizer.sign_out(&server, &AccountId::default()).await.unwrap() })
    };
    // The sign-out counts from here on, before the server has answered the refresh.
    assert!(matches!(events.recv().await.unwrap(), AuthEvent::SignedOut { .. }));
    go.notify_one();
    assert!(!refresh.await.unwrap(), "the refresh's caller gets no token");
    leave.await.unwrap();
    let pass = door.authorize(&http::Method::POST, &url).await.unwrap();
    assert!(!pass.has_token());
    signed_out(leaving, world).await;
    signed_out(&leaving.restarted().await, world).await;
    // The new tokens of the refresh are known at the server, so they are given back.
    let (tokens, revoked) = world.get(|f| (f.valid.clone(), f.revoked.clone()));
    assert!(
        tokens.iter().all(|token| revoked.contains(token)),
        "{tokens:?} {revoked:?}"
    );
    assert_eq!(revoked.iter().filter(|t| t.starts_with("refresh-")).count(), 2);
}

#[tokio::test]
async fn a_sign_out_is_not_undone_by_a_refresh_that_answers_later() {
    let (world, lanyard) = (World::new().await, Lanyard::new().await);
    sign_out_during_a_refresh(&world, &lanyard, &lanyard).await;
}

#[tokio::test]
async fn a_sign_out_is_not_undone_by_another_processs_refresh_that_answers_later() {
    let (world, lanyard) = (World::new().await, Lanyard::new().await);
    let other = lanyard.restarted().await;
    sign_out_during_a_refresh(&world, &lanyard, &other).await;
}
