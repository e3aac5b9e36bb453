//! Messages as they are kept: more than a window is shown, because a model's next request is built from them.

use serde::{Deserialize, Serialize};

use crate::api::{
    AttachmentView, CallState, CallView, Error, MessageView, PartView, Role, Sentence, TurnEnd, UsageView,
};
use crate::models::model_name;
use crate::say;
use crate::store::messages::Row;

/// The schema of `parts`. A reader takes this version and the ones before.
pub(super) const VERSION: i64 = 4;
/// The one before, which does not know what was left out.
const WITH_ALL_READ: i64 = 3;
/// The one before, which knows neither files nor summaries.
const WITHOUT_FILES: i64 = 2;
/// The one that knows no attachments. What has none is still written in it, so that it can go back.
const WITHOUT_ATTACHMENTS: i64 = 1;

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    /// Grows with time; 0 until it is stored.
    pub(super) id: i64,
    /// The message before it on its branch.
    pub(super) parent: Option<i64>,
    /// All messages in its place, itself among them, oldest first. Not stored: it is the tree's.
    pub(super) alternatives: Vec<i64>,
    pub(super) role: Role,
    pub(super) parts: Vec<Part>,
    pub(super) at: String,
    pub(super) end: Option<TurnEnd>,
    pub(super) model: Option<String>,
    /// What the rounds so far took.
    pub(super) usage: Option<UsageView>,
    /// What is stored of it can't be read here, and a note stands in its place: it is never written over.
    pub(super) unreadable: bool,
}

/// A part with its place, as it is kept while it is being written.
#[derive(Debug, Serialize, Deserialize)]
struct Tail {
    at: usize,
    part: Part,
}

/// A piece of a message. `round` counts the model's answers within a turn, from 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Part {
    Text {
        round: u32,
        text: String,
    },
    Reasoning {
        round: u32,
        text: String,
    },
    Call {
        round: u32,
        call: Box<Call>,
    },
    /// What a person added to their message.
    Attachment {
        attachment: Box<AttachmentView>,
    },
    /// What was said before this message, in short; it stands for all messages before.
    Summary {
        text: String,
    },
    /// In place of parts that can't be read.
    Note {
        sentence: Sentence,
    },
    /// What the model was not shown in this round.
    LeftOut {
        round: u32,
        sentence: Sentence,
    },
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
    pub(super) fn user(text: &str, attachments: Vec<AttachmentView>, at: &str) -> Self {
        let attached = attachments.into_iter().map(|attachment| Part::Attachment {
            attachment: Box::new(attachment),
        });
        let mut parts: Vec<Part> = attached.collect();
        if !text.is_empty() {
            parts.push(Part::Text {
                round: 0,
                text: text.to_owned(),
            });
        }
        Self {
            parts,
            ..Self::begun(Role::User, at)
        }
    }

    /// An answer not yet begun.
    pub(super) fn answer(at: &str, model: Option<String>) -> Self {
        Self {
            model,
            ..Self::begun(Role::Assistant, at)
        }
    }

    fn begun(role: Role, at: &str) -> Self {
        Self {
            id: 0,
            parent: None,
            alternatives: Vec::new(),
            role,
            parts: Vec::new(),
            at: at.to_owned(),
            end: None,
            model: None,
            usage: None,
            unreadable: false,
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
            Part::Attachment { attachment } => PartView::Attachment {
                attachment: attachment.as_ref().clone(),
            },
            Part::Summary { text } => PartView::Summary { text: text.clone() },
            Part::Note { sentence } | Part::LeftOut { sentence, .. } => PartView::Note {
                sentence: sentence.clone(),
            },
        };
        let alternatives = if self.alternatives.len() > 1 {
            self.alternatives.iter().copied().map(id_text).collect()
        } else {
            Vec::new()
        };
        MessageView {
            id: id_text(self.id),
            role: self.role,
            parts: self.parts.iter().map(part).collect(),
            at: self.at.clone(),
            end: self.end.clone(),
            model: self.model.as_deref().map(model_name),
            // Told with the end, and not before: until then it grows with each round.
            usage: self.end.as_ref().and(self.usage),
            alternatives,
        }
    }

    /// As it is stored once it is whole: with what search looks at.
    pub(super) fn whole_row(&self, conversation_id: &str) -> Row {
        Row {
            words: self.words(),
            ..self.row(conversation_id)
        }
    }

    /// The last part with its place, as it is kept between two whole writings.
    pub(super) fn tail(&self) -> Option<String> {
        let at = self.parts.len().checked_sub(1)?;
        let part = self.parts.last()?.clone();
        serde_json::to_string(&Tail { at, part }).ok()
    }

    /// As it is stored while it is being written.
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
            parent: self.parent,
            version: self.version(),
            parts,
            tail: None,
            words: String::new(),
            at: self.at.clone(),
            ended: self.end.as_ref().and_then(|end| serde_json::to_string(end).ok()),
            model: self.model.clone(),
            usage: self.usage.as_ref().and_then(|usage| serde_json::to_string(usage).ok()),
        }
    }

    /// The oldest schema that says all of it.
    fn version(&self) -> i64 {
        let versions = self.parts.iter().map(|part| match part {
            Part::LeftOut { .. } => VERSION,
            Part::Attachment { attachment } if attachment.file.is_some() => WITH_ALL_READ,
            Part::Summary { .. } => WITH_ALL_READ,
            Part::Attachment { .. } => WITHOUT_FILES,
            _ => WITHOUT_ATTACHMENTS,
        });
        versions.max().unwrap_or(WITHOUT_ATTACHMENTS)
    }

    /// From a row. Parts of a later version, or damaged ones, are shown as a sentence rather than lost silently.
    pub(super) fn of_row(row: Row) -> Self {
        let parts = if row.version > VERSION {
            Err(say!("(Written by a newer Lanyard; update to read it.)"))
        } else {
            serde_json::from_str(&row.parts).map_err(|_| say!("(This message is damaged and can't be shown.)"))
        };
        let unreadable = parts.is_err();
        let mut parts: Vec<Part> = parts.unwrap_or_else(|sentence| vec![Part::Note { sentence }]);
        let tail = row.tail.as_deref().filter(|_| !unreadable);
        if let Some(Tail { at, part }) = tail.and_then(|tail| serde_json::from_str(tail).ok()) {
            match parts.get_mut(at) {
                Some(old) => *old = part,
                None => parts.push(part),
            }
        }
        Self {
            id: row.id,
            parent: row.parent,
            alternatives: Vec::new(),
            role: if row.role == "user" {
                Role::User
            } else {
                Role::Assistant
            },
            parts,
            at: row.at,
            end: row.ended.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            model: row.model,
            usage: usage_of(row.usage.as_deref()),
            unreadable,
        }
    }

    /// The round in which the model goes on: the same where it was cut in the middle of a text.
    pub(super) fn next_round(&self) -> u32 {
        match self.parts.last() {
            Some(Part::Text { round, .. } | Part::Reasoning { round, .. } | Part::LeftOut { round, .. }) => *round,
            Some(Part::Call { round, .. }) => round.saturating_add(1),
            Some(Part::Attachment { .. } | Part::Summary { .. } | Part::Note { .. }) | None => 0,
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

    /// What search looks at.
    pub(super) fn words(&self) -> String {
        let mut plain = String::new();
        for part in &self.parts {
            match part {
                Part::Text { text, .. } => plain.push_str(text),
                Part::Reasoning { .. } | Part::Summary { .. } | Part::Note { .. } | Part::LeftOut { .. } => {}
                Part::Attachment { attachment } => {
                    plain.push_str(&attachment.title);
                    plain.push('\n');
                    plain.push_str(&attachment.text);
                    if let Some(file) = &attachment.file {
                        plain.push_str(&file.beginning);
                    }
                }
                Part::Call { call, .. } => {
                    plain.push_str(&call.view.title);
                    plain.push('\n');
                    plain.push_str(&call.view.arguments);
                    plain.push('\n');
                    let text = call.view.text.as_deref().filter(|text| !text.trim().is_empty());
                    plain.push_str(text.or(call.view.structured.as_deref()).unwrap_or_default());
                    if let Some(reason) = &call.view.reason {
                        plain.push_str(&reason.to_string());
                    }
                }
            }
            plain.push('\n');
        }
        plain
    }
}

/// Tokens, as they are stored.
pub(super) fn usage_of(json: Option<&str>) -> Option<UsageView> {
    serde_json::from_str(json?).ok()
}

/// The id of a message in views: of one length, so that it sorts as text too.
pub(super) fn id_text(id: i64) -> String {
    format!("m{id:012}")
}

/// And back; none for what is no message's id.
pub(super) fn id_of(text: &str) -> Option<i64> {
    text.strip_prefix('m')?.parse().ok().filter(|id| *id > 0)
}

/// How a turn ends whose error is known.
pub(super) fn failed(error: Error) -> TurnEnd {
    TurnEnd::Failed { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(version: i64, parts: &str, ended: Option<&str>) -> Row {
        Row {
            id: 1,
            conversation_id: "c".into(),
            parent: None,
            role: "assistant".into(),
            version,
            parts: parts.into(),
            tail: None,
            words: String::new(),
            at: "at".into(),
            ended: ended.map(str::to_owned),
            model: Some("Demo model (rules, not a language model)".into()),
            usage: None,
        }
    }

    #[test]
    fn what_was_stored_while_sentences_were_texts_is_read() {
        let call = r#"[{"type":"call","round":0,"call":{"id":"a","name":"n","view":{"id":"1","server_id":"s",
            "server_name":"S","account":null,"tool":"t","title":"T","arguments":"{}","state":"blocked","progress":null,
            "progress_message":null,"structured":null,"text":"Acme does not allow it.","duration_ms":null}}}]"#;
        let ended = r#"{"type":"failed","error":{"code":"model","message":"It broke off.","details":null}}"#;
        let view = Message::of_row(row(VERSION, call, Some(ended))).view();
        let [PartView::Call { call }] = view.parts.as_slice() else {
            panic!("a call: {view:?}")
        };
        assert_eq!(
            (call.text.as_deref(), &call.reason),
            (Some("Acme does not allow it."), &None)
        );
        let Some(TurnEnd::Failed { error }) = view.end else {
            panic!("a failure: {view:?}")
        };
        assert_eq!(error.message.to_string(), "It broke off.");
        assert!(
            matches!(view.model, Some(crate::api::Words::Ours(_))),
            "{:?}",
            view.model
        );
    }

    #[test]
    fn a_result_that_is_only_data_is_found_too() {
        let call = r#"[{"type":"call","round":0,"call":{"id":"a","name":"n","view":{"id":"1","server_id":"s",
            "server_name":"S","account":null,"tool":"t","title":"T","arguments":"{}","state":"done","progress":null,
            "progress_message":null,"structured":"{\"city\":\"Ghent\"}","text":" ","duration_ms":null}}}]"#;
        assert!(Message::of_row(row(VERSION, call, None)).words().contains("Ghent"));
    }

    #[test]
    fn what_can_not_be_read_is_a_note() {
        for unreadable in [row(VERSION + 1, "[]", None), row(VERSION, "half a te", None)] {
            let view = Message::of_row(unreadable).view();
            assert!(matches!(view.parts.as_slice(), [PartView::Note { .. }]), "{view:?}");
        }
    }
}
