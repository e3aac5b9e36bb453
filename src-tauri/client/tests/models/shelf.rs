//! Models on a shelf of their own, over a database on disk and a vault in memory.

use std::path::Path;
use std::time::Duration;

use futures::StreamExt as _;
use lanyard_client::api::{ModelKind, NewProvider, ProviderFields, ProviderSecrets};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::events::Bus;
use lanyard_client::models::{Delta, ModelError, Models, Nearby, Parts, Patience, Request, Surroundings, Turn};
use lanyard_client::settings::Settings;
use lanyard_client::store::Store;
use lanyard_net::Net;
use lanyard_vault::Vault;
use tempfile::TempDir;

use crate::server::Server;
use crate::streams::Wire;

pub(crate) struct Shelf {
    pub(crate) models: Models,
    pub(crate) vault: Vault,
    pub(crate) folder: TempDir,
}

/// Patient enough for a slow machine; where it counts, a test says otherwise.
pub(crate) const PATIENT: Patience = Patience {
    first: Duration::from_secs(20),
    idle: Duration::from_secs(20),
    pause: Duration::from_millis(2),
};

impl Shelf {
    pub(crate) async fn new() -> Self {
        Self::of(None, Vec::new(), PATIENT).await
    }

    pub(crate) async fn of(company: Option<&str>, nearby: Vec<Nearby>, patience: Patience) -> Self {
        let (folder, vault) = (TempDir::new().unwrap(), Vault::memory());
        let models = load(&folder, &vault, company, nearby, patience).await;
        Self { models, vault, folder }
    }

    /// The same after a restart.
    pub(crate) async fn again(&self) -> Models {
        load(&self.folder, &self.vault, None, Vec::new(), PATIENT).await
    }

    /// The same after a restart, under another company's file.
    pub(crate) async fn under(&self, company: &str) -> Models {
        load(&self.folder, &self.vault, Some(company), Vec::new(), PATIENT).await
    }

    /// Adds a provider at a server, and gives the id of its model `m1`.
    pub(crate) async fn add(&self, wire: Wire, server: &Server) -> String {
        let id = self
            .models
            .add(provider(wire, server), key("sk-secret-1"))
            .await
            .unwrap()
            .id;
        format!("{id}/{}", wire.model())
    }

    /// The bytes of all files.
    pub(crate) fn bytes_on_disk(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files.flat_map(|e| std::fs::read(e.unwrap().path()).unwrap()).collect()
    }
}

async fn load(
    folder: &TempDir,
    vault: &Vault,
    company: Option<&str>,
    nearby: Vec<Nearby>,
    patience: Patience,
) -> Models {
    let company = company.map(|text| Company::parse(text, Path::new("company.toml")).0);
    let (store, _) = Store::open(&folder.path().join("lanyard.db"), &Clock::system())
        .await
        .unwrap();
    let settings = Settings::load(&store, company.as_ref()).await.unwrap();
    let parts = Parts {
        store,
        vault: vault.clone(),
        net: Net::new(&lanyard_net::Settings::default()).unwrap(),
        bus: Bus::new(),
        settings,
        company,
        authorizer: None,
        clock: Clock::system(),
        demo: true,
    };
    Models::load_in(parts, Surroundings { nearby, patience }).await.unwrap()
}

pub(crate) fn key(key: &str) -> ProviderSecrets {
    ProviderSecrets {
        key: key.to_owned(),
        ..ProviderSecrets::default()
    }
}

/// A provider of a wire at a test's server.
pub(crate) fn provider(wire: Wire, server: &Server) -> NewProvider {
    NewProvider {
        kind: wire.kind(),
        name: String::new(),
        base_url: format!("{}{}", server.root, wire.path()),
        models: vec![wire.model().to_owned()],
        fields: wire.fields(),
    }
}

/// A provider of Chat Completions at an address.
pub(crate) fn at(base_url: &str) -> NewProvider {
    NewProvider {
        kind: ModelKind::OpenAi,
        name: String::new(),
        base_url: base_url.to_owned(),
        models: vec!["m1".to_owned()],
        fields: ProviderFields::default(),
    }
}

pub(crate) fn asked(text: &str) -> Request {
    Request {
        turns: vec![Turn::user(text)],
        ..Request::default()
    }
}

/// The whole of an answer, and how it failed.
pub(crate) async fn collect(models: &Models, model: &str, request: Request) -> (Vec<Delta>, Option<ModelError>) {
    let mut stream = match models.send(model, request).await {
        Ok(stream) => stream,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut deltas = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(delta) => deltas.push(delta),
            Err(error) => return (deltas, Some(error)),
        }
    }
    (deltas, None)
}

/// The same on whole text: pieces joined.
pub(crate) async fn joined(models: &Models, model: &str, request: Request) -> (Vec<Delta>, Option<ModelError>) {
    let (deltas, error) = collect(models, model, request).await;
    let mut whole: Vec<Delta> = Vec::new();
    for delta in deltas {
        match (whole.last_mut(), delta) {
            (Some(Delta::Text(text)), Delta::Text(more)) | (Some(Delta::Reasoning(text)), Delta::Reasoning(more)) => {
                text.push_str(&more);
            }
            (_, delta) => whole.push(delta),
        }
    }
    (whole, error)
}
