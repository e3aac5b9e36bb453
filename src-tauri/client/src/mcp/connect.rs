//! From an address to a live connection, in whichever era the server speaks.
//!
//! 2026-07-28 first (`server/discover`, stateless) under a short deadline on a transport of its own; unless that meets
//! a challenge or no server at all, `initialize` on a new one. rmcp's own `Auto` mode is not used: it fails or hangs
//! on servers that answer neither.

use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleClient;
use rmcp::model::ProtocolVersion;
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, Peer, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Parts;
use super::handler::Handler;
use super::transport::Authorized;
use super::trouble::{Report, Trouble};
use crate::servers::ServerConfig;

/// A discover that is not answered by then is taken for an old server's silence.
const DISCOVER: Duration = Duration::from_secs(3);
/// An initialize that is not answered by then is a server that hangs.
const INITIALIZE: Duration = Duration::from_secs(15);

/// A live connection.
pub(super) struct Live {
    pub(super) peer: Peer<RoleClient>,
    pub(super) handler: Handler,
    pub(super) report: Report,
    /// Ends when the connection has.
    pub(super) gone: JoinHandle<()>,
    stop: CancellationToken,
}

impl Live {
    fn new(service: RunningService<RoleClient, Handler>, handler: Handler, report: Report) -> Self {
        let peer = service.peer().clone();
        let stop = CancellationToken::new();
        let (asked, inner) = (stop.clone(), service.cancellation_token());
        let gone = tokio::spawn(async move {
            let mut over = std::pin::pin!(service.waiting());
            tokio::select! {
                _ = &mut over => return,
                () = asked.cancelled() => inner.cancel(),
            }
            let _ = over.await;
        });
        Self {
            peer,
            handler,
            report,
            gone,
            stop,
        }
    }

    /// Ends the connection; the server is told where the era has a way to.
    pub(super) fn close(&self) {
        self.stop.cancel();
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.close();
    }
}

/// Connects. The trouble says what to do about a failure; `None` means that the server answered nothing of use.
pub(super) async fn connect(
    config: &ServerConfig,
    parts: &Parts,
    tools_changed: &Arc<Notify>,
) -> Result<Live, Option<Trouble>> {
    match attempt(config, parts, tools_changed, Era::Discover, DISCOVER).await {
        Ok(live) => return Ok(live),
        Err(Some(trouble)) if trouble.ends_the_attempt() => return Err(Some(trouble)),
        Err(_) => {}
    }
    attempt(config, parts, tools_changed, Era::Initialize, INITIALIZE).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Era {
    Discover,
    Initialize,
}

async fn attempt(
    config: &ServerConfig,
    parts: &Parts,
    tools_changed: &Arc<Notify>,
    era: Era,
    deadline: Duration,
) -> Result<Live, Option<Trouble>> {
    let report = Report::default();
    let door = parts.authorizer.door(config.settings.clone(), super::account());
    let client = Authorized::new(parts.net.clone(), door, report.clone(), config.settings.endpoint());
    let transport = StreamableHttpClientTransport::with_client(
        client,
        StreamableHttpClientTransportConfig::with_uri(config.url().to_owned()),
    );
    let (version, mode) = match era {
        Era::Discover => (
            ProtocolVersion::V_2026_07_28,
            ClientLifecycleMode::Discover {
                preferred_versions: vec![ProtocolVersion::V_2026_07_28],
            },
        ),
        Era::Initialize => (ProtocolVersion::V_2025_11_25, ClientLifecycleMode::Initialize),
    };
    let handler = Handler::new(version, Arc::clone(tools_changed));
    let serving = handler.clone().serve_with_lifecycle(transport, mode);
    match tokio::time::timeout(deadline, serving).await {
        Ok(Ok(service)) => Ok(Live::new(service, handler, report)),
        Ok(Err(error)) => {
            tracing::debug!(server = %config.id, %error, "no connection");
            Err(report.take())
        }
        Err(_) => Err(report.take()),
    }
}

impl Trouble {
    /// Whether asking in the older way would meet the same.
    fn ends_the_attempt(&self) -> bool {
        match self {
            Self::SignIn(_)
            | Self::CompanySignIn
            | Self::StepUp(_)
            | Self::Forbidden(_)
            | Self::KeyRefused
            | Self::Auth(_)
            | Self::Net(_) => true,
            Self::Status(_) | Self::NotMcp => false,
        }
    }
}
