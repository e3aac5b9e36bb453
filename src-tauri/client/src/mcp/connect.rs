//! From an address to a live connection, in whichever era the server speaks.
//!
//! On first contact 2026-07-28 (`server/discover`, stateless) and `initialize` are tried side by side, each on a
//! transport of its own; the newer way has a head start, so that a server that knows it and is not slow never sees the
//! older one, and it is taken where both answer. What it was is remembered per origin, and tried first from then on. rmcp's own `Auto` mode is not used: it fails or hangs on servers that answer neither.

use std::sync::Arc;
use std::time::Duration;

use lanyard_oauth::ServerSettings;
use rmcp::ClientCacheConfig;
use rmcp::RoleClient;
use rmcp::model::ProtocolVersion;
use rmcp::service::{ClientLifecycleMode, ClientServiceExt as _, Peer, RunningService};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::{StreamableHttpClientTransport, Transport};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::Parts;
use super::era::{self, Era};
use super::handler::Handler;
use super::local;
use super::traffic::{Tapped, Traffic};
use super::transport::Authorized;
use super::trouble::{Report, Trouble};
use crate::servers::{Reach, ServerConfig};

/// A first request that is not answered by then is not answered.
const ANSWER: Duration = Duration::from_secs(15);
/// A program may have to be downloaded first; one that does not know `server/discover` mostly says so at once.
const LOCAL_DISCOVER: Duration = Duration::from_secs(20);
const LOCAL_INITIALIZE: Duration = Duration::from_mins(2);
/// A server of the transport of 2024-11-05 says so at once.
const OLD: Duration = Duration::from_secs(3);
/// The newer way's head start: long against an answer, short against a person's patience.
const HEAD_START: Duration = Duration::from_millis(500);
/// Where the older way was answered, the newer one gets this much longer.
const GRACE: Duration = Duration::from_secs(2);

/// A live connection.
pub(super) struct Live {
    pub(super) peer: Peer<RoleClient>,
    pub(super) handler: Handler,
    pub(super) report: Report,
    /// Ends when the connection has.
    pub(super) gone: JoinHandle<()>,
    pub(super) era: Era,
    stop: CancellationToken,
}

impl Live {
    fn new(service: RunningService<RoleClient, Handler>, handler: Handler, report: Report, era: Era) -> Self {
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
            era,
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

/// A connection, or what is to be done about its failure; `None` means that the server answered nothing of use.
type Outcome = Result<Live, Option<Trouble>>;

/// Connects.
pub(super) async fn connect(
    config: &ServerConfig,
    parts: &Parts,
    lists_changed: &Arc<Notify>,
    traffic: &Traffic,
) -> Outcome {
    let contact = Contact {
        config,
        parts,
        lists_changed,
        traffic,
    };
    // A handshake is large, and two may stand side by side.
    let attempt = |era| Box::pin(contact.attempt(era));
    let known = era::known(&parts.store, &parts.clock, config.url()).await;
    let live = match known {
        Some(era) => one_by_one(attempt(era), attempt(era.other())).await?,
        // A program is not started twice at once: it may be alone with its files.
        None if config.settings().is_none() => one_by_one(attempt(Era::Discover), attempt(Era::Initialize)).await?,
        None => match side_by_side(attempt(Era::Discover), attempt(Era::Initialize)).await {
            Err(Some(Trouble::Status(_) | Trouble::NotMcp)) if contact.is_old().await => {
                return Err(Some(Trouble::OldTransport));
            }
            other => other?,
        },
    };
    if known != Some(live.era) {
        era::remember(&parts.store, &parts.clock, config.url(), live.era).await;
    }
    Ok(live)
}

async fn one_by_one(first: impl Future<Output = Outcome>, second: impl Future<Output = Outcome>) -> Outcome {
    match first.await {
        Err(trouble) if !ends_the_attempt(trouble.as_ref()) => second.await,
        other => other,
    }
}

/// The newer way where it is answered, else the older one. What asks for a person, or meets no server at all, ends both.
async fn side_by_side(newer: impl Future<Output = Outcome>, older: impl Future<Output = Outcome>) -> Outcome {
    let (mut newer, mut older) = (std::pin::pin!(newer), std::pin::pin!(older));
    if let Ok(first) = tokio::time::timeout(HEAD_START, &mut newer).await {
        return match first {
            Err(trouble) if !ends_the_attempt(trouble.as_ref()) => older.await,
            other => other,
        };
    }
    tokio::select! {
        biased;
        first = &mut newer => match first {
            Err(trouble) if !ends_the_attempt(trouble.as_ref()) => older.await,
            other => other,
        },
        second = &mut older => match second {
            Ok(old) => match tokio::time::timeout(GRACE, newer).await {
                Ok(Ok(new)) => Ok(new),
                _ => Ok(old),
            },
            Err(trouble) if !ends_the_attempt(trouble.as_ref()) => newer.await.map_err(|why| why.or(trouble)),
            other => other,
        },
    }
}

/// One server, and what a connection to it is made with.
struct Contact<'a> {
    config: &'a ServerConfig,
    parts: &'a Parts,
    lists_changed: &'a Arc<Notify>,
    traffic: &'a Traffic,
}

impl Contact<'_> {
    fn http(&self, settings: &ServerSettings, report: &Report) -> Authorized {
        let door = self.parts.authorizer.door(settings.clone(), super::account());
        Authorized::new(self.parts.net.clone(), door, report.clone(), settings.endpoint())
    }

    /// Whether it speaks the transport of 2024-11-05, which is worth a sentence of its own.
    async fn is_old(&self) -> bool {
        let Some(settings) = self.config.settings() else {
            return false;
        };
        let client = self.http(settings, &Report::default());
        let looking = client.is_old(self.config.url());
        tokio::time::timeout(OLD, looking).await.unwrap_or(false)
    }

    async fn attempt(&self, era: Era) -> Outcome {
        match &self.config.reach {
            Reach::Http(settings) => {
                let report = Report::default();
                let client = self.http(settings, &report);
                let address = StreamableHttpClientTransportConfig::with_uri(self.config.url().to_owned());
                let transport = StreamableHttpClientTransport::with_client(client, address);
                self.serve(transport, era, ANSWER, report).await
            }
            Reach::Local(program) => {
                let report = Report::default();
                let process = local::start(program, &self.config.id, self.parts, self.traffic);
                let process = process.await.map_err(|why| Some(Trouble::Local(why)))?;
                let deadline = match era {
                    Era::Discover => LOCAL_DISCOVER,
                    Era::Initialize => LOCAL_INITIALIZE,
                };
                self.serve(process, era, deadline, report).await
            }
        }
    }

    async fn serve<T>(&self, transport: T, era: Era, deadline: Duration, report: Report) -> Outcome
    where
        T: Transport<RoleClient> + 'static,
    {
        let (version, mode) = match era {
            Era::Discover => (
                ProtocolVersion::V_2026_07_28,
                ClientLifecycleMode::Discover {
                    preferred_versions: vec![ProtocolVersion::V_2026_07_28],
                },
            ),
            Era::Initialize => (ProtocolVersion::V_2025_11_25, ClientLifecycleMode::Initialize),
        };
        let handler = Handler::new(version, Arc::clone(self.lists_changed));
        let transport = Tapped::new(transport, self.traffic.clone());
        let serving = handler.clone().serve_with_lifecycle(transport, mode);
        match tokio::time::timeout(deadline, serving).await {
            Ok(Ok(service)) => {
                // A list that can't be had anew is a trouble to tell of, not to cover with the last one.
                let cache = ClientCacheConfig::default().with_serve_stale_on_error(false);
                service.peer().set_response_cache_config(cache).await;
                Ok(Live::new(service, handler, report, era))
            }
            Ok(Err(error)) => {
                tracing::debug!(server = %self.config.id, %error, "no connection");
                Err(report.take())
            }
            Err(_) => Err(report.take()),
        }
    }
}

/// Whether asking in the other way would meet the same.
fn ends_the_attempt(trouble: Option<&Trouble>) -> bool {
    match trouble {
        Some(
            Trouble::SignIn(_)
            | Trouble::CompanySignIn
            | Trouble::StepUp(_)
            | Trouble::Forbidden(_)
            | Trouble::KeyRefused
            | Trouble::Auth(_)
            | Trouble::Net(_)
            | Trouble::OldTransport
            | Trouble::Local(_),
        ) => true,
        Some(Trouble::Status(_) | Trouble::NotMcp) | None => false,
    }
}
