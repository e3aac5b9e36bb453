//! A web site on loopback with a certificate of its own, which serves one document.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::certificates::Ca;

pub(crate) struct Site {
    pub(crate) origin: String,
    /// The CA's certificate, to be trusted.
    pub(crate) ca_file: PathBuf,
    /// Status line, further headers and body of every answer.
    pub(crate) answer: Arc<Mutex<(u16, String, String)>>,
    pub(crate) requests: Arc<Mutex<u32>>,
    _ca: Ca,
    task: tokio::task::JoinHandle<()>,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let ca = Ca::new();
        let (leaf, key) = ca.issue("localhost", 4096);
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(
                vec![leaf.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let answer = Arc::new(Mutex::new((200, String::new(), String::new())));
        let requests = Arc::new(Mutex::new(0));
        let (answers, count) = (Arc::clone(&answer), Arc::clone(&requests));
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).await.is_ok_and(|n| n == 1) {
                    head.push(byte[0]);
                }
                *count.lock().unwrap() += 1;
                let (status, headers, body) = answers.lock().unwrap().clone();
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
                     Connection: close\r\n{headers}\r\n{body}"
                );
                // A client that had enough hangs up.
                let _ = stream.write_all(text.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self {
            origin,
            ca_file: ca.file(),
            answer,
            requests,
            _ca: ca,
            task,
        }
    }

    pub(crate) fn says(&self, status: u16, headers: &str, body: &Value) {
        *self.answer.lock().unwrap() = (status, headers.to_owned(), body.to_string());
    }

    pub(crate) fn count(&self) -> u32 {
        *self.requests.lock().unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}
