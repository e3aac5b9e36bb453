//! What only `cargo xtask bench host` may see: a call without the choke point, and the choice of tools by itself. It is
//! behind a feature that no build of the app has.

use std::sync::Arc;

use rmcp::model::{CallToolRequestParams, CallToolResult};
use serde_json::{Map, Value};

use crate::Client;
use crate::chat::Choosing;
use crate::mcp::{Door, ToolInfo};

impl Client {
    /// A call on a server's session by rmcp alone: no rule, no comparison, no audit, no line in the log of messages that
    /// the transport would not write anyway.
    pub async fn bare_call(&self, server_id: &str, tool: &str, arguments: Map<String, Value>) -> CallToolResult {
        let mut params = CallToolRequestParams::new(tool.to_owned());
        params.arguments = Some(arguments);
        let peer = self.sessions().peer(server_id).await;
        peer.call_tool(params)
            .await
            .unwrap_or_else(|error| panic!("the bare call failed: {error}"))
    }
}

/// Chooses tools for a message out of this many, of as many servers as there are fifties.
pub fn choosing(count: usize) -> Choosing {
    const WORDS: [&str; 16] = [
        "invoice", "leave", "ticket", "room", "customer", "contract", "budget", "report", "device", "visitor", "order",
        "stock", "shift", "training", "travel", "expense",
    ];
    const ACTS: [&str; 8] = [
        "list", "find", "create", "update", "cancel", "approve", "export", "assign",
    ];
    let tool = |n: usize| {
        let (act, word, other) = (ACTS[n % 8], WORDS[(n / 8) % 16], WORDS[(n / 128) % 16]);
        let name = format!("{act}_{word}_{n}");
        Arc::new(ToolInfo {
            door: Door::Tool,
            server_id: format!("s{}", n / 50),
            server_name: format!("Server {}", n / 50),
            server_url: String::new(),
            account: None,
            title: name.replace('_', " "),
            description: format!(
                "This can {act} one {word} or several, with what belongs to each {other}, number {n}."
            ),
            input_schema: serde_json::json!({ "type": "object", "properties": { "id": { "type": "string" } } })
                .as_object()
                .cloned()
                .unwrap_or_default(),
            output_schema: None,
            effects: crate::api::Effects::default(),
            definition: name.clone(),
            name,
        })
    };
    Choosing::new((0..count).map(tool).collect())
}
