//! A small MCP server over HTTP, with tools that succeed, fail, take long and answer too much.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ProgressNotificationParam, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Barrier, Notify};

/// How many characters the large answer has.
pub(crate) const LARGE: usize = 100_000;

#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) url: String,
    pub(crate) floor: Arc<Floor>,
}

/// What the tools share with the test.
pub(crate) struct Floor {
    /// Every call that arrived: the tool and its arguments.
    calls: Mutex<Vec<(String, Value)>>,
    description: Mutex<String>,
    /// Two calls of `meet` wait for each other.
    pair: Barrier,
    /// Told when a call of `slow` was cancelled.
    cancelled: Notify,
}

impl Office {
    pub(crate) async fn start() -> Self {
        let floor = Arc::new(Floor {
            calls: Mutex::default(),
            description: Mutex::new("Requests leave.".into()),
            pair: Barrier::new(2),
            cancelled: Notify::new(),
        });
        let handler = Desks {
            floor: Arc::clone(&floor),
        };
        let config = StreamableHttpServerConfig::default();
        let service = StreamableHttpService::new(
            move || Ok(handler.clone()),
            Arc::new(LocalSessionManager::default()),
            config,
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let app = Router::new().route_service("/mcp", service);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, floor }
    }

    pub(crate) fn calls(&self) -> Vec<(String, Value)> {
        self.floor.calls.lock().unwrap().clone()
    }

    pub(crate) fn describe_leave(&self, text: &str) {
        text.clone_into(&mut self.floor.description.lock().unwrap());
    }

    pub(crate) async fn cancelled(&self) {
        tokio::time::timeout(Duration::from_secs(10), self.floor.cancelled.notified())
            .await
            .expect("cancelled");
    }
}

#[derive(Clone)]
struct Desks {
    floor: Arc<Floor>,
}

fn tool(name: &'static str, title: &str, description: String, schema: Value, read_only: bool) -> Tool {
    let Value::Object(schema) = schema else {
        panic!("an object")
    };
    Tool::new(name, description, Arc::new(schema))
        .with_title(title)
        .with_annotations(ToolAnnotations::new().read_only(read_only))
}

impl ServerHandler for Desks {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("office", "1"))
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let none = || json!({ "type": "object", "properties": {} });
        let day = || json!({ "type": "string", "format": "date" });
        let leave =
            json!({ "type": "object", "properties": { "from": day(), "to": day() }, "required": ["from", "to"] });
        let description = self.floor.description.lock().unwrap().clone();
        Ok(ListToolsResult::with_all_items(vec![
            tool(
                "balance",
                "Vacation balance",
                "Vacation days that are left.".into(),
                none(),
                true,
            ),
            tool("leave", "Request leave", description, leave, false),
            tool(
                "meet",
                "Meet",
                "Waits for another one.".into(),
                json!({ "type": "object", "properties": { "who": { "type": "string" } } }),
                true,
            ),
            tool("slow", "Slow", "Never ends by itself.".into(), none(), true),
            tool("fail", "Fail", "Says that it failed.".into(), none(), true),
            tool("large", "Large", "Answers too much.".into(), none(), true),
            tool(
                "forbidden",
                "Forbidden",
                "Blocked by the company.".into(),
                none(),
                false,
            ),
        ]))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        self.floor
            .calls
            .lock()
            .unwrap()
            .push((request.name.to_string(), Value::Object(arguments.clone())));
        let text = |text: String| CallToolResult::success(vec![ContentBlock::text(text)]);
        let result = match request.name.as_ref() {
            "balance" => CallToolResult::structured(json!({ "year": 2026, "remaining_days": 12 })),
            "leave" => CallToolResult::structured(json!({ "id": "LR-1", "status": "submitted" })),
            "meet" => {
                self.floor.pair.wait().await;
                text(format!(
                    "met {}",
                    arguments.get("who").and_then(Value::as_str).unwrap_or_default()
                ))
            }
            "slow" => {
                if let Some(token) = context.meta.get_progress_token() {
                    let note = ProgressNotificationParam::new(token, 1.0)
                        .with_total(4.0)
                        .with_message("a quarter");
                    let _ = context.peer.notify_progress(note).await;
                }
                context.ct.cancelled().await;
                self.floor.cancelled.notify_one();
                text("late".into())
            }
            "fail" => CallToolResult::error(vec![ContentBlock::text("The printer is on fire.")]),
            "large" => text("x".repeat(LARGE)),
            other => return Err(ErrorData::invalid_params(format!("no tool {other}"), None)),
        };
        Ok(result.into())
    }
}
