//! The completion of an argument while it is being typed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rmcp::model::{ArgumentInfo, CompleteRequestParams, CompletionContext, Reference};

use super::{Visit, outcome_of};
use crate::api::Error;
use crate::approval::ApprovedCall;
use crate::mcp::Door;
use crate::mcp::failure::{failed, stopped};

/// Suggestions that come later than this are of no use to somebody who types.
const PATIENCE: Duration = Duration::from_secs(5);
/// More are not looked at (MCP, completion: at most 100).
const MOST: usize = 100;

/// What is being typed.
pub(in crate::mcp) struct Typed {
    /// The argument's name.
    pub(in crate::mcp) argument: String,
    /// What is there of it.
    pub(in crate::mcp) value: String,
    /// The other arguments, as far as they are filled in.
    pub(in crate::mcp) others: HashMap<String, String>,
}

/// Suggestions; none from a server that refuses or is slow.
pub(in crate::mcp) async fn complete(visit: Visit<'_>, call: ApprovedCall, typed: Typed) -> Result<Vec<String>, Error> {
    let begun = Instant::now();
    let result = asked(&visit, &call, typed).await;
    visit.note(&call, begun, outcome_of(&result));
    result
}

async fn asked(visit: &Visit<'_>, call: &ApprovedCall, typed: Typed) -> Result<Vec<String>, Error> {
    let link = visit.link(call).await?;
    let reference = match call.info().door {
        Door::Prompt => Reference::for_prompt(call.tool()),
        Door::Tool | Door::Resource => Reference::for_resource(call.tool()),
    };
    let argument = ArgumentInfo::new(typed.argument, typed.value);
    let mut params = CompleteRequestParams::new(reference, argument);
    if !typed.others.is_empty() {
        params.context = Some(CompletionContext::with_arguments(typed.others));
    }
    let answer = tokio::select! {
        biased;
        () = visit.cancel.cancelled() => return Err(stopped()),
        answer = tokio::time::timeout(PATIENCE, link.peer.complete(params)) => answer,
    };
    match answer {
        Ok(Ok(result)) => Ok(result.completion.values.into_iter().take(MOST).collect()),
        Ok(Err(error)) => Err(failed(visit.session, &link.peer, &error).await),
        Err(_) => Ok(Vec::new()),
    }
}
