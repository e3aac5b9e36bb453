//! Messages as they are kept: more than a window is shown, because a model's next request is built from them.

use serde::{Deserialize, Serialize};

use crate::api::{CallState, CallView, Error, MessageView, PartView, Role, TurnEnd};
use crate::store::messages::Row;

/// The schema of `parts`. A reader takes this version and the ones before.
pub(super) const VERSION: i64 = 1;
/// How much of one message search looks at, in characters.
const SEARCHED: usize = 100_000;

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    /// Grows with time; 0 until it is stored.
    pub(super) id: i64,
    pub(super) role: Role,
    pub(super) parts: Vec<Part>,
    pub(super) at: String,
    pub(super) end: Option<TurnEnd>,
    pub(super) model: Option<String>,
}

/// A piece of a message. `round` counts the model's answers within a turn, from 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Part {
    Text { round: u32, text: String },
    Reasoning { round: u32, text: String },
    Call { round: u32, call: Box<Call> },
}

/// A call: what is shown, and what the model has to be told again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Call {
    pub(super) view: CallView,
    /// The model's id for it.
    pub(super) id: String,
    /// The name the model used.
    pub(super) name: String,
    /// Opaque texts that go back to the model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) signatures: Vec<String>,
}

impl Message {
    /// What a person says.
    pub(super) fn user(text: &str, at: &str) -> Self {
        let parts = vec![Part::Text {
            round: 0,
            text: text.to_owned(),
        }];
        Self {
            id: 0,
            role: Role::User,
            parts,
            at: at.to_owned(),
            end: None,
            model: None,
        }
    }

    /// An answer not yet begun.
    pub(super) fn answer(at: &str, model: Option<String>) -> Self {
        Self {
            id: 0,
            role: Role::Assistant,
            parts: Vec::new(),
            at: at.to_owned(),
            end: None,
            model,
        }
    }

    /// As a window shows it.
    pub(super) fn view(&self) -> MessageView {
        let part = |part: &Part| match part {
            Part::Text { text, .. } => PartView::Text { text: text.clone() },
            Part::Reasoning { text, .. } => PartView::Reasoning { text: text.clone() },
            Part::Call { call, .. } => PartView::Call {
                call: call.view.clone(),
            },
        };
        MessageView {
            id: id_text(self.id),
            role: self.role,
            parts: self.parts.iter().map(part).collect(),
            at: self.at.clone(),
            end: self.end.clone(),
            model: self.model.clone(),
        }
    }

    /// As it is stored.
    pub(super) fn row(&self, conversation_id: &str) -> Row {
        // Plain data of ours always has a JSON form; an empty list would lose nothing that can be said.
        let parts = serde_json::to_string(&self.parts).unwrap_or_else(|_| "[]".to_owned());
        Row {
            id: self.id,
            conversation_id: conversation_id.to_owned(),
            role: match self.role {
                Role::User => "user".to_owned(),
                Role::Assistant => "assistant".to_owned(),
            },
            version: VERSION,
            parts,
            plain: self.plain(),
            at: self.at.clone(),
            ended: self.end.as_ref().and_then(|end| serde_json::to_string(end).ok()),
            model: self.model.clone(),
        }
    }

    /// From a row. Parts of a later version, or damaged ones, are shown as a sentence rather than lost silently.
    pub(super) fn of_row(row: Row) -> Self {
        let parts = if row.version > VERSION {
            vec![Part::Text {
                round: 0,
                text: "(Written by a newer Lanyard; update to read it.)".to_owned(),
            }]
        } else {
            serde_json::from_str(&row.parts).unwrap_or_else(|_| {
                vec![Part::Text {
                    round: 0,
                    text: "(This message is damaged and can't be shown.)".to_owned(),
                }]
            })
        };
        Self {
            id: row.id,
            role: if row.role == "user" {
                Role::User
            } else {
                Role::Assistant
            },
            parts,
            at: row.at,
            end: row.ended.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            model: row.model,
        }
    }

    /// A call by its id.
    pub(super) fn call_mut(&mut self, id: &str) -> Option<&mut CallView> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Call { call, .. } if call.view.id == id => Some(&mut call.view),
            _ => None,
        })
    }

    /// Marks every call that has no outcome as stopped; returns them.
    pub(super) fn stop_calls(&mut self) -> Vec<CallView> {
        let mut stopped = Vec::new();
        for part in &mut self.parts {
            if let Part::Call { call, .. } = part
                && matches!(call.view.state, CallState::Asking | CallState::Running)
            {
                call.view.state = CallState::Stopped;
                call.view.progress = None;
                call.view.progress_message = None;
                stopped.push(call.view.clone());
            }
        }
        stopped
    }

    fn plain(&self) -> String {
        let mut plain = String::new();
        for part in &self.parts {
            match part {
                Part::Text { text, .. } => plain.push_str(text),
                Part::Reasoning { .. } => {}
                Part::Call { call, .. } => {
                    plain.push_str(&call.view.title);
                    plain.push('\n');
                    plain.push_str(&call.view.arguments);
                    plain.push('\n');
                    plain.push_str(call.view.text.as_deref().unwrap_or_default());
                }
            }
            plain.push('\n');
        }
        if plain.len() > SEARCHED {
            plain.chars().take(SEARCHED).collect()
        } else {
            plain
        }
    }
}

/// The id of a message in views: of one length, so that it sorts as text too.
pub(super) fn id_text(id: i64) -> String {
    format!("m{id:012}")
}

/// How a turn ends whose error is known.
pub(super) fn failed(error: Error) -> TurnEnd {
    TurnEnd::Failed { error }
}
