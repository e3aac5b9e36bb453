//! C2: who we are to an authorization server.

use lanyard_oauth::{
    AccountId, BeginError, Callback, Kind, Options, Redirect, RedirectPolicy, RegistrationError, SecretRef,
};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::discovery::{refused, server};
use crate::support::{Lanyard, World, json_response, loopback, status};

fn auto() -> Options {
    Options {
        deep_link_registered: true,
        ..Options::default()
    }
}

fn client_id(url: &url::Url) -> String {
    url.query_pairs()
        .find(|(k, _)| k == "client_id")
        .unwrap()
        .1
        .into_owned()
}

#[tokio::test]
async fn c2_a_pre_registered_id_comes_before_everything() {
    let world = World::new().await;
    let mut server = server(&world);
    server.client_id = Some("lanyard-at-meridian".to_owned());
    server.client_secret = Some(SecretRef::Value(SecretString::from("s&cret")));
    server.client_metadata_url = Some("https://apps.example/lanyard.json".parse().unwrap());
    world.set(|f| f.metadata["client_id_metadata_document_supported"] = json!(true));
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server).await;
    assert_eq!(client_id(&started.url), "lanyard-at-meridian");
    lanyard.complete(&world, &started).await;
    assert!(world.requests("/register").is_empty());
    let token = &world.requests("/token")[0];
    // RFC 6749 §2.3.1: form-encoded before base64.
    assert_eq!(
        token.headers["authorization"],
        "Basic bGFueWFyZC1hdC1tZXJpZGlhbjpzJTI2Y3JldA=="
    );
    assert!(!token.form().contains_key("client_secret"));
}

#[tokio::test]
async fn c2_a_metadata_document_comes_before_registration_when_it_is_advertised() {
    let world = World::new().await;
    let mut server = server(&world);
    let document = format!("{}/lanyard.json", world.auth);
    server.client_metadata_url = Some(document.parse().unwrap());
    assert_eq!(
        client_id(&Lanyard::new().await.begin(&server).await.url),
        "client-1",
        "not advertised"
    );
    world.set(|f| f.metadata["client_id_metadata_document_supported"] = json!(true));
    assert_eq!(client_id(&Lanyard::new().await.begin(&server).await.url), document);
    assert_eq!(world.requests("/register").len(), 1);
}

#[tokio::test]
async fn c3_3_auto_takes_the_deep_link_only_if_our_document_lists_it() {
    let world = World::new().await;
    let mut server = server(&world);
    let url: url::Url = format!("{}/lanyard.json", world.auth).parse().unwrap();
    server.client_metadata_url = Some(url.clone());
    world.set(|f| f.metadata["client_id_metadata_document_supported"] = json!(true));
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin_with(&server, None, auto()).await;
    assert_eq!(started.redirect, Redirect::Loopback, "the document can't be read");
    let document = lanyard_oauth::client_metadata_document(&url, "Lanyard");
    world.answer("/lanyard.json", move |_| {
        let document = document.clone();
        async move { json_response(200, &document) }
    });
    let started = lanyard
        .begin_with(
            &server,
            None,
            Options {
                restart: true,
                ..auto()
            },
        )
        .await;
    assert_eq!(started.redirect, Redirect::DeepLink);
    assert_eq!(started.redirect_uri, "dev.lanyard.desktop:/oauth/callback");
}

#[tokio::test]
async fn c2_registration_says_what_a_native_app_has_to_say() {
    let world = World::new().await;
    let started = Lanyard::new().await.begin(&server(&world)).await;
    let body = world.requests("/register")[0].json();
    assert_eq!(body["application_type"], "native");
    assert_eq!(body["grant_types"], json!(["authorization_code", "refresh_token"]));
    assert_eq!(body["token_endpoint_auth_method"], "none");
    assert_eq!(body["client_name"], "Lanyard");
    assert_eq!(body["software_id"], "dev.lanyard.desktop");
    let redirects = body["redirect_uris"].as_array().unwrap();
    assert_eq!(redirects[0], "dev.lanyard.desktop:/oauth/callback");
    assert!(redirects.contains(&json!(started.redirect_uri)));
}

#[tokio::test]
async fn c2_a_registration_is_used_again_also_after_a_restart() {
    let world = World::new().await;
    let server = server(&world);
    let lanyard = Lanyard::new().await;
    let first = lanyard.begin(&server).await;
    let port = first.redirect_uri.clone();
    lanyard.authorizer.cancel(&first.id).await.unwrap();
    drop(first);
    let again = lanyard.restarted().await.begin(&server).await;
    assert_eq!(client_id(&again.url), "client-1");
    assert_eq!(
        again.redirect_uri, port,
        "the same loopback port, for servers that compare it"
    );
    assert_eq!(world.requests("/register").len(), 1);
}

#[tokio::test]
async fn c2_a_taken_port_means_a_new_registration() {
    let world = World::new().await;
    let server = server(&world);
    let lanyard = Lanyard::new().await;
    let first = lanyard.begin(&server).await;
    // The first listener still holds the port.
    let second = lanyard
        .begin_with(
            &server,
            None,
            Options {
                restart: true,
                ..loopback()
            },
        )
        .await;
    assert_ne!(first.redirect_uri, second.redirect_uri);
    assert_eq!(client_id(&second.url), "client-2");
    lanyard.complete(&world, &second).await;
}

#[tokio::test]
async fn c2_a_refused_redirect_is_followed_by_the_loopback_alone() {
    let world = World::new().await;
    world.answer("/register", |seen| async move {
        let body = seen.json();
        let redirects = body["redirect_uris"].as_array().unwrap();
        if redirects.iter().any(|r| r.as_str().unwrap().starts_with("dev.")) {
            return json_response(400, &json!({ "error": "invalid_redirect_uri" }));
        }
        let mut answer = body.clone();
        answer["client_id"] = json!("alone");
        json_response(201, &answer)
    });
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin_with(&server(&world), None, auto()).await;
    assert_eq!(started.redirect, Redirect::Loopback);
    assert_eq!(
        world.requests("/register")[1].json()["redirect_uris"],
        json!([started.redirect_uri])
    );
    let failed = lanyard
        .authorizer
        .begin(
            &server(&world),
            &AccountId::default(),
            None,
            Options {
                redirect: Some(RedirectPolicy::DeepLink),
                restart: true,
                ..Options::default()
            },
        )
        .await
        .unwrap_err();
    assert!(matches!(*failed.error, BeginError::DeepLinkRefused { .. }), "{failed}");
}

#[tokio::test]
async fn c2_a_refusal_is_told_in_the_servers_words() {
    let world = World::new().await;
    world.answer("/register", |_| async {
        json_response(
            403,
            &json!({ "error": "access_denied", "error_description": "ask the identity team" }),
        )
    });
    let (error, kind) = refused(&world, &server(&world)).await;
    assert!(error.to_string().contains("ask the identity team"), "{error}");
    assert_eq!(kind, Kind::NeedsClientId);
}

#[tokio::test]
async fn c2_without_any_way_a_client_id_is_asked_for() {
    let world = World::new().await;
    world.set(|f| {
        f.metadata.as_object_mut().unwrap().remove("registration_endpoint");
    });
    let (error, kind) = refused(&world, &server(&world)).await;
    assert!(matches!(
        error,
        BeginError::Registration(RegistrationError::NeedsClientId { .. })
    ));
    assert_eq!(kind, Kind::NeedsClientId);
}

#[tokio::test]
async fn c2_a_registrations_secret_is_kept_in_the_vault_and_used_at_refresh_after_a_restart() {
    let world = World::new().await;
    world.set(|f| f.metadata["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]));
    world.answer("/register", |seen| async move {
        let mut answer = seen.json();
        answer["client_id"] = json!("secretive");
        answer["client_secret"] = json!("open-sesame");
        json_response(201, &answer)
    });
    let server = server(&world);
    let lanyard = Lanyard::new().await;
    lanyard.sign_in(&world, &server).await;
    assert_eq!(
        world.requests("/register")[0].json()["token_endpoint_auth_method"],
        "client_secret_post"
    );
    assert!(!lanyard.files().contains("open-sesame"));
    let later = lanyard.restarted().await;
    later.pass_seconds(3600);
    let url = world.url().parse().unwrap();
    later.door(&server).authorize(&http::Method::POST, &url).await.unwrap();
    let tokens = world.requests("/token");
    assert_eq!(tokens.len(), 2);
    assert!(tokens.iter().all(|t| t.form()["client_secret"] == "open-sesame"));
}

#[tokio::test]
async fn c2_an_expired_secret_means_a_new_registration() {
    let world = World::new().await;
    world.answer("/register", |seen| async move {
        let mut answer = seen.json();
        answer["client_id"] = json!("short-lived");
        answer["client_secret"] = json!("s");
        answer["client_secret_expires_at"] = json!(crate::support::NOW + 100);
        json_response(201, &answer)
    });
    let lanyard = Lanyard::new().await;
    lanyard.begin(&server(&world)).await;
    lanyard.pass_seconds(50);
    lanyard
        .begin_with(
            &server(&world),
            None,
            Options {
                restart: true,
                ..loopback()
            },
        )
        .await;
    assert_eq!(world.requests("/register").len(), 1);
    lanyard.pass_seconds(50);
    lanyard
        .begin_with(
            &server(&world),
            None,
            Options {
                restart: true,
                ..loopback()
            },
        )
        .await;
    assert_eq!(world.requests("/register").len(), 2);
}

#[tokio::test]
async fn c2_invalid_client_drops_the_registration() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server(&world)).await;
    world.answer("/token", |_| async {
        json_response(401, &json!({ "error": "invalid_client" }))
    });
    let answer = world.approve(&started.url);
    lanyard
        .authorizer
        .finish(Callback::from_paste(&answer))
        .await
        .unwrap_err();
    drop(started);
    let again = lanyard.begin(&server(&world)).await;
    assert_eq!(client_id(&again.url), "client-2");
}

#[tokio::test]
async fn registration_answers_that_make_no_sense_are_refused() {
    let world = World::new().await;
    for answer in [
        json!({}),
        json!({ "client_id": "" }),
        json!({ "client_id": 5 }),
        Value::Null,
    ] {
        world.answer("/register", move |_| {
            let answer = answer.clone();
            async move { json_response(201, &answer) }
        });
        let (error, _) = refused(&world, &server(&world)).await;
        assert!(
            matches!(error, BeginError::Registration(RegistrationError::Answer { .. })),
            "{error}"
        );
    }
    world.answer("/register", |_| async { status(500) });
    let (error, _) = refused(&world, &server(&world)).await;
    assert!(matches!(
        error,
        BeginError::Registration(RegistrationError::Refused { status: 500, .. })
    ));
}
