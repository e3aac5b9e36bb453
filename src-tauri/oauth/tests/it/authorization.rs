//! C3: the authorization request.

use std::collections::HashMap;

use lanyard_oauth::{
    AccountId, BeginError, Challenge, Kind, LoopbackHost, Options, Redirect, RedirectPolicy, SecretRef,
};
use secrecy::SecretString;
use serde_json::json;

use crate::discovery::{challenge, server};
use crate::support::{Lanyard, World, loopback};

fn parameters(url: &url::Url) -> HashMap<String, String> {
    let all: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let map: HashMap<_, _> = all.iter().cloned().collect();
    assert_eq!(all.len(), map.len(), "no parameter twice: {url}");
    map
}

#[tokio::test]
async fn c3_1_the_request_has_pkce_s256_and_a_state_that_nobody_guesses() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let first = parameters(&lanyard.begin(&server(&world)).await.url);
    let options = Options {
        restart: true,
        ..loopback()
    };
    let second = parameters(&lanyard.begin_with(&server(&world), None, options).await.url);
    for asked in [&first, &second] {
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["state"].len() >= 43 && asked["code_challenge"].len() == 43);
    }
    assert_ne!(first["state"], second["state"]);
    assert_ne!(first["code_challenge"], second["code_challenge"]);
}

#[tokio::test]
async fn c3_1_the_resource_goes_everywhere_byte_for_byte_as_published() {
    let world = World::new().await;
    // What a URL parser would change: the case of the scheme, and the missing slash.
    let published = world.rs.replace("http://", "HTTP://");
    world.set(|f| f.resource_metadata["resource"] = json!(published));
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    assert_eq!(parameters(&started.url)["resource"], published);
    let signed_in = lanyard.complete(&world, &started).await;
    assert_eq!(signed_in.resource, published);
    lanyard.pass_seconds(3600);
    let url = world.url().parse().unwrap();
    lanyard
        .door(&server(&world))
        .authorize(&http::Method::POST, &url)
        .await
        .unwrap();
    let tokens = world.requests("/token");
    assert_eq!(tokens.len(), 2);
    assert!(tokens.iter().all(|t| t.form()["resource"] == published));
}

#[tokio::test]
async fn c3_1_a_setting_leaves_the_resource_out_everywhere() {
    let world = World::new().await;
    let mut server = server(&world);
    server.omit_resource = true;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server).await;
    assert!(!parameters(&started.url).contains_key("resource"));
    lanyard.complete(&world, &started).await;
    lanyard.pass_seconds(3600);
    let url = world.url().parse().unwrap();
    lanyard
        .door(&server)
        .authorize(&http::Method::POST, &url)
        .await
        .unwrap();
    assert!(
        world
            .requests("/token")
            .iter()
            .all(|t| !t.form().contains_key("resource"))
    );
}

#[tokio::test]
async fn c3_1_extra_parameters_are_sent_and_replace_none_of_ours() {
    let world = World::new().await;
    let mut server = server(&world);
    server.extra_params = [
        ("access_type", "offline"),
        ("state", "mine"),
        ("redirect_uri", "https://evil.example"),
    ]
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .into();
    let options = Options {
        prompt: Some("select_account".to_owned()),
        ..loopback()
    };
    let started = Lanyard::new().await.begin_with(&server, None, options).await;
    let asked = parameters(&started.url);
    assert_eq!(
        (asked["access_type"].as_str(), asked["prompt"].as_str()),
        ("offline", "select_account")
    );
    assert_ne!(asked["state"], "mine");
    assert_eq!(asked["redirect_uri"], started.redirect_uri);
}

#[tokio::test]
async fn c3_2_the_scope_is_the_challenges_else_the_metadatas_else_none() {
    let world = World::new().await;
    let scope = async |challenge: Challenge| {
        let started = Lanyard::new()
            .await
            .begin_with(&server(&world), Some(challenge), loopback())
            .await;
        parameters(&started.url).get("scope").cloned()
    };
    let asked = Challenge {
        scopes: vec!["tools:read".to_owned()],
        ..challenge(&world)
    };
    assert_eq!(scope(asked).await.as_deref(), Some("tools:read"));
    assert_eq!(
        scope(challenge(&world)).await.as_deref(),
        Some("tools:read tools:write")
    );
    world.set(|f| {
        f.resource_metadata.as_object_mut().unwrap().remove("scopes_supported");
    });
    assert_eq!(scope(challenge(&world)).await, None);
}

#[tokio::test]
async fn c3_2_offline_access_and_identity_are_asked_for_only_where_the_server_lists_them() {
    let world = World::new().await;
    let scope = async |identify: bool| {
        let mut server = server(&world);
        server.identify = identify;
        parameters(&Lanyard::new().await.begin(&server).await.url)["scope"].clone()
    };
    assert_eq!(scope(true).await, "tools:read tools:write");
    world.set(|f| f.metadata["scopes_supported"] = json!(["offline_access", "openid", "email"]));
    assert_eq!(
        scope(true).await,
        "tools:read tools:write offline_access",
        "no keys, no identity"
    );
    world.set(|f| f.metadata["jwks_uri"] = json!(format!("{}/jwks", world.auth)));
    assert_eq!(scope(true).await, "tools:read tools:write offline_access openid email");
    assert_eq!(scope(false).await, "tools:read tools:write offline_access");
}

#[tokio::test]
async fn configured_scopes_replace_the_metadatas_and_join_the_challenges() {
    let world = World::new().await;
    let mut server = server(&world);
    server.scopes = Some(vec!["a".to_owned()]);
    let asked = Challenge {
        scopes: vec!["b".to_owned()],
        ..challenge(&world)
    };
    let started = Lanyard::new().await.begin_with(&server, Some(asked), loopback()).await;
    assert_eq!(started.scopes, ["a", "b"]);
}

#[tokio::test]
async fn c3_3_auto_takes_the_deep_link_when_both_ends_know_it_and_falls_back_to_loopback() {
    let world = World::new().await;
    let begin = async |registered: bool| {
        let options = Options {
            deep_link_registered: registered,
            ..Options::default()
        };
        Lanyard::new().await.begin_with(&server(&world), None, options).await
    };
    let deep = begin(true).await;
    assert_eq!((deep.redirect, deep.listener.is_some()), (Redirect::DeepLink, false));
    let looped = begin(false).await;
    assert_eq!((looped.redirect, looped.listener.is_some()), (Redirect::Loopback, true));
    let mut known = server(&world);
    known.client_id = Some("known".to_owned());
    let options = || Options {
        deep_link_registered: true,
        ..Options::default()
    };
    let started = Lanyard::new().await.begin_with(&known, None, options()).await;
    assert_eq!(
        started.redirect,
        Redirect::Loopback,
        "the company did not register the deep link"
    );
    known.registered_redirects = vec![lanyard_oauth::DEEP_LINK_REDIRECT.to_owned()];
    let started = Lanyard::new().await.begin_with(&known, None, options()).await;
    assert_eq!(started.redirect, Redirect::DeepLink);
}

#[tokio::test]
async fn c3_3_the_loopback_is_bound_before_the_browser_opens_on_the_configured_port_and_host() {
    let world = World::new().await;
    let mut server = server(&world);
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = free.local_addr().unwrap().port();
    server.loopback_port = Some(port);
    server.loopback_host = LoopbackHost::Localhost;
    let lanyard = Lanyard::new().await;
    let failed = lanyard
        .authorizer
        .begin(&server, &AccountId::default(), None, loopback())
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::PortInUse);
    drop(free);
    let started = lanyard.begin(&server).await;
    assert_eq!(started.redirect_uri, format!("http://localhost:{port}/oauth/callback"));
    tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
}

#[tokio::test]
async fn c3_3_pasting_works_without_a_free_port() {
    let world = World::new().await;
    let mut server = server(&world);
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    server.loopback_port = Some(taken.local_addr().unwrap().port());
    let lanyard = Lanyard::new().await;
    let options = Options {
        redirect: Some(RedirectPolicy::Paste),
        ..Options::default()
    };
    let started = lanyard.begin_with(&server, None, options).await;
    assert_eq!((started.redirect, started.listener.is_none()), (Redirect::Paste, true));
    assert_eq!(started.warnings, [lanyard_oauth::Warning::PasteOnly]);
    lanyard.complete(&world, &started).await;
}

#[tokio::test]
async fn c3_5_a_second_click_gets_the_first_sign_in() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let (first, second) = tokio::join!(lanyard.begin(&server), lanyard.begin(&server));
    assert_eq!(first.url, second.url);
    assert!(first.already_waiting != second.already_waiting);
    assert_eq!(world.requests("/register").len(), 1);
    assert_eq!(
        lanyard.authorizer.waiting(&server, &AccountId::default()),
        Some(first.id.clone())
    );
    assert!(lanyard.authorizer.cancel(&first.id).await.unwrap());
    assert_eq!(lanyard.authorizer.waiting(&server, &AccountId::default()), None);
    drop((first, second));
    assert!(!lanyard.begin(&server).await.already_waiting);
}

#[tokio::test]
async fn c3_5_a_sign_in_that_another_process_replaced_is_begun_anew() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let first = lanyard.begin(&server).await;
    lanyard.restarted().await.begin(&server).await;
    let again = lanyard.begin(&server).await;
    assert!(!again.already_waiting && again.url != first.url);
    lanyard.complete(&world, &again).await;
}

#[tokio::test]
async fn c4_8_with_configured_headers_oauth_never_starts() {
    let world = World::new().await;
    let mut server = server(&world);
    server.headers = vec![("X-Api-Key".to_owned(), SecretRef::Vault("key".to_owned()))];
    let lanyard = Lanyard::new().await;
    lanyard.vault.set("key", &SecretString::from("k-1")).await.unwrap();
    let door = lanyard.door(&server);
    let pass = door
        .authorize(&http::Method::POST, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert_eq!(pass.headers()["x-api-key"], "k-1");
    assert!(pass.headers()["x-api-key"].is_sensitive());
    let failed = lanyard
        .authorizer
        .begin(&server, &AccountId::default(), None, loopback())
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, BeginError::Configured { .. }));
    let (status, seen) = crate::support::door_call(&lanyard.net, &door, &world.url()).await;
    assert_eq!(status, 401);
    assert!(matches!(seen, lanyard_oauth::Observation::KeyRefused));
    assert_eq!(world.get(|f| f.seen.len()), 1, "nothing but the request itself");
}
