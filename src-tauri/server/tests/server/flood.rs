//! Floods: many registrations, bodies and headers without an end, connections that only wait.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::world::{REDIRECT, World};

/// Sends a head and then pieces for as long as the server takes them; the status line of its answer.
async fn pour(world: &World, head: &str, piece: &[u8]) -> String {
    let mut stream = TcpStream::connect(world.address).await.unwrap();
    let head = head.replace("HOST", &world.address.to_string());
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let mut answer = [0; 64];
    let pouring = async {
        // A server that has had enough closes the connection, which ends the writing.
        while !piece.is_empty() && writer.write_all(piece).await.is_ok() {}
        std::future::pending::<()>().await;
    };
    let read = tokio::time::timeout(Duration::from_secs(30), async {
        tokio::select! {
            read = reader.read(&mut answer) => read.unwrap_or(0),
            () = pouring => 0,
        }
    });
    let read = read.await.expect("the server has enough at some time");
    String::from_utf8_lossy(&answer[..read])
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn attack_a_flood_of_registrations_is_cut_and_others_go_on() {
    let world = World::start_with(|settings| {
        settings.limits.registrations_per_minute = 10;
        settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let mut flood = JoinSet::new();
    for _ in 0..200 {
        let request = world
            .http
            .post(world.url("/register"))
            .header("x-forwarded-for", "192.0.2.66")
            .json(&json!({"redirect_uris": [REDIRECT]}));
        flood.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    let statuses = flood.join_all().await;
    let taken = statuses.iter().filter(|status| **status == 201).count();
    // Ten, or twenty when the minute ended in between.
    assert!(taken == 10 || taken == 20, "{taken}");
    assert!(statuses.iter().all(|status| matches!(status, 201 | 429)));
    let (_, tokens) = world.sign_in("x:read").await;
    assert_eq!(
        world.call(tokens["access_token"].as_str().unwrap(), "look").await.0,
        200
    );
}

#[tokio::test]
async fn attack_a_flood_from_many_addresses_fills_neither_table_nor_memory() {
    let world = World::start_with(|settings| {
        settings.limits.unused_registrations = 30;
        settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let mut flood = JoinSet::new();
    for number in 0..200 {
        let request = world
            .http
            .post(world.url("/register"))
            .header("x-forwarded-for", format!("192.0.2.{number}"))
            .json(&json!({"redirect_uris": [REDIRECT]}));
        flood.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    let statuses = flood.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 30);
    // They are forgotten when nobody used them within a day; until then an administrator's clients sign in.
    assert!(statuses.iter().all(|status| matches!(status, 201 | 429)));
}

#[tokio::test]
async fn attack_a_body_without_an_end_is_cut_off() {
    let world = World::start_with(|settings| settings.limits.mcp_body = 100_000).await;
    let (_, tokens) = world.sign_in("x:read").await;
    let bearer = format!("Authorization: Bearer {}\r\n", tokens["access_token"].as_str().unwrap());
    let chunk = [b"4000\r\n".as_slice(), &[b'x'; 0x4000], b"\r\n"].concat();
    for (path, more) in [
        ("/token", ""),
        ("/register", ""),
        ("/revoke", ""),
        ("/consent", ""),
        ("/mcp", bearer.as_str()),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: HOST\r\n{more}Content-Type: application/x-www-form-urlencoded\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        );
        let status = pour(&world, &head, &chunk).await;
        assert!(status.starts_with("HTTP/1.1 413"), "{path}: {status}");
    }
}

#[tokio::test]
async fn attack_a_header_without_an_end_is_cut_off() {
    let world = World::start().await;
    let start = "GET /jwks HTTP/1.1\r\nHost: HOST\r\n";
    for piece in [b"X-Filler: x\r\n".repeat(50), vec![b'x'; 4_096]] {
        let status = pour(&world, start, &piece).await;
        assert!(status.starts_with("HTTP/1.1 431") || status.is_empty(), "{status}");
    }
    let many = format!("{start}{}\r\n", "X-Filler: x\r\n".repeat(100));
    let status = pour(&world, &many, b"").await;
    assert!(status.starts_with("HTTP/1.1 431"), "more than a hundred: {status}");
    let target = format!("GET /{} HTTP/1.1\r\nHost: HOST\r\n\r\n", "x".repeat(100_000));
    let status = pour(&world, &target, b"").await;
    assert!(status.starts_with("HTTP/1.1 4") || status.is_empty(), "{status}");
}

#[tokio::test]
async fn attack_an_mcp_message_that_dribbles_is_cut_off() {
    let world = World::start_with(|settings| settings.limits.body_time = Duration::from_millis(200)).await;
    let (_, tokens) = world.sign_in("x:read").await;
    let mut slow = TcpStream::connect(world.address).await.unwrap();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Length: 100\r\n\r\n{{",
        world.address,
        tokens["access_token"].as_str().unwrap()
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 64];
    let read = tokio::time::timeout(Duration::from_secs(5), slow.read(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(String::from_utf8_lossy(&answer[..read]).starts_with("HTTP/1.1 408"));
}

#[tokio::test]
async fn attack_connections_that_only_wait_keep_nobody_out_for_longer_than_a_header_may_take() {
    let world = World::start_with(|settings| {
        settings.limits.connections = 8;
        settings.limits.header_time = Duration::from_millis(200);
    })
    .await;
    let mut idle = Vec::new();
    for _ in 0..64 {
        let mut stream = TcpStream::connect(world.address).await.unwrap();
        stream.write_all(b"GET /jwks HTTP/1.1\r\nX-Slow: ").await.unwrap();
        idle.push(stream);
    }
    let answer = tokio::time::timeout(Duration::from_secs(30), world.http.get(world.url("/healthz")).send());
    assert_eq!(answer.await.expect("it is served in its turn").unwrap().status(), 200);
}
