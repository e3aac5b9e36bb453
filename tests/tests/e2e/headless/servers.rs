//! The client, and servers that nobody here wrote: over stdio and HTTP, of both eras. Each is listed, called, answered,
//! stopped, listened to for news, killed and found again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use lanyard_client::api::{Code, ElicitationAnswer, ElicitationAsk, FieldKind, ServerState};
use serde_json::json;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::support::headless::host::{
    Host, Other, accept, folder, free_port, listens, nobody, node, none, noted, python,
};

const EVERYTHING: &str = "node_modules/@modelcontextprotocol/server-everything/dist/index.js";

/// Runs a call until it has told of progress, then stops it.
async fn stop_midway(host: &Host, server: &str, tool: &str, arguments: serde_json::Value) {
    let serde_json::Value::Object(arguments) = arguments else {
        panic!("arguments are an object")
    };
    let call = host.client.prepare_call(server, tool, arguments).unwrap();
    let told = Arc::new((Mutex::new(Vec::new()), Notify::new()));
    let hears = Arc::clone(&told);
    let progress = move |fraction: Option<f64>, _: Option<String>| {
        hears.0.lock().unwrap().push(fraction);
        hears.1.notify_one();
    };
    let stop = CancellationToken::new();
    let running = host.client.run_call(call, None, progress, stop.clone());
    let stopping = async {
        told.1.notified().await;
        stop.cancel();
    };
    let (result, ()) = tokio::join!(running, stopping);
    assert_eq!(result.unwrap_err().code, Code::Cancelled);
    let first = told.0.lock().unwrap()[0];
    assert!(first.is_some_and(|f| f > 0.0 && f < 1.0), "{first:?}");
}

/// What both servers of ours do, in whichever era they speak.
async fn walk(host: &mut Host, id: &str) {
    let echo = host.call(id, "echo", json!({ "text": "é ✓" }), nobody).await;
    assert_eq!(echo.text(), "é ✓");

    // A number is sent as text by a window, and arrives as a number.
    let given = host
        .call(id, "ask", none(), |_| accept(&json!({ "name": "Ada", "times": "3" })))
        .await;
    assert_eq!(given.text(), "Ada 3");
    let [asked] = given.asked.as_slice() else {
        panic!("one question")
    };
    assert_eq!(
        (asked.server_id.as_str(), asked.message.as_str()),
        (id, "Who, and how often?")
    );
    let ElicitationAsk::Form { fields } = &asked.ask else {
        panic!("a form")
    };
    assert!(
        matches!(fields[1].kind, FieldKind::Number { integer: true, .. }),
        "{fields:?}"
    );
    let declined = host.call(id, "ask", none(), |_| ElicitationAnswer::Decline).await;
    assert_eq!(declined.text(), "no answer: decline");

    stop_midway(host, id, "slow", none()).await;

    assert_eq!(host.call(id, "grow", none(), nobody).await.text(), "grown");
    host.view(id, "the new tool", |s| s.tools.iter().any(|t| t.name == "grown"))
        .await;
    assert_eq!(host.call(id, "grown", none(), nobody).await.text(), "I am new.");
}

#[tokio::test]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn a_typescript_server_over_stdio() {
    let mut host = Host::open().await;
    let notes = host.folder.path().join("notes");
    let script = folder().join("typescript.mjs");
    let arguments = [script.to_str().unwrap(), notes.to_str().unwrap()];
    let server = host.program(node(), &arguments).await;
    assert_eq!(server.instructions.as_deref(), Some("Speak softly."));
    noted(&notes, "era modern").await;
    walk(&mut host, &server.id).await;
    noted(&notes, "cancelled").await;

    // It dies in the middle of a call, and is there again.
    let died = host.call(&server.id, "die", none(), nobody).await;
    assert_eq!(died.result.unwrap_err().code, Code::Unreachable);
    host.view(&server.id, "that it is gone", |s| s.state != ServerState::Ready)
        .await;
    host.ready(&server.id).await;
    let echo = host.call(&server.id, "echo", json!({ "text": "again" }), nobody).await;
    assert_eq!(echo.text(), "again");
    host.client.close().await;
}

#[tokio::test]
#[ignore = "needs Python and its packages: cargo xtask test --only headless"]
async fn a_python_server_over_http() {
    let mut host = Host::open().await;
    let port = free_port().await;
    let start = || Other::start(&python(), &["server.py", &port.to_string()], &[]);
    let mut other = start();
    listens(port).await;
    let server = host.address(&format!("http://127.0.0.1:{port}/mcp")).await;
    assert_eq!(server.prompts.len(), 1);
    walk(&mut host, &server.id).await;
    other.says("cancelled").await;

    let arguments = [("name".to_owned(), "Ada".to_owned())].into();
    let said = host
        .client
        .get_prompt(&server.id, "greet", &arguments, CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(said[0].content.text, "Greet Ada.");
    let values = [("name".to_owned(), "a/b é".to_owned())].into();
    let uri = host
        .client
        .fill_template(&server.templates[0].uri_template, &values)
        .unwrap();
    assert_eq!(uri, "note://a%2Fb%20%C3%A9");

    // It is killed and comes back: the next call finds it, or says that it is not there; then it heals by itself.
    other.kill().await;
    let gone = host.call(&server.id, "echo", json!({ "text": "x" }), nobody).await;
    assert_eq!(gone.result.unwrap_err().code, Code::Unreachable);
    let _back = start();
    listens(port).await;
    host.client.retry_server(&server.id).unwrap();
    host.ready(&server.id).await;
    assert_eq!(
        host.call(&server.id, "echo", json!({ "text": "x" }), nobody)
            .await
            .text(),
        "x"
    );
    host.client.close().await;
}

/// What the reference server for tests offers, in the era before 2026-07-28.
async fn everything(host: &mut Host, id: &str) {
    let client = host.client.clone();
    let server = client.servers().await.into_iter().find(|s| s.id == id).unwrap();
    assert!(server.tools.len() >= 12 && server.prompts.len() >= 4 && server.resources.len() >= 5);
    assert!(server.completes && !server.templates.is_empty());

    let sum = host.call(id, "get-sum", json!({ "a": 2, "b": 40 }), nobody).await;
    assert!(sum.text().contains("42"), "{}", sum.text());
    let weather = host
        .call(id, "get-structured-content", json!({ "location": "Chicago" }), nobody)
        .await;
    let weather = weather.result.unwrap();
    assert!(weather.structured.is_some_and(|s| s["temperature"].is_number()) && !weather.out_of_shape);
    let image = host.call(id, "get-tiny-image", none(), nobody).await.result.unwrap();
    assert!(image.media[0].url.starts_with("data:image/png;base64,"), "{image:?}");
    let links = host.call(id, "get-resource-links", json!({ "count": 2 }), nobody).await;
    assert!(links.text().contains("demo://resource/dynamic/"), "{}", links.text());

    let form = host
        .call(id, "trigger-elicitation-request", none(), |asked| {
            let ElicitationAsk::Form { fields } = &asked.ask else {
                panic!("a form")
            };
            assert!(fields.len() > 8, "{fields:?}");
            accept(&json!({ "name": "Ada", "check": true, "integer": "7" }))
        })
        .await;
    assert!(form.text().contains("Ada"), "{}", form.text());

    stop_midway(
        host,
        id,
        "trigger-long-running-operation",
        json!({ "duration": 60, "steps": 600 }),
    )
    .await;

    let stop = CancellationToken::new;
    let arguments = [("city".to_owned(), "Paris".to_owned())].into();
    let said = client.get_prompt(id, "args-prompt", &arguments, stop()).await.unwrap();
    assert!(said[0].content.text.contains("Paris"), "{said:?}");
    let missing = client
        .get_prompt(id, "args-prompt", &[].into(), stop())
        .await
        .unwrap_err();
    assert_eq!(missing.code, Code::Invalid);
    let of = lanyard_client::api::CompletionOf::Prompt {
        name: "completable-prompt".into(),
    };
    let completed = client.complete(id, &of, "department", "Eng", [].into()).await.unwrap();
    assert!(completed.iter().any(|c| c == "Engineering"), "{completed:?}");
    let document = client
        .read_resource(id, &server.resources[0].uri, stop())
        .await
        .unwrap();
    assert!(!document.text.is_empty());
    let values = [("resourceId".to_owned(), "7".to_owned())].into();
    let uri = client
        .fill_template(&server.templates[0].uri_template, &values)
        .unwrap();
    assert!(client.read_resource(id, &uri, stop()).await.unwrap().text.contains('7'));

    // What it offers of sampling and tasks is none of ours, and it works all the same.
    assert!(
        !server.tools.iter().any(|t| t.name.contains("sampling")),
        "nobody declared it"
    );
    // Each of them left one line.
    let audit = client.audit_lines();
    for what in [
        "get-sum",
        "prompt:args-prompt",
        "resource:demo://resource/dynamic/text/7",
    ] {
        assert_eq!(audit.iter().filter(|l| l.tool == what).count(), 1, "{what}: {audit:?}");
    }
}

#[tokio::test]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn the_reference_server_over_stdio() {
    let mut host = Host::open().await;
    let script = folder().join(EVERYTHING);
    let server = host.program(node(), &[script.to_str().unwrap()]).await;
    everything(&mut host, &server.id).await;

    // A way to the web page, with the person's consent.
    let opened = AtomicBool::new(false);
    let call = host
        .call(
            &server.id,
            "trigger-url-elicitation",
            json!({ "url": "https://example.com/verify" }),
            |asked| {
                let ElicitationAsk::Url { url, host, .. } = &asked.ask else {
                    panic!("an address: {asked:?}")
                };
                assert!(
                    url.starts_with("https://example.com/verify") && host == "example.com",
                    "{url} {host}"
                );
                if opened.swap(true, Ordering::SeqCst) {
                    ElicitationAnswer::Cancel
                } else {
                    ElicitationAnswer::Open
                }
            },
        )
        .await;
    assert!(!call.asked.is_empty(), "{:?}", call.result);
    let printed = host.client.traffic(&server.id).unwrap();
    assert!(
        printed.iter().any(|l| l.text.contains("Starting default")),
        "what it prints is in its log"
    );
    host.client.close().await;
}

#[tokio::test]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn the_reference_server_over_http() {
    let mut host = Host::open().await;
    let port = free_port().await.to_string();
    let start = || Other::start(&node(), &[EVERYTHING, "streamableHttp"], &[("PORT", port.as_str())]);
    let other = start();
    listens(port.parse().unwrap()).await;
    let server = host.address(&format!("http://127.0.0.1:{port}/mcp")).await;
    everything(&mut host, &server.id).await;

    // After a restart it knows no session any more; nobody has to do anything about it.
    other.kill().await;
    let _back = start();
    listens(port.parse().unwrap()).await;
    let gone = host
        .call(&server.id, "get-sum", json!({ "a": 1, "b": 1 }), nobody)
        .await;
    if gone.result.is_err() {
        host.ready(&server.id).await;
        let sum = host
            .call(&server.id, "get-sum", json!({ "a": 1, "b": 1 }), nobody)
            .await;
        assert!(sum.text().contains('2'));
    }
    host.client.close().await;
}
