//! The proof that a call may run.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::mcp::ToolInfo;

/// One call of one tool with these arguments, allowed by a rule or by a person. It is used up by running it: it can
/// be neither copied nor made outside `approval`. Others may read it:
///
/// ```
/// fn read(call: &lanyard_client::approval::ApprovedCall) -> (&str, &serde_json::Map<String, serde_json::Value>) {
///     (call.tool(), call.arguments())
/// }
/// ```
///
/// but neither make one:
///
/// ```compile_fail
/// fn forged(tool: std::sync::Arc<lanyard_client::mcp::ToolInfo>) -> lanyard_client::approval::ApprovedCall {
///     lanyard_client::approval::ApprovedCall::new(tool, serde_json::Map::new(), "me".to_owned())
/// }
/// ```
///
/// nor use one twice:
///
/// ```compile_fail
/// fn twice(call: lanyard_client::approval::ApprovedCall) -> [lanyard_client::approval::ApprovedCall; 2] {
///     [call.clone(), call]
/// }
/// ```
#[derive(Debug)]
#[must_use = "an approved call that is not run was asked for in vain"]
pub struct ApprovedCall {
    tool: Arc<ToolInfo>,
    arguments: Map<String, Value>,
    decided_by: String,
}

impl ApprovedCall {
    pub(super) fn new(tool: Arc<ToolInfo>, arguments: Map<String, Value>, decided_by: String) -> Self {
        Self {
            tool,
            arguments,
            decided_by,
        }
    }

    /// The server's id.
    pub fn server_id(&self) -> &str {
        &self.tool.server_id
    }

    /// The tool's own name.
    pub fn tool(&self) -> &str {
        &self.tool.name
    }

    /// The tool as it was when it was approved.
    pub fn info(&self) -> &Arc<ToolInfo> {
        &self.tool
    }

    /// The arguments, exactly as they were shown.
    pub fn arguments(&self) -> &Map<String, Value> {
        &self.arguments
    }

    /// Who decided, in words for the audit log.
    pub fn decided_by(&self) -> &str {
        &self.decided_by
    }
}
