//! A model's provider that answers what a test wrote down, piece by piece, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// One piece of an answer.
pub(crate) enum Step {
    Send(Vec<u8>),
    /// Goes on when the test says so.
    Wait(Arc<Notify>),
    /// The connection breaks.
    Break,
}

/// One answer.
pub(crate) struct Script {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) steps: Vec<Step>,
}

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

#[derive(Default)]
struct Book {
    scripts: Mutex<VecDeque<Script>>,
    asked: Mutex<Vec<Asked>>,
    /// Told when a caller goes away before the answer's end.
    left: Notify,
}

/// The provider, on a port of its own.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) url: String,
    book: Arc<Book>,
}

impl Wire {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/", listener.local_addr().unwrap());
        let book = Arc::new(Book::default());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&book));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, book }
    }

    pub(crate) fn will(&self, script: Script) {
        self.book.scripts.lock().unwrap().push_back(script);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.book.asked.lock().unwrap().clone()
    }

    pub(crate) async fn caller_left(&self) {
        tokio::time::timeout(std::time::Duration::from_secs(10), self.book.left.notified())
            .await
            .expect("the caller left");
    }
}

struct Leaving {
    book: Arc<Book>,
    done: bool,
}

impl Leaving {
    /// A method, so that the stream owns the whole of it and not just its flag.
    fn finish(&mut self) {
        self.done = true;
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        if !self.done {
            self.book.left.notify_one();
        }
    }
}

async fn answer(State(book): State<Arc<Book>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    book.asked.lock().unwrap().push(Asked {
        path: uri.path().to_owned(),
        headers,
        body,
    });
    let Some(script) = book.scripts.lock().unwrap().pop_front() else {
        return Response::builder()
            .status(StatusCode::NOT_FOUND)
            .body(Body::empty())
            .unwrap();
    };
    let mut response = Response::builder().status(script.status);
    for (name, value) in &script.headers {
        response = response.header(*name, value);
    }
    let mut leaving = Leaving { book, done: false };
    let stream = async_stream::stream! {
        for step in script.steps {
            match step {
                Step::Send(bytes) => yield Ok::<Bytes, std::io::Error>(Bytes::from(bytes)),
                Step::Wait(go) => go.notified().await,
                Step::Break => {
                    leaving.finish();
                    yield Err(std::io::Error::other("broken off"));
                    return;
                }
            }
        }
        leaving.finish();
    };
    response.body(Body::from_stream(stream)).unwrap()
}

impl Script {
    pub(crate) fn stream(steps: Vec<Step>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "text/event-stream".into())],
            steps,
        }
    }

    pub(crate) fn plain(status: u16, headers: Vec<(&'static str, String)>, body: &str) -> Self {
        Self {
            status,
            headers,
            steps: vec![Step::Send(body.as_bytes().to_vec())],
        }
    }

    /// Chat Completions: text in pieces, then the end.
    pub(crate) fn says(pieces: &[&str]) -> Self {
        let mut steps: Vec<Step> = pieces.iter().map(|piece| text(piece)).collect();
        steps.extend([finish("stop"), done()]);
        Self::stream(steps)
    }

    /// Chat Completions: calls, their arguments in pieces of three bytes (inside escapes too), then the end.
    pub(crate) fn calls(calls: &[(&str, &str, &str)]) -> Self {
        let mut steps = Vec::new();
        for (index, (id, name, arguments)) in calls.iter().enumerate() {
            steps.push(delta(
                &json!({ "tool_calls": [{ "index": index, "id": id, "type": "function",
                "function": { "name": name, "arguments": "" } }] }),
            ));
            let chars: Vec<char> = arguments.chars().collect();
            for piece in chars.chunks(3) {
                let piece: String = piece.iter().collect();
                steps.push(delta(
                    &json!({ "tool_calls": [{ "index": index, "function": { "arguments": piece } }] }),
                ));
            }
        }
        steps.extend([finish("tool_calls"), done()]);
        Self::stream(steps)
    }
}

pub(crate) fn delta(delta: &Value) -> Step {
    event(&json!({ "id": "c", "object": "chat.completion.chunk", "model": "big",
        "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] }))
}

pub(crate) fn text(text: &str) -> Step {
    delta(&json!({ "content": text }))
}

pub(crate) fn finish(reason: &str) -> Step {
    event(&json!({ "id": "c", "object": "chat.completion.chunk", "model": "big",
        "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }))
}

pub(crate) fn done() -> Step {
    Step::Send(b"data: [DONE]\n\n".to_vec())
}

pub(crate) fn event(value: &Value) -> Step {
    Step::Send(format!("data: {value}\n\n").into_bytes())
}
