//! The product's whole stack on this machine: the demo's provider, the bundled server around the fixture, a key for it,
//! and the porter in front.

use std::collections::BTreeMap;

use http::HeaderValue;
use lanyard_server::api_keys::ApiKeys;
use lanyard_server::{Clock, Parts, Policy, Provider, Running, Scope, Server, Settings, StaticClient};
use lanyard_vault::Vault;
use secrecy::ExposeSecret as _;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::fixture::Fixture;
use crate::{Failure, documents, porter};

const MCP_PATH: &str = "/mcp";

/// The client that the suite's authorization scenario is told to be.
const CLIENT: &str = "conformance";

const SCOPE: &str = "conformance";

/// One scope for everything: whoever has it may try every tool.
const POLICY: Policy = Policy {
    scopes: &[Scope {
        name: SCOPE,
        english: "Try the conformance suite's tools",
        chinese: "试用一致性测试套件的工具",
        implies: &[],
        by_default: true,
    }],
    required: |method, _| match method {
        "tools/call" => &[SCOPE],
        _ => &[],
    },
    for_groups: |_| vec![SCOPE],
};

/// All of it, while it runs.
pub(crate) struct Stack {
    server: Running,
    provider: lanyard_demo::Running,
    porter: JoinHandle<()>,
    documents: documents::Host,
    origin: String,
    _folder: TempDir,
}

impl Stack {
    /// Starts it with the porter at a port.
    pub(crate) async fn start(port: u16) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let outside = TcpListener::bind(("127.0.0.1", port)).await?;
        let inside = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://{}", outside.local_addr()?);
        let inside_url = Url::parse(&format!("http://{}", inside.local_addr()?))?;
        let callback = Url::parse(&format!("{origin}/oauth/callback"))?;
        let clock = Clock::system();
        let demo_clock = clock.clone();
        let provider = lanyard_demo::Provider::start(
            TcpListener::bind("127.0.0.1:0").await?,
            vec![callback],
            lanyard_demo::Clock::from_fn(move || demo_clock.now()),
        )?;
        let documents = documents::Host::start().await?;
        let net = documents.net()?;
        let settings = Settings {
            name: "Conformance".to_owned(),
            host: "127.0.0.1".to_owned(),
            server_url: Some(Url::parse(&origin)?),
            mcp_path: MCP_PATH.to_owned(),
            provider: Provider {
                parameters: BTreeMap::new(),
                ..Provider::oidc(
                    provider.issuer().to_string(),
                    provider.client_id(),
                    Some(provider.client_secret().clone()),
                )
            },
            database: Some(folder.path().join("server.db")),
            clients: vec![StaticClient {
                id: CLIENT.to_owned(),
                name: "The conformance suite".to_owned(),
                secret: None,
                // On loopback any port will do (RFC 8252 §7.3).
                redirect_uris: vec!["http://127.0.0.1/callback".to_owned()],
                own_scopes: Vec::new(),
            }],
            private_document_hosts: vec![documents::NAME.to_owned()],
            demo: true,
            ..Settings::default()
        };
        let keys = ApiKeys::open(&settings, POLICY, clock.clone()).await?;
        let (_, key) = keys.create("suite", &[SCOPE.to_owned()], None).await?;
        let mut key = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()))?;
        key.set_sensitive(true);
        let parts = Parts {
            net,
            clock,
            ..Parts::new(Vault::memory())?
        };
        let server = Server::start_with(settings, parts, inside, Fixture::new()?, POLICY).await?;
        let porter = porter::serve(outside, inside_url, MCP_PATH, key)?;
        Ok(Self {
            server,
            provider,
            porter,
            documents,
            origin,
            _folder: folder,
        })
    }

    /// The MCP endpoint.
    pub(crate) fn url(&self) -> String {
        format!("{}{MCP_PATH}", self.origin)
    }

    /// The authorization server.
    pub(crate) fn issuer(&self) -> &str {
        &self.origin
    }

    /// A word of a command with its placeholders filled in.
    pub(crate) fn fill_in(&self, word: &str) -> String {
        word.replace("{url}", &self.url())
            .replace("{issuer}", self.issuer())
            .replace("{client}", CLIENT)
            .replace("{document}", &self.documents.client_id())
    }

    /// Ends all of it.
    pub(crate) async fn stop(self) {
        self.porter.abort();
        self.server.stop().await;
        self.provider.stop().await;
    }
}
