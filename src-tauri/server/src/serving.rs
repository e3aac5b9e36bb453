//! The sockets: accepting, limits, and an end that waits for what is under way.
//!
//! hyper is driven here rather than through `axum::serve`, which has no limit of connections and gives a header all
//! the time in the world (slow-loris). Nagle's delay is off, or each event of a stream would wait 40 ms.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::settings::Limits;

/// How long the answers under way may take after the end was asked for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Serves until `stop`, then lets what is under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    tls: Option<TlsAcceptor>,
    stop: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut connection = http1::Builder::new();
    connection
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        // At most a hundred headers are taken, which is hyper's own limit: naming it would cost an allocation a request.
        .max_buf_size(64 << 10);
    loop {
        // A full house accepts nobody: the next ones wait in the system's queue.
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = stop.cancelled() => break,
        };
        let Ok(place) = place else { break };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: one connection less, not one server less.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY can't be set");
        }
        let (connection, service) = (connection.clone(), service(&router, peer));
        let (watcher, stop, tls) = (graceful.watcher(), stop.clone(), tls.clone());
        let handshake_time = limits.header_time;
        tokio::spawn(async move {
            let served = match tls {
                None => {
                    watcher
                        .watch(connection.serve_connection(TokioIo::new(stream), service))
                        .await
                }
                Some(tls) => {
                    // A client that takes its time for the handshake is one that takes its time for a header.
                    let shaken = tokio::select! {
                        shaken = tokio::time::timeout(handshake_time, tls.accept(stream)) => shaken,
                        () = stop.cancelled() => return,
                    };
                    match shaken {
                        Ok(Ok(stream)) => {
                            watcher
                                .watch(connection.serve_connection(TokioIo::new(stream), service))
                                .await
                        }
                        Ok(Err(error)) => {
                            tracing::debug!(%error, "a TLS handshake failed");
                            return;
                        }
                        Err(_) => return,
                    }
                }
            };
            if let Err(error) = served {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(PATIENCE, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers were cut off by the end of the server");
    }
}

/// Waits until somebody at the terminal, or the system, asks this process to end.
#[cfg(unix)]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
pub(crate) async fn interrupted() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn service(
    router: &Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send + 'static,
> + use<> {
    let router = router.clone();
    service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    })
}
