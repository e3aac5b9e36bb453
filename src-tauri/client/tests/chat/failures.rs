//! Providers that fail, in each of the ways they do.

use std::sync::{Arc, Mutex};

use lanyard_client::api::{Code, Error, EventBody, TurnEnd};
use serde_json::json;
use tokio::sync::Notify;

use crate::desk::{Desk, text};
use crate::wire::{Script, Step, done, event, finish};

async fn failure(script: Script) -> (String, Error, Desk) {
    let mut desk = Desk::new("").await;
    desk.wire.will(script);
    let (view, end) = desk.turn("Hello").await;
    let TurnEnd::Failed { error } = end else {
        panic!("{end:?}")
    };
    assert_eq!(error.details.as_ref().unwrap().server.as_deref(), Some("Acme models"));
    (text(&view), error, desk)
}

#[tokio::test]
async fn too_many_requests_says_when_to_try_again() {
    let body = r#"{"error":{"message":"Slow down."}}"#;
    let (_, error, mut desk) = failure(Script::plain(429, vec![("retry-after", "47".into())], body)).await;
    assert_eq!(error.code, Code::Model);
    assert_eq!(
        error.message.to_string(),
        "Acme models has had too many requests. Try again in 47 seconds."
    );
    assert_eq!(
        error.details.unwrap().said.as_deref(),
        Some("HTTP status 429: Slow down.")
    );
    // The conversation goes on.
    desk.wire.will(Script::says(&["Here."]));
    let id = desk.client.search_conversations("").await.unwrap()[0].id.clone();
    desk.client.send_message(&id, "Again").await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
}

#[tokio::test]
async fn a_date_in_retry_after_counts_from_the_answers_own_date() {
    let headers = vec![
        ("date", "Mon, 23 Nov 2026 10:00:00 GMT".to_owned()),
        ("retry-after", "Mon, 23 Nov 2026 10:05:00 GMT".to_owned()),
    ];
    let (_, error, _) = failure(Script::plain(503, headers, "")).await;
    assert_eq!(
        error.message.to_string(),
        "Acme models has a problem right now. Try again in 5 minutes."
    );
}

#[tokio::test]
async fn a_servers_fault_and_a_refused_request_are_told_apart() {
    let mut desk = Desk::new("").await;
    for _ in 0..3 {
        desk.wire.will(Script::plain(
            500,
            vec![("retry-after", "0".into())],
            "<html>oops</html>",
        ));
    }
    let (_, end) = desk.turn("Hello").await;
    let TurnEnd::Failed { error } = end else {
        panic!("{end:?}")
    };
    assert!(
        error
            .message
            .to_string()
            .starts_with("Acme models has a problem right now."),
        "{error}"
    );
    assert_eq!(desk.wire.asked().len(), 3, "it was tried again");
    let (_, error, _) = failure(Script::plain(404, vec![], r#"{"error":{"message":"no such model"}}"#)).await;
    assert!(
        error.message.to_string().contains("refused the request"),
        "{}",
        error.message
    );
    let (_, error, _) = failure(Script::plain(
        302,
        vec![("location", "https://evil.example/".into())],
        "",
    ))
    .await;
    assert!(
        error.message.to_string().contains("refused the request"),
        "a redirect is not followed: {}",
        error.message
    );
}

#[tokio::test]
async fn a_page_instead_of_an_answer_is_no_answer() {
    let page = "<!doctype html><title>Sign in to the wifi</title>";
    let (said, error, _) = failure(Script::plain(200, vec![("content-type", "text/html".into())], page)).await;
    assert_eq!(said, "");
    assert!(
        error.message.to_string().contains("not a model's answer"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn what_came_before_a_break_is_kept() {
    for ending in [vec![Step::Break], vec![], vec![finish("stop")]] {
        let mut desk = Desk::new("").await;
        let go = Arc::new(Notify::new());
        let mut steps = vec![
            crate::wire::text("Half of "),
            crate::wire::text("it"),
            Step::Wait(Arc::clone(&go)),
        ];
        steps.extend(ending);
        desk.wire.will(Script::stream(steps));
        let id = desk.say("Hello").await;
        // It breaks only after both pieces were shown.
        desk.until(|e| matches!(e, EventBody::Delta { text, .. } if text == "it"))
            .await;
        go.notify_one();
        let TurnEnd::Failed { error } = desk.ended().await else {
            panic!("a failure")
        };
        assert!(error.message.to_string().contains("broke off"), "{}", error.message);
        assert_eq!(text(&desk.checked(&id).await), "Half of it");
        desk.restart().await;
        assert_eq!(text(&desk.client.open_conversation(&id).await.unwrap()), "Half of it");
    }
}

#[tokio::test]
async fn half_a_call_is_no_call() {
    let Script { mut steps, .. } = Script::calls(&[("c", "office__balance", "{\"year\": 2026}")]);
    steps.truncate(3);
    let (_, error, desk) = failure(Script::stream(steps)).await;
    assert!(error.message.to_string().contains("broke off"), "{}", error.message);
    assert!(desk.office.calls().is_empty());
}

#[tokio::test]
async fn an_answer_cut_at_its_longest_says_so() {
    let (said, error, _) = failure(Script::stream(vec![
        crate::wire::text("Long"),
        finish("length"),
        done(),
    ]))
    .await;
    assert_eq!(said, "Long");
    assert!(error.details.unwrap().said.unwrap().contains("longest answer"));
}

#[tokio::test]
async fn an_error_inside_the_stream_is_an_error() {
    let broken = event(&json!({ "error": { "message": "overloaded", "type": "server_error" } }));
    let (said, error, _) = failure(Script::stream(vec![crate::wire::text("Well"), broken])).await;
    assert_eq!(
        (said.as_str(), error.details.unwrap().said.as_deref()),
        ("Well", Some("overloaded"))
    );
    let (_, error, _) = failure(Script::stream(vec![Step::Send(b"data: {\"choices\": [\n\n".to_vec())])).await;
    assert!(
        error.message.to_string().contains("not a model's answer"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_character_cut_in_two_is_one_character() {
    let mut desk = Desk::new("").await;
    let go = Arc::new(Notify::new());
    let Step::Send(bytes) = crate::wire::text("年") else {
        panic!("bytes")
    };
    let middle = bytes.windows(3).position(|w| w == "年".as_bytes()).unwrap() + 1;
    desk.wire.will(Script::stream(vec![
        crate::wire::text("今"),
        Step::Send(bytes[..middle].to_vec()),
        Step::Wait(Arc::clone(&go)),
        Step::Send(bytes[middle..].to_vec()),
        finish("stop"),
        done(),
    ]));
    let id = desk.say("Hello").await;
    // The first character is shown before the second half of the next has been sent.
    desk.until(|e| matches!(e, EventBody::Delta { text, .. } if text == "今"))
        .await;
    go.notify_one();
    assert_eq!(desk.ended().await, TurnEnd::Complete);
    assert_eq!(text(&desk.checked(&id).await), "今年");
}

#[tokio::test]
async fn stop_ends_the_request_at_once_and_keeps_what_came() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::stream(vec![
        crate::wire::text("Once upon"),
        Step::Wait(Arc::new(Notify::new())),
    ]));
    let id = desk.say("A story").await;
    desk.until(|e| matches!(e, EventBody::Delta { .. })).await;
    let second = desk.client.send_message(&id, "Another").await.unwrap_err();
    assert_eq!(second.code, Code::Invalid, "one turn at a time");
    desk.client.stop_turn(&id).await.unwrap();
    assert_eq!(desk.ended().await, TurnEnd::Stopped);
    desk.wire.caller_left().await;
    assert_eq!(text(&desk.checked(&id).await), "Once upon");
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_refused_key_is_never_repeated() {
    let key = "sk-very-secret-0123456789";
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone());
    let _logging = tracing::subscriber::set_default(subscriber.finish());
    let mut desk = Desk::new("").await;
    desk.client
        .set_provider_key("company", Some(key.to_owned().into()))
        .await
        .unwrap();
    let body = format!(r#"{{"error":{{"message":"Incorrect API key provided: {key}"}}}}"#);
    desk.wire.will(Script::plain(401, vec![], &body));
    desk.wire.will(Script::plain(400, vec![], &body));
    for code in [401, 400] {
        let (_, end) = desk.turn("Hello").await;
        let TurnEnd::Failed { error } = end else {
            panic!("{end:?}")
        };
        assert_eq!(error.code, Code::Model, "{code}");
    }
    assert_eq!(
        desk.wire.asked()[0].headers["authorization"],
        format!("Bearer {key}"),
        "the key was sent"
    );
    assert!(!format!("{:?}", desk.seen).contains(key), "no event repeats it");
    let logged = log.0.lock().unwrap().clone();
    assert!(!logged.is_empty(), "there is a log");
    assert!(
        !String::from_utf8_lossy(&logged).contains(key),
        "no log line repeats it"
    );
    let bytes = desk.bytes_on_disk();
    assert!(
        !bytes.windows(key.len()).any(|w| w == key.as_bytes()),
        "no file holds it"
    );
}
