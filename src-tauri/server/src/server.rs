//! Starting and stopping: settings and a bound listener go in, a running server comes out.

use std::sync::Arc;
use std::time::Duration;

use axum::{Router, middleware};
use lanyard_net::Net;
use lanyard_vault::Vault;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::audit::{Audit, Line};
use crate::authority::{Authority, AuthorityError};
use crate::bearer::{self, Bearer};
use crate::clock::Clock;
use crate::company::{self, Company};
use crate::scopes::Policy;
use crate::seal::SealError;
use crate::settings::{Settings, Wrong};
use crate::tls::Pair;
use crate::tokens::signing::SigningError;
use crate::{endpoints, gate, serving};

/// How often ended sign-ins are forgotten and the signing key's age is looked at.
const HOUSEKEEPING: Duration = Duration::from_mins(10);

/// The real parts that the server is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Where the master key is kept, under [`crate::seal::MASTER_KEY`]; it is made there at the first start.
    pub vault: Vault,
    /// The network.
    pub net: Net,
    /// The time.
    pub clock: Clock,
    /// Somebody who wants the audit lines; one who does not keep up loses some.
    pub log: Option<mpsc::Sender<Line>>,
}

impl Parts {
    /// This machine's network and clock, and no listener for the audit lines.
    pub fn new(vault: Vault) -> Result<Self, lanyard_net::BuildError> {
        Ok(Self {
            vault,
            net: Net::new(&lanyard_net::Settings::default())?,
            clock: Clock::system(),
            log: None,
        })
    }
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is wrong.
    #[error(transparent)]
    Settings(#[from] Wrong),
    /// Database, keys or templates.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The sample company.
    #[error(transparent)]
    Company(#[from] company::OpenError),
    /// The listener.
    #[error("the listening socket is not usable: {0}")]
    Listener(#[from] std::io::Error),
}

impl StartError {
    /// The database was written under another master key: nothing in it can be opened again.
    pub fn key_is_gone(&self) -> bool {
        matches!(self.seal(), Some(SealError::Foreign))
    }

    /// The vault that keeps the master key can't be used right now.
    pub fn vault_fails(&self) -> bool {
        matches!(self.seal(), Some(SealError::Vault(_)))
    }

    fn seal(&self) -> Option<&SealError> {
        match self {
            Self::Authority(AuthorityError::Seal(error) | AuthorityError::Signing(SigningError::Seal(error))) => {
                Some(error)
            }
            _ => None,
        }
    }
}

/// The server, before it runs.
#[derive(Debug)]
pub struct Server;

impl Server {
    /// Starts the sample company's server on a listener that is bound already.
    pub async fn start(settings: Settings, parts: Parts, listener: TcpListener) -> Result<Running, StartError> {
        let company = Company::open(settings.company_database.as_deref(), parts.clock.clone()).await?;
        Self::start_with(settings, parts, listener, company, company::POLICY).await
    }

    /// Starts a server for any tools: the handler is cloned for each session, the policy says what they need.
    pub async fn start_with<H>(
        settings: Settings,
        parts: Parts,
        listener: TcpListener,
        handler: H,
        policy: Policy,
    ) -> Result<Running, StartError>
    where
        H: ServerHandler + Clone + Sync,
    {
        if settings.provider.client_id.is_empty() {
            let mend = "make an OAuth client in the provider's console and set its id";
            return Err(Wrong::new("MCP_CLIENT_ID", "", "settings", mend).into());
        }
        settings.check_assertion_issuers()?;
        let tls = Pair::load(&settings)?;
        let addresses = settings.addresses(listener.local_addr()?.port())?;
        let limits = settings.limits.clone();
        let authority = Authority::build(
            settings,
            addresses,
            policy,
            &parts.vault,
            parts.net,
            parts.clock.clone(),
        )
        .await?;
        let stop = CancellationToken::new();
        let audit = Audit::new(parts.clock, parts.log);
        let bearer = Arc::new(Bearer::new(Arc::clone(&authority), audit));
        let router = endpoints::router(&authority)
            .merge(mcp_router(&authority, &bearer, handler, &stop))
            .layer(middleware::from_fn_with_state(Arc::clone(&authority), gate::front));
        let url = Url::parse(&authority.addresses.resource).map_err(|_| {
            Wrong::new(
                "MCP_SERVER_URL",
                &authority.addresses.resource,
                "settings",
                "write a web address",
            )
        })?;
        let acceptor = tls.as_ref().map(Pair::acceptor);
        let tasks = vec![
            tokio::spawn(serving::serve(listener, router, limits, acceptor, stop.clone())),
            tokio::spawn(keep_house(Arc::clone(&authority), stop.clone())),
        ];
        Ok(Running {
            url,
            issuer: authority.addresses.origin.clone(),
            authority,
            stop,
            tasks,
        })
    }
}

/// A running server; dropping it stops it without waiting.
#[derive(Debug)]
pub struct Running {
    url: Url,
    issuer: String,
    authority: Arc<Authority>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// The MCP endpoint, which is the canonical resource.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Our issuer: the origin, without a slash at the end.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The redirect address to register at the identity provider.
    pub fn callback_url(&self) -> &str {
        &self.authority.addresses.callback_url
    }

    /// Serves until this process is interrupted (or asked to end, where there is such a signal), and stops.
    pub async fn until_interrupted(self) -> std::io::Result<()> {
        serving::interrupted().await?;
        self.stop().await;
        Ok(())
    }

    /// Stops: no new connections, streams are ended, what is under way finishes within three seconds.
    pub async fn stop(mut self) {
        self.stop.cancel();
        for task in self.tasks.drain(..) {
            if let Err(error) = task.await {
                tracing::warn!(%error, "a task of the server ended badly");
            }
        }
        self.authority.store.pool.close().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn mcp_router<H>(authority: &Arc<Authority>, bearer: &Arc<Bearer>, handler: H, stop: &CancellationToken) -> Router
where
    H: ServerHandler + Clone + Sync,
{
    // Host and Origin are checked in `gate`, for every endpoint alike.
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .disable_allowed_origins()
        .with_max_request_body_bytes(authority.settings.limits.mcp_body)
        .with_json_response(authority.settings.json_response)
        .with_cancellation_token(stop.child_token());
    let service = StreamableHttpService::new(
        move || Ok(handler.clone()),
        Arc::new(LocalSessionManager::default()),
        config,
    );
    // On the route alone: an address that is nobody's is not found, and no sign-in leads there.
    Router::new()
        .route_service(&authority.settings.mcp_path, service)
        .route_layer(middleware::from_fn_with_state(Arc::clone(bearer), bearer::layer))
        .route_layer(gate::cors(authority))
}

async fn keep_house(authority: Arc<Authority>, stop: CancellationToken) {
    let mut interval = tokio::time::interval(HOUSEKEEPING);
    loop {
        tokio::select! {
            _ = interval.tick() => {}
            () = stop.cancelled() => break,
        }
        if let Err(error) = authority.keep_house().await {
            tracing::error!(%error, "housekeeping failed; it is tried again in ten minutes");
        }
    }
}
