//! Hosts, origins, and connections that take their time.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::World;

fn address(world: &World) -> String {
    world.origin.trim_start_matches("http://").to_owned()
}

#[tokio::test]
async fn a_foreign_host_header_opens_nothing() {
    let world = World::start().await;
    for path in ["/mcp", "/token", "/authorize", "/.well-known/oauth-protected-resource"] {
        let request = world.http.get(world.url(path)).header("host", "rebound.evil.example");
        assert_eq!(request.send().await.unwrap().status(), 421, "{path}");
    }
    let port = address(&world).split(':').nth(1).unwrap().to_owned();
    let other = world
        .http
        .get(world.url("/jwks"))
        .header("host", format!("localhost:{port}"));
    assert_eq!(other.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_server_listens_on_this_computer_alone_until_it_is_told_otherwise() {
    let mut settings = lanyard_server::Settings {
        port: 0,
        ..lanyard_server::Settings::default()
    };
    let listener = settings.bind().await.unwrap();
    assert!(listener.local_addr().unwrap().ip().is_loopback());
    // For everybody only with an address that everybody may know.
    "0.0.0.0".clone_into(&mut settings.host);
    "id".clone_into(&mut settings.provider.client_id);
    let listener = settings.bind().await.unwrap();
    assert!(listener.local_addr().unwrap().ip().is_unspecified());
    let parts = lanyard_server::Parts::new(lanyard_vault::Vault::memory()).unwrap();
    let error = lanyard_server::Server::start(settings, parts, listener)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("set MCP_SERVER_URL"), "{error}");
}

#[tokio::test]
async fn a_foreign_web_page_can_not_call_the_tools() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    for (origin, status) in [
        ("https://evil.example", 403),
        ("null", 403),
        ("http://localhost.evil.example", 403),
        ("http://localhost:6274", 200),
    ] {
        let headers = [("authorization", bearer.as_str()), ("origin", origin)];
        let answer = world.mcp_with(&headers, "tools/list", json!({})).await;
        assert_eq!(answer.status(), status, "{origin}");
    }
}

#[tokio::test]
async fn a_web_page_on_loopback_may_sign_in_and_see_the_challenge() {
    let world = World::start_with(|settings| settings.cors_origins = vec!["https://listed.example".to_owned()]).await;
    for origin in ["http://localhost:6274", "https://listed.example"] {
        for path in [
            "/mcp",
            "/token",
            "/register",
            "/revoke",
            "/.well-known/oauth-protected-resource/mcp",
        ] {
            let preflight = world
                .http
                .request(http::Method::OPTIONS, world.url(path))
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization,mcp-protocol-version")
                .send()
                .await
                .unwrap();
            assert_eq!(preflight.headers()["access-control-allow-origin"], origin, "{path}");
            assert!(preflight.headers().get("access-control-allow-credentials").is_none());
        }
        let answer = world.mcp_with(&[("origin", origin)], "tools/list", json!({})).await;
        let exposed = answer.headers()["access-control-expose-headers"]
            .to_str()
            .unwrap()
            .to_lowercase();
        for header in ["www-authenticate", "mcp-session-id", "mcp-protocol-version"] {
            assert!(exposed.contains(header), "{header}: {exposed}");
        }
    }
    for path in ["/authorize", "/consent", "/oauth/callback"] {
        let answer = world
            .http
            .get(world.url(path))
            .header("origin", "http://localhost:6274")
            .send()
            .await
            .unwrap();
        assert!(answer.headers().get("access-control-allow-origin").is_none(), "{path}");
    }
    let foreign = world
        .http
        .get(world.url("/jwks"))
        .header("origin", "https://evil.example")
        .send()
        .await
        .unwrap();
    assert!(foreign.headers().get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn a_header_that_dribbles_is_cut_off() {
    let world = World::start_with(|settings| settings.limits.header_time = Duration::from_millis(200)).await;
    let mut slow = TcpStream::connect(address(&world)).await.unwrap();
    slow.write_all(b"GET /jwks HTTP/1.1\r\nHost: ").await.unwrap();
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(5), slow.read_to_end(&mut rest))
        .await
        .expect("the server hangs up")
        .ok();
}

#[tokio::test]
async fn a_body_that_dribbles_is_cut_off() {
    let world = World::start_with(|settings| settings.limits.body_time = Duration::from_millis(200)).await;
    let mut slow = TcpStream::connect(address(&world)).await.unwrap();
    let host = address(&world);
    let head = format!("POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n\r\ngrant");
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 64];
    let read = tokio::time::timeout(Duration::from_secs(5), slow.read(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(String::from_utf8_lossy(&answer[..read]).starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let world = World::start_with(|settings| {
        settings.limits.connections = 1;
        settings.limits.header_time = Duration::from_millis(300);
    })
    .await;
    let mut idle = TcpStream::connect(address(&world)).await.unwrap();
    idle.write_all(b"GET /").await.unwrap();
    // Served as soon as the idle one is cut off, and not before.
    assert_eq!(
        world.http.get(world.url("/healthz")).send().await.unwrap().status(),
        200
    );
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(1), idle.read_to_end(&mut rest))
        .await
        .expect("it was cut off")
        .ok();
}

#[tokio::test]
async fn too_large_bodies_are_refused() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let huge = vec![b'x'; 5 << 20];
    let request = world
        .http
        .post(world.server.url().clone())
        .bearer_auth(tokens["access_token"].as_str().unwrap());
    assert_eq!(request.body(huge).send().await.unwrap().status(), 413);
    let form = vec![b'x'; 1 << 20];
    assert_eq!(
        world
            .http
            .post(world.url("/token"))
            .body(form)
            .send()
            .await
            .unwrap()
            .status(),
        413
    );
}

#[tokio::test]
async fn a_stopped_server_answers_nobody_and_ends_its_streams() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    assert_eq!(
        world.call(tokens["access_token"].as_str().unwrap(), "look").await.0,
        200
    );
    let address = address(&world);
    let World { server, .. } = world;
    tokio::time::timeout(Duration::from_secs(5), server.stop())
        .await
        .expect("it stops");
    assert!(TcpStream::connect(address).await.is_err());
}
