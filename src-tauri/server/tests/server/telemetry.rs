//! Traces: what a collector gets from the program and from the library, and what it never gets.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use http::HeaderMap;
use lanyard_server::Telemetry;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tracing_subscriber::layer::SubscriberExt;

use crate::provider::{CLIENT, Provider, SECRET};
use crate::world::{REDIRECT, VERIFIER, World, net};

/// Everything that a span may say.
const ATTRIBUTES: [&str; 7] = [
    "http.request.method",
    "http.response.status_code",
    "http.route",
    "mcp.method.name",
    "gen_ai.tool.name",
    "lanyard.way",
    "lanyard.decision",
];

/// A collector that keeps what it gets.
struct Collector {
    endpoint: String,
    exports: mpsc::UnboundedReceiver<(HeaderMap, Bytes)>,
}

impl Collector {
    async fn start() -> Self {
        let (sender, exports) = mpsc::unbounded_channel();
        let keep = |State(sender): State<mpsc::UnboundedSender<_>>, headers: HeaderMap, body: Bytes| async move {
            sender.send((headers, body)).unwrap();
        };
        let router = Router::new().route("/v1/traces", post(keep)).with_state(sender);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { endpoint, exports }
    }

    /// What came, after the sender has ended: the spans, and all the bytes with the headers.
    fn received(&mut self) -> (Vec<Span>, String) {
        let (mut spans, mut raw) = (Vec::new(), String::new());
        while let Ok((headers, body)) = self.exports.try_recv() {
            assert_eq!(headers["content-type"], "application/x-protobuf");
            raw += &[format!("{headers:?}"), String::from_utf8_lossy(&body).into_owned()].concat();
            let request = ExportTraceServiceRequest::decode(body).unwrap();
            for resource in request.resource_spans {
                let about = attributes(&resource.resource.unwrap().attributes);
                assert_eq!(about["service.name"], "lanyard-server");
                spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
            }
        }
        (spans, raw)
    }
}

fn attributes(pairs: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |value: &Option<AnyValue>| match value.as_ref().and_then(|value| value.value.clone()) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    };
    pairs.iter().map(|pair| (pair.key.clone(), text(&pair.value))).collect()
}

/// The span of this name, whose attributes are only those that may be there.
fn span<'a>(spans: &'a [Span], name: &str) -> (&'a Span, BTreeMap<String, String>) {
    let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
    let found = spans
        .iter()
        .find(|span| span.name == name)
        .unwrap_or_else(|| panic!("{name}: {names:?}"));
    (found, attributes(&found.attributes))
}

fn check_attributes(spans: &[Span]) {
    let said: BTreeSet<String> = spans
        .iter()
        .flat_map(|span| attributes(&span.attributes).into_keys())
        .collect();
    for attribute in said {
        assert!(ATTRIBUTES.contains(&attribute.as_str()), "{attribute}");
    }
    assert!(spans.iter().all(|span| span.events.is_empty()));
}

/// The program, as an administrator starts it; the address of its tools.
async fn program(provider: &Provider, variables: &[(&str, &str)]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lanyard-server"))
        .arg("serve")
        .env_clear()
        .env("MCP_HOST", "127.0.0.1")
        .env("MCP_PORT", "0")
        .env("MCP_ISSUER", &provider.issuer)
        .env("MCP_CLIENT_ID", CLIENT)
        .env("MCP_CLIENT_SECRET", SECRET)
        .env("MCP_MASTER_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).await.unwrap();
    assert!(line.starts_with("http://127.0.0.1:"), "{line}");
    (child, line.trim().to_owned())
}

/// Asks the program to end, and waits for it.
async fn end(mut child: Child) {
    let kill = format!("kill -TERM {}", child.id().unwrap());
    assert!(Command::new("sh").args(["-c", &kill]).status().await.unwrap().success());
    let status = tokio::time::timeout(Duration::from_secs(30), child.wait())
        .await
        .expect("it ends")
        .unwrap();
    assert!(status.success(), "{status}");
}

#[tokio::test]
async fn a_collector_gets_a_span_for_each_request_and_no_secret_of_it() {
    let provider = Provider::start().await;
    let mut collector = Collector::start().await;
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=meridian"),
    ];
    let (child, url) = program(&provider, &variables).await;
    let origin = url.strip_suffix("/mcp").unwrap().to_owned();
    let http = net().client().clone();
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let metadata = http.get(format!("{origin}/.well-known/oauth-authorization-server"));
    let metadata = metadata
        .header("traceparent", parent)
        .header("baggage", "who=HUSH-baggage");
    assert_eq!(metadata.send().await.unwrap().status(), 200);
    let odd = http.get(format!(
        "{origin}/authorize?client_id=HUSH-client&code=HUSH-code&state=HUSH-state"
    ));
    assert_eq!(odd.send().await.unwrap().status(), 400);
    let form = [
        ("grant_type", "HUSH-grant"),
        ("client_secret", "HUSH-secret"),
        ("code", "HUSH-code"),
    ];
    assert_eq!(
        http.post(format!("{origin}/token"))
            .form(&form)
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "HUSH-tool"}});
    let call = http
        .post(&url)
        .bearer_auth("HUSH-token")
        .header("cookie", "a=HUSH-cookie")
        .json(&call);
    assert_eq!(call.send().await.unwrap().status(), 401);
    assert_eq!(
        http.get(format!("{origin}/HUSH-path")).send().await.unwrap().status(),
        404
    );
    let strange = http.request("HUSH".parse().unwrap(), format!("{origin}/jwks"));
    assert_eq!(strange.send().await.unwrap().status(), 405);
    end(child).await;

    let (spans, raw) = collector.received();
    check_attributes(&spans);
    assert!(raw.contains("\"x-tenant\": \"meridian\""), "{raw}");
    for secret in ["HUSH", SECRET, "AAAAAAAAAAAA", "0.0.0.0", "127.0.0.1"] {
        assert!(
            !raw.replace(&collector.endpoint["http://".len()..], "").contains(secret),
            "{secret}"
        );
    }
    let (known, about) = span(&spans, "GET /.well-known/oauth-authorization-server");
    assert_eq!(about["http.response.status_code"], "200");
    assert_eq!(known.kind, 2, "a server's span");
    assert_eq!(
        format!(
            "00-{}-{}-01",
            hex::encode(&known.trace_id),
            hex::encode(&known.parent_span_id)
        ),
        parent
    );
    assert_eq!(span(&spans, "POST /token").1["http.response.status_code"], "401");
    let (call, about) = span(&spans, "POST /mcp");
    assert!(call.parent_span_id.is_empty());
    assert_eq!(about["lanyard.decision"], "invalid_token");
    assert_eq!(span(&spans, "_OTHER /jwks").1["http.request.method"], "_OTHER");
    assert_eq!(span(&spans, "GET").1["http.response.status_code"], "404");
}

#[tokio::test]
async fn without_an_endpoint_and_with_the_standards_switch_nothing_is_sent() {
    let provider = Provider::start().await;
    let mut collector = Collector::start().await;
    for variables in [
        vec![],
        vec![
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint.as_str()),
            ("OTEL_SDK_DISABLED", "true"),
        ],
    ] {
        let (child, url) = program(&provider, &variables).await;
        let health = url.replace("/mcp", "/healthz");
        assert_eq!(net().client().get(health).send().await.unwrap().status(), 200);
        end(child).await;
    }
    assert!(collector.received().0.is_empty());
}

#[tokio::test]
async fn a_collector_that_is_not_there_keeps_nobody_from_the_tools_nor_the_server_from_its_end() {
    let provider = Provider::start().await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let endpoint = format!("http://{gone}");
    let (child, url) = program(&provider, &[("MCP_OTLP_ENDPOINT", endpoint.as_str())]).await;
    let health = url.replace("/mcp", "/healthz");
    assert_eq!(net().client().get(health).send().await.unwrap().status(), 200);
    end(child).await;
}

#[tokio::test]
async fn a_call_is_told_by_its_tool_and_way_and_by_nothing_of_the_person() {
    let mut collector = Collector::start().await;
    let telemetry = Telemetry::start(&collector.endpoint.parse().unwrap(), &net()).unwrap();
    // A span that another test's thread meets for the first time while a subscriber begins would be off for good: each is
    // met once before.
    let before = World::start().await;
    let (_, tokens) = before.sign_in("x:read").await;
    before.call(tokens["access_token"].as_str().unwrap(), "look").await;
    // This test's runtime has one thread, which is the server's as well.
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(telemetry.layer()));
    let world = World::start_with(|settings| settings.access.domains = vec!["meridian.example".to_owned()]).await;
    let (client, tokens) = world.sign_in("openid x:read").await;
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    assert_eq!(world.call(&text("access_token"), "look").await.0, 200);
    assert_eq!(world.call(&text("access_token"), "money").await.0, 403);
    let (_, newer) = world.refresh(&client, &text("refresh_token")).await;
    drop(guard);
    telemetry.stop().await;

    let (spans, raw) = collector.received();
    check_attributes(&spans);
    let calls: Vec<BTreeMap<String, String>> = spans
        .iter()
        .filter(|span| span.name == "POST /mcp")
        .map(|span| attributes(&span.attributes))
        .collect();
    let first = calls.first().unwrap();
    assert_eq!(first["gen_ai.tool.name"], "look");
    assert_eq!(first["mcp.method.name"], "tools/call");
    assert_eq!(
        (first["lanyard.way"].as_str(), first["lanyard.decision"].as_str()),
        ("oauth", "allowed")
    );
    let refused = calls.last().unwrap();
    assert_eq!(refused["lanyard.decision"], "not_allowed");
    let newest = newer["refresh_token"].as_str().unwrap();
    let secrets = [
        &text("access_token"),
        &text("refresh_token"),
        &text("id_token"),
        newest,
        SECRET,
        VERIFIER,
        REDIRECT,
        "sub-ada",
        "meridian.example",
        "Ada",
        "the client's state",
    ];
    for secret in secrets {
        assert!(!raw.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn check_says_whether_the_collector_is_there() {
    use lanyard_server::{Clock, Severity, check};
    let collector = Collector::start().await;
    let provider = Provider::start().await;
    let mut settings = crate::world::settings(&provider);
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (endpoint, severity, words) in [
        (collector.endpoint.clone(), Severity::Good, "answers"),
        (provider.issuer.clone(), Severity::Warning, "answers 404"),
        (format!("http://{gone}"), Severity::Warning, "can't be reached"),
    ] {
        settings.otlp_endpoint = Some(endpoint.parse().unwrap());
        let findings = check(&settings, &net(), &Clock::system(), None).await;
        let found = findings.iter().find(|one| one.key == "otlp_endpoint").unwrap();
        assert_eq!(found.severity, severity);
        assert!(found.what.to_string().contains(words), "{}", found.what);
    }
}
