//! What hosting costs: `cargo xtask bench host`.
//!
//! A tool call through session, choke point and audit on disk against rmcp's `call_tool` on the same session, and against
//! a bare POST of the same bytes; a hundred servers of which ten are dead against the ninety alone; the choice of tools
//! out of five thousand; and what an idle session weighs. What is compared is measured in turn.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what can't go on here has failed"
)]
#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use futures::StreamExt as _;
use futures::future::join_all;
use lanyard_client::api::{EventBody, Profile, ServerState};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Options, VaultChoice};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

const ROUNDS: usize = 10;
const CALLS: usize = 400;
const SERVERS: usize = 100;
const DEAD: usize = 10;
const TOOLS: usize = 50;
/// What a call may cost, as a multiple of rmcp's own.
const MOST_CALL: f64 = 1.3;
/// What the ninety may take beside the dead, as a multiple of what they take alone.
const MOST_CONNECT: f64 = 1.5;
/// What a choice out of five thousand tools may take.
const MOST_CHOICE: Duration = Duration::from_millis(5);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let fine = [calls().await, choice(), connecting().await];
    if fine.iter().all(|&fine| fine) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Echoes, and lists as many tools as a company's server has.
#[derive(Clone)]
struct Echo(Arc<Vec<Tool>>);

impl ServerHandler for Echo {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("echo", "1"))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.0.as_ref().clone()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let text = request
            .arguments
            .as_ref()
            .and_then(|a| a.get("text"))
            .and_then(Value::as_str);
        Ok(CallToolResult::success(vec![ContentBlock::text(text.unwrap_or_default())]).into())
    }
}

async fn server() -> String {
    let schema = json!({ "type": "object", "properties": { "text": { "type": "string" } } });
    let schema = Arc::new(schema.as_object().unwrap().clone());
    let tool = |n: usize| {
        let name = if n == 0 { "echo".to_owned() } else { format!("tool_{n}") };
        Tool::new(
            name,
            "Does what a tool of a company does, with a sentence about it.",
            Arc::clone(&schema),
        )
    };
    let echo = Echo(Arc::new((0..TOOLS).map(tool).collect()));
    let config = StreamableHttpServerConfig::default().with_json_response(true);
    let service = StreamableHttpService::new(
        move || Ok(echo.clone()),
        Arc::new(LocalSessionManager::default()),
        config,
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    let app = Router::new().route_service("/mcp", service);
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

struct Host {
    client: Client,
    _folder: TempDir,
}

impl Host {
    /// Opens a profile whose company names these servers; says how long that took.
    async fn open(urls: &[String]) -> (Self, Duration) {
        let folder = TempDir::new().unwrap();
        let server = |(n, url): (usize, &String)| format!("[[servers]]\nid = \"s{n}\"\nurl = \"{url}\"\n");
        let servers: Vec<_> = urls.iter().enumerate().map(server).collect();
        let text = format!("default_rule = \"allow\"\n{}", servers.concat());
        let (company, problems) = Company::parse(&text, Path::new("company.toml"));
        assert!(problems.is_empty(), "{problems:?}");
        let paths = Paths::under(
            &folder.path().join("data"),
            folder.path().join("config"),
            folder.path().join("etc"),
            Profile::Main,
        );
        let begun = Instant::now();
        let client = Client::open(Options {
            profile: Profile::Main,
            paths,
            vault: VaultChoice::Memory,
            company: Some(company),
            clock: Clock::system(),
            connect: true,
        })
        .await
        .unwrap();
        client.snapshot().await.unwrap();
        let host = Self {
            client,
            _folder: folder,
        };
        (host, begun.elapsed())
    }

    /// Waits until so many servers are ready.
    async fn ready(&self, count: usize) {
        let mut events = Box::pin(self.client.subscribe(Some(self.client.begin())));
        let mut ready = std::collections::HashSet::new();
        while ready.len() < count {
            match events.next().await.expect("an event").body {
                EventBody::Server { server } if server.state == ServerState::Ready => {
                    ready.insert(server.id);
                }
                EventBody::Reset => {
                    let all = self.client.servers().await;
                    let now = all.into_iter().filter(|s| s.state == ServerState::Ready);
                    ready.extend(now.map(|s| s.id));
                }
                _ => {}
            }
        }
    }

    async fn call(&self, arguments: Map<String, Value>) {
        let call = self.client.prepare_call("s0", "echo", arguments).unwrap();
        let running = self.client.run_call(call, None, |_, _| {}, CancellationToken::new());
        assert_eq!(running.await.unwrap().text, "hello");
    }
}

fn hello() -> Map<String, Value> {
    json!({ "text": "hello" }).as_object().unwrap().clone()
}

/// Runs so many at once, again and again; says how long one took on average.
async fn in_flight<F: Future<Output = ()>>(width: usize, one: impl Fn() -> F) -> Duration {
    let begun = Instant::now();
    let lane = || async {
        for _ in 0..CALLS / width {
            one().await;
        }
    };
    join_all((0..width).map(|_| lane())).await;
    begun.elapsed() / u32::try_from(CALLS).unwrap()
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    let middle = all.len() / 2;
    if all.len() % 2 == 1 {
        all[middle]
    } else {
        f64::midpoint(all[middle - 1], all[middle])
    }
}

async fn calls() -> bool {
    let url = server().await;
    let (host, _) = Host::open(std::slice::from_ref(&url)).await;
    host.ready(1).await;
    let bare = reqwest_client();
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "echo", "arguments": { "text": "hello" }, "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": { "name": "bench", "version": "1" } } } });
    let body = message.to_string();
    let mut fine = true;
    for width in [1, 16] {
        let (mut whole, mut alone, mut posts) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let through = || host.call(hello());
            let without = || async {
                host.client.bare_call("s0", "echo", hello()).await;
            };
            let post = || async {
                let request = bare
                    .post(&url)
                    .header("content-type", "application/json")
                    .header("accept", "application/json, text/event-stream")
                    .header("mcp-protocol-version", "2026-07-28")
                    .header("mcp-method", "tools/call")
                    .header("mcp-name", "echo")
                    .body(body.clone());
                let answer = request.send().await.unwrap();
                assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
                answer.bytes().await.unwrap();
            };
            // Each is first in every second round; the first round warms up.
            let times = if round % 2 == 0 {
                let first = in_flight(width, through).await;
                (first, in_flight(width, without).await, in_flight(width, post).await)
            } else {
                let first = in_flight(width, without).await;
                let second = in_flight(width, post).await;
                (in_flight(width, through).await, first, second)
            };
            if round > 0 {
                whole.push(times.0.as_secs_f64());
                alone.push(times.1.as_secs_f64());
                posts.push(times.2.as_secs_f64());
            }
        }
        let ratio = median(whole.iter().zip(&alone).map(|(a, b)| a / b).collect());
        let to_post = median(whole.iter().zip(&posts).map(|(a, b)| a / b).collect());
        println!(
            "a call at {width} in flight: {:.0} us, {ratio:.2} of rmcp's call_tool (at most {MOST_CALL}), {to_post:.2} of \
             a bare POST",
            median(whole) * 1e6
        );
        fine &= ratio <= MOST_CALL;
    }
    host.client.close().await;
    fine
}

#[expect(clippy::disallowed_methods, reason = "the floor is bare HTTP")]
fn reqwest_client() -> reqwest::Client {
    reqwest::Client::new()
}

fn choice() -> bool {
    let choosing = lanyard_client::bench::choosing(5_000);
    let questions = [
        "Please cancel my order of the new device",
        "Which rooms are free for a training with a customer on Friday?",
        "How much of the travel budget is left, and who approved the last expense report?",
    ];
    let begun = Instant::now();
    let offered = choosing.choose(questions[0]);
    let first = begun.elapsed();
    let mut times = Vec::new();
    for round in 0..60 {
        let begun = Instant::now();
        choosing.choose(questions[round % questions.len()]);
        times.push(begun.elapsed().as_secs_f64());
    }
    let time = median(times);
    println!(
        "choosing {offered} tools out of 5000: {:.2} ms (at most {} ms); the index is made in {:.0} ms",
        time * 1e3,
        MOST_CHOICE.as_millis(),
        first.as_secs_f64() * 1e3
    );
    time <= MOST_CHOICE.as_secs_f64()
}

async fn connecting() -> bool {
    let living: Vec<String> = join_all((0..SERVERS - DEAD).map(|_| server())).await;
    // Half of the dead refuse, and half accept and never answer.
    let mut kept = Vec::new();
    let mut dead = Vec::new();
    for n in 0..DEAD {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        dead.push(format!("http://{}/mcp", socket.local_addr().unwrap()));
        if n % 2 == 0 {
            kept.push(Ok(socket));
        } else {
            kept.push(Err(socket.listen(16).unwrap()));
        }
    }
    let all: Vec<String> = living.iter().chain(&dead).cloned().collect();
    let (mut ratios, mut usable, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let measure = async |urls: &[String]| {
            let begun = Instant::now();
            let (host, open) = Host::open(urls).await;
            host.ready(SERVERS - DEAD).await;
            let time = begun.elapsed();
            host.client.close().await;
            (time.as_secs_f64(), open.as_secs_f64())
        };
        let (with, without) = if round % 2 == 0 {
            let with = measure(&all).await;
            (with, measure(&living).await)
        } else {
            let without = measure(&living).await;
            (measure(&all).await, without)
        };
        if round > 0 {
            ratios.push(with.0 / without.0);
            usable.push(with.1);
            times.push(with.0);
        }
    }
    let ratio = median(ratios);
    println!(
        "{SERVERS} servers, {DEAD} of them dead: the window is usable after {:.0} ms, the {} are ready after {:.0} ms, \
         {ratio:.2} of what they take alone (at most {MOST_CONNECT})",
        median(usable) * 1e3,
        SERVERS - DEAD,
        median(times) * 1e3
    );
    let before = resident();
    let (host, _) = Host::open(&living).await;
    host.ready(SERVERS - DEAD).await;
    if let (Some(before), Some(after)) = (before, resident()) {
        let each = after.saturating_sub(before) / (SERVERS - DEAD) as u64;
        println!("an idle session with {TOOLS} tools: about {each} kB, its server's side in this process included");
    }
    host.client.close().await;
    ratio <= MOST_CONNECT
}

/// This process's memory in kB, where the system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
