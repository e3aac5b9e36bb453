//! A provider that answers what a test wrote down, piece by piece, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// One piece of an answer.
pub(crate) enum Piece {
    Send(Vec<u8>),
    /// Nothing comes for a while.
    Pause(Duration),
    /// Nothing more comes, and the connection stays.
    Silence,
    /// The connection breaks.
    Break,
}

/// One answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) pieces: Vec<Piece>,
}

impl Reply {
    /// An answer in one piece.
    pub(crate) fn whole(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            pieces: vec![Piece::Send(body.into())],
        }
    }

    /// A stream, cut at these places.
    pub(crate) fn stream(kind: &'static str, body: &[u8], cuts: &[usize]) -> Self {
        let mut pieces = Vec::new();
        let mut from = 0;
        for to in cuts.iter().copied().chain([body.len()]) {
            pieces.push(Piece::Send(body[from..to].to_vec()));
            from = to;
        }
        Self {
            status: 200,
            headers: vec![("content-type", kind.to_owned())],
            pieces,
        }
    }

    pub(crate) fn then(mut self, piece: Piece) -> Self {
        self.pieces.push(piece);
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// Null where it is no JSON.
    pub(crate) body: Value,
    pub(crate) bytes: Bytes,
}

#[derive(Default)]
struct Book {
    replies: Mutex<VecDeque<Reply>>,
    asked: Mutex<Vec<Asked>>,
    /// What it tells of a model, as Ollama does; nothing at first.
    about: Mutex<Option<Value>>,
    asked_about: Mutex<Vec<Value>>,
    /// Told when a caller goes away before the answer's end.
    left: Notify,
}

/// The provider, on a port of its own.
#[derive(Clone)]
pub(crate) struct Server {
    /// Without a path, and with a slash.
    pub(crate) root: String,
    book: Arc<Book>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}/", listener.local_addr().unwrap());
        let book = Arc::new(Book::default());
        let app = Router::new()
            .fallback(answer)
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&book));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { root, book }
    }

    pub(crate) fn will(&self, reply: Reply) {
        self.book.replies.lock().unwrap().push_back(reply);
    }

    /// From now on it tells this of its models.
    pub(crate) fn tells(&self, about: Value) {
        *self.book.about.lock().unwrap() = Some(about);
    }

    /// Whom it was asked about.
    pub(crate) fn asked_about(&self) -> Vec<Value> {
        self.book.asked_about.lock().unwrap().clone()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.book.asked.lock().unwrap().clone()
    }

    pub(crate) fn last(&self) -> Asked {
        self.asked().pop().expect("it was asked")
    }

    pub(crate) async fn caller_left(&self) {
        tokio::time::timeout(Duration::from_secs(10), self.book.left.notified())
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

async fn answer(State(book): State<Arc<Book>>, method: Method, uri: Uri, headers: HeaderMap, bytes: Bytes) -> Response {
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    if uri.path() == "/api/show" {
        book.asked_about.lock().unwrap().push(body);
        let about = book.about.lock().unwrap().clone();
        let status = if about.is_some() { 200 } else { 404 };
        let body = about.unwrap_or_default().to_string();
        return Response::builder().status(status).body(Body::from(body)).unwrap();
    }
    book.asked.lock().unwrap().push(Asked {
        method,
        uri,
        headers,
        body,
        bytes,
    });
    let Some(reply) = book.replies.lock().unwrap().pop_front() else {
        return Response::builder()
            .status(StatusCode::NOT_FOUND)
            .body(Body::empty())
            .unwrap();
    };
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let mut leaving = Leaving { book, done: false };
    let stream = async_stream::stream! {
        for piece in reply.pieces {
            match piece {
                Piece::Send(bytes) => yield Ok::<Bytes, std::io::Error>(Bytes::from(bytes)),
                Piece::Pause(time) => tokio::time::sleep(time).await,
                Piece::Silence => std::future::pending().await,
                Piece::Break => {
                    // What was sent before leaves when the stream has nothing more for a moment.
                    tokio::task::yield_now().await;
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
