//! The client's side of the attack list, by answers and links: each against a server that really does it.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::response::Response;
use lanyard_oauth::{Callback, FinishError, Finished, Kind, Options, RedirectPolicy};
use serde_json::json;

use crate::discovery::server;
use crate::support::{Lanyard, World};

#[tokio::test]
async fn attack_mix_up_an_answer_from_another_server_is_not_used() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    for (iss, promised) in [
        ("https://evil.example", true),
        ("https://evil.example", false),
        ("", false),
    ] {
        world.set(|f| f.metadata["authorization_response_iss_parameter_supported"] = json!(promised));
        let started = lanyard.begin(&server(&world)).await;
        let answer = world.set_code(&started.url, |a| a[2].1 = iss.to_owned());
        let failed = lanyard
            .authorizer
            .finish(Callback::from_loopback(&answer))
            .await
            .unwrap_err();
        assert!(matches!(*failed.error, FinishError::IssuerMismatch { .. }), "{failed}");
    }
    // A slash more is another issuer: strings are compared, not URLs.
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.set_code(&started.url, |a| a[2].1.push('/'));
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, FinishError::IssuerMismatch { .. }), "{failed}");
    assert!(world.requests("/token").is_empty(), "no code went anywhere");
}

#[tokio::test]
async fn attack_mix_up_an_answer_without_the_promised_issuer_is_not_used() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.set_code(&started.url, |a| drop(a.pop()));
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, FinishError::IssuerMissing { .. }));
    // Where it is not promised, its absence is no offence.
    world.set(|f| f.metadata["authorization_response_iss_parameter_supported"] = json!(false));
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.set_code(&started.url, |a| drop(a.pop()));
    let done = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap();
    assert!(matches!(done, Finished::SignedIn(_)));
}

#[tokio::test]
async fn attack_an_error_from_another_server_is_not_shown_as_this_ones() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.set_code(&started.url, |a| {
        a[0] = ("error".to_owned(), "access_denied".to_owned());
        a[2].1 = "https://evil.example".to_owned();
    });
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, FinishError::IssuerMismatch { .. }), "{failed}");
}

#[tokio::test]
async fn attack_csrf_a_stolen_code_with_a_guessed_state_is_ignored() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let attackers = world.set_code(&started.url, |a| a[1].1 = "A".repeat(43));
    for callback in [
        Callback::from_loopback(&attackers),
        Callback::from_deep_link(&attackers),
    ] {
        assert!(matches!(
            lanyard.authorizer.finish(callback).await.unwrap(),
            Finished::Ignored
        ));
    }
    assert!(world.requests("/token").is_empty());
    lanyard.complete(&world, &started).await;
}

#[tokio::test]
async fn attack_code_injection_fails_at_the_servers_pkce_check() {
    let world = World::new().await;
    let (victim, attacker) = (Lanyard::new().await, Lanyard::new().await);
    let theirs = attacker.begin(&server(&world)).await;
    let stolen = world.approve(&theirs.url);
    let code = stolen
        .split("code=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned();
    let started = victim.begin(&server(&world)).await;
    let answer = world.set_code(&started.url, |a| a[0].1 = code);
    let failed = victim
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert!(failed.to_string().contains("invalid_grant"), "{failed}");
}

#[tokio::test]
async fn attack_duplicated_parameters_in_an_answer_are_ignored() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.approve(&started.url);
    for doubled in [
        format!("{answer}&code=other"),
        format!("{answer}&iss=https%3A%2F%2Fevil.example"),
    ] {
        let done = lanyard
            .authorizer
            .finish(Callback::from_loopback(&doubled))
            .await
            .unwrap();
        assert!(matches!(done, Finished::Ignored));
        let failed = lanyard
            .authorizer
            .finish(Callback::from_paste(&doubled))
            .await
            .unwrap_err();
        assert_eq!(failed.kind(), Kind::NotACallback);
    }
    assert!(world.requests("/token").is_empty());
}

#[tokio::test]
async fn attack_a_deep_link_of_one_megabyte_or_ten_thousand_parameters_is_ignored_at_once() {
    let lanyard = Lanyard::new().await;
    let begun = Instant::now();
    for tail in [
        "x".repeat(1 << 20),
        (0..10_000).map(|i| format!("&p{i}=1")).collect::<Vec<_>>().concat(),
    ] {
        let link = format!("dev.lanyard.desktop:/oauth/callback?code=c&state=s{tail}");
        assert!(matches!(
            lanyard
                .authorizer
                .finish(Callback::from_deep_link(&link))
                .await
                .unwrap(),
            Finished::Ignored
        ));
    }
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn attack_the_token_request_follows_no_redirect() {
    let world = World::new().await;
    let thief = World::new().await;
    let target = format!("{}/token", thief.auth);
    world.answer("/token", move |_| {
        let target = target.clone();
        async move {
            Response::builder()
                .status(307)
                .header("location", target)
                .body(Body::empty())
                .unwrap()
        }
    });
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.approve(&started.url);
    lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert_eq!(thief.get(|f| f.seen.len()), 0, "neither code nor verifier went on");
}

#[tokio::test]
async fn attack_two_servers_credentials_are_never_mixed() {
    let (one, two) = (World::new().await, World::new().await);
    let lanyard = Lanyard::new().await;
    // The same display name: it is no key.
    lanyard.sign_in(&one, &server(&one)).await;
    lanyard.sign_in(&two, &server(&two)).await;
    two.set(|f| f.valid = ["access-of-two".to_owned()].into());
    crate::support::door_call(&lanyard.net, &lanyard.door(&server(&one)), &one.url()).await;
    let sent = one.requests("/mcp")[0].bearer().unwrap();
    assert!(one.get(|f| f.valid.contains(&sent)));
    // An answer of one's browser page that is sent to the other's redirect: the state belongs to one sign-in only.
    let options = || Options {
        redirect: Some(RedirectPolicy::Loopback),
        restart: true,
        ..Options::default()
    };
    let first = lanyard.begin_with(&server(&one), None, options()).await;
    let _second = lanyard.begin_with(&server(&two), None, options()).await;
    let answer = two.set_code(&first.url, |_| {});
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, FinishError::IssuerMismatch { .. }), "{failed}");
}
