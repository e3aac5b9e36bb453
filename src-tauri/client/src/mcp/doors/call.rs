//! One tool call: the only road to a server's tools.

use std::time::Instant;

use rmcp::model::{CallToolRequest, CallToolRequestParams, CallToolResult, ClientRequest, ServerResult};

use super::{Visit, outcome_of};
use crate::api::{Code, Error};
use crate::approval::ApprovedCall;
use crate::audit::Outcome;
use crate::mcp::{ToolResult, content, exchange, shape};
use crate::say;

/// Runs an approved call.
pub(in crate::mcp) async fn call(visit: Visit<'_>, call: ApprovedCall) -> Result<ToolResult, Error> {
    let begun = Instant::now();
    let result = exchanged(&visit, &call).await;
    let outcome = match &result {
        Ok(answer) if answer.is_error => Outcome::ToolFailed,
        other => outcome_of(other),
    };
    visit.note(&call, begun, outcome);
    result
}

async fn exchanged(visit: &Visit<'_>, call: &ApprovedCall) -> Result<ToolResult, Error> {
    let link = visit.link(call).await?;
    let result = exchange::run(visit.session, &link, &visit.company(), |(responses, state)| {
        let mut params = CallToolRequestParams::new(call.tool().to_owned());
        params.arguments = Some(call.arguments().clone());
        params.input_responses = responses;
        params.request_state = state;
        ClientRequest::CallToolRequest(CallToolRequest::new(params))
    })
    .await?;
    match result {
        ServerResult::CallToolResult(result) => Ok(answer_of(result, call).await),
        _ => Err(Error::new(
            Code::NotAServer,
            say!(
                "{server} sent an answer that is not a tool's result.",
                server = &visit.session.config.name
            ),
        )),
    }
}

async fn answer_of(result: CallToolResult, call: &ApprovedCall) -> ToolResult {
    let is_error = result.is_error.unwrap_or(false);
    let mut structured = result.structured_content;
    let mut text_only = false;
    // A tool that failed need not keep to its shape.
    if let (Some(value), Some(schema), false) = (&structured, &call.info().output_schema, is_error)
        && !shape::fits(schema, value)
    {
        text_only = true;
    }
    let mut content = content::of_blocks(result.content, &mut content::Room::of_an_answer()).await;
    if text_only && content.text.trim().is_empty() {
        content.text = structured.as_ref().map(ToString::to_string).unwrap_or_default();
    }
    if text_only {
        structured = None;
    }
    ToolResult {
        text: content.text,
        media: content.media,
        links: content.links,
        structured,
        is_error,
        out_of_shape: text_only,
    }
}
