//! The sample company: its provider, its server, and clients of its people.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use lanyard_client::api::{Profile, ServerState};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Effect, Options, VaultChoice};
use lanyard_net::{Net, Settings};
use lanyard_vault::Vault;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use url::Url;

use super::watch::Watch;

/// The bundled server and the demo's provider, in this process, on free loopback ports.
pub(crate) struct Office {
    server: Option<lanyard_server::Running>,
    provider: lanyard_demo::Running,
    settings: lanyard_server::Settings,
    vault: Vault,
    port: u16,
    /// Seconds by which the clocks of server and provider go ahead.
    ahead: Arc<AtomicI64>,
    _folder: TempDir,
}

impl Office {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// With other settings of the server.
    pub(crate) async fn open_with(change: impl FnOnce(&mut lanyard_server::Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let provider_listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let callback = Url::parse(&format!("http://127.0.0.1:{port}/oauth/callback")).unwrap();
        let ahead: Arc<AtomicI64> = Arc::default();
        let server_clock = lanyard_server::Clock::shifted(Arc::clone(&ahead));
        let clock = lanyard_demo::Clock::from_fn(move || server_clock.now());
        let provider = lanyard_demo::Provider::start(provider_listener, vec![callback], clock).unwrap();
        let mut settings = lanyard_server::Settings {
            host: "127.0.0.1".to_owned(),
            port,
            provider: lanyard_server::Provider {
                issuer: provider.issuer().to_string(),
                client_id: provider.client_id().to_owned(),
                client_secret: Some(provider.client_secret().clone()),
                parameters: std::collections::BTreeMap::new(),
                ..lanyard_server::Provider::default()
            },
            database: Some(folder.path().join("server.db")),
            demo: true,
            ..lanyard_server::Settings::default()
        };
        change(&mut settings);
        let vault = Vault::memory();
        let server = start(&settings, &vault, listener, &ahead).await;
        Self {
            ahead,
            server: Some(server),
            provider,
            settings,
            vault,
            port,
            _folder: folder,
        }
    }

    /// The MCP endpoint.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/mcp", self.port)
    }

    /// The server's settings.
    pub(crate) fn settings(&self) -> &lanyard_server::Settings {
        &self.settings
    }

    /// The server goes away; its database stays.
    pub(crate) async fn stop_server(&mut self) {
        self.server.take().unwrap().stop().await;
    }

    /// And comes back on the same port.
    pub(crate) async fn start_server(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.server = Some(start(&self.settings, &self.vault, listener, &self.ahead).await);
    }

    /// Time passes at the company, and nowhere else: access tokens end there that look fresh to a client.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) async fn close(self) {
        if let Some(server) = self.server {
            server.stop().await;
        }
        self.provider.stop().await;
    }
}

async fn start(
    settings: &lanyard_server::Settings,
    vault: &Vault,
    listener: TcpListener,
    ahead: &Arc<AtomicI64>,
) -> lanyard_server::Running {
    let net = Net::new(&Settings::default()).unwrap();
    let parts = lanyard_server::Parts {
        vault: vault.clone(),
        net,
        clock: lanyard_server::Clock::shifted(Arc::clone(ahead)),
        log: None,
    };
    lanyard_server::Server::start(settings.clone(), parts, listener)
        .await
        .unwrap()
}

/// A company, and somebody's computer on which the app waits for a sign-in.
pub(crate) async fn at_the_desk() -> (Office, Desk, Client, UnboundedReceiver<Effect>) {
    let office = Office::open().await;
    let desk = Desk::new(&office.url());
    let (client, effects) = desk.start().await;
    Watch::from_start(&client)
        .server("a server that asks", |s| {
            matches!(s, ServerState::SignInRequired { .. })
        })
        .await;
    (office, desk, client, effects)
}

/// One person's computer: folders, a vault that outlives the app, and the company's configuration.
pub(crate) struct Desk {
    folder: TempDir,
    vault: Vault,
    company: String,
}

impl Desk {
    pub(crate) fn new(url: &str) -> Self {
        let company = format!(
            r#"name = "Meridian"
               default_rule = "ask"
               [[servers]]
               id = "meridian-hr"
               name = "Meridian HR"
               url = "{url}"
               [[rules]]
               server = "meridian-hr"
               tool = "{{whoami,*_search,*_list,*_balance,*_find}}"
               rule = "allow""#
        );
        Self {
            folder: tempfile::tempdir().unwrap(),
            vault: Vault::memory(),
            company,
        }
    }

    /// Starts the app's core, as the demo's profile, whose model needs no network.
    pub(crate) async fn start(&self) -> (Client, UnboundedReceiver<Effect>) {
        let (company, problems) = Company::parse(&self.company, Path::new("company.toml"));
        assert!(problems.is_empty(), "{problems:?}");
        self.start_with(Some(company)).await
    }

    pub(crate) async fn start_with(&self, company: Option<Company>) -> (Client, UnboundedReceiver<Effect>) {
        let client = Client::open(Options {
            profile: Profile::Demo,
            paths: self.paths(),
            vault: VaultChoice::Given(self.vault.clone()),
            company,
            clock: Clock::system(),
            connect: true,
        })
        .await
        .unwrap();
        let effects = client.effects().unwrap();
        (client, effects)
    }

    pub(crate) fn paths(&self) -> Paths {
        let root = self.folder.path();
        Paths::under(&root.join("data"), root.join("config"), root.join("etc"), Profile::Demo)
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }
}
