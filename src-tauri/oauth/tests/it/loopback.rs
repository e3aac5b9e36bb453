//! The listener on this computer.

use std::time::Duration;

use lanyard_oauth::{Finished, Loopback, Started};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::discovery::server;
use crate::support::{Lanyard, World, ended};

async fn raw(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A reset after an early refusal is an end too.
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

async fn get(port: u16, target: &str) -> String {
    raw(
        port,
        &format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
    )
    .await
}

async fn waiting(world: &World) -> (Lanyard, Started, Loopback, String) {
    let lanyard = Lanyard::new().await;
    let mut started = lanyard.begin(&server(world)).await;
    let listener = started.listener.take().unwrap();
    let answer = world.approve(&started.url);
    let target = answer[answer.find("/oauth").unwrap()..].to_owned();
    (lanyard, started, listener, target)
}

#[tokio::test]
async fn the_browser_gets_a_quiet_page_and_the_app_its_answer() {
    let world = World::new().await;
    let (lanyard, _, listener, target) = waiting(&world).await;
    let port = listener.port();
    let (page, callback) = tokio::join!(get(port, &target), listener.callback());
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("You can close this tab"),
        "{page}"
    );
    assert!(page.contains("default-src 'none'") && !page.contains("<script"));
    ended(lanyard.authorizer.finish(callback.unwrap()).await.unwrap());
    assert!(
        TcpStream::connect(("127.0.0.1", port)).await.is_err(),
        "the port is free again"
    );
}

#[tokio::test]
async fn a_declined_consent_gets_a_page_of_its_own() {
    let world = World::new().await;
    let (lanyard, _, listener, target) = waiting(&world).await;
    let target = target.replace("code=", "error=access_denied&x=");
    let (page, callback) = tokio::join!(get(listener.port(), &target), listener.callback());
    assert!(page.contains("Nothing was changed"), "{page}");
    lanyard.authorizer.finish(callback.unwrap()).await.unwrap_err();
}

#[tokio::test]
async fn attack_another_local_page_at_the_listener_gets_nothing_and_changes_nothing() {
    let world = World::new().await;
    let (lanyard, _, listener, target) = waiting(&world).await;
    let port = listener.port();
    for other in [
        "/",
        "/favicon.ico",
        "/oauth/callback",
        "/oauth/callback?code=c&state=guessed",
        "/oauth/callback/?code=c&state=guessed",
        "/oauth/callback?error=access_denied&state=guessed",
        &format!("{target}&state=twice"),
        &target.replace("/oauth", "/OAUTH"),
    ] {
        assert!(get(port, other).await.starts_with("HTTP/1.1 404"), "{other}");
    }
    let rebound = format!("GET {target} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n");
    assert!(
        raw(port, &rebound).await.starts_with("HTTP/1.1 404"),
        "a name bent to this machine"
    );
    let posted = format!("POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n\r\n");
    assert!(raw(port, &posted).await.starts_with("HTTP/1.1 404"));
    assert!(lanyard.authorizer.ignored_callbacks() >= 4);
    let (page, callback) = tokio::join!(get(port, &target), listener.callback());
    assert!(page.starts_with("HTTP/1.1 200"));
    assert!(matches!(
        lanyard.authorizer.finish(callback.unwrap()).await.unwrap(),
        Finished::SignedIn(_)
    ));
}

#[tokio::test]
async fn attack_a_request_of_one_megabyte_is_cut_off() {
    let world = World::new().await;
    let (_, _, listener, target) = waiting(&world).await;
    let port = listener.port();
    let long = format!(
        "GET /oauth/callback?{} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "a".repeat(1 << 20)
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // The listener stops reading: the write may fail, and the answer is never a page of ours.
    drop(stream.write_all(long.as_bytes()).await);
    let mut answer = String::new();
    drop(stream.read_to_string(&mut answer).await);
    assert!(!answer.contains("200 OK"), "{answer}");
    let (page, callback) = tokio::join!(get(port, &target), listener.callback());
    assert!(page.starts_with("HTTP/1.1 200") && callback.is_some());
}

#[tokio::test]
async fn attack_slow_loris_connections_do_not_hold_up_the_answer() {
    let world = World::new().await;
    let (_, _, listener, target) = waiting(&world).await;
    let port = listener.port();
    // As many as the listener serves at once; each sends half a request and waits.
    let mut slow = Vec::new();
    for _ in 0..32 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(b"GET /oauth").await.unwrap();
        slow.push(stream);
    }
    let page = async {
        let limit = Duration::from_secs(9);
        tokio::time::timeout(limit, get(port, &target))
            .await
            .expect("served when the slow ones are cut off")
    };
    let (page, callback) = tokio::join!(page, listener.callback());
    assert!(page.starts_with("HTTP/1.1 200") && callback.is_some());
}

#[tokio::test]
async fn dropping_the_listener_frees_the_port() {
    let world = World::new().await;
    let (_, _, listener, _) = waiting(&world).await;
    let port = listener.port();
    drop(listener);
    // The abort is carried out by the runtime, at the latest when the port is bound again.
    let bound = async {
        while tokio::net::TcpListener::bind(("127.0.0.1", port)).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), bound).await.unwrap();
}
