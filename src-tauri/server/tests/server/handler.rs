//! A handler with two tools, and its policy: what a company's own tools would bring.

use lanyard_server::{Policy, Principal, Scope};
use rmcp::ErrorData;
use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer};

pub(crate) const POLICY: Policy = Policy {
    scopes: &[
        Scope {
            name: "x:read",
            english: "Look at things",
            chinese: "查看",
            implies: &[],
            by_default: true,
        },
        Scope {
            name: "x:write",
            english: "Change things",
            chinese: "更改",
            implies: &["x:read"],
            by_default: false,
        },
        Scope {
            name: "money",
            english: "See money",
            chinese: "查看费用",
            implies: &[],
            by_default: false,
        },
    ],
    required: |method, name| match (method, name) {
        ("tools/call", "look") => &["x:read"],
        ("tools/call", "change") => &["x:write"],
        ("tools/call", "money") => &["money"],
        ("tools/call", "both") => &["x:write", "money"],
        _ => &[],
    },
    for_groups: |groups| {
        let mut scopes = vec!["x:read", "x:write"];
        if groups.iter().any(|group| group == "finance") {
            scopes.push("money");
        }
        if groups.iter().any(|group| group == "nobody") {
            scopes.clear();
        }
        scopes
    },
};

/// Every tool answers with the principal it saw, and whether a credential or a proxy's word reached it.
#[derive(Clone)]
pub(crate) struct Tools;

impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let schema = || std::sync::Arc::new(serde_json::Map::from_iter([("type".to_owned(), "object".into())]));
        let tools = ["look", "change", "money", "both"].map(|name| Tool::new(name, "shows who calls", schema()));
        Ok(ListToolsResult::with_all_items(tools.to_vec()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let parts = context
            .extensions
            .get::<http::request::Parts>()
            .expect("the transport hands the parts on");
        let principal = parts.extensions.get::<Principal>().expect("the layer stands in front");
        let answer = serde_json::json!({
            "tool": request.name,
            "principal": principal,
            "saw_credential": parts.headers.contains_key("authorization") || parts.headers.contains_key("x-api-key"),
            "forwarded": parts.headers.keys().any(|name| name.as_str().contains("forwarded")),
        });
        Ok(CallToolResult::success(vec![ContentBlock::text(answer.to_string())]).into())
    }
}
