//! One tool call on a person's word, outside a conversation: the same rules, questions and audit as in a chat.

use std::sync::Arc;

use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::Client;
use crate::api::{Answer, ApprovalView, CallState, CallView, Code, Error};
use crate::approval::{ApprovedCall, Refused, Verdict, Waiting};
use crate::audit::{self, Entry};
use crate::mcp::{Caller, Content, Door, PromptSaid, ToolInfo, ToolResult};
use crate::say;

/// Where such a call's question stands: in no conversation.
const NOWHERE: &str = "";

/// A call that the rules have seen. Dropping it withdraws its question.
#[must_use = "it has not run yet"]
pub struct DirectCall {
    verdict: Seen,
}

enum Seen {
    Approved(ApprovedCall),
    Asks {
        waiting: Waiting,
        question: Box<ApprovalView>,
    },
}

impl DirectCall {
    /// What the person is asked first; none where a rule allows the call.
    pub fn question(&self) -> Option<&ApprovalView> {
        match &self.verdict {
            Seen::Approved(_) => None,
            Seen::Asks { question, .. } => Some(question),
        }
    }
}

impl Client {
    /// A tool of a connected server.
    pub fn tool(&self, server_id: &str, name: &str) -> Result<Arc<ToolInfo>, Error> {
        let known = self.inner.sessions.tool(server_id, name);
        known.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                say!("There is no tool \"{tool}\" on this server.", tool = name),
            )
        })
    }

    /// Puts a call before the rules. [`Code::Blocked`] where they say no.
    pub fn prepare_call(
        &self,
        server_id: &str,
        name: &str,
        arguments: Map<String, Value>,
    ) -> Result<DirectCall, Error> {
        self.consider(self.tool(server_id, name)?, arguments)
    }

    /// Puts a prompt or the reading of a resource before the rules, as a call.
    pub fn prepare(
        &self,
        door: Door,
        server_id: &str,
        name: &str,
        arguments: Map<String, Value>,
    ) -> Result<DirectCall, Error> {
        self.consider(self.offered(door, server_id, name)?, arguments)
    }

    fn consider(&self, tool: Arc<ToolInfo>, arguments: Map<String, Value>) -> Result<DirectCall, Error> {
        let view = call_view(&tool, &arguments);
        let verdict = match self.inner.approvals.consider(NOWHERE, tool, arguments) {
            Verdict::Approved(call) => Seen::Approved(call),
            Verdict::Denied { reason } => {
                self.refused(&view.server_id, &view.tool, "a rule");
                return Err(Error::new(Code::Blocked, reason));
            }
            Verdict::Ask(question) => {
                let id = view.id.clone();
                let waiting = self.inner.approvals.put(question, NOWHERE, view);
                let question = self
                    .inner
                    .approvals
                    .waiting_in(NOWHERE)
                    .into_iter()
                    .find(|q| q.id == id);
                let question =
                    Box::new(question.ok_or_else(|| Error::new(Code::Internal, say!("The question was lost.")))?);
                Seen::Asks { waiting, question }
            }
        };
        Ok(DirectCall { verdict })
    }

    /// Runs it. `answer` is the person's, where there is a question: [`Code::ApprovalRequired`] without one,
    /// [`Code::Denied`] when they said no.
    pub async fn run_call(
        &self,
        call: DirectCall,
        answer: Option<Answer>,
        progress: impl Fn(Option<f64>, Option<String>) + Send + Sync + 'static,
        cancel: CancellationToken,
    ) -> Result<ToolResult, Error> {
        let approved = self.approved(call, answer, &cancel).await?;
        let caller = Caller {
            progress: Box::new(progress),
            cancel,
            ..Caller::nowhere()
        };
        self.inner.sessions.call(approved, caller).await
    }

    /// Reads a resource that was prepared so.
    pub async fn run_read(
        &self,
        call: DirectCall,
        answer: Option<Answer>,
        cancel: CancellationToken,
    ) -> Result<Content, Error> {
        let approved = self.approved(call, answer, &cancel).await?;
        self.inner.sessions.read(approved, heard_by_nobody(cancel)).await
    }

    /// Asks for a prompt that was prepared so.
    pub async fn run_prompt(
        &self,
        call: DirectCall,
        answer: Option<Answer>,
        cancel: CancellationToken,
    ) -> Result<Vec<PromptSaid>, Error> {
        let approved = self.approved(call, answer, &cancel).await?;
        self.inner.sessions.prompt(approved, heard_by_nobody(cancel)).await
    }

    /// What the rules and the person make of it.
    pub(super) async fn approved(
        &self,
        call: DirectCall,
        answer: Option<Answer>,
        cancel: &CancellationToken,
    ) -> Result<ApprovedCall, Error> {
        let approved = match call.verdict {
            Seen::Approved(approved) => approved,
            Seen::Asks { waiting, question } => {
                let (server_id, tool) = (&question.call.server_id, &question.call.tool);
                let Some(answer) = answer else {
                    self.refused(server_id, tool, "nobody was there to ask");
                    let message = say!(
                        "{tool} asks for approval first, and nobody was there to ask.",
                        tool = &question.call.title
                    );
                    return Err(Error::new(Code::ApprovalRequired, message));
                };
                self.inner.approvals.answer(&question.id, answer).await?;
                waiting.answer(cancel).await.map_err(|refused| {
                    let by = if refused == Refused::Declined {
                        "the person"
                    } else {
                        "a rule or a stop"
                    };
                    self.refused(server_id, tool, by);
                    match refused {
                        Refused::Declined => {
                            Error::new(Code::Denied, say!("You declined the call. Nothing was changed."))
                        }
                        Refused::Withdrawn => Error::new(Code::Cancelled, say!("Stopped.")),
                        Refused::Denied { reason } => Error::new(Code::Blocked, reason),
                    }
                })?
            }
        };
        Ok(approved)
    }

    /// Writes down a call that did not run. What runs is written down where it runs.
    pub(super) fn refused(&self, server_id: &str, tool: &str, by: &str) {
        self.inner.audit.write(&Entry {
            at: self.inner.clock.text(),
            server: server_id.to_owned(),
            tool: tool.to_owned(),
            decided_by: by.to_owned(),
            outcome: audit::Outcome::Refused,
            duration_ms: 0,
        });
    }
}

fn heard_by_nobody(cancel: CancellationToken) -> Caller {
    Caller {
        cancel,
        ..Caller::nowhere()
    }
}

fn call_view(tool: &ToolInfo, arguments: &Map<String, Value>) -> CallView {
    CallView {
        id: uuid::Uuid::now_v7().to_string(),
        server_id: tool.server_id.clone(),
        server_name: tool.server_name.clone(),
        account: tool.account.clone(),
        tool: tool.rule_name(),
        title: tool.title.clone(),
        arguments: Value::Object(arguments.clone()).to_string(),
        state: CallState::Asking,
        progress: None,
        progress_message: None,
        structured: None,
        text: None,
        media: Vec::new(),
        links: Vec::new(),
        reason: None,
        duration_ms: None,
    }
}
