//! C5: credentials without a person, and several sources one after another.

use std::sync::Arc;

use lanyard_oauth::{AccountId, AuthError, IssuerChoice};
use lanyard_oauth::{
    ClientKey, CredentialSource, Forbidden, Kind, Observation, SecretRef, ServerSettings, Status, Told,
};
use secrecy::SecretString;
use serde_json::json;

use crate::discovery::server;
use crate::support::{Lanyard, Seen, World, call, door_call, json_response, key, pem, signed_by, status};

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

fn secret(text: &str) -> SecretRef {
    SecretRef::Value(SecretString::from(text))
}

fn program(world: &World) -> ServerSettings {
    let mut settings = server(world);
    settings.client_id = Some("batch job".to_owned());
    settings.client_secret = Some(secret("s&cret"));
    settings.sources = vec![CredentialSource::ClientCredentials];
    settings
}

async fn fine(lanyard: &Lanyard, settings: &ServerSettings, world: &World) {
    let seen = call(lanyard, settings, world).await;
    assert!(matches!(seen, Observation::Fine), "{seen:?}");
}

fn forms(world: &World) -> Vec<std::collections::HashMap<String, String>> {
    world.requests("/token").iter().map(Seen::form).collect()
}

#[tokio::test]
async fn c5_a_client_secret_goes_the_way_that_the_server_lists() {
    for (method, in_header) in [("client_secret_basic", true), ("client_secret_post", false)] {
        let world = World::new().await;
        world.set(|f| f.metadata["token_endpoint_auth_methods_supported"] = json!([method]));
        let (lanyard, settings) = (Lanyard::new().await, program(&world));
        fine(&lanyard, &settings, &world).await;
        let sent = &world.requests("/token")[0];
        let form = sent.form();
        assert_eq!(form["grant_type"], "client_credentials");
        assert_eq!(form["resource"], world.url());
        assert_eq!(form["scope"], "tools:read tools:write");
        // RFC 6749 §2.3.1: form-encoded, then joined.
        let basic = sent.token("Basic").map(|t| {
            use base64::Engine;
            String::from_utf8(base64::prelude::BASE64_STANDARD.decode(t).unwrap()).unwrap()
        });
        assert_eq!(basic.as_deref(), in_header.then_some("batch+job:s%26cret"), "{method}");
        assert_eq!(form.contains_key("client_secret"), !in_header, "{method}");
        let status = lanyard.authorizer.status(&settings, &AccountId::default()).await;
        assert_eq!(status.unwrap(), Status::Configured);
    }
}

#[tokio::test]
async fn c5_a_private_key_signs_a_new_assertion_for_each_request_and_for_this_issuer_only() {
    let world = World::new().await;
    let (lanyard, mut settings) = (Lanyard::new().await, program(&world));
    settings.client_secret = None;
    settings.client_key = Some(ClientKey {
        pem: secret(&pem(&key(5))),
        algorithm: None,
        key_id: Some("k-5".to_owned()),
    });
    fine(&lanyard, &settings, &world).await;
    lanyard.pass_seconds(3600);
    fine(&lanyard, &settings, &world).await;
    let sent = forms(&world);
    assert_eq!(sent.len(), 2);
    let mut seen = Vec::new();
    for form in &sent {
        assert_eq!(
            form["client_assertion_type"],
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        assert!(!form.contains_key("client_secret"));
        assert_eq!(form["client_id"], "batch job");
        let header = jsonwebtoken::decode_header(&form["client_assertion"]).unwrap();
        assert_eq!(header.kid.as_deref(), Some("k-5"));
        let claims = signed_by(&key(5), &form["client_assertion"]);
        assert_eq!(claims["iss"], "batch job");
        assert_eq!(claims["sub"], "batch job");
        assert_eq!(claims["aud"], world.auth.as_str(), "one audience, and it is the issuer");
        let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert!((1..=60).contains(&life), "{life}");
        seen.push(claims["jti"].as_str().unwrap().to_owned());
    }
    assert_ne!(seen[0], seen[1]);
}

#[tokio::test]
async fn c5_a_key_that_can_not_sign_as_configured_is_named_and_not_printed() {
    let world = World::new().await;
    let lanyard = Lanyard::new().await;
    let text = pem(&key(5));
    for (pem, algorithm) in [
        (text.as_str(), Some("RS256")),
        (text.as_str(), Some("HS256")),
        (text.as_str(), Some("none")),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", None),
        ("sesame", None),
    ] {
        let mut settings = program(&world);
        settings.client_key = Some(ClientKey {
            pem: secret(pem),
            algorithm: algorithm.map(str::to_owned),
            key_id: None,
        });
        let lanyard = lanyard.restarted().await;
        let Observation::Unavailable(error) = call(&lanyard, &settings, &world).await else {
            panic!("{algorithm:?}")
        };
        assert_eq!(error.kind(), Kind::Misconfigured);
        let told = format!("{error} {error:?}");
        assert!(told.contains("batch job"), "{told}");
        assert!(!told.contains("sesame") && !told.contains("BEGIN"), "{told}");
    }
    assert!(forms(&world).is_empty());
}

#[tokio::test]
async fn c5_many_calls_at_once_ask_for_one_token_and_it_is_kept_nowhere() {
    let world = World::new().await;
    let (lanyard, settings) = (Arc::new(Lanyard::new().await), program(&world));
    let calls = (0..25).map(|_| {
        let (lanyard, settings, url) = (Arc::clone(&lanyard), settings.clone(), world.url());
        tokio::spawn(async move {
            let door = lanyard.door(&settings);
            for _ in 0..3 {
                if door_call(&lanyard.net, &door, &url).await.0 == 200 {
                    return true;
                }
            }
            false
        })
    });
    for call in futures::future::join_all(calls).await {
        assert!(call.unwrap());
    }
    assert_eq!(forms(&world).len(), 1);
    assert!(!lanyard.files().contains("access-"));
    let later = lanyard.restarted().await;
    let status = later.authorizer.status(&server(&world), &AccountId::default()).await;
    assert_eq!(status.unwrap(), Status::SignedOut { reason: None }, "nobody signed in");
    // Renewed before it ends, without a call that is refused first.
    lanyard.pass_seconds(3590);
    let refused = |w: &World| w.requests("/mcp").iter().filter(|s| s.bearer().is_none()).count();
    let before = refused(&world);
    fine(&lanyard, &settings, &world).await;
    assert_eq!((forms(&world).len(), refused(&world)), (2, before));
}

#[tokio::test]
async fn c5_a_refusal_is_told_and_neither_repeated_at_once_nor_tried_another_way() {
    let world = World::new().await;
    let (lanyard, settings) = (Lanyard::new().await, program(&world));
    world.answer("/token", |_| async {
        json_response(
            400,
            &json!({"error": "invalid_scope", "error_description": "not for you"}),
        )
    });
    for _ in 0..4 {
        let Observation::Unavailable(error @ AuthError::Unattended { .. }) = call(&lanyard, &settings, &world).await
        else {
            panic!("told otherwise")
        };
        let said = error.to_string();
        assert!(said.contains("invalid_scope") && said.contains("not for you"), "{said}");
        assert_eq!(error.kind(), Kind::ServerRefused);
    }
    assert_eq!(forms(&world).len(), 1);
    assert!(world.requests("/authorize").is_empty() && world.requests("/register").is_empty());
    // After the pause it may be better.
    world.restore("/token");
    lanyard.pass_seconds(2);
    fine(&lanyard, &settings, &world).await;
}

#[tokio::test]
async fn c5_hybrid_goes_from_one_source_to_the_next_when_it_is_refused() {
    let world = World::new().await;
    let (lanyard, mut settings) = (Lanyard::new().await, program(&world));
    settings.headers = vec![("x-api-key".to_owned(), secret("old"))];
    settings.sources = vec![
        CredentialSource::Headers,
        CredentialSource::ClientCredentials,
        CredentialSource::SignIn,
    ];
    fine(&lanyard, &settings, &world).await;
    let sent = world.requests("/mcp");
    assert_eq!(sent[0].headers["x-api-key"], "old");
    assert!(sent.last().unwrap().bearer().is_some());
    assert!(
        !sent.last().unwrap().headers.contains_key("x-api-key"),
        "one source at a time"
    );

    // The program is refused as well: a person's turn.
    let world = World::new().await;
    let (headers, sources) = (settings.headers, settings.sources);
    settings = program(&world);
    settings.headers = headers;
    settings.sources = sources;
    world.set(|f| f.metadata["grant_types_supported"] = json!(["authorization_code"]));
    let lanyard = Lanyard::new().await;
    let seen = call(&lanyard, &settings, &world).await;
    assert!(matches!(seen, Observation::SignInRequired(_)), "{seen:?}");
    assert!(forms(&world).is_empty(), "a grant that is not offered is not asked for");
    lanyard.sign_in(&world, &settings).await;
    let door = lanyard.door(&settings);
    door_call(&lanyard.net, &door, &world.url()).await;
    assert_eq!(
        door_call(&lanyard.net, &door, &world.url()).await.0,
        200,
        "signed in counts, past the others"
    );
}

#[tokio::test]
async fn c5_a_server_that_does_not_answer_is_waited_for_and_no_reason_to_ask_a_person() {
    let world = World::new().await;
    let (lanyard, mut settings) = (Lanyard::new().await, program(&world));
    settings.sources.push(CredentialSource::SignIn);
    world.answer("/token", |_| async { status(503) });
    let Observation::Unavailable(error) = call(&lanyard, &settings, &world).await else {
        panic!("moved on")
    };
    assert_eq!(error.kind(), Kind::Unreachable);
}

#[tokio::test]
async fn c5_a_token_that_is_refused_when_fresh_is_not_asked_for_again_and_again() {
    let world = World::new().await;
    let (lanyard, settings) = (Lanyard::new().await, program(&world));
    world.answer("/mcp", |_| async { status(401) });
    let seen = call(&lanyard, &settings, &world).await;
    assert!(matches!(seen, Observation::KeyRefused), "{seen:?}");
    assert_eq!(forms(&world).len(), 1);
}

#[tokio::test]
async fn c5_a_program_asks_for_more_scopes_by_itself_and_gives_up() {
    let world = World::new().await;
    let (lanyard, mut settings) = (Lanyard::new().await, program(&world));
    settings.scopes = Some(vec!["tools:read".to_owned()]);
    fine(&lanyard, &settings, &world).await;
    let fake = world.fake.clone();
    let wants = "Bearer error=\"insufficient_scope\", scope=\"tools:write\"";
    world.answer("/mcp", move |seen| {
        let newest = format!("access-{}", fake.lock().unwrap().valid.len());
        let mut answer = status(
            if seen.bearer() == Some(newest) && fake.lock().unwrap().valid.len() > 1 {
                200
            } else {
                403
            },
        );
        answer.headers_mut().insert("www-authenticate", wants.parse().unwrap());
        async move { answer }
    });
    fine(&lanyard, &settings, &world).await;
    assert_eq!(forms(&world)[1]["scope"], "tools:read tools:write");
    world.answer("/mcp", move |_| async move {
        let mut answer = status(403);
        answer.headers_mut().insert("www-authenticate", wants.parse().unwrap());
        answer
    });
    let seen = call(&lanyard, &settings, &world).await;
    assert!(
        matches!(seen, Observation::Forbidden(Forbidden::AlreadyGranted)),
        "{seen:?}"
    );
}

#[tokio::test]
async fn c6_a_workloads_identity_is_read_anew_from_its_file_and_needs_no_client() {
    let world = World::new().await;
    let (lanyard, mut settings) = (Lanyard::new().await, server(&world));
    let file = lanyard.folder.path().join("token");
    std::fs::write(&file, "header.payload.one\n").unwrap();
    settings.assertion = Some(SecretRef::File(file.clone()));
    settings.sources = vec![CredentialSource::WorkloadIdentity];
    fine(&lanyard, &settings, &world).await;
    std::fs::write(&file, "header.payload.two\n").unwrap();
    lanyard.pass_seconds(3600);
    fine(&lanyard, &settings, &world).await;
    let sent = forms(&world);
    assert_eq!(sent[0]["grant_type"], JWT_BEARER);
    assert_eq!(sent[0]["assertion"], "header.payload.one");
    assert_eq!(sent[1]["assertion"], "header.payload.two");
    assert!(!sent[0].contains_key("client_id"));

    // No file, or one that is no token's: named, nothing sent.
    std::fs::write(&file, "x".repeat(70_000)).unwrap();
    for gone in [false, true] {
        if gone {
            std::fs::remove_file(&file).unwrap();
        }
        let lanyard = lanyard.restarted().await;
        let Observation::Unavailable(error) = call(&lanyard, &settings, &world).await else {
            panic!("went on")
        };
        assert_eq!(error.kind(), Kind::Misconfigured, "{error}");
    }
    assert_eq!(forms(&world).len(), 2);
}

#[tokio::test]
async fn attack_a_server_that_names_another_authorization_server_is_shown_no_secret() {
    let (world, evil) = (World::new().await, World::new().await);
    let (lanyard, settings) = (Lanyard::new().await, program(&world));
    fine(&lanyard, &settings, &world).await;
    // The MCP server was taken over: its metadata leads elsewhere, and the token is refused.
    let elsewhere = evil.auth.clone();
    world.set(|f| {
        f.resource_metadata["authorization_servers"] = json!([elsewhere]);
        f.expire_access();
    });
    for lanyard in [&lanyard, &lanyard.restarted().await] {
        let Observation::Unavailable(error) = call(lanyard, &settings, &world).await else {
            panic!("went on")
        };
        assert!(error.to_string().contains(&evil.auth), "{error}");
        assert_eq!(error.kind(), Kind::Misconfigured);
    }
    assert!(forms(&evil).is_empty(), "nothing was sent");

    // The administrator says that it is right.
    let mut pinned = settings.clone();
    pinned.issuer = IssuerChoice::Exactly(evil.auth.clone());
    let lanyard = lanyard.restarted().await;
    call(&lanyard, &pinned, &world).await;
    assert_eq!(forms(&evil).len(), 1);
}

#[tokio::test]
async fn c4_4_a_programs_token_stays_at_its_origin_too() {
    let (world, other) = (World::new().await, World::new().await);
    let (lanyard, settings) = (Lanyard::new().await, program(&world));
    fine(&lanyard, &settings, &world).await;
    let pass = lanyard
        .door(&settings)
        .authorize(&http::Method::POST, &other.url().parse().unwrap())
        .await
        .unwrap();
    assert!(pass.headers().is_empty());
}
