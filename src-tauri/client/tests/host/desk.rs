//! A client over real files, with servers that are added to it.

use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use lanyard_client::api::{Code, Error, Event, EventBody, Profile, ServerState, ServerView};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::mcp::ToolResult;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Options, VaultChoice};
use serde_json::{Map, Value};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Long enough for a slow machine; nothing waits for it to pass.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) struct Desk {
    pub(crate) client: Client,
    pub(crate) folder: TempDir,
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
}

impl Desk {
    /// Where everything is allowed.
    pub(crate) async fn new() -> Self {
        Self::with("default_rule = \"allow\"\n").await
    }

    pub(crate) async fn with(company: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let client = Self::open(&folder, company, VaultChoice::Memory, true).await;
        let events = Box::pin(client.subscribe(Some(client.begin())));
        Self { client, folder, events }
    }

    async fn open(folder: &TempDir, company: &str, vault: VaultChoice, connect: bool) -> Client {
        let paths = Paths::under(
            &folder.path().join("data"),
            folder.path().join("config"),
            folder.path().join("etc"),
            Profile::Main,
        );
        Client::open(Options {
            profile: Profile::Main,
            paths,
            vault,
            company: Some(Company::parse(company, Path::new("company.toml")).0),
            clock: Clock::system(),
            connect,
        })
        .await
        .unwrap()
    }

    /// Closes the app and starts it again.
    pub(crate) async fn restart(&mut self, company: &str) {
        self.client.close().await;
        self.client = Self::open(&self.folder, company, VaultChoice::Memory, true).await;
        self.events = Box::pin(self.client.subscribe(Some(self.client.begin())));
    }

    /// Closes the app and opens the same profile as the command line does, with the same vault and no session.
    pub(crate) async fn at_the_terminal(&mut self) {
        let vault = VaultChoice::Given(self.client.vault().clone());
        self.client.close().await;
        self.client = Self::open(&self.folder, "default_rule = \"allow\"\n", vault, false).await;
        self.events = Box::pin(self.client.subscribe(Some(self.client.begin())));
    }

    /// Adds a server and waits until it stands somewhere.
    pub(crate) async fn add(&mut self, url: &str) -> ServerView {
        let added = self.client.add_server(url).await.unwrap();
        self.view(&added.id, |s| s.state != ServerState::Connecting).await
    }

    /// Adds a server that is to be ready.
    pub(crate) async fn ready(&mut self, url: &str) -> ServerView {
        let view = self.add(url).await;
        assert_eq!(view.state, ServerState::Ready, "{view:?}");
        view
    }

    /// Waits for a view of a server.
    pub(crate) async fn view(&mut self, id: &str, fits: impl Fn(&ServerView) -> bool) -> ServerView {
        let body = self
            .until(|body| matches!(body, EventBody::Server { server } if server.id == id && fits(server)))
            .await;
        let EventBody::Server { server } = body else {
            panic!("a server")
        };
        server
    }

    /// Reads events until one fits.
    pub(crate) async fn until(&mut self, fits: impl Fn(&EventBody) -> bool) -> EventBody {
        let search = async {
            loop {
                let event = self.events.next().await.expect("an event");
                if fits(&event.body) {
                    return event.body;
                }
            }
        };
        tokio::time::timeout(PATIENCE, search).await.expect("the event came")
    }

    /// Calls a tool that a rule allows.
    pub(crate) async fn call(&self, server: &str, tool: &str) -> Result<ToolResult, Error> {
        self.call_with(server, tool, Map::new()).await
    }

    pub(crate) async fn call_with(
        &self,
        server: &str,
        tool: &str,
        arguments: Map<String, Value>,
    ) -> Result<ToolResult, Error> {
        let call = self.client.prepare_call(server, tool, arguments)?;
        assert!(call.question().is_none(), "a rule allows it");
        let running = self.client.run_call(call, None, |_, _| {}, CancellationToken::new());
        tokio::time::timeout(PATIENCE, running).await.expect("the call ended")
    }

    /// The call fails with a sentence, and the next one is answered: the session lives on.
    pub(crate) async fn fails(&mut self, server: &str, tool: &str) -> Error {
        let failed = self.call(server, tool).await.unwrap_err();
        assert!(!failed.message.to_string().is_empty());
        assert_ne!(failed.code, Code::Internal);
        self.lives(server).await;
        failed
    }

    /// The tool `fine` answers.
    pub(crate) async fn lives(&mut self, server: &str) {
        if self
            .client
            .servers()
            .await
            .iter()
            .any(|s| s.id == server && s.state != ServerState::Ready)
        {
            self.view(server, |s| s.state == ServerState::Ready).await;
        }
        assert_eq!(self.call(server, "fine").await.unwrap().text, "fine");
    }
}
