//! The listener on this computer that takes the browser's answer (RFC 8252 §7.3).
//!
//! It is bound before the browser opens, answers one path, takes one answer with the right `state`, and is gone. Any
//! page and any program on this machine can knock: whoever does not know the state gets "nothing here" and changes
//! nothing. Nobody can hold it up: headers have a time and a size, and connections a number.

use std::convert::Infallible;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{Method, Request, Response, header};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use secrecy::ExposeSecret;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::AbortOnDropHandle;

use super::page::Page;
use crate::callback::{Callback, Outcome};
use crate::fingerprint;
use crate::redirect::CALLBACK_PATH;
use crate::settings::LoopbackHost;

const HEADER_TIME: Duration = Duration::from_secs(5);
const CONNECTION_TIME: Duration = Duration::from_secs(10);
const HEADER_BYTES: usize = 80 * 1024;
const CONNECTIONS: usize = 32;

/// The listener could not be bound.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LoopbackError {
    /// A fixed port is taken.
    #[error("port {port} on this computer is taken by another program; end it, or change the server's loopback port")]
    PortInUse {
        /// The port.
        port: u16,
    },
    /// The operating system refused.
    #[error("this computer lets the app listen on no port ({0}); paste the answer's address instead")]
    Refused(String),
}

/// Sockets without a state yet.
#[derive(Debug)]
pub(super) struct Bound {
    listeners: Vec<TcpListener>,
    pub(super) port: u16,
}

impl Bound {
    /// Binds `127.0.0.1`, and `::1` too when the redirect says `localhost`.
    pub(super) async fn bind(host: LoopbackHost, port: Option<u16>) -> Result<Self, LoopbackError> {
        let refused = |e: std::io::Error| match (port, e.kind()) {
            (Some(port), std::io::ErrorKind::AddrInUse | std::io::ErrorKind::PermissionDenied) => {
                LoopbackError::PortInUse { port }
            }
            _ => LoopbackError::Refused(e.to_string()),
        };
        let first = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0))))
            .await
            .map_err(refused)?;
        let port = first.local_addr().map_err(refused)?.port();
        let mut listeners = vec![first];
        if host == LoopbackHost::Localhost {
            // A machine without IPv6 has no `::1` for `localhost` to mean.
            listeners.extend(
                TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port)))
                    .await
                    .ok(),
            );
        }
        Ok(Self { listeners, port })
    }

    /// Starts to listen for the answer with this state.
    pub(super) fn listen(self, state: &str, limit: Duration, ignored: Arc<AtomicU64>) -> Loopback {
        let (sender, answers) = mpsc::channel(1);
        let desk = Arc::new(Desk {
            state_hash: fingerprint::of(&["state", state]),
            hosts: [
                format!("127.0.0.1:{}", self.port),
                format!("localhost:{}", self.port),
                format!("[::1]:{}", self.port),
            ],
            taken: AtomicBool::new(false),
            ignored,
            room: Arc::new(Semaphore::new(CONNECTIONS)),
        });
        let tasks = self
            .listeners
            .into_iter()
            .map(|listener| AbortOnDropHandle::new(tokio::spawn(accept(listener, Arc::clone(&desk), sender.clone()))))
            .collect();
        Loopback {
            answers,
            tasks,
            port: self.port,
            limit,
        }
    }
}

/// The bound listener of one sign-in. Dropping it unbinds.
#[derive(Debug)]
pub struct Loopback {
    answers: mpsc::Receiver<Callback>,
    tasks: Vec<AbortOnDropHandle<()>>,
    port: u16,
    limit: Duration,
}

impl Loopback {
    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The one answer with the right state, once the browser has its page; none when the sign-in's time is over.
    pub async fn callback(mut self) -> Option<Callback> {
        let answer = tokio::time::timeout(self.limit, self.answers.recv())
            .await
            .ok()
            .flatten();
        self.tasks.clear();
        answer
    }
}

struct Desk {
    state_hash: String,
    hosts: [String; 3],
    taken: AtomicBool,
    ignored: Arc<AtomicU64>,
    room: Arc<Semaphore>,
}

async fn accept(listener: TcpListener, desk: Arc<Desk>, answers: mpsc::Sender<Callback>) {
    loop {
        let Ok(permit) = Arc::clone(&desk.room).acquire_owned().await else {
            return;
        };
        // An error here is one connection's, or too many open files, which only time cures: the listener stays.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (desk, answers) = (Arc::clone(&desk), answers.clone());
        tokio::spawn(async move {
            serve(stream, desk, answers).await;
            drop(permit);
        });
    }
}

/// One connection, one request. The answer is passed on when the browser has its page, so that the process may end.
async fn serve(stream: TcpStream, desk: Arc<Desk>, answers: mpsc::Sender<Callback>) {
    let found: Arc<Mutex<Option<Callback>>> = Arc::default();
    let slot = Arc::clone(&found);
    let service = service_fn(move |request: Request<Incoming>| {
        let (page, callback) = desk.judge(&request);
        if let Some(callback) = callback {
            slot.lock().unwrap_or_else(PoisonError::into_inner).replace(callback);
        }
        let (status, headers, body) = page.render(request.headers());
        let mut response = Response::new(Full::new(Bytes::from(body)));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        async move { Ok::<_, Infallible>(response) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    drop(tokio::time::timeout(CONNECTION_TIME, connection).await);
    let callback = found.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(callback) = callback {
        drop(answers.send(callback).await);
    }
}

impl Desk {
    fn judge(&self, request: &Request<Incoming>) -> (Page, Option<Callback>) {
        let host = request
            .headers()
            .get(header::HOST)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        // A name that was bent to this machine (DNS rebinding) is not ours.
        let ours = self.hosts.iter().any(|h| h.eq_ignore_ascii_case(host));
        if !ours || request.method() != Method::GET || request.uri().path() != CALLBACK_PATH {
            return (Page::Nothing, None);
        }
        let target = request
            .uri()
            .path_and_query()
            .map(http::uri::PathAndQuery::as_str)
            .unwrap_or_default();
        let callback = Callback::from_loopback(target);
        let answer = callback
            .parse()
            .ok()
            .filter(|a| crate::secret::same(&fingerprint::of(&["state", a.state.expose_secret()]), &self.state_hash));
        match answer {
            Some(answer) if !self.taken.swap(true, Ordering::AcqRel) => {
                let page = if matches!(answer.outcome, Outcome::Code(_)) {
                    Page::Done
                } else {
                    Page::Declined
                };
                (page, Some(callback))
            }
            _ => {
                self.ignored.fetch_add(1, Ordering::Relaxed);
                (Page::Nothing, None)
            }
        }
    }
}
