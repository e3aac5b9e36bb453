//! From kept settings to a running server, with the demo's provider beside it where that is the choice.

use std::net::Ipv4Addr;
use std::path::Path;

use lanyard_client::api::{Code, Details, Error, Finding, IdentityProvider, Severity};
use lanyard_client::{Net, Vault, say};
use lanyard_server::{Clock, Parts, Provider, Server, Settings, StartError};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::file::Kept;
use super::{SECRET, found};

/// Where both listen.
const HOST: &str = "127.0.0.1";

/// A running server, and the demo's provider where it is behind it.
pub(crate) struct Running {
    url: String,
    server: lanyard_server::Running,
    provider: Option<lanyard_demo::Running>,
}

impl Running {
    /// The MCP endpoint.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The port of the demo's provider, where it is behind the server. It is kept: a server ends the sign-ins that
    /// another issuer vouched for.
    pub(super) fn provider_port(&self) -> Option<u16> {
        self.provider.as_ref()?.issuer().port()
    }

    /// Stops both.
    pub(crate) async fn stop(self) {
        self.server.stop().await;
        if let Some(provider) = self.provider {
            provider.stop().await;
        }
    }
}

/// The address to register at the identity provider. It names the number: `localhost` may also mean an address that
/// another program of this computer listens on.
pub(super) fn redirect_uri(port: u16) -> String {
    format!("http://{HOST}:{port}/oauth/callback")
}

/// A loopback port: the one asked for, or any free one for 0.
pub(super) async fn bind(port: u16) -> Result<TcpListener, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|e| {
        let message = say!(
            "Port {port} is in use by another program. Choose another one, or close that program.",
            port
        );
        Error::new(Code::PortInUse, message).with(said("listen", &e))
    })
}

/// Starts the server of the kept settings.
pub(super) async fn start(
    kept: &Kept,
    folder: &Path,
    vault: Vault,
    net: Net,
    log: Option<mpsc::Sender<String>>,
) -> Result<Running, Error> {
    let listener = bind(kept.port).await?;
    let port = listener.local_addr().map_err(|e| internal("listen", &e))?.port();
    let mut settings = settings(kept, &vault, port, folder).await?;
    let provider = match kept.identity {
        IdentityProvider::Demo => Some(add_demo_provider(&mut settings, port, kept.provider_port).await?),
        IdentityProvider::Google | IdentityProvider::Oidc => None,
    };
    launch(settings, provider, vault, net, log, listener).await
}

/// Starts a server with settings that are whole.
pub(super) async fn launch(
    settings: Settings,
    provider: Option<lanyard_demo::Running>,
    vault: Vault,
    net: Net,
    log: Option<mpsc::Sender<String>>,
    listener: TcpListener,
) -> Result<Running, Error> {
    if let Some(folder) = settings.database.as_deref().and_then(Path::parent) {
        std::fs::create_dir_all(folder).map_err(|e| {
            let folder = folder.display().to_string();
            Error::new(
                Code::Storage,
                say!("{folder} can't be written: {why}.", folder, why = e.to_string()),
            )
        })?;
    }
    let (lines, mut received) = mpsc::channel::<lanyard_server::Line>(64);
    tokio::spawn(async move {
        while let Some(line) = received.recv().await {
            if let Some(log) = &log {
                // A window that does not keep up loses lines, never the server its pace.
                let _ = log.try_send(line.to_string());
            }
        }
    });
    let parts = Parts {
        vault,
        net,
        clock: Clock::system(),
        log: Some(lines),
    };
    match Server::start(settings, parts, listener).await {
        Ok(server) => Ok(Running {
            url: server.url().to_string(),
            server,
            provider,
        }),
        Err(error) => {
            if let Some(provider) = provider {
                provider.stop().await;
            }
            Err(refused(&error))
        }
    }
}

/// Why the server did not start, in a sentence. [`Code::NotFound`]: its key is gone, and with it all that it kept.
fn refused(error: &StartError) -> Error {
    if error.key_is_gone() {
        let message =
            say!("The key of the local server's data is gone from the keychain, so that data can't be opened.");
        return Error::new(Code::NotFound, message).with(said("start", error));
    }
    if error.vault_fails() {
        let message = say!("The keychain is locked or can't be used. Unlock it and try again.");
        return Error::new(Code::Keychain, message).with(said("start", error));
    }
    match error {
        StartError::Settings(wrong) => Error::new(Code::Invalid, say!("{what}.", what = found::setting(wrong))),
        other => internal("start", other),
    }
}

/// What is wrong with the kept settings.
pub(super) async fn check(kept: &Kept, vault: &Vault, net: &Net, running: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !running && let Err(error) = bind(kept.port).await {
        findings.push(Finding {
            severity: Severity::Problem,
            message: error.message,
        });
    }
    if kept.identity == IdentityProvider::Demo {
        let message = say!("The demo's sign-in needs no settings. No account there is real.");
        findings.push(Finding {
            severity: Severity::Ok,
            message,
        });
        return findings;
    }
    match settings(kept, vault, kept.port, Path::new("")).await {
        Ok(settings) => {
            let found = lanyard_server::check(&settings, net, &Clock::system(), None).await;
            findings.extend(found.into_iter().map(|f| Finding {
                severity: match f.severity {
                    lanyard_server::Severity::Good => Severity::Ok,
                    lanyard_server::Severity::Warning => Severity::Warning,
                    lanyard_server::Severity::Error => Severity::Problem,
                },
                message: found::words(&f.what),
            }));
        }
        Err(error) => findings.push(Finding {
            severity: Severity::Problem,
            message: error.message,
        }),
    }
    findings
}

async fn settings(kept: &Kept, vault: &Vault, port: u16, folder: &Path) -> Result<Settings, Error> {
    let mut settings = Settings {
        host: HOST.to_owned(),
        port,
        database: Some(folder.join("server.db")),
        company_database: Some(folder.join("company.db")),
        ..Settings::default()
    };
    if kept.identity == IdentityProvider::Demo {
        return Ok(settings);
    }
    let secret = vault.get(SECRET).await.map_err(|_| {
        Error::new(
            Code::Keychain,
            say!("The keychain can't be read. Unlock it and try again."),
        )
    })?;
    settings.provider = Provider {
        client_id: kept.client_id.clone(),
        client_secret: secret,
        ..Provider::default()
    };
    if kept.identity == IdentityProvider::Oidc {
        settings.provider.issuer.clone_from(&kept.issuer);
        // Google's own parameters mean nothing elsewhere.
        settings.provider.parameters.clear();
    }
    Ok(settings)
}

/// Puts the demo's provider where Google would be: another issuer, nothing else.
pub(super) async fn add_demo_provider(
    settings: &mut Settings,
    port: u16,
    provider_port: u16,
) -> Result<lanyard_demo::Running, Error> {
    // A port that was taken meanwhile is no reason to fail: only the server's own address is kept under.
    let listener = match bind(provider_port).await {
        Ok(listener) => listener,
        Err(_) => bind(0).await?,
    };
    let callback = redirect_uri(port);
    let callback = callback
        .parse()
        .map_err(|_| Error::new(Code::Internal, say!("The demo's own address is no address.")))?;
    let provider = lanyard_demo::Provider::start(listener, vec![callback], lanyard_demo::Clock::system())
        .map_err(|e| internal("demo provider", &e))?;
    settings.demo = true;
    settings.provider = Provider {
        issuer: provider.issuer().to_string(),
        client_id: provider.client_id().to_owned(),
        client_secret: Some(provider.client_secret().clone()),
        parameters: std::collections::BTreeMap::new(),
        ..Provider::default()
    };
    Ok(provider)
}

pub(super) fn internal(step: &str, error: &dyn std::error::Error) -> Error {
    let message = say!("The local server did not start. Details says why.");
    Error::new(Code::Internal, message).with(said(step, error))
}

fn said(step: &str, error: &dyn std::error::Error) -> Details {
    Details {
        server: None,
        step: Some(step.to_owned()),
        rule: None,
        said: Some(error.to_string()),
    }
}
