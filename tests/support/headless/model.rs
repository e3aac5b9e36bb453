//! A place that runs models, on loopback: real HTTP and real server-sent events, as Chat Completions has them.
//!
//! What enters: for each request, what the model says, piece by piece, and at what pace. What leaves: an address for the
//! company's configuration, and how many pieces have left so far.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;

/// One piece of an answer.
#[derive(Debug, Clone)]
pub(crate) enum Piece {
    /// Some characters.
    Text(String),
    /// A tool call: its name and its arguments.
    Call(String, Value),
}

/// What the model says to a request.
pub(crate) type Says = dyn Fn(&Value) -> Vec<Piece> + Send + Sync;

struct Shared {
    says: Box<Says>,
    pace: Duration,
    sent: AtomicU64,
}

/// The provider, on a port of its own.
pub(crate) struct Model {
    url: String,
    shared: Arc<Shared>,
    serving: tokio::task::JoinHandle<()>,
}

impl Model {
    /// Answers each request with what `says` makes of it, one piece after each `pace`.
    pub(crate) async fn start(pace: Duration, says: impl Fn(&Value) -> Vec<Piece> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            says: Box::new(says),
            pace,
            sent: AtomicU64::new(0),
        });
        let app = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Self { url, shared, serving }
    }

    /// The lines for a `company.toml`.
    pub(crate) fn gateway(&self) -> String {
        format!(
            "[gateway]\nname = \"Company models\"\nkind = \"openai\"\nbase_url = \"{}\"\nmodels = [\"steady\"]\n",
            self.url
        )
    }

    /// How many pieces have left, in all answers together.
    pub(crate) fn sent(&self) -> u64 {
        self.shared.sent.load(Ordering::Relaxed)
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri, body: Bytes) -> Response {
    if !uri.path().ends_with("/chat/completions") {
        let list = json!({ "object": "list", "data": [{ "id": "steady", "object": "model" }] });
        return Response::new(Body::from(list.to_string()));
    }
    let asked: Value = serde_json::from_slice(&body).unwrap();
    let pieces = (shared.says)(&asked);
    let called = pieces.iter().any(|piece| matches!(piece, Piece::Call(..)));
    let mut clock = tokio::time::interval(shared.pace);
    // At this pace on average, whatever keeps a single piece.
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let stream = async_stream::stream! {
        let mut calls = 0;
        for piece in pieces {
            clock.tick().await;
            shared.sent.fetch_add(1, Ordering::Relaxed);
            let delta = match piece {
                Piece::Text(text) => json!({ "content": text }),
                Piece::Call(name, arguments) => {
                    calls += 1;
                    json!({ "tool_calls": [{ "index": calls - 1, "id": format!("call_{calls}"), "type": "function",
                        "function": { "name": name, "arguments": arguments.to_string() } }] })
                }
            };
            yield event(&json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] }));
        }
        let reason = if called { "tool_calls" } else { "stop" };
        yield event(&json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }],
            "usage": { "prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20 } }));
        yield "data: [DONE]\n\n".to_owned();
    };
    let body = Body::from_stream(stream.map(|text| Ok::<_, std::convert::Infallible>(Bytes::from(text))));
    Response::builder()
        .header("content-type", "text/event-stream")
        .body(body)
        .unwrap()
}

fn event(chunk: &Value) -> String {
    let mut chunk = chunk.clone();
    chunk["id"] = "answer".into();
    chunk["object"] = "chat.completion.chunk".into();
    chunk["model"] = "steady".into();
    format!("data: {chunk}\n\n")
}
