//! The offline demo's server: on a loopback port that stays its own.

use std::path::Path;

use lanyard_client::api::{Code, Error};
use lanyard_client::{Net, Vault};
use lanyard_server::Settings;
use serde::{Deserialize, Serialize};

use super::run::{self, Running};

#[derive(Serialize, Deserialize)]
struct Ports {
    server: u16,
}

/// Starts it, on the port it had before where that is still free.
pub(crate) async fn start(data: &Path, vault: &Vault) -> Result<Running, Error> {
    let file = data.join("demo.json");
    let before: Option<Ports> = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
    let listener = match before {
        Some(ports) => match run::bind(ports.server).await {
            Ok(listener) => listener,
            // Somebody else has it now: the demo starts anew, signed out, rather than not at all.
            Err(_) => run::bind(0).await?,
        },
        None => run::bind(0).await?,
    };
    let port = listener.local_addr().map_err(|e| Error::new(Code::Internal, e.to_string()))?.port();
    let storage = |e: std::io::Error| Error::new(Code::Storage, format!("The demo can't write to its folder: {e}. Free some space and try again."));
    std::fs::create_dir_all(data).map_err(storage)?;
    let text = serde_json::to_vec(&Ports { server: port }).map_err(|e| Error::new(Code::Internal, e.to_string()))?;
    std::fs::write(&file, text).map_err(storage)?;
    let mut settings = Settings {
        host: "127.0.0.1".to_owned(),
        port,
        database: Some(data.join("server").join("server.db")),
        company_database: Some(data.join("server").join("company.db")),
        ..Settings::default()
    };
    let provider = run::add_demo_provider(&mut settings, port, 0, "127.0.0.1").await?;
    // The demo's network is this computer; the company's proxies and certificates have no part in it.
    let net = Net::new(&Default::default()).map_err(|e| Error::new(Code::Internal, e.to_string()))?;
    run::launch(settings, Some(provider), vault.clone(), net, None, listener).await
}

/// Removes what the demo kept. The client has removed its own secrets before.
pub(crate) async fn remove(data: &Path, vault: &Vault) {
    if let Err(error) = vault.delete(lanyard_server::seal::MASTER_KEY).await {
        tracing::warn!(%error, "the demo's key could not be removed");
    }
    if let Err(error) = std::fs::remove_dir_all(data)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "the demo's folder could not be removed");
    }
}
