//! Tokens that are bound to a key (RFC 9449).

use axum::http::HeaderValue;
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use lanyard_oauth::{AccountId, BeginError, Callback, Challenge, Dpop, FinishError, Kind, Observation, ServerSettings};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::discovery::server;
use crate::support::{Lanyard, NOW, World, door_call, json_response, loopback, proof, status};

/// Both servers know bound tokens and check every proof.
async fn bound_world() -> World {
    let world = World::new().await;
    let metadata = format!("{}/.well-known/oauth-protected-resource/mcp", world.rs);
    world.set(|f| {
        f.metadata["dpop_signing_alg_values_supported"] = json!(["ES256"]);
        f.challenges = vec![format!("DPoP algs=\"ES256\", resource_metadata=\"{metadata}\"")];
        f.token_extra["token_type"] = json!("DPoP");
    });
    let (fake, endpoint) = (world.fake.clone(), format!("{}/token", world.auth));
    world.answer("/token", move |seen| {
        let (claims, _) = proof(&seen.headers);
        assert_eq!(claims["htm"], "POST");
        assert_eq!(claims["htu"], endpoint.as_str());
        assert!(claims.get("ath").is_none());
        let answer = fake.lock().unwrap().grant(&seen);
        async move { answer }
    });
    let (fake, resource) = (world.fake.clone(), world.url());
    world.answer("/mcp", move |seen| {
        let answer = match seen.token("DPoP") {
            Some(token) if fake.lock().unwrap().valid.contains(&token) => {
                let (claims, _) = proof(&seen.headers);
                assert_eq!(claims["htm"], "POST");
                assert_eq!(claims["htu"], resource.as_str());
                assert_eq!(claims["ath"], B64.encode(Sha256::digest(token.as_bytes())));
                status(200)
            }
            _ => challenged(&fake.lock().unwrap().challenges),
        };
        async move { answer }
    });
    world
}

fn challenged(challenges: &[String]) -> Response {
    let mut response = status(401);
    for challenge in challenges {
        response
            .headers_mut()
            .append("www-authenticate", HeaderValue::from_str(challenge).unwrap());
    }
    response
}

/// As a session would: the first call is refused, and its challenge begins the sign-in.
async fn sign_in(lanyard: &Lanyard, world: &World, server: &ServerSettings) {
    let (_, seen) = door_call(&lanyard.net, &lanyard.door(server), &world.url()).await;
    let Observation::SignInRequired(challenge) = seen else {
        panic!("{seen:?}")
    };
    let started = lanyard.begin_with(server, Some(challenge), loopback()).await;
    lanyard.complete(world, &started).await;
}

fn thumbprints(world: &World, path: &str) -> Vec<String> {
    let sent = world.requests(path);
    sent.iter()
        .filter(|s| s.headers.contains_key("dpop"))
        .map(|s| proof(&s.headers).1)
        .collect()
}

#[tokio::test]
async fn c6_bound_tokens_are_sent_with_a_fresh_proof_each_time_and_the_key_lives_as_long_as_they_do() {
    let world = bound_world().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    sign_in(&lanyard, &world, &server).await;
    for _ in 0..2 {
        let (status, _) = door_call(&lanyard.net, &lanyard.door(&server), &world.url()).await;
        assert_eq!(status, 200);
    }
    let proofs: Vec<_> = world
        .requests("/mcp")
        .iter()
        .skip(1)
        .map(|s| proof(&s.headers))
        .collect();
    assert_ne!(proofs[0].0["jti"], proofs[1].0["jti"], "never the same proof twice");
    assert_eq!(proofs[0].0["iat"], NOW);

    // Another process, and the token has ended: the refresh is proved with the same key.
    let later = lanyard.restarted().await;
    later.pass_seconds(3600);
    let (status, _) = door_call(&later.net, &later.door(&server), &world.url()).await;
    assert_eq!(status, 200);
    assert_eq!(world.get(|f| f.refreshes), 1);
    let mut keys = thumbprints(&world, "/token");
    keys.extend(thumbprints(&world, "/mcp"));
    keys.dedup();
    assert_eq!(keys.len(), 1, "one key for one sign-in: {keys:?}");

    // The code was bound to it too, and the next sign-in has a key of its own.
    let again = later.begin_with(&server, Some(dpop_challenge()), loopback()).await;
    let bound = |url: &url::Url| url.query_pairs().find(|(k, _)| k == "dpop_jkt").unwrap().1.into_owned();
    assert_ne!(bound(&again.url), keys[0]);
    later.complete(&world, &again).await;
    assert_eq!(thumbprints(&world, "/token").last(), Some(&bound(&again.url)));
    assert!(!later.files().contains("BEGIN"), "no key in the files");
}

fn dpop_challenge() -> Challenge {
    Challenge {
        dpop: true,
        ..Challenge::default()
    }
}

#[tokio::test]
async fn c6_a_nonce_that_the_authorization_server_asks_for_is_used_at_once_and_from_then_on() {
    let world = bound_world().await;
    let fake = world.fake.clone();
    world.answer("/token", move |seen| {
        let nonce = proof(&seen.headers).0["nonce"].as_str().map(str::to_owned);
        let mut answer = if nonce.as_deref() == Some("as-1") {
            fake.lock().unwrap().grant(&seen)
        } else {
            json_response(400, &json!({"error": "use_dpop_nonce"}))
        };
        answer.headers_mut().insert("dpop-nonce", "as-1".parse().unwrap());
        async move { answer }
    });
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    sign_in(&lanyard, &world, &server).await;
    assert_eq!(world.requests("/token").len(), 2, "once without, once with it");
    lanyard.pass_seconds(3600);
    let (status, _) = door_call(&lanyard.net, &lanyard.door(&server), &world.url()).await;
    assert_eq!(status, 200);
    assert_eq!(world.requests("/token").len(), 3, "known by now");
}

#[tokio::test]
async fn attack_an_authorization_server_that_never_has_enough_of_nonces_is_asked_twice() {
    let world = bound_world().await;
    let count = std::sync::atomic::AtomicU32::new(0);
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin_with(&server, Some(dpop_challenge()), loopback()).await;
    world.answer("/token", move |_| {
        let next = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let mut answer = json_response(400, &json!({"error": "use_dpop_nonce"}));
        let nonce = format!("n-{next}").parse().unwrap();
        answer.headers_mut().insert("dpop-nonce", nonce);
        async move { answer }
    });
    let answer = Callback::from_paste(&world.approve(&started.url));
    let failed = lanyard.authorizer.finish(answer).await.unwrap_err();
    assert!(matches!(*failed.error, FinishError::Token { .. }), "{failed}");
    assert_eq!(world.requests("/token").len(), 2);
}

#[tokio::test]
async fn c6_a_nonce_that_the_mcp_server_asks_for_is_a_retry_and_one_that_does_not_change_is_not() {
    let world = bound_world().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    sign_in(&lanyard, &world, &server).await;
    world.answer("/mcp", |seen| {
        let nonce = proof(&seen.headers).0["nonce"].as_str().map(str::to_owned);
        let mut answer = if nonce.as_deref() == Some("rs-1") {
            status(200)
        } else {
            challenged(&["DPoP error=\"use_dpop_nonce\"".to_owned()])
        };
        answer.headers_mut().insert("dpop-nonce", "rs-1".parse().unwrap());
        async move { answer }
    });
    let door = lanyard.door(&server);
    let (_, seen) = door_call(&lanyard.net, &door, &world.url()).await;
    assert!(matches!(seen, Observation::Retry), "{seen:?}");
    assert_eq!(door_call(&lanyard.net, &door, &world.url()).await.0, 200);
    assert_eq!(world.get(|f| f.refreshes), 0, "a nonce is no reason to renew a token");

    world.answer("/mcp", |_| async {
        let mut answer = challenged(&["DPoP error=\"use_dpop_nonce\"".to_owned()]);
        answer.headers_mut().insert("dpop-nonce", "rs-1".parse().unwrap());
        answer
    });
    let mut last = Observation::Fine;
    for _ in 0..3 {
        last = door_call(&lanyard.net, &door, &world.url()).await.1;
    }
    assert!(matches!(last, Observation::SignInRequired(_)), "{last:?}");
}

#[tokio::test]
async fn c6_where_only_one_of_the_servers_knows_bound_tokens_they_are_bearer_ones() {
    let world = World::new().await;
    world.set(|f| f.metadata["dpop_signing_alg_values_supported"] = json!(["ES256"]));
    let (lanyard, mut settings) = (Lanyard::new().await, server(&world));
    lanyard.sign_in(&world, &settings).await;
    assert!(
        thumbprints(&world, "/token").is_empty(),
        "the MCP server would not take them"
    );

    // Its metadata may say so in place of the challenge (RFC 9728 §2).
    world.set(|f| f.resource_metadata["dpop_signing_alg_values_supported"] = json!(["ES256"]));
    lanyard.sign_in(&world, &settings).await;
    assert_eq!(thumbprints(&world, "/token").len(), 1);

    settings.dpop = Dpop::Never;
    lanyard.sign_in(&world, &settings).await;
    assert_eq!(thumbprints(&world, "/token").len(), 1, "switched off");
}

#[tokio::test]
async fn c6_where_binding_is_required_nothing_less_will_do() {
    let world = World::new().await;
    let (lanyard, mut settings) = (Lanyard::new().await, server(&world));
    settings.dpop = Dpop::Required;
    let refused = lanyard
        .authorizer
        .begin(&settings, &AccountId::default(), None, loopback())
        .await
        .unwrap_err();
    assert!(matches!(*refused.error, BeginError::Discovery(_)), "{refused}");
    assert_eq!(refused.kind(), Kind::Misconfigured);

    // Listed, and then a bearer token all the same: a downgrade.
    world.set(|f| f.metadata["dpop_signing_alg_values_supported"] = json!(["ES256"]));
    let started = lanyard.begin(&settings).await;
    let answer = Callback::from_paste(&world.approve(&started.url));
    let failed = lanyard.authorizer.finish(answer).await.unwrap_err();
    assert!(failed.to_string().contains("not bound"), "{failed}");
}

#[tokio::test]
async fn attack_a_bound_token_is_not_taken_from_a_server_that_was_sent_no_proof() {
    let world = World::new().await;
    world.set(|f| f.token_extra["token_type"] = json!("DPoP"));
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let answer = Callback::from_paste(&world.approve(&started.url));
    let failed = lanyard.authorizer.finish(answer).await.unwrap_err();
    assert!(failed.to_string().contains("DPoP"), "{failed}");
}
