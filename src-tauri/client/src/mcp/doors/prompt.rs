//! One prompt, with its arguments.

use std::time::Instant;

use rmcp::model::{ClientRequest, GetPromptRequest, GetPromptRequestParams, GetPromptResult, Role, ServerResult};

use super::{Visit, outcome_of};
use crate::api::{Code, Error};
use crate::approval::ApprovedCall;
use crate::mcp::{Content, PromptSaid, content, exchange};
use crate::say;

/// Messages of one prompt.
const MOST: usize = 100;

/// Asks for what was approved.
pub(in crate::mcp) async fn prompt(visit: Visit<'_>, call: ApprovedCall) -> Result<Vec<PromptSaid>, Error> {
    let begun = Instant::now();
    let result = exchanged(&visit, &call).await;
    visit.note(&call, begun, outcome_of(&result));
    result
}

async fn exchanged(visit: &Visit<'_>, call: &ApprovedCall) -> Result<Vec<PromptSaid>, Error> {
    let link = visit.link(call).await?;
    let result = exchange::run(visit.session, &link, &visit.company(), |(responses, state)| {
        let mut params = GetPromptRequestParams::new(call.tool().to_owned());
        params.arguments = (!call.arguments().is_empty()).then(|| call.arguments().clone());
        params.input_responses = responses;
        params.request_state = state;
        ClientRequest::GetPromptRequest(GetPromptRequest::new(params))
    })
    .await?;
    match result {
        ServerResult::GetPromptResult(result) => Ok(said(result).await),
        _ => Err(Error::new(
            Code::NotAServer,
            say!(
                "{server} sent an answer that is no prompt.",
                server = &visit.session.config.name
            ),
        )),
    }
}

async fn said(result: GetPromptResult) -> Vec<PromptSaid> {
    let mut all = Vec::new();
    // One for the whole prompt: its messages end up in one attachment.
    let mut room = content::Room::of_an_answer();
    for message in result.messages.into_iter().take(MOST) {
        let content: Content = content::of_blocks(vec![message.content], &mut room).await;
        all.push(PromptSaid {
            by_assistant: message.role == Role::Assistant,
            content,
        });
    }
    all
}
