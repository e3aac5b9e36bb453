//! One message and all that comes of it.

use std::collections::HashMap;

use futures::StreamExt as _;
use lanyard_client::api::{Answer, CallState, CallView, Code, Error, EventBody, MessageView, PartView, Role, TurnEnd};
use lanyard_client::say;

use crate::exit::{self, Exit};
use crate::input::Lines;
use crate::output::Output;
use crate::session::Session;
use crate::{elicit, english, question, terminal};

/// What of a turn has been printed.
struct Printed {
    out: Output,
    /// Bytes per message and text part.
    text: HashMap<(String, usize), usize>,
    /// Standard output stands in the middle of a line.
    open: bool,
    calls: HashMap<String, CallState>,
}

/// What a person says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    /// What was added to it, by id.
    pub(super) attached: &'a [String],
}

impl<'a> Said<'a> {
    /// Words alone.
    pub(super) fn text(text: &'a str) -> Self {
        Self { text, attached: &[] }
    }
}

/// Sends a message and prints the answer as it comes. Ctrl-C stops the turn and keeps what was said.
pub(super) async fn run(
    session: &mut Session,
    conversation: &str,
    said: Said<'_>,
    approved: &[String],
    lines: &mut Option<Lines>,
) -> Result<Exit, Error> {
    let out = session.out;
    let mut printed = Printed {
        out,
        text: HashMap::new(),
        open: false,
        calls: HashMap::new(),
    };
    let mut unasked = false;
    let stop = session.interrupt.token();
    let mut stopping = false;
    session.client.send_with(conversation, said.text, said.attached).await?;
    loop {
        let event = tokio::select! {
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                session.client.stop_turn(conversation).await?;
                continue;
            }
            event = session.events.next() => event,
        };
        let Some(event) = event else {
            return Err(Error::new(Code::Internal, say!("Lanyard's core ended.")));
        };
        if of(&event.body).is_some_and(|id| id == conversation) && !matches!(event.body, EventBody::Message { .. }) {
            out.json_line(&english::json(&event.body));
        }
        match event.body {
            EventBody::Delta {
                conversation_id,
                message_id,
                part,
                reasoning: false,
                text,
            } if conversation_id == conversation => {
                printed.piece(message_id, part as usize, &text);
            }
            EventBody::Message {
                conversation_id,
                message,
            } if conversation_id == conversation => printed.whole(&message),
            EventBody::Call {
                conversation_id, call, ..
            } if conversation_id == conversation => printed.call(&call),
            EventBody::Approval { approval } if approval.conversation_id == conversation => {
                printed.end_line();
                let answer = tokio::select! {
                    () = stop.cancelled() => continue,
                    answer = question::answer(&approval, approved, lines, out) => answer,
                };
                let answer = answer.unwrap_or_else(|| {
                    unasked = true;
                    let name = terminal::line(&approval.call.tool);
                    out.note(&if approval.can_always {
                        format!("{name} asks for approval first, and nobody is here to ask. Add --approve {name} to allow it.")
                    } else {
                        format!("{name} asks each time by a rule of your company, and nobody is here to ask.")
                    });
                    Answer::Deny
                });
                session.client.answer_approval(&approval.id, answer).await?;
            }
            EventBody::Elicitation { elicitation } if elicitation.conversation_id == conversation => {
                printed.end_line();
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = elicit::answer(&session.client, &elicitation, lines, out) => {}
                }
            }
            EventBody::TurnEnded {
                conversation_id, end, ..
            } if conversation_id == conversation => {
                printed.end_line();
                if stopping {
                    session.interrupt.reset();
                }
                return match end {
                    TurnEnd::Complete if unasked => Ok(exit::APPROVAL),
                    TurnEnd::Complete => Ok(exit::OK),
                    TurnEnd::Stopped => Ok(exit::INTERRUPTED),
                    TurnEnd::Interrupted => Ok(exit::FAULT),
                    TurnEnd::Failed { error } => Err(error),
                };
            }
            // Events were missed: what was said meanwhile is in the conversation.
            EventBody::Reset => {
                for message in session
                    .client
                    .open_conversation(conversation)
                    .await?
                    .messages
                    .iter()
                    .rev()
                    .take(1)
                {
                    printed.whole(message);
                    if message.role == Role::Assistant && message.end.is_some() {
                        return Ok(exit::OK);
                    }
                }
            }
            _ => {}
        }
    }
}

fn of(body: &EventBody) -> Option<&str> {
    match body {
        EventBody::Delta { conversation_id, .. }
        | EventBody::Call { conversation_id, .. }
        | EventBody::ApprovalDone { conversation_id, .. }
        | EventBody::TurnEnded { conversation_id, .. }
        | EventBody::Message { conversation_id, .. } => Some(conversation_id),
        EventBody::Approval { approval } => Some(&approval.conversation_id),
        EventBody::Elicitation { elicitation } => Some(&elicitation.conversation_id),
        _ => None,
    }
}

impl Printed {
    fn piece(&mut self, message: String, part: usize, text: &str) {
        let printed = self.text.entry((message, part)).or_insert(0);
        if *printed == 0 && self.open {
            self.out.piece("\n");
        }
        *printed += text.len();
        self.out.piece(text);
        self.open = !text.ends_with('\n');
    }

    /// A message told as a whole: what of its text was not printed yet follows now.
    fn whole(&mut self, message: &MessageView) {
        if message.role != Role::Assistant {
            return;
        }
        for (index, part) in message.parts.iter().enumerate() {
            match part {
                PartView::Text { text } => {
                    let printed = self.text.get(&(message.id.clone(), index)).copied().unwrap_or(0);
                    if let Some(rest) = text.get(printed..).filter(|rest| !rest.is_empty()) {
                        self.piece(message.id.clone(), index, rest);
                    }
                }
                PartView::Call { call } => self.call(call),
                PartView::Reasoning { .. }
                | PartView::Attachment { .. }
                | PartView::Summary { .. }
                | PartView::Note { .. } => {}
            }
        }
    }

    fn call(&mut self, call: &CallView) {
        if self.calls.insert(call.id.clone(), call.state) == Some(call.state) {
            return;
        }
        let word = match call.state {
            CallState::Asking => return,
            CallState::Running => "runs",
            CallState::Done => "done",
            CallState::Failed => "failed",
            CallState::SignInRequired => "needs a sign-in",
            CallState::Declined => "declined",
            CallState::Blocked => "blocked",
            CallState::Stopped => "stopped",
        };
        self.end_line();
        let time = call
            .duration_ms
            .map(|ms| format!(" in {}.{} s", ms / 1000, ms % 1000 / 100))
            .unwrap_or_default();
        let (title, tool) = (terminal::line(&call.title), terminal::line(&call.tool));
        self.out.note(&format!(
            "[{}: {title} ({tool}) {word}{time}]",
            terminal::line(&call.server_name)
        ));
    }

    fn end_line(&mut self) {
        if std::mem::take(&mut self.open) {
            self.out.piece("\n");
        }
    }
}
