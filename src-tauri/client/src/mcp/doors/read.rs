//! The reading of one resource.

use std::time::Instant;

use rmcp::model::{ClientRequest, ReadResourceRequest, ReadResourceRequestParams, ServerResult};

use super::{Visit, outcome_of};
use crate::api::{Code, Error};
use crate::approval::ApprovedCall;
use crate::mcp::{Content, content, exchange};
use crate::say;

/// Reads what was approved.
pub(in crate::mcp) async fn read(visit: Visit<'_>, call: ApprovedCall) -> Result<Content, Error> {
    let begun = Instant::now();
    let result = exchanged(&visit, &call).await;
    visit.note(&call, begun, outcome_of(&result));
    result
}

async fn exchanged(visit: &Visit<'_>, call: &ApprovedCall) -> Result<Content, Error> {
    let link = visit.link(call).await?;
    let result = exchange::run(visit.session, &link, &visit.company(), |(responses, state)| {
        let mut params = ReadResourceRequestParams::new(call.tool().to_owned());
        params.input_responses = responses;
        params.request_state = state;
        ClientRequest::ReadResourceRequest(ReadResourceRequest::new(params))
    })
    .await?;
    match result {
        ServerResult::ReadResourceResult(result) => Ok(content::of_resources(result.contents).await),
        _ => Err(Error::new(
            Code::NotAServer,
            say!(
                "{server} sent an answer that is no resource.",
                server = &visit.session.config.name
            ),
        )),
    }
}
