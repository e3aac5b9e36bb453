//! The company behind rmcp's HTTP transport, with the principal where the bearer layer puts it: in both eras of MCP.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};

use super::signed::{company, principal};
use crate::company::Company;
use crate::principal::Principal;

pub(super) type Service = StreamableHttpService<Company, LocalSessionManager>;

pub(super) fn service(company: Company) -> Service {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    StreamableHttpService::new(
        move || Ok(company.clone()),
        Arc::new(LocalSessionManager::default()),
        config,
    )
}

pub(super) async fn post(
    service: &Service,
    version: &str,
    who: Option<Principal>,
    name: &str,
    message: Value,
) -> Value {
    let response = respond(service, version, who, name, message).await;
    let body = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&body).unwrap()
}

/// The answer as it begins.
pub(super) async fn respond(
    service: &Service,
    version: &str,
    who: Option<Principal>,
    name: &str,
    message: Value,
) -> http::Response<BoxBody<Bytes, Infallible>> {
    let mut request = Request::post("http://localhost/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", version)
        .header("mcp-method", message["method"].as_str().unwrap())
        .header("mcp-name", name)
        .body(Full::new(Bytes::from(message.to_string())))
        .unwrap();
    if let Some(who) = who {
        request.extensions_mut().insert(who);
    }
    service.handle(request).await
}

pub(super) fn message(method: &str, mut params: Value, version: &str) -> Value {
    if version >= "2026-07-28" {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": version,
            "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
        });
    }
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

#[tokio::test]
async fn both_eras_reach_the_tools_as_the_person_who_is_signed_in() {
    let service = service(company().await);
    for version in ["2025-06-18", "2026-07-28"] {
        let call = message("tools/call", json!({ "name": "whoami", "arguments": {} }), version);
        let answer = post(&service, version, Some(principal("grace")), "whoami", call.clone()).await;
        assert_eq!(
            answer["result"]["structuredContent"]["name"], "Grace Okafor",
            "{version}: {answer}"
        );
        let other = post(&service, version, Some(principal("tomas")), "whoami", call.clone()).await;
        assert_eq!(
            other["result"]["structuredContent"]["title"], "Intern",
            "{version}: {other}"
        );
        let nobody = post(&service, version, None, "whoami", call).await;
        assert!(
            nobody["error"]["message"]
                .as_str()
                .unwrap()
                .contains("nobody is signed in"),
            "{nobody}"
        );
    }
}

#[tokio::test]
async fn lists_are_marked_as_private_where_the_protocol_knows_how() {
    let service = service(company().await);
    for (version, scope) in [("2025-06-18", Value::Null), ("2026-07-28", json!("private"))] {
        for method in [
            "tools/list",
            "resources/list",
            "resources/templates/list",
            "prompts/list",
        ] {
            let list = message(method, json!({}), version);
            let answer = post(&service, version, Some(principal("ada")), "", list).await;
            assert_eq!(answer["result"]["cacheScope"], scope, "{version} {method}: {answer}");
        }
    }
}
