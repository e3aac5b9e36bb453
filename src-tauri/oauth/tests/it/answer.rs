//! C3.4: the answer from the browser.

use lanyard_oauth::{AccountId, AuthEvent, Callback, FinishError, Finished, Kind, Status};
use serde_json::json;

use crate::discovery::server;
use crate::support::{Lanyard, World, ended};

#[tokio::test]
async fn c3_4_a_sign_in_ends_with_tokens_in_the_vault_and_headers_at_the_door() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let mut events = lanyard.authorizer.events();
    let signed_in = lanyard.sign_in(&world, &server).await;
    assert_eq!(signed_in.scopes, ["tools:read", "tools:write"]);
    assert!(matches!(events.try_recv().unwrap(), AuthEvent::SignedIn { .. }));
    let (status, _) = crate::support::door_call(&lanyard.net, &lanyard.door(&server), &world.url()).await;
    assert_eq!(status, 200);
    let names: Vec<_> = signed_in.trace.steps().iter().map(|s| s.name).collect();
    for step in [
        "resource metadata",
        "authorization server metadata",
        "pkce",
        "registration",
        "token",
        "end",
    ] {
        assert!(names.contains(&step), "{step} is in the trace: {names:?}");
    }
}

#[tokio::test]
async fn c3_4_no_token_code_verifier_or_state_is_in_a_file_or_in_the_trace() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let state = started
        .url
        .query_pairs()
        .find(|(k, _)| k == "state")
        .unwrap()
        .1
        .into_owned();
    let signed_in = lanyard.complete(&world, &started).await;
    let verifier = world.requests("/token")[0].form()["code_verifier"].clone();
    let trace = serde_json::to_string(&signed_in.trace.steps()).unwrap();
    let text = format!("{}{trace}{signed_in:?}{:?}", lanyard.files(), lanyard.authorizer);
    for secret in [state.as_str(), &verifier, "access-", "refresh-", "code-"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn c3_4_a_used_or_unknown_state_changes_nothing_and_shows_nothing_unless_it_was_pasted() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let answer = world.approve(&started.url);
    let other = "http://127.0.0.1:1/oauth/callback?code=c&state=guessed";
    for link in [other, "nonsense", ""] {
        assert!(matches!(
            lanyard.authorizer.finish(Callback::from_loopback(link)).await.unwrap(),
            Finished::Ignored
        ));
        assert!(matches!(
            lanyard.authorizer.finish(Callback::from_deep_link(link)).await.unwrap(),
            Finished::Ignored
        ));
    }
    assert_eq!(lanyard.authorizer.ignored_callbacks(), 6);
    let failed = lanyard
        .authorizer
        .finish(Callback::from_paste(other))
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, FinishError::UnknownState));
    ended(
        lanyard
            .authorizer
            .finish(Callback::from_loopback(&answer))
            .await
            .unwrap(),
    );
    assert!(matches!(
        lanyard
            .authorizer
            .finish(Callback::from_loopback(&answer))
            .await
            .unwrap(),
        Finished::Ignored
    ));
    let failed = lanyard
        .authorizer
        .finish(Callback::from_paste(&answer))
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::StartAgain);
    assert_eq!(world.requests("/token").len(), 1);
}

#[tokio::test]
async fn c3_4_an_answer_that_comes_by_several_ways_at_once_is_taken_once() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let answer = world.approve(&started.url);
    let all = (0..20).map(|_| lanyard.authorizer.finish(Callback::from_loopback(&answer)));
    let ends = futures::future::join_all(all).await;
    assert_eq!(
        ends.iter().filter(|e| matches!(e, Ok(Finished::SignedIn(_)))).count(),
        1
    );
    assert_eq!(ends.iter().filter(|e| matches!(e, Ok(Finished::Ignored))).count(), 19);
    assert_eq!(world.requests("/token").len(), 1);
}

#[tokio::test]
async fn c3_4_a_denied_consent_is_an_outcome_of_its_own() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let answer = world.set_code(&started.url, |a| {
        a[0] = ("error".to_owned(), "access_denied".to_owned());
        a.push(("error_description".to_owned(), "Ada said no\n\u{7}".to_owned()));
    });
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::Denied);
    assert!(failed.to_string().contains("Ada said no)"), "{failed}");
    let status = lanyard.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert_eq!(status, Status::SignedOut { reason: None });
    assert!(world.requests("/token").is_empty());
}

#[tokio::test]
async fn c3_4_another_error_is_told_in_the_servers_words() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.set_code(&started.url, |a| {
        a[0] = ("error".to_owned(), "temporarily_unavailable".to_owned());
    });
    let failed = lanyard
        .authorizer
        .finish(Callback::from_paste(&answer))
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::ServerRefused);
    assert!(failed.to_string().contains("temporarily_unavailable"));
}

#[tokio::test]
async fn c3_4_a_sign_in_survives_a_restart() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let answer = world.approve(&started.url);
    let later = lanyard.restarted().await;
    ended(later.authorizer.finish(Callback::from_loopback(&answer)).await.unwrap());
    let (status, _) = crate::support::door_call(&later.net, &later.door(&server), &world.url()).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_restart_with_an_empty_vault_says_start_again() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.approve(&started.url);
    let later = lanyard.restarted_without_vault().await;
    let failed = later
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, FinishError::Forgotten));
    assert_eq!(failed.kind(), Kind::StartAgain);
}

#[tokio::test]
async fn a_sign_in_ends_after_five_minutes() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    assert_eq!(started.expires_at.duration_since(lanyard.now()).unwrap().as_secs(), 300);
    let answer = world.approve(&started.url);
    lanyard.pass_seconds(301);
    let failed = lanyard
        .authorizer
        .finish(Callback::from_loopback(&answer))
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::Expired);
    assert!(!lanyard.begin(&server).await.already_waiting);
}

#[tokio::test]
async fn a_code_that_the_server_does_not_take_is_an_error_without_secrets() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.set_code(&started.url, |a| a[0].1 = "sesame".to_owned());
    let failed = lanyard
        .authorizer
        .finish(Callback::from_paste(&answer))
        .await
        .unwrap_err();
    assert!(failed.to_string().contains("invalid_grant"), "{failed}");
    assert!(!format!("{failed} {failed:?}").contains("sesame"));
}

#[tokio::test]
async fn a_token_answer_that_makes_no_sense_is_refused_and_not_shown() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    for extra in [
        json!({ "access_token": null }),
        json!({ "access_token": "" }),
        json!({ "access_token": "sesa\nme" }),
        json!({ "access_token": 5 }),
        json!({ "token_type": "mac" }),
    ] {
        world.set(|f| f.token_extra = extra.clone());
        let started = lanyard.begin(&server(&world)).await;
        let answer = world.approve(&started.url);
        let failed = lanyard
            .authorizer
            .finish(Callback::from_paste(&answer))
            .await
            .unwrap_err();
        assert!(matches!(*failed.error, FinishError::Token { .. }), "{extra}: {failed}");
        assert!(!format!("{failed:?}").contains("sesa"));
    }
}

#[tokio::test]
async fn an_error_with_status_200_is_an_error() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    world.answer("/token", |_| async {
        crate::support::json_response(200, &json!({ "error": "bad_verification_code" }))
    });
    let started = lanyard.begin(&server(&world)).await;
    let answer = world.approve(&started.url);
    let failed = lanyard
        .authorizer
        .finish(Callback::from_paste(&answer))
        .await
        .unwrap_err();
    assert!(failed.to_string().contains("bad_verification_code"), "{failed}");
}
