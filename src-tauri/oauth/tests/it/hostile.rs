//! The client's side of the attack list, by documents and redirects: each against a server that really does it.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::response::Response;
use lanyard_oauth::{AccountId, Challenge, Kind, Reach};
use serde_json::json;

use crate::discovery::{challenge, refused, server};
use crate::support::{Lanyard, World, json_response, loopback, metadata};

#[tokio::test]
async fn attack_authorization_urls_of_other_schemes_never_reach_a_browser() {
    let world = World::new().await;
    for url in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,<script>1</script>",
        "http://as.example/authorize",
        "https://user:pw@as.example/authorize",
        "vscode://x/authorize",
        "/authorize",
        "",
    ] {
        for field in [
            "authorization_endpoint",
            "token_endpoint",
            "registration_endpoint",
            "jwks_uri",
        ] {
            world.set(|f| {
                f.metadata = metadata(&world.auth);
                f.metadata[field] = json!(url);
            });
            let (_, kind) = refused(&world, &server(&world)).await;
            assert_eq!(kind, Kind::InsecureServer, "{field} {url}");
        }
    }
}

#[tokio::test]
async fn attack_pkce_downgrade_is_refused() {
    let world = World::new().await;
    let mut server = server(&world);
    // A setting that lets a silent server pass does not let one pass that says no.
    server.allow_missing_pkce_metadata = true;
    for methods in [json!(["plain"]), json!([]), json!(["s256"])] {
        world.set(|f| f.metadata["code_challenge_methods_supported"] = methods);
        let (_, kind) = refused(&world, &server).await;
        assert_eq!(kind, Kind::Misconfigured);
    }
}

#[tokio::test]
async fn attack_metadata_that_never_ends_or_is_huge_is_cut_off() {
    let world = World::new().await;
    for path in [
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-authorization-server",
    ] {
        world.answer(path, |_| async {
            let chunk = axum::body::Bytes::from(vec![b' '; 64 * 1024]);
            let endless = futures::stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
            Response::builder()
                .header("content-type", "application/json")
                .body(Body::from_stream(endless))
                .unwrap()
        });
        let begun = Instant::now();
        let (_, kind) = refused(&world, &server(&world)).await;
        assert_eq!(kind, Kind::Misconfigured, "{path}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{path}");
        world.restore(path);
    }
    world.answer("/.well-known/oauth-authorization-server", |_| async {
        Response::builder()
            .header("content-length", "1073741824")
            .body(Body::from_stream(futures::stream::pending::<
                Result<axum::body::Bytes, std::io::Error>,
            >()))
            .unwrap()
    });
    let (_, kind) = refused(&world, &server(&world)).await;
    assert_eq!(kind, Kind::Misconfigured);
}

#[tokio::test]
async fn attack_redirect_loops_and_redirects_to_another_origin_are_not_followed() {
    let world = World::new().await;
    let elsewhere = World::new().await;
    let path = "/.well-known/oauth-authorization-server";
    for target in [
        path.to_owned(),
        format!("{}{path}", elsewhere.auth),
        "http://169.254.169.254/".to_owned(),
    ] {
        world.answer(path, move |_| {
            let target = target.clone();
            async move {
                Response::builder()
                    .status(302)
                    .header("location", target)
                    .body(Body::empty())
                    .unwrap()
            }
        });
        let begun = Instant::now();
        let (_, kind) = refused(&world, &server(&world)).await;
        assert_eq!(kind, Kind::Misconfigured);
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
    assert_eq!(elsewhere.get(|f| f.seen.len()), 0);
    assert!(world.requests(path).len() < 20);
}

#[tokio::test]
async fn attack_ssrf_a_public_server_may_not_name_addresses_of_the_private_network() {
    let world = World::new().await;
    let mut server = server(&world);
    // The server counts as public; its own origin stays reachable, what its documents name does not.
    server.reach = Reach::Public;
    let inside = World::new().await;
    for target in [
        inside.auth.clone(),
        "https://169.254.169.254".to_owned(),
        "https://10.0.0.1".to_owned(),
        "https://[::1]".to_owned(),
        "https://[::ffff:127.0.0.1]".to_owned(),
        "https://localhost".to_owned(),
        "https://2130706433".to_owned(),
        "https://0x7f.1".to_owned(),
    ] {
        world.set(|f| f.resource_metadata["authorization_servers"] = json!([target]));
        let (_, kind) = refused(&world, &server).await;
        assert_eq!(kind, Kind::InsecureServer, "{target}");
    }
    let lanyard = Lanyard::new().await;
    let asked = Challenge {
        resource_metadata: Some(format!("{}/.well-known/x", inside.rs).parse().unwrap()),
        ..Challenge::default()
    };
    let failed = lanyard
        .authorizer
        .begin(&server, &AccountId::default(), Some(asked), loopback())
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::InsecureServer);
    assert_eq!(inside.get(|f| f.seen.len()), 0);
    // The same by the endpoints of an authorization server on the server's own origin.
    for field in [
        "token_endpoint",
        "registration_endpoint",
        "authorization_endpoint",
        "jwks_uri",
        "revocation_endpoint",
    ] {
        world.set(|f| {
            f.resource_metadata["authorization_servers"] = json!([world.rs]);
            f.metadata = metadata(&world.rs);
            f.metadata[field] = json!(format!("{}/inside", inside.auth));
        });
        let (_, kind) = refused(&world, &server).await;
        assert_eq!(kind, Kind::InsecureServer, "{field}");
    }
    assert_eq!(inside.get(|f| f.seen.len()), 0);
}

#[tokio::test]
async fn attack_a_challenge_that_names_another_servers_metadata_is_refused() {
    let (world, other) = (World::new().await, World::new().await);
    let lanyard = Lanyard::new().await;
    let failed = lanyard
        .authorizer
        .begin(
            &server(&world),
            &AccountId::default(),
            Some(challenge(&other)),
            loopback(),
        )
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), Kind::Misconfigured, "{failed}");
    assert!(failed.to_string().contains("RFC 9728"));
}

#[tokio::test]
async fn attack_labels_and_descriptions_from_a_server_can_not_draw_on_the_screen() {
    let world = World::new().await;
    world.answer("/register", |_| async {
        json_response(
            400,
            &json!({ "error": "x", "error_description": format!("a\u{1b}[2J\r\n{}", "b".repeat(9000)) }),
        )
    });
    let (error, _) = refused(&world, &server(&world)).await;
    let text = error.to_string();
    assert!(text.len() < 1000 && !text.contains('\u{1b}') && !text.contains('\n'));
}
