//! C4.5: 403 `insufficient_scope`.

use lanyard_oauth::{AccountId, BeginError, Challenge, Forbidden, Observation, Revocation};

use crate::discovery::server;
use crate::support::{Lanyard, World, door_call, loopback, status};

fn forbid(world: &World, challenge: &'static str) {
    world.answer("/mcp", move |_| async move {
        let mut response = status(403);
        if !challenge.is_empty() {
            response
                .headers_mut()
                .insert("www-authenticate", challenge.parse().unwrap());
        }
        response
    });
}

async fn signed_in(world: &World) -> Lanyard {
    let lanyard = Lanyard::new().await;
    let challenge = Challenge {
        scopes: vec!["tools:read".to_owned()],
        ..Challenge::default()
    };
    let started = lanyard.begin_with(&server(world), Some(challenge), loopback()).await;
    lanyard.complete(world, &started).await;
    lanyard
}

async fn observe(world: &World, lanyard: &Lanyard) -> Observation {
    door_call(&lanyard.net, &lanyard.door(&server(world)), &world.url())
        .await
        .1
}

#[tokio::test]
async fn c4_5_step_up_asks_for_the_union_of_scopes_also_after_a_restart() {
    let world = World::new().await;
    let lanyard = signed_in(&world).await.restarted().await;
    forbid(&world, "Bearer error=\"insufficient_scope\", scope=\"tools:write\"");
    let Observation::StepUp(challenge) = observe(&world, &lanyard).await else {
        panic!("no step-up")
    };
    let started = lanyard.begin_with(&server(&world), Some(challenge), loopback()).await;
    assert_eq!(started.scopes, ["tools:read", "tools:write"]);
}

#[tokio::test]
async fn c4_5_scopes_that_were_granted_are_not_asked_for_again() {
    let world = World::new().await;
    let lanyard = signed_in(&world).await;
    for challenge in [
        "Bearer error=\"insufficient_scope\", scope=\"tools:read\"",
        "Bearer error=\"insufficient_scope\"",
    ] {
        forbid(&world, challenge);
        let seen = observe(&world, &lanyard).await;
        assert!(
            matches!(seen, Observation::Forbidden(Forbidden::AlreadyGranted)),
            "{seen:?}"
        );
    }
    forbid(&world, "");
    assert!(matches!(
        observe(&world, &lanyard).await,
        Observation::Forbidden(Forbidden::NotAboutScopes)
    ));
}

#[tokio::test]
async fn c4_5_there_are_at_most_three_authorization_requests_for_one_operation() {
    let world = World::new().await;
    let lanyard = signed_in(&world).await;
    // The server grants something else each time.
    world.set(|f| f.token_extra["scope"] = serde_json::json!("tools:read"));
    forbid(&world, "Bearer error=\"insufficient_scope\", scope=\"tools:write\"");
    let mut requests = 1;
    let mut last = Challenge::default();
    while let Observation::StepUp(challenge) = observe(&world, &lanyard).await {
        last = challenge.clone();
        let started = lanyard.begin_with(&server(&world), Some(challenge), loopback()).await;
        lanyard.complete(&world, &started).await;
        requests += 1;
        assert!(requests <= 3);
    }
    assert_eq!(requests, 3);
    assert!(matches!(
        observe(&world, &lanyard).await,
        Observation::Forbidden(Forbidden::TooManyTries)
    ));
    let failed = lanyard
        .authorizer
        .begin(&server(&world), &AccountId::default(), Some(last), loopback())
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, BeginError::TooManyTries { .. }));
}

#[tokio::test]
async fn c4_5_tokens_that_a_step_up_replaces_live_until_the_logout_and_no_longer() {
    let world = World::new().await;
    let mut lanyard = signed_in(&world).await;
    forbid(&world, "Bearer error=\"insufficient_scope\", scope=\"tools:write\"");
    let Observation::StepUp(challenge) = observe(&world, &lanyard).await else {
        panic!("no step-up")
    };
    let started = lanyard.begin_with(&server(&world), Some(challenge), loopback()).await;
    lanyard.complete(&world, &started).await;
    // A server may revoke a grant whole, and the grant may be the same one.
    assert_eq!(world.get(|f| f.revoked.clone()), Vec::<String>::new());
    lanyard = lanyard.restarted().await;
    let revocation = lanyard
        .authorizer
        .sign_out(&server(&world), &AccountId::default())
        .await
        .unwrap();
    assert_eq!(revocation, Revocation::Revoked);
    let mut revoked = world.get(|f| f.revoked.clone());
    revoked.sort();
    assert_eq!(revoked.len(), 3, "{revoked:?}");
    assert!(revoked[0].starts_with("access-"), "{revoked:?}");
    assert!(revoked[1..].iter().all(|t| t.starts_with("refresh-")), "{revoked:?}");
    assert_ne!(revoked[1], revoked[2]);
}

#[tokio::test]
async fn c4_5_no_more_than_the_last_four_replaced_tokens_are_kept_for_the_logout() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    for _ in 0..6 {
        let started = lanyard.begin_with(&server(&world), None, loopback()).await;
        lanyard.complete(&world, &started).await;
    }
    lanyard
        .authorizer
        .sign_out(&server(&world), &AccountId::default())
        .await
        .unwrap();
    let revoked = world.get(|f| f.revoked.clone());
    let refresh = revoked.iter().filter(|t| t.starts_with("refresh-")).count();
    // The one in use and four before it, each once.
    assert_eq!((refresh, revoked.len()), (5, 6), "{revoked:?}");
}
