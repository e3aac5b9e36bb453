//! The body of a request before it is sent: a signature needs it, and genai makes and sends it in one breath.
//!
//! So genai sends it here first: to a port of this computer that is open for this one request, at a path that nobody can
//! guess. The connection stays within this process; no proxy sees it.

use std::net::Ipv4Addr;

use bytes::Bytes;
use genai::chat::{ChatOptions, ChatRequest};
use genai::resolver::{AuthData, Endpoint};
use genai::{Headers, ModelIden, ServiceTarget};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

/// What genai will send. None: this computer gave no port.
pub(super) async fn body(model: ModelIden, chat: ChatRequest, options: &ChatOptions) -> Option<Bytes> {
    let near = super::client(&lanyard_net::near().ok()?)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.ok()?;
    let path = format!("/{}", uuid::Uuid::new_v4());
    let url = format!("http://{}{path}", listener.local_addr().ok()?);
    let target = ServiceTarget {
        endpoint: Endpoint::from_owned(url.clone()),
        auth: AuthData::RequestOverride {
            url,
            headers: Headers::default(),
        },
        model,
    };
    // Its answer is none, which genai reports: what counts is what it sent.
    let sent = near
        .exec_chat(target, chat, Some(options))
        .with_subscriber(NoSubscriber::default());
    let (told, mut heard) = mpsc::channel(1);
    tokio::select! {
        // First: it is told before genai has its answer.
        biased;
        body = heard.recv() => body,
        () = listen(&listener, &path, &told) => None,
        _ = sent => None,
    }
}

/// Tells the body of a request to the path. Whoever else comes is refused, and keeps nobody waiting.
async fn listen(listener: &TcpListener, path: &str, told: &mpsc::Sender<Bytes>) {
    let mut callers = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        callers.spawn(hear(stream, path.to_owned(), told.clone()));
    }
}

async fn hear(stream: TcpStream, path: String, told: mpsc::Sender<Bytes>) {
    let answer = service_fn(async |request: Request<Incoming>| {
        let mut response = Response::new(Empty::<Bytes>::new());
        if request.uri().path() == path {
            let body = request.into_body().collect().await?.to_bytes();
            // Nobody waits any more: the request was given up.
            let _ = told.send(body).await;
        } else {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        Ok::<_, hyper::Error>(response)
    });
    let mut connection = hyper::server::conn::http1::Builder::new();
    // A caller that breaks off has said nothing.
    let _ = connection
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// Another program of this computer finds the port: it is neither heard nor does it keep anybody waiting.
    #[tokio::test]
    async fn only_the_request_to_the_path_is_heard() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let (told, mut heard) = mpsc::channel(1);
        let callers = async {
            let mut silent = TcpStream::connect(at).await.unwrap();
            silent.write_all(b"POST /x HTTP/1.1\r\n").await.unwrap();
            let call = async |path: &str, body: &str| {
                let mut stream = TcpStream::connect(at).await.unwrap();
                let length = body.len();
                let request = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}");
                stream.write_all(request.as_bytes()).await.unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).await.unwrap();
                answer.split(' ').nth(1).unwrap().to_owned()
            };
            assert_eq!(call("/", "false").await, "404");
            assert_eq!(call("/x/", "false").await, "404");
            assert_eq!(call("/x", "true").await, "200");
        };
        tokio::select! {
            () = listen(&listener, "/x", &told) => panic!("it stopped listening"),
            () = callers => {}
        }
        drop(told);
        assert_eq!(heard.recv().await.unwrap(), "true");
        assert!(heard.recv().await.is_none());
    }
}
