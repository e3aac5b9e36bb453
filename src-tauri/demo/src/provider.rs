//! Starting and stopping the provider: from a bound listener to a [`Running`] one.

mod connections;

use std::net::SocketAddr;
use std::sync::Arc;

use secrecy::SecretString;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::{Host, Url};

use crate::client::Client;
use crate::clock::Clock;
use crate::endpoint;
use crate::page::{PageError, Pages};
use crate::signing::{Signer, SigningError};
use crate::state::{BASE, State};

/// Why the provider did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The listener is reachable from elsewhere.
    #[error("the demo's sign-in must listen on this computer only, and {0} is not a loopback address: bind 127.0.0.1")]
    NotLoopback(SocketAddr),
    /// The listener has no address.
    #[error("the demo's sign-in could not learn its own address")]
    Address(#[source] std::io::Error),
    /// No answer could ever be delivered.
    #[error("the demo's sign-in needs at least one redirect address")]
    NoRedirect,
    /// An answer would leave this computer.
    #[error("the demo's sign-in answers to http addresses on this computer only, and {0} is none")]
    Redirect(Url),
    /// The address is no URL, which no bound listener has.
    #[error("the demo's address is not a URL")]
    Issuer(#[source] url::ParseError),
    /// The signing key.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The pages.
    #[error(transparent)]
    Pages(#[from] PageError),
}

/// The provider, before it runs.
#[derive(Debug)]
pub struct Provider;

impl Provider {
    /// Starts answering on `listener`, which must be bound to a loopback address, in a task of its own.
    ///
    /// `redirect_uris` are the exact addresses that may get an answer: the callback of the server in front.
    pub fn start(listener: TcpListener, redirect_uris: Vec<Url>, clock: Clock) -> Result<Running, StartError> {
        let address = listener.local_addr().map_err(StartError::Address)?;
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        if redirect_uris.is_empty() {
            return Err(StartError::NoRedirect);
        }
        if let Some(foreign) = redirect_uris.iter().find(|url| !stays_here(url)) {
            return Err(StartError::Redirect(foreign.clone()));
        }
        let issuer = Url::parse(&format!("http://{address}{BASE}")).map_err(StartError::Issuer)?;
        let port = address.port();
        let hosts = [
            format!("127.0.0.1:{port}"),
            format!("localhost:{port}"),
            format!("[::1]:{port}"),
        ];
        let client = Client::new(redirect_uris.into_iter().map(String::from).collect());
        let (client_id, client_secret) = (client.id.clone(), client.secret.clone());
        let state = State::new(issuer.to_string(), hosts, client, Signer::new()?, Pages::new()?, clock);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(connections::serve(listener, endpoint::router(Arc::new(state)), stopped));
        tracing::info!(%issuer, "the demo's sign-in is open");
        Ok(Running {
            issuer,
            client_id,
            client_secret,
            stop,
            task,
        })
    }
}

/// Whether an answer sent here stays on this computer.
fn stays_here(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    loopback
        && url.scheme() == "http"
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

/// A provider that answers. It ends with [`Running::stop`], or when this is dropped.
#[derive(Debug)]
pub struct Running {
    issuer: Url,
    client_id: String,
    client_secret: SecretString,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// The issuer, character by character as the ID tokens and the discovery document have it.
    pub fn issuer(&self) -> &Url {
        &self.issuer
    }

    /// The id of the one client.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The secret of the one client, made at start.
    pub fn client_secret(&self) -> &SecretString {
        &self.client_secret
    }

    /// Stops listening, lets answers in flight finish for at most a second, and closes every connection.
    pub async fn stop(self) {
        // The receiver is gone only if the task has ended already.
        let _ = self.stop.send(());
        if let Err(error) = self.task.await {
            tracing::warn!(%error, "the demo's sign-in ended badly");
        }
    }
}
