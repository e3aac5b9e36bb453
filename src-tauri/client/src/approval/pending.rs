//! Questions to the person: several may wait, each is answered once.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::{ApprovedCall, Decision, Rules};
use crate::api::{Answer, ApprovalView, CallView, Code, Error, EventBody, Rule, Sentence};
use crate::events::Bus;
use crate::mcp::{Door, ToolInfo};
use crate::say;

/// The questions that wait; a clone shares them.
#[derive(Clone)]
pub struct Approvals {
    rules: Rules,
    bus: Bus,
    pending: Arc<Mutex<BTreeMap<String, Pending>>>,
    /// What the person allowed for one conversation, until the app ends.
    in_conversations: Arc<Mutex<HashSet<Allowed>>>,
}

/// A conversation, a server, a tool, and the tool's definition when it was allowed.
type Allowed = (String, String, String, String);

fn allowed(conversation_id: &str, tool: &ToolInfo) -> Allowed {
    (
        conversation_id.to_owned(),
        tool.server_id.clone(),
        tool.rule_name(),
        tool.definition.clone(),
    )
}

struct Pending {
    view: ApprovalView,
    tool: Arc<ToolInfo>,
    answer: oneshot::Sender<Answer>,
}

/// What the rules say about one call.
#[derive(Debug)]
pub enum Verdict {
    /// A rule allows it.
    Approved(ApprovedCall),
    /// The person is to be asked.
    Ask(Question),
    /// It does not run.
    Denied {
        /// One sentence.
        reason: Sentence,
    },
}

/// A question not yet put to the person.
#[derive(Debug)]
#[must_use = "a question that is not put lets the call hang"]
pub struct Question {
    tool: Arc<ToolInfo>,
    arguments: Map<String, Value>,
    reason: Option<Sentence>,
    can_always: bool,
}

/// Why a question led to no call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The person said no.
    #[error("the person declined the call")]
    Declined,
    /// It was withdrawn: the turn was stopped.
    #[error("the question was withdrawn")]
    Withdrawn,
    /// A rule came between question and answer.
    #[error("{reason}")]
    Denied {
        /// One sentence.
        reason: Sentence,
    },
}

/// A question that the person sees. Dropping it withdraws it.
#[must_use = "dropping it withdraws the question"]
pub struct Waiting {
    approvals: Approvals,
    id: String,
    conversation_id: String,
    tool: Arc<ToolInfo>,
    arguments: Map<String, Value>,
    answer: oneshot::Receiver<Answer>,
}

impl Approvals {
    /// No question yet.
    pub fn new(rules: Rules, bus: Bus) -> Self {
        Self {
            rules,
            bus,
            pending: Arc::default(),
            in_conversations: Arc::default(),
        }
    }

    fn is_allowed_in(&self, conversation_id: &str, tool: &ToolInfo) -> bool {
        let all = self.in_conversations.lock().unwrap_or_else(PoisonError::into_inner);
        !conversation_id.is_empty() && all.contains(&allowed(conversation_id, tool))
    }

    /// The rules that decide.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Asks the rules about a call in a conversation; outside of any its id is empty.
    pub fn consider(&self, conversation_id: &str, tool: Arc<ToolInfo>, arguments: Map<String, Value>) -> Verdict {
        match self.rules.decide(&tool) {
            Decision::Allow { by } => Verdict::Approved(ApprovedCall::new(tool, arguments, by)),
            // What the company has ask each time, and a tool that has changed, ask here too.
            Decision::Ask {
                reason: None,
                can_always: true,
            } if self.is_allowed_in(conversation_id, &tool) => {
                let by = "the person, in this conversation".to_owned();
                Verdict::Approved(ApprovedCall::new(tool, arguments, by))
            }
            Decision::Ask { reason, can_always } => Verdict::Ask(Question {
                tool,
                arguments,
                reason,
                can_always,
            }),
            Decision::Deny { reason } => Verdict::Denied { reason },
        }
    }

    /// What a person chose to do by hand, such as to attach a resource: that they did is their answer, where a rule
    /// asks. What a rule denies stays denied.
    pub fn by_hand(&self, tool: Arc<ToolInfo>, arguments: Map<String, Value>) -> Result<ApprovedCall, Sentence> {
        match self.rules.decide(&tool) {
            Decision::Allow { by } => Ok(ApprovedCall::new(tool, arguments, by)),
            // Only what is read is chosen by hand; a tool asks with its arguments before the person's eyes.
            Decision::Ask { .. } if tool.door != Door::Tool => {
                Ok(ApprovedCall::new(tool, arguments, "the person, by hand".to_owned()))
            }
            Decision::Ask { .. } => Err(say!("This asks first.")),
            Decision::Deny { reason } => Err(reason),
        }
    }

    /// Puts a question to the person; it is named by the call's id.
    pub fn put(&self, question: Question, conversation_id: &str, call: CallView) -> Waiting {
        let (sender, answer) = oneshot::channel();
        let view = ApprovalView {
            id: call.id.clone(),
            conversation_id: conversation_id.to_owned(),
            call,
            description: question.tool.description.clone(),
            effects: question.tool.effects,
            can_always: question.can_always,
            reason: question.reason,
        };
        let id = view.id.clone();
        let pending = Pending {
            view: view.clone(),
            tool: Arc::clone(&question.tool),
            answer: sender,
        };
        {
            // Told under the lock, so that no answer can overtake its question.
            let mut all = self.lock();
            all.insert(id.clone(), pending);
            self.bus.emit(EventBody::Approval { approval: view });
        }
        Waiting {
            approvals: self.clone(),
            id,
            conversation_id: conversation_id.to_owned(),
            tool: question.tool,
            arguments: question.arguments,
            answer,
        }
    }

    /// The questions that wait in a conversation, in the order they were put.
    pub fn waiting_in(&self, conversation_id: &str) -> Vec<ApprovalView> {
        let all = self.lock();
        all.values()
            .map(|p| &p.view)
            .filter(|v| v.conversation_id == conversation_id)
            .cloned()
            .collect()
    }

    /// A person's answer. "Always" is remembered before the call runs, so that it is not lost when the app ends.
    pub async fn answer(&self, id: &str, answer: Answer) -> Result<(), Error> {
        if matches!(answer, Answer::AllowAlways | Answer::AllowConversation) {
            let (tool, can_always, conversation_id) = {
                let all = self.lock();
                let pending = all.get(id).ok_or_else(gone)?;
                let view = &pending.view;
                (Arc::clone(&pending.tool), view.can_always, view.conversation_id.clone())
            };
            if !can_always {
                return Err(Error::new(
                    Code::Blocked,
                    say!("Your company has this tool ask each time. Choose Allow once instead."),
                ));
            }
            if answer == Answer::AllowAlways {
                self.rules.set(&tool, Rule::Allow).await?;
            } else {
                let mut all = self.in_conversations.lock().unwrap_or_else(PoisonError::into_inner);
                all.insert(allowed(&conversation_id, &tool));
            }
        }
        let pending = self.take(id).ok_or_else(gone)?;
        // A turn that ended meanwhile has no ear any more.
        pending.answer.send(answer).map_err(|_| gone())
    }

    fn take(&self, id: &str) -> Option<Pending> {
        let mut all = self.lock();
        let pending = all.remove(id)?;
        self.bus.emit(EventBody::ApprovalDone {
            conversation_id: pending.view.conversation_id.clone(),
            id: id.to_owned(),
        });
        Some(pending)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Where the question stands.
    pub fn conversation_id(&self) -> &str {
        &self.conversation_id
    }

    /// Waits for the one answer, or for the turn to be stopped.
    pub async fn answer(mut self, cancel: &CancellationToken) -> Result<ApprovedCall, Refused> {
        let answer = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Refused::Withdrawn),
            answer = &mut self.answer => answer.map_err(|_| Refused::Withdrawn)?,
        };
        let by = match answer {
            Answer::Deny => return Err(Refused::Declined),
            Answer::AllowOnce => "the person, this once",
            Answer::AllowConversation => "the person, in this conversation",
            Answer::AllowAlways => "the person, always",
        };
        // The rules may have become stricter while the question stood.
        if let Decision::Deny { reason } = self.approvals.rules.decide(&self.tool) {
            return Err(Refused::Denied { reason });
        }
        let arguments = std::mem::take(&mut self.arguments);
        Ok(ApprovedCall::new(Arc::clone(&self.tool), arguments, by.to_owned()))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // An answered question is no longer there; any other is withdrawn.
        let _ = self.approvals.take(&self.id);
    }
}

fn gone() -> Error {
    Error::new(
        Code::NotFound,
        say!("This question has been answered already, or its turn was stopped."),
    )
}
