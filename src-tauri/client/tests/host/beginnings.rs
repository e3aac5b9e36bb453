//! First contact: eras, silence, death, and servers that are something else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use lanyard_client::api::{Code, ServerState};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::wild::{Reply, Wild, discovered, initialized, listed, text, tool};

/// A server of the era before 2026-07-28, which answers what it does not know so.
async fn legacy(unknown: impl Fn(&Value) -> Reply + Send + Sync + 'static) -> Wild {
    Wild::start(move |method, message| match method {
        "initialize" => initialized(&json!({ "tools": {} })),
        "tools/list" => Reply::Result(json!({ "tools": [tool("fine")] })),
        "tools/call" => Reply::Result(json!({ "content": [{ "type": "text", "text": "fine" }] })),
        _ => unknown(message),
    })
    .await
}

fn refusal(message: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": message["id"], "error": { "code": -32601, "message": "Method not found" } })
}

#[tokio::test]
async fn an_older_server_that_refuses_the_newer_way_in_any_manner() {
    let manners: [fn(&Value) -> Reply; 6] = [
        |message| Reply::Events(vec![refusal(message)]),
        |message| Reply::Message(refusal(message)),
        |_| Reply::Status(400),
        |_| Reply::Status(500),
        |_| Reply::Text("<html>".into()),
        |_| Reply::Events(Vec::new()),
    ];
    for manner in manners {
        let server = legacy(manner).await;
        let mut desk = Desk::new().await;
        let id = desk.ready(&server.url).await.id;
        desk.lives(&id).await;
        desk.client.close().await;
    }
}

#[tokio::test]
async fn an_older_server_that_is_silent_to_the_newer_way_is_there_soon_all_the_same_and_remembered() {
    let server = legacy(|_| Reply::Silence).await;
    let mut desk = Desk::new().await;
    let begun = Instant::now();
    let id = desk.ready(&server.url).await.id;
    // Both ways are tried side by side: nobody waits for the end of the first.
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    desk.lives(&id).await;
    let discovers = || {
        server
            .messages()
            .iter()
            .filter(|m| m["method"] == "server/discover")
            .count()
    };
    assert_eq!(discovers(), 1);
    desk.restart("default_rule = \"allow\"\n").await;
    desk.view(&id, |s| s.state == ServerState::Ready).await;
    assert_eq!(discovers(), 1, "it is remembered how it is spoken to");
    desk.client.close().await;
}

#[tokio::test]
async fn a_server_of_the_newer_era_that_is_not_slow_never_sees_the_older_way() {
    let server = Wild::with_tools(json!([tool("fine")]), |_, _| text("fine")).await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    desk.lives(&id).await;
    assert!(server.messages().iter().all(|m| m["method"] != "initialize"));
    desk.client.close().await;
}

#[tokio::test]
async fn a_server_that_was_renewed_is_found_in_its_new_era() {
    let renewed = Arc::new(AtomicBool::new(false));
    let now = Arc::clone(&renewed);
    let server = Wild::start(move |method, message| match (method, now.load(Ordering::SeqCst)) {
        ("initialize", false) => initialized(&json!({ "tools": {} })),
        ("server/discover", true) => discovered(&json!({ "tools": {} })),
        ("tools/list", _) => listed("tools", &json!([tool("fine")])),
        ("tools/call", _) => text("fine"),
        _ => Reply::Message(refusal(message)),
    })
    .await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    renewed.store(true, Ordering::SeqCst);
    desk.client.retry_server(&id).unwrap();
    desk.view(&id, |s| s.state == ServerState::Connecting).await;
    desk.view(&id, |s| s.state == ServerState::Ready).await;
    desk.lives(&id).await;
    desk.client.close().await;
}

#[tokio::test]
async fn a_dead_server_and_a_silent_one_delay_nobody() {
    let silent = Wild::start(|_, _| Reply::Silence).await;
    let fine = Wild::with_tools(json!([tool("fine")]), |_, _| text("fine")).await;
    let dead = tokio::net::TcpSocket::new_v4().unwrap();
    dead.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let mut desk = Desk::new().await;
    let hanging = desk.client.add_server(&silent.url).await.unwrap().id;
    let gone = desk.add(&format!("http://{}/mcp", dead.local_addr().unwrap())).await;
    let ServerState::Waiting { error, retry_in_s } = gone.state else {
        panic!("it waits: {:?}", gone.state)
    };
    assert!(error.code == Code::Unreachable && retry_in_s >= 1);
    let id = desk.ready(&fine.url).await.id;
    desk.lives(&id).await;
    let servers = desk.client.servers().await;
    let hanging = servers.iter().find(|s| s.id == hanging).unwrap();
    assert_eq!(hanging.state, ServerState::Connecting, "it is still being waited for");
    desk.client.close().await;
}

#[tokio::test]
async fn a_server_of_the_first_transport_is_told_apart() {
    let server = Wild::start(|method, _| match method {
        "GET" => Reply::Open("event: endpoint\ndata: /messages?session=1\n\n".into()),
        _ => Reply::Status(405),
    })
    .await;
    let mut desk = Desk::new().await;
    let ServerState::Failed { error } = desk.add(&server.url).await.state else {
        panic!("it failed")
    };
    assert!(error.message.to_string().contains("2024-11-05"), "{error}");
    let page = Wild::start(|_, _| Reply::Text("<html>".into())).await;
    let ServerState::Failed { error } = desk.add(&page.url).await.state else {
        panic!("it failed")
    };
    assert!(
        error.message.to_string().contains("does not answer as a tool server"),
        "{error}"
    );
    desk.client.close().await;
}

#[tokio::test]
async fn lists_without_end_and_names_that_nobody_can_read() {
    let pages = Arc::new(AtomicUsize::new(0));
    let turned = Arc::clone(&pages);
    let server = Wild::start(move |method, message| match method {
        "server/discover" => discovered(&json!({ "tools": {}, "prompts": {}, "resources": {} })),
        "tools/list" => {
            let page = turned.fetch_add(1, Ordering::SeqCst);
            let mut tools = vec![tool(&format!("t{page}")), tool("fine")];
            if page == 0 {
                tools.extend([
                    tool(""),
                    tool("a\u{7}b"),
                    tool("line\nbreak"),
                    tool(&"x".repeat(10_000)),
                ]);
            }
            Reply::Result(json!({ "resultType": "complete", "tools": tools, "nextCursor": page.to_string() }))
        }
        "prompts/list" => listed("prompts", &json!([{ "name": "p" }, { "name": "p" }])),
        // A list that fails does not take the others with it.
        "resources/list" | "resources/templates/list" => Reply::Error(-32603, "no"),
        "tools/call" => {
            assert_eq!(message["params"]["name"], "fine");
            text("fine")
        }
        _ => Reply::Error(-32601, "Method not found"),
    })
    .await;
    let mut desk = Desk::new().await;
    let view = desk.ready(&server.url).await;
    assert!(pages.load(Ordering::SeqCst) <= 200, "it ends");
    assert_eq!(view.tools.iter().filter(|t| t.name == "fine").count(), 1);
    assert!(
        view.tools.iter().all(|t| t.name == "fine" || t.name.starts_with('t')),
        "{:?}",
        view.tools.len()
    );
    assert_eq!((view.prompts.len(), view.resources.len()), (1, 0));
    desk.lives(&view.id).await;
    desk.client.close().await;
}
