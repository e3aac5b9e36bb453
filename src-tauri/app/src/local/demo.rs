//! The offline demo's server: on a loopback port that stays its own.

use std::path::Path;

use lanyard_client::api::{Code, Error};
use lanyard_client::{Net, NetSettings, Vault, say};
use lanyard_server::Settings;
use serde::{Deserialize, Serialize};

use super::run::{self, Running};

/// The file with the ports: the mark of a demo that was not left.
const PORTS: &str = "demo.json";

/// The ports it had. The provider's is kept too, because the server ends sign-ins that another issuer vouched for.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Ports {
    server: u16,
    provider: u16,
}

/// Starts it, on the ports it had before where those are still free. What can't be opened any more is begun anew: its
/// key is gone where there is no keychain to keep it.
pub(crate) async fn start(data: &Path, vault: &Vault) -> Result<Running, Error> {
    match open(data, vault).await {
        Err(error) if error.code == Code::NotFound => {
            tracing::warn!(%error, "the demo's server is begun anew");
            std::fs::remove_dir_all(data.join("server")).map_err(|e| storage(&e))?;
            open(data, vault).await
        }
        opened => opened,
    }
}

async fn open(data: &Path, vault: &Vault) -> Result<Running, Error> {
    let file = data.join(PORTS);
    let before: Ports = std::fs::read(&file)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
    let listener = match run::bind(before.server).await {
        Ok(listener) => listener,
        // Somebody else has it now: the demo starts anew, signed out, rather than not at all.
        Err(_) => run::bind(0).await?,
    };
    let port = listener.local_addr().map_err(|e| run::internal("demo", &e))?.port();
    let mut settings = Settings {
        host: "127.0.0.1".to_owned(),
        port,
        database: Some(data.join("server").join("server.db")),
        company_database: Some(data.join("server").join("company.db")),
        ..Settings::default()
    };
    let provider = run::add_demo_provider(&mut settings, port, before.provider).await?;
    let ports = Ports {
        server: port,
        provider: provider.issuer().port().unwrap_or(0),
    };
    std::fs::create_dir_all(data).map_err(|e| storage(&e))?;
    let text = serde_json::to_vec(&ports).map_err(|e| run::internal("demo", &e))?;
    std::fs::write(&file, text).map_err(|e| storage(&e))?;
    // The demo's network is this computer; the company's proxies and certificates have no part in it.
    let net = Net::new(&NetSettings::default()).map_err(|e| run::internal("demo", &e))?;
    run::launch(settings, Some(provider), vault.clone(), net, None, listener).await
}

fn storage(error: &std::io::Error) -> Error {
    Error::new(
        Code::Storage,
        say!(
            "The demo can't write to its folder: {why}. Free some space and try again.",
            why = error.to_string()
        ),
    )
}

/// Whether there is a demo that was not left.
pub(crate) fn is_there(data: &Path) -> bool {
    data.join(PORTS).exists()
}

/// Removes what the demo kept. The client has removed its own secrets before.
pub(crate) async fn remove(data: &Path, vault: &Vault) {
    // First what says that there is a demo: should anything else stay behind, the next start does not open it.
    if let Err(error) = std::fs::remove_file(data.join(PORTS))
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "the demo's folder could not be removed");
    }
    if let Err(error) = vault.delete(lanyard_server::seal::MASTER_KEY).await {
        tracing::warn!(%error, "the demo's key could not be removed");
    }
    if let Err(error) = std::fs::remove_dir_all(data)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "the demo's folder could not be removed");
    }
}
