//! A server on the wire itself: it answers each request with whatever the test says, well-formed or not.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use futures::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What comes back for a request.
pub(crate) enum Reply {
    /// A result, as JSON.
    Result(Value),
    /// An error, as JSON.
    Error(i64, &'static str),
    /// A whole message, as JSON, whatever its id.
    Message(Value),
    /// A whole body that says it is JSON.
    Text(String),
    /// Messages on an event stream, which then ends.
    Events(Vec<Value>),
    /// The text of an event stream, which then stays open.
    Open(String),
    /// This text without end, as JSON or as an event stream.
    Endless(&'static str, &'static str),
    /// A status and nothing else.
    Status(u16),
    /// A file.
    Bytes(Vec<u8>),
    /// Nothing, ever.
    Silence,
}

type Answer = dyn Fn(&str, &Value) -> Reply + Send + Sync;

/// One server.
pub(crate) struct Wild {
    pub(crate) url: String,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    messages: Mutex<Vec<Value>>,
    more: Notify,
}

#[derive(Clone)]
struct Desk {
    answer: Arc<Answer>,
    seen: Arc<Seen>,
}

impl Wild {
    /// Starts it. `answer` is given each request's method and the whole message.
    pub(crate) async fn start(answer: impl Fn(&str, &Value) -> Reply + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Seen::default());
        let desk = Desk {
            answer: Arc::new(answer),
            seen: Arc::clone(&seen),
        };
        let app = Router::new().fallback(serve).with_state(desk);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, seen }
    }

    /// A server of 2026-07-28 with these tools, whose calls are answered so.
    pub(crate) async fn with_tools(tools: Value, call: impl Fn(&str, &Value) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(move |method, message| match method {
            "server/discover" => discovered(&json!({ "tools": {} })),
            "tools/list" => listed("tools", &tools),
            "tools/call" => call(message["params"]["name"].as_str().unwrap_or_default(), message),
            _ => Reply::Error(-32601, "Method not found"),
        })
        .await
    }

    /// Waits until a message has come that fits.
    pub(crate) async fn saw(&self, fits: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                let more = self.seen.more.notified();
                if let Some(found) = self.seen.messages.lock().unwrap().iter().find(|m| fits(m)) {
                    return found.clone();
                }
                more.await;
            }
        };
        tokio::time::timeout(super::desk::PATIENCE, found)
            .await
            .expect("it came")
    }

    pub(crate) fn messages(&self) -> Vec<Value> {
        self.seen.messages.lock().unwrap().clone()
    }
}

/// What 2026-07-28 answers first.
pub(crate) fn discovered(capabilities: &Value) -> Reply {
    Reply::Result(json!({
        "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": capabilities,
        "serverInfo": { "name": "wild", "version": "1" }, "ttlMs": 0, "cacheScope": "private",
    }))
}

/// What the eras before answer first.
pub(crate) fn initialized(capabilities: &Value) -> Reply {
    Reply::Result(json!({
        "protocolVersion": "2025-11-25", "capabilities": capabilities,
        "serverInfo": { "name": "wild", "version": "1" },
    }))
}

/// A list.
pub(crate) fn listed(key: &str, items: &Value) -> Reply {
    Reply::Result(json!({ "resultType": "complete", key: items, "ttlMs": 0, "cacheScope": "private" }))
}

/// A tool without arguments.
pub(crate) fn tool(name: &str) -> Value {
    json!({ "name": name, "description": "", "inputSchema": { "type": "object" } })
}

/// A text as a tool's result.
pub(crate) fn text(words: &str) -> Reply {
    Reply::Result(json!({ "resultType": "complete", "content": [{ "type": "text", "text": words }] }))
}

async fn serve(State(desk): State<Desk>, method: Method, body: Bytes) -> Response {
    let message: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let name = if method == Method::POST {
        message["method"].as_str().unwrap_or("response").to_owned()
    } else {
        method.to_string()
    };
    desk.seen.messages.lock().unwrap().push(message.clone());
    desk.seen.more.notify_waiters();
    if method == Method::POST && message.get("id").is_none() || name == "response" {
        return StatusCode::ACCEPTED.into_response();
    }
    let id = message.get("id").cloned().unwrap_or(Value::Null);
    let whole = |key: &str, value: Value| json!({ "jsonrpc": "2.0", "id": id, key: value });
    match (desk.answer)(&name, &message) {
        Reply::Result(result) => json_body(whole("result", result).to_string()),
        Reply::Error(code, said) => json_body(whole("error", json!({ "code": code, "message": said })).to_string()),
        Reply::Message(message) => json_body(message.to_string()),
        Reply::Text(text) => json_body(text),
        Reply::Events(messages) => {
            let text: Vec<_> = messages.iter().map(|m| format!("data: {m}\n\n")).collect();
            body_of("text/event-stream", Body::from(text.concat()))
        }
        Reply::Open(text) => {
            let first = stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(text)) });
            body_of("text/event-stream", Body::from_stream(first.chain(stream::pending())))
        }
        Reply::Endless(media, piece) => {
            let begin =
                (media == "application/json").then(|| Bytes::from_static(b"{\"jsonrpc\":\"2.0\",\"result\":{\"a\":\""));
            let pieces = stream::repeat_with(move || Bytes::from_static(piece.as_bytes()));
            let all = stream::iter(begin).chain(pieces).map(Ok::<_, std::io::Error>);
            body_of(media, Body::from_stream(all))
        }
        Reply::Status(code) => StatusCode::from_u16(code).unwrap().into_response(),
        Reply::Bytes(bytes) => body_of("application/octet-stream", Body::from(bytes)),
        Reply::Silence => std::future::pending().await,
    }
}

/// A session of the eras before 2026-07-28 begins; the newer one passes it over.
const SESSION: (&str, &str) = ("mcp-session-id", "s1");

fn json_body(text: String) -> Response {
    body_of("application/json", Body::from(text))
}

fn body_of(media: &'static str, body: Body) -> Response {
    ([(CONTENT_TYPE.as_str(), media), SESSION], body).into_response()
}
