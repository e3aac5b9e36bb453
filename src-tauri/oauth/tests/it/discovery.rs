//! C1: from a challenge to the authorization server.

use lanyard_oauth::{
    AccountId, BeginError, Challenge, DiscoveryError, IssuerChoice, Kind, Outcome, ServerSettings, Warning,
};
use serde_json::{Value, json};

use crate::support::{Lanyard, World, json_response, loopback, metadata, status};

pub(crate) fn server(world: &World) -> ServerSettings {
    ServerSettings::new("Meridian HR", world.url()).unwrap()
}

/// The error of a sign-in that may not start, and its kind.
pub(crate) async fn refused(world: &World, server: &ServerSettings) -> (BeginError, Kind) {
    let lanyard = Lanyard::new().await;
    let challenge = challenge(world);
    let failed = lanyard
        .authorizer
        .begin(server, &AccountId::default(), Some(challenge), loopback())
        .await
        .unwrap_err();
    let last = failed.trace.steps().pop().unwrap();
    assert_eq!(last.outcome, Outcome::Failed, "the trace ends where the road ends");
    assert!(
        failed.to_string().contains("Meridian HR"),
        "the error names the server: {failed}"
    );
    let kind = failed.kind();
    (*failed.error, kind)
}

pub(crate) fn challenge(world: &World) -> Challenge {
    let metadata = format!("{}/.well-known/oauth-protected-resource/mcp", world.rs)
        .parse()
        .unwrap();
    Challenge {
        resource_metadata: Some(metadata),
        ..Challenge::default()
    }
}

fn discovery(error: BeginError) -> DiscoveryError {
    match error {
        BeginError::Discovery(error) => error,
        other => panic!("not an error of discovery: {other}"),
    }
}

#[tokio::test]
async fn c1_2_the_metadata_is_where_the_challenge_says() {
    let world = World::new().await;
    let elsewhere = world.get(|f| f.resource_metadata.clone());
    world.answer("/elsewhere", move |_| {
        let document = elsewhere.clone();
        async move { json_response(200, &document) }
    });
    world.set(|f| f.resource_metadata = Value::Null);
    let challenge = Challenge {
        resource_metadata: Some(format!("{}/elsewhere", world.rs).parse().unwrap()),
        ..Challenge::default()
    };
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin_with(&server(&world), Some(challenge), loopback()).await;
    assert_eq!(started.issuer, world.auth);
    assert!(world.requests("/.well-known/oauth-protected-resource/mcp").is_empty());
}

#[tokio::test]
async fn c1_2_without_it_the_metadata_is_looked_for_by_path_then_at_the_root() {
    let world = World::new().await;
    let mut document = world.get(|f| f.resource_metadata.clone());
    document["resource"] = json!(world.rs);
    world.set(|f| f.resource_metadata = Value::Null);
    world.answer("/.well-known/oauth-protected-resource", move |_| {
        let document = document.clone();
        async move { json_response(200, &document) }
    });
    let started = Lanyard::new().await.begin(&server(&world)).await;
    assert_eq!(started.issuer, world.auth);
    let asked: Vec<_> = world.get(|f| f.seen.iter().map(|s| s.path.clone()).take(2).collect());
    assert_eq!(
        asked,
        [
            "/.well-known/oauth-protected-resource/mcp",
            "/.well-known/oauth-protected-resource"
        ]
    );
}

#[tokio::test]
async fn c1_2_metadata_for_another_resource_is_refused() {
    let world = World::new().await;
    for resource in [
        "https://other.example/mcp",
        &format!("{}/other", world.rs),
        &format!("{}/mc", world.rs),
    ] {
        world.set(|f| f.resource_metadata["resource"] = json!(resource));
        let (error, kind) = refused(&world, &server(&world)).await;
        assert!(
            matches!(discovery(error), DiscoveryError::ResourceMismatch { .. }),
            "{resource}"
        );
        assert_eq!(kind, Kind::Misconfigured);
    }
    assert!(world.requests("/.well-known/oauth-authorization-server").is_empty());
}

#[tokio::test]
async fn c1_3_openid_configuration_is_found_where_there_is_no_oauth_metadata() {
    let world = World::new().await;
    let issuer = format!("{}/tenant", world.auth);
    world.set(|f| {
        f.resource_metadata["authorization_servers"] = json!([issuer]);
        f.metadata = Value::Null;
    });
    let mut document = metadata(&issuer);
    document["registration_endpoint"] = json!(format!("{}/register", world.auth));
    world.answer("/tenant/.well-known/openid-configuration", move |_| {
        let document = document.clone();
        async move { json_response(200, &document) }
    });
    let started = Lanyard::new()
        .await
        .begin_with(&server(&world), Some(challenge(&world)), loopback())
        .await;
    assert_eq!(started.issuer, issuer);
    let asked: Vec<_> = world.get(|f| f.seen.iter().skip(1).take(3).map(|s| s.path.clone()).collect());
    assert_eq!(
        asked,
        [
            "/.well-known/oauth-authorization-server/tenant",
            "/.well-known/openid-configuration/tenant",
            "/tenant/.well-known/openid-configuration"
        ]
    );
}

#[tokio::test]
async fn c1_4_an_issuer_that_is_not_identical_is_not_used() {
    let world = World::new().await;
    for spoof in [
        "https://accounts.example".to_owned(),
        format!("{}/", world.auth),
        world.auth.to_uppercase(),
    ] {
        world.set(|f| f.metadata["issuer"] = json!(spoof));
        let (error, kind) = refused(&world, &server(&world)).await;
        assert!(
            matches!(discovery(error), DiscoveryError::IssuerMismatch { .. }),
            "{spoof}"
        );
        assert_eq!(kind, Kind::Misconfigured);
    }
    assert!(
        world.requests("/register").is_empty(),
        "nothing was sent to the endpoints of the spoofed document"
    );
}

#[tokio::test]
async fn c1_5_the_configuration_chooses_among_several_authorization_servers() {
    let world = World::new().await;
    let mut server = server(&world);
    world.set(|f| f.resource_metadata["authorization_servers"] = json!(["https://first.example", world.auth]));
    server.issuer = IssuerChoice::Exactly(world.auth.clone());
    assert_eq!(Lanyard::new().await.begin(&server).await.issuer, world.auth);
    server.issuer = IssuerChoice::Exactly("https://third.example".to_owned());
    let (error, _) = refused(&world, &server).await;
    assert!(matches!(discovery(error), DiscoveryError::IssuerNotOffered { .. }));
    world.set(|f| f.resource_metadata["authorization_servers"] = json!([]));
    server.issuer = IssuerChoice::First;
    let (error, _) = refused(&world, &server).await;
    assert!(matches!(discovery(error), DiscoveryError::NoAuthorizationServer { .. }));
}

#[tokio::test]
async fn c1_6_a_server_that_does_not_advertise_pkce_is_refused_unless_the_settings_say_otherwise() {
    let world = World::new().await;
    let mut server = server(&world);
    world.set(|f| {
        f.metadata
            .as_object_mut()
            .unwrap()
            .remove("code_challenge_methods_supported");
    });
    let (error, _) = refused(&world, &server).await;
    assert!(
        error.to_string().contains("allow_missing_pkce_metadata"),
        "the error names the setting: {error}"
    );
    server.allow_missing_pkce_metadata = true;
    let started = Lanyard::new().await.begin(&server).await;
    assert_eq!(started.warnings, [Warning::PkceNotAdvertised]);
    assert!(started.url.query().unwrap().contains("code_challenge_method=S256"));
}

#[tokio::test]
async fn c1_7_a_2025_03_26_server_is_its_own_authorization_server() {
    let world = World::new().await;
    let mut server = server(&world);
    // First with metadata at its origin, then with none at all.
    world.set(|f| {
        f.resource_metadata = Value::Null;
        f.metadata = metadata(&world.rs);
        f.iss = Some(world.rs.clone());
    });
    let lanyard = Lanyard::new().await;
    let signed_in = lanyard.sign_in(&world, &server).await;
    assert_eq!(
        (signed_in.issuer.as_str(), signed_in.resource),
        (world.rs.as_str(), world.url())
    );

    world.set(|f| f.metadata = Value::Null);
    let lanyard = Lanyard::new().await;
    let started = lanyard.begin(&server).await;
    assert_eq!(started.warnings, [Warning::PkceUnverified]);
    assert!(started.url.as_str().starts_with(&format!("{}/authorize?", world.rs)));
    assert!(
        started
            .trace
            .steps()
            .iter()
            .any(|s| s.name == "pkce" && s.outcome == Outcome::Warning)
    );
    lanyard.complete(&world, &started).await;

    server.forbid_unverified_pkce = true;
    let (error, _) = refused(&world, &server).await;
    assert!(matches!(discovery(error), DiscoveryError::PkceUnverified { .. }));
}

#[tokio::test]
async fn an_address_that_knows_no_oauth_is_not_an_mcp_server() {
    let world = World::new().await;
    world.set(|f| (f.resource_metadata, f.metadata) = (Value::Null, Value::Null));
    let lanyard = Lanyard::new().await;
    let failed = lanyard
        .authorizer
        .begin(&server(&world), &AccountId::default(), None, loopback())
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::NotMcp);
}

#[tokio::test]
async fn an_ailing_server_is_not_taken_for_one_without_metadata() {
    let world = World::new().await;
    world.answer("/.well-known/oauth-protected-resource/mcp", |_| async { status(503) });
    let (error, kind) = refused(&world, &server(&world)).await;
    assert!(matches!(discovery(error), DiscoveryError::Ailing { status: 503, .. }));
    assert_eq!(kind, Kind::Unreachable);
}

#[tokio::test]
async fn a_dead_host_is_unreachable() {
    // Bound and never listened on: nobody else gets the port, and whoever knocks is refused.
    let closed = tokio::net::TcpSocket::new_v4().unwrap();
    closed.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/mcp", closed.local_addr().unwrap());
    let server = ServerSettings::new("Meridian HR", url).unwrap();
    let lanyard = Lanyard::new().await;
    let failed = lanyard
        .authorizer
        .begin(&server, &AccountId::default(), None, loopback())
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::Unreachable);
}

#[tokio::test]
async fn a_document_of_the_wrong_shape_is_named() {
    let world = World::new().await;
    for body in [
        "[]",
        "{}",
        "{\"resource\": 5}",
        "{\"resource\":\"a\",\"resource\":\"b\"}",
        "nonsense",
    ] {
        world.answer("/.well-known/oauth-protected-resource/mcp", move |_| async move {
            axum::response::Response::builder()
                .header("content-type", "application/json")
                .body(axum::body::Body::from(body))
                .unwrap()
        });
        let (error, _) = refused(&world, &server(&world)).await;
        assert!(matches!(discovery(error), DiscoveryError::Document { .. }), "{body}");
    }
}
