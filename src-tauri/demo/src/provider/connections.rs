//! The accept loop: one task per connection, a limit on both, and an end.
//!
//! `axum::serve` has neither a header timeout nor a limit, and cannot close connections that wait for nothing, such
//! as those that browsers open ahead of need; so hyper is driven directly.

use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// How long a client may take over the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long answers in flight may take after the stop.
const LAST_MOMENT: Duration = Duration::from_secs(1);
/// The pause after a failed accept, which means that file handles have run out.
const OUT_OF_HANDLES: Duration = Duration::from_millis(50);
/// The most connections at once.
const MOST_CONNECTIONS: usize = 256;

/// Answers until `stopped` fires or its sender is dropped.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                Ok((stream, peer)) if peer.ip().is_loopback() => {
                    // Small answers must not wait for Nagle's timer; failing to say so costs only time.
                    let _ = stream.set_nodelay(true);
                    let connection = http1::Builder::new()
                        .timer(TokioTimer::new())
                        .header_read_timeout(HEAD_TIME)
                        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
                    let connection = graceful.watch(connection);
                    connections.spawn(async move {
                        if let Err(error) = connection.await {
                            tracing::debug!(%error, "a connection to the demo's sign-in broke");
                        }
                    });
                }
                Ok((_, peer)) => tracing::warn!(%peer, "sent away a caller from elsewhere"),
                Err(error) => {
                    tracing::warn!(%error, "the demo's sign-in could not accept a connection");
                    tokio::time::sleep(OUT_OF_HANDLES).await;
                }
            },
        }
    }
    drop(listener);
    // Whatever is left after that moment is aborted when the set is dropped.
    let _ = tokio::time::timeout(LAST_MOMENT, graceful.shutdown()).await;
}
