//! The rules of one request, over real HTTP on loopback.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use lanyard_net::{Addresses, Fetch, FetchError, Net, Proxy, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

/// A server that answers every connection with the same bytes, again and again where `endless` says so.
async fn server(answer: String, endless: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = [0u8; 4096];
                let _ = socket.read(&mut request).await;
                if socket.write_all(answer.as_bytes()).await.is_err() || !endless {
                    return;
                }
                let junk = vec![b'a'; 64 << 10];
                while socket.write_all(&junk).await.is_ok() {}
            });
        }
    });
    port
}

fn at(port: u16, path: &str) -> Url {
    Url::parse(&format!("http://127.0.0.1:{port}{path}")).unwrap()
}

fn net() -> Net {
    Net::new(&Settings::default()).unwrap()
}

fn redirect(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

#[tokio::test]
async fn a_body_that_never_ends_is_cut_at_the_cap() {
    let port = server("HTTP/1.1 200 OK\r\n\r\n".to_owned(), true).await;
    let error = net()
        .fetch(Fetch::get(at(port, "/")).max_body(100_000))
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { limit: 100_000, .. }), "{error}");
}

#[tokio::test]
async fn an_announced_gigabyte_is_not_even_begun() {
    let port = server(
        "HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n".to_owned(),
        false,
    )
    .await;
    let error = net().fetch(Fetch::get(at(port, "/"))).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = net()
        .fetch(Fetch::get(at(port, "/")).timeout(Duration::from_millis(200)))
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::Timeout { .. }), "{error}");
    drop(listener);
}

#[tokio::test]
async fn a_redirect_to_another_origin_or_without_end_is_refused() {
    let port = server(redirect("https://evil.example/"), false).await;
    let error = net().fetch(Fetch::get(at(port, "/"))).await.unwrap_err();
    assert!(matches!(error, FetchError::Redirect { .. }), "{error}");
    let port = server(redirect("/again"), false).await;
    let error = net().fetch(Fetch::get(at(port, "/"))).await.unwrap_err();
    assert!(matches!(error, FetchError::Redirect { .. }), "{error}");
}

#[tokio::test]
async fn a_post_follows_no_redirect() {
    let port = server(redirect("/elsewhere"), false).await;
    let answer = net()
        .fetch(Fetch::post(at(port, "/")).form(&[("code", "secret")]))
        .await
        .unwrap();
    assert_eq!(answer.status, 302);
}

#[tokio::test]
async fn a_public_document_can_not_make_us_ask_this_machine() {
    let port = server("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(), false).await;
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "a.localhost"] {
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        let error = net()
            .fetch(Fetch::get(url).addresses(Addresses::PublicOnly))
            .await
            .unwrap_err();
        assert!(
            matches!(error, FetchError::Address { .. } | FetchError::Url(_)),
            "{host}: {error}"
        );
    }
}

#[tokio::test]
async fn a_private_proxy_is_no_reason_to_refuse_a_public_host() {
    let port = server("HTTP/1.1 204 No Content\r\n\r\n".to_owned(), false).await;
    let settings = Settings {
        proxy: Proxy::Url(format!("http://localhost:{port}")),
        ..Settings::default()
    };
    let net = Net::new(&settings).unwrap();
    // The proxy refuses the tunnel with its own answer: it was reached, which is what counts here.
    let url = Url::parse("https://public.example/").unwrap();
    let error = net
        .fetch(Fetch::get(url).addresses(Addresses::PublicOnly))
        .await
        .unwrap_err();
    assert!(!matches!(error, FetchError::Address { .. }), "{error}");
}

/// Says to this test, started once more, where the server is.
const NEAR: &str = "LANYARD_TEST_NEAR";

/// What must stay on this computer does: the system's proxy, which may be anywhere, is not asked.
#[tokio::test]
async fn what_must_stay_near_goes_past_the_systems_proxy() {
    if let Ok(port) = std::env::var(NEAR) {
        let url = at(port.parse().unwrap(), "/");
        let near = lanyard_net::near().unwrap();
        assert_eq!(near.get(url.clone()).send().await.unwrap().status(), 204);
        // The other client would go there, and is not taken for it.
        let net = net();
        assert_eq!(net.client().get(url.clone()).send().await.unwrap().status(), 502);
        assert_eq!(net.client_to(&url).get(url.clone()).send().await.unwrap().status(), 204);
        assert_eq!(net.fetch(Fetch::get(url)).await.unwrap().status, 204);
        let elsewhere = Url::parse("http://elsewhere.example/").unwrap();
        assert_eq!(
            net.client_to(&elsewhere)
                .get(elsewhere.clone())
                .send()
                .await
                .unwrap()
                .status(),
            502
        );
        return;
    }
    let near = server("HTTP/1.1 204 No Content\r\n\r\n".to_owned(), false).await;
    let proxy = server(
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n".to_owned(),
        false,
    )
    .await;
    let mut again = tokio::process::Command::new(std::env::current_exe().unwrap());
    again
        .args(["--exact", "what_must_stay_near_goes_past_the_systems_proxy"])
        .env(NEAR, near.to_string())
        .env("HTTP_PROXY", format!("http://127.0.0.1:{proxy}"))
        .env("http_proxy", format!("http://127.0.0.1:{proxy}"))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env_remove("REQUEST_METHOD");
    let ended = again.output().await.unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
}
