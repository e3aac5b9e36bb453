//! The calls of one round: decided, asked about, run side by side, and kept.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::Value;

use super::board::summary_of;
use super::choice;
use super::finder::Finder;
use super::live::Live;
use super::record::{Call, Message, Part, id_text};
use super::turn::Halt;
use crate::api::{CallState, CallView, Code, Error, EventBody, LinkView, MediaView, Sentence};
use crate::approval::{ApprovedCall, Question, Refused, Verdict};
use crate::audit::{self, Entry};
use crate::mcp::{Caller, ToolResult};
use crate::models::{Arguments, Names, ToolRequest};
use crate::say;

/// How long a stopped call may take to tell its server.
const FAREWELL: Duration = Duration::from_secs(5);

/// What is to be done with a call.
enum Plan {
    Run(ApprovedCall),
    Ask(Question),
    /// It has its outcome already.
    Nothing,
}

/// How a call came out.
struct Outcome {
    state: CallState,
    text: Option<String>,
    structured: Option<String>,
    media: Vec<MediaView>,
    links: Vec<LinkView>,
    reason: Option<Sentence>,
}

impl Outcome {
    fn without_result(state: CallState, reason: Option<Sentence>) -> Self {
        Self {
            state,
            text: None,
            structured: None,
            media: Vec::new(),
            links: Vec::new(),
            reason,
        }
    }
}

/// The tools of a round, and what finds more of them where not all are offered.
pub(super) struct Tools {
    pub(super) names: Names,
    pub(super) finder: Option<Arc<Finder>>,
}

/// Decides all calls of a round, shows them, and runs what may run. Returns when each has its outcome.
pub(super) async fn run(live: &Arc<Live>, round: u32, asked: Vec<ToolRequest>, tools: &Tools) -> Result<(), Halt> {
    let message = live.message();
    let first = message
        .parts
        .iter()
        .filter(|part| matches!(part, Part::Call { .. }))
        .count();
    let (mut calls, mut plans) = (Vec::new(), Vec::new());
    for (index, request) in asked.into_iter().enumerate() {
        let id = format!("{}.{:04}", id_text(message.id), first + index);
        let (call, plan) = decide(live, id, request, tools);
        calls.push(call);
        plans.push(plan);
    }
    live.step(|message| begin(message, round, &calls)).await?;
    let results = join_all(
        calls
            .into_iter()
            .zip(plans)
            .map(|(call, plan)| see_through(live, call.view, plan)),
    )
    .await;
    results.into_iter().collect::<Result<(), Error>>()?;
    Ok(())
}

fn begin(message: &mut Message, round: u32, calls: &[Call]) -> Vec<CallView> {
    message.parts.extend(calls.iter().map(|call| Part::Call {
        round,
        call: Box::new(call.clone()),
    }));
    calls.iter().map(|call| call.view.clone()).collect()
}

fn decide(live: &Live, id: String, request: ToolRequest, tools: &Tools) -> (Call, Plan) {
    let tool = tools.names.tool(&request.name);
    let arguments = match &request.arguments {
        Arguments::Object(map) => Value::Object(map.clone()).to_string(),
        Arguments::Broken(text) => text.clone(),
    };
    let mut view = CallView {
        id,
        server_id: tool.map(|t| t.server_id.clone()).unwrap_or_default(),
        server_name: tool.map(|t| t.server_name.clone()).unwrap_or_default(),
        account: tool.and_then(|t| t.account.clone()),
        tool: tool.map_or_else(|| request.name.clone(), |t| t.name.clone()),
        title: tool.map_or_else(|| request.name.clone(), |t| t.title.clone()),
        arguments,
        state: CallState::Failed,
        progress: None,
        progress_message: None,
        structured: None,
        text: None,
        media: Vec::new(),
        links: Vec::new(),
        reason: None,
        duration_ms: None,
    };
    let plan = match (tool, request.arguments) {
        // Lanyard's own: it looks something up here, and calls nobody.
        (Some(_), Arguments::Object(map)) if request.name == choice::finding() => {
            let query = map.get("query").and_then(Value::as_str).unwrap_or_default();
            let (text, found) = tools
                .finder
                .as_ref()
                .map(|f| choice::find(f, query))
                .unwrap_or_default();
            view.state = CallState::Done;
            view.text = Some(text);
            view.structured = Some(Value::from(found).to_string());
            Plan::Nothing
        }
        (None, _) => {
            view.reason = Some(say!("There is no such tool, or its server is not connected right now."));
            Plan::Nothing
        }
        (Some(_), Arguments::Broken(_)) => {
            view.reason = Some(say!(
                "The model's arguments for this tool can't be read; nothing was called."
            ));
            Plan::Nothing
        }
        (Some(tool), Arguments::Object(map)) => {
            match live.approvals.consider(&live.conversation_id, Arc::clone(tool), map) {
                Verdict::Approved(approved) => {
                    view.state = CallState::Running;
                    Plan::Run(approved)
                }
                Verdict::Ask(question) => {
                    view.state = CallState::Asking;
                    Plan::Ask(question)
                }
                Verdict::Denied { reason } => {
                    refused(live, &tool.server_id, &tool.name, "a rule");
                    view.state = CallState::Blocked;
                    view.reason = Some(reason);
                    Plan::Nothing
                }
            }
        }
    };
    (
        Call {
            view,
            id: request.id,
            name: request.name,
            signatures: request.signatures,
        },
        plan,
    )
}

/// Takes one call to its outcome. Only a failing disk is an error here: everything else is an outcome.
async fn see_through(live: &Arc<Live>, view: CallView, plan: Plan) -> Result<(), Error> {
    let (id, server_id, tool) = (view.id.clone(), view.server_id.clone(), view.tool.clone());
    let approved = match plan {
        Plan::Nothing => return Ok(()),
        Plan::Run(approved) => approved,
        Plan::Ask(question) => match ask(live, question, view).await {
            Ok(approved) => {
                live.step(|message| change(message, &id, |call| call.state = CallState::Running))
                    .await?;
                approved
            }
            Err(why) => {
                let by = if why == Refused::Declined {
                    "the person"
                } else {
                    "a rule or a stop"
                };
                refused(live, &server_id, &tool, by);
                return settle(live, &id, refusal(why), None).await;
            }
        },
    };
    let begun = Instant::now();
    let outcome = execute(live, &id, approved).await;
    settle(live, &id, outcome, Some(begun.elapsed())).await
}

async fn ask(live: &Live, question: Question, view: CallView) -> Result<ApprovedCall, Refused> {
    let waiting = live.approvals.put(question, &live.conversation_id, view);
    tell_row(live).await;
    let answer = waiting.answer(&live.cancel).await;
    tell_row(live).await;
    answer
}

async fn execute(live: &Arc<Live>, id: &str, approved: ApprovedCall) -> Outcome {
    let progress = {
        let (live, id) = (Arc::clone(live), id.to_owned());
        move |fraction, text| live.progress(&id, fraction, text)
    };
    let caller = Caller {
        conversation_id: live.conversation_id.clone(),
        call_id: Some(id.to_owned()),
        progress: Box::new(progress),
        cancel: live.cancel.clone(),
    };
    let tools = live.parts.sessions.clone();
    let mut call = Box::pin(async move { tools.call(approved, caller).await });
    tokio::select! {
        biased;
        () = live.cancel.cancelled() => {
            // The person need not wait while the server is told.
            tokio::spawn(tokio::time::timeout(FAREWELL, call));
            Outcome::without_result(CallState::Stopped, None)
        }
        result = &mut call => match result {
            Ok(result) => done(result),
            Err(error) => {
                let state = match error.code {
                    Code::Cancelled => CallState::Stopped,
                    Code::Blocked => CallState::Blocked,
                    Code::SignInRequired => CallState::SignInRequired,
                    _ => CallState::Failed,
                };
                Outcome::without_result(state, Some(error.message))
            }
        },
    }
}

fn done(result: ToolResult) -> Outcome {
    let state = if result.is_error {
        CallState::Failed
    } else {
        CallState::Done
    };
    let note =
        || say!("The tool's structured result is not of the shape that the tool declares, so only its text is shown.");
    Outcome {
        state,
        text: Some(result.text),
        structured: result.structured.map(|value| value.to_string()),
        media: result.media,
        links: result.links,
        reason: result.out_of_shape.then(note),
    }
}

fn refusal(refused: Refused) -> Outcome {
    let (state, reason) = match refused {
        Refused::Declined => (CallState::Declined, None),
        Refused::Withdrawn => (CallState::Stopped, None),
        Refused::Denied { reason } => (CallState::Blocked, Some(reason)),
    };
    Outcome::without_result(state, reason)
}

async fn settle(live: &Live, id: &str, outcome: Outcome, took: Option<Duration>) -> Result<(), Error> {
    live.step(|message| {
        change(message, id, |call| {
            call.state = outcome.state;
            call.text.clone_from(&outcome.text);
            call.structured.clone_from(&outcome.structured);
            call.media.clone_from(&outcome.media);
            call.links.clone_from(&outcome.links);
            call.reason.clone_from(&outcome.reason);
            call.duration_ms = took.map(|d| u32::try_from(d.as_millis()).unwrap_or(u32::MAX));
            call.progress = None;
            call.progress_message = None;
        })
    })
    .await
}

fn change(message: &mut Message, id: &str, with: impl Fn(&mut CallView)) -> Vec<CallView> {
    let Some(call) = message.call_mut(id) else {
        return Vec::new();
    };
    with(call);
    vec![call.clone()]
}

/// Writes down a call that did not run. What runs is written down where it runs.
fn refused(live: &Live, server_id: &str, tool: &str, by: &str) {
    live.parts.audit.write(&Entry {
        at: live.parts.clock.text(),
        server: server_id.to_owned(),
        tool: tool.to_owned(),
        decided_by: by.to_owned(),
        outcome: audit::Outcome::Refused,
        duration_ms: 0,
    });
}

/// The list shows which conversations ask.
async fn tell_row(live: &Live) {
    let parts = &live.parts;
    if let Ok(Some(row)) = crate::store::conversations::get(&parts.store, &live.conversation_id).await {
        let conversation = summary_of(row, true, &live.approvals, parts);
        parts.bus.emit(EventBody::Conversation { conversation });
    }
}
