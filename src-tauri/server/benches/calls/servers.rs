//! The servers that are compared. All of them have one tool, which answers one word.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::serve::ListenerExt as _;
use http::{Response, header};
use lanyard_server::{Parts, Policy, Provider, Running, Scope, Server, Settings, StaticClient};
use lanyard_vault::Vault;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ServerCapabilities, ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, ServerHandler};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::load::{Line, Request};

pub(crate) const SCOPE: &str = "bench";
const CLIENT: (&str, &str) = ("bench", "a secret of the bench's own");
const WORD: &str = "pong";

/// The tool needs its scope, as a company's would.
pub(crate) const POLICY: Policy = Policy {
    scopes: &[Scope {
        name: SCOPE,
        english: "Be measured",
        chinese: "接受测量",
        implies: &[],
        by_default: true,
    }],
    required: |method, _| if method == "tools/call" { &[SCOPE] } else { &[] },
    for_groups: |_| vec![SCOPE],
};

#[derive(Clone)]
struct Ping;

impl ServerHandler for Ping {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn call_tool(
        &self,
        _: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        Ok(CallToolResult::success(vec![ContentBlock::text(WORD)]).into())
    }
}

/// The body of the call.
pub(crate) fn call() -> String {
    call_of("ping")
}

pub(crate) fn call_of(tool: &str) -> String {
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": tool,
        "arguments": {},
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    }})
    .to_string()
}

/// The same call as a request; without a credential where there is none.
pub(crate) fn request(address: SocketAddr, tool: &str, credential: Option<&str>, holds: &'static str) -> Request {
    let bearer = credential.map(|token| format!("Bearer {token}"));
    let mut headers = vec![
        ("content-type", "application/json"),
        ("accept", "application/json, text/event-stream"),
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", tool),
    ];
    headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
    Request::post(address, "/mcp", &headers, &call_of(tool), holds)
}

/// All that run.
pub(crate) struct Servers {
    whole: Running,
    json: Running,
    transport: SocketAddr,
    bare: SocketAddr,
    stop: CancellationToken,
    token: String,
    json_token: String,
}

impl Servers {
    /// Where they stand in [`Servers::all`].
    pub(crate) const WHOLE: usize = 0;
    pub(crate) const JSON: usize = 1;
    pub(crate) const TRANSPORT: usize = 2;
    pub(crate) const BARE: usize = 3;

    pub(crate) async fn start() -> Self {
        let stop = CancellationToken::new();
        let whole = product(false).await;
        let json = product(true).await;
        let (token, json_token) = (token(&whole).await, token(&json).await);
        let transport = serve(transport(&stop), &stop).await;
        let bare = serve(bare(), &stop).await;
        Self {
            whole,
            json,
            transport,
            bare,
            stop,
            token,
            json_token,
        }
    }

    pub(crate) fn all(&self) -> Vec<(&'static str, Request)> {
        let request = |address, credential| request(address, "ping", credential, WORD);
        vec![
            ("the whole server", request(address(&self.whole), Some(&self.token))),
            (
                "the whole server, JSON",
                request(address(&self.json), Some(&self.json_token)),
            ),
            ("rmcp's transport alone", request(self.transport, None)),
            ("a bare handler", request(self.bare, None)),
        ]
    }

    /// The times of calls with a token that was never seen, and of later ones with each, in seconds.
    pub(crate) async fn first_and_later_calls(&self) -> (Vec<f64>, Vec<f64>) {
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for _ in 0..100 {
            let token = token(&self.whole).await;
            let mut line = Line::open(&request(address(&self.whole), "ping", Some(&self.token), WORD)).await;
            line.call().await;
            line.ask(request(address(&self.whole), "ping", Some(&token), WORD));
            first.push(line.call().await);
            later.push(line.call().await);
        }
        (first, later)
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.whole.stop().await;
        self.json.stop().await;
    }
}

fn address(server: &Running) -> SocketAddr {
    let url = server.url();
    format!("127.0.0.1:{}", url.port().unwrap()).parse().unwrap()
}

/// The server as a company runs it, with a client that acts for itself. No provider is asked: nobody signs in.
async fn product(json_response: bool) -> Running {
    let settings = Settings {
        host: "127.0.0.1".to_owned(),
        provider: Provider::oidc("http://127.0.0.1:1", "bench", None),
        clients: vec![StaticClient {
            id: CLIENT.0.to_owned(),
            name: "The bench".to_owned(),
            secret: Some(SecretString::from(CLIENT.1)),
            redirect_uris: Vec::new(),
            own_scopes: vec![SCOPE.to_owned()],
        }],
        json_response,
        ..Settings::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let parts = Parts::new(Vault::memory()).unwrap();
    Server::start_with(settings, parts, listener, Ping, POLICY)
        .await
        .unwrap()
}

/// An access token for the client itself (RFC 6749 §4.4).
async fn token(server: &Running) -> String {
    let direct = lanyard_net::Settings {
        proxy: lanyard_net::Proxy::Direct,
        ..lanyard_net::Settings::default()
    };
    let net = lanyard_net::Net::new(&direct).unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("resource", server.url().as_str()),
    ];
    let answer = net
        .client()
        .post(format!("{}/token", server.issuer()))
        .basic_auth(CLIENT.0, Some(CLIENT.1))
        .form(&form)
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer["access_token"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

/// The same transport with the same configuration and nothing in front.
fn transport(stop: &CancellationToken) -> Router {
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .disable_allowed_origins()
        .with_cancellation_token(stop.child_token());
    let service = StreamableHttpService::new(|| Ok(Ping), Arc::new(LocalSessionManager::default()), config);
    Router::new().route_service("/mcp", service)
}

/// A handler that knows its answer.
fn bare() -> Router {
    let event = json!({"jsonrpc": "2.0", "id": 1, "result": {
        "resultType": "complete", "content": [{"type": "text", "text": WORD}], "isError": false,
    }});
    let answer = format!("data: {event}\n\n");
    Router::new().fallback(move |body: axum::body::Bytes| {
        assert_eq!(body.len(), call().len());
        let answer = answer.clone();
        async move {
            Response::builder()
                .header(header::CONTENT_TYPE, "text/event-stream")
                .body(Body::from(answer))
                .unwrap()
        }
    })
}

async fn serve(router: Router, stop: &CancellationToken) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
    let stop = stop.clone();
    tokio::spawn(async move {
        let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
        served.await.unwrap();
    });
    address
}
