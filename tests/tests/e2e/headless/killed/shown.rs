//! What a window had shown, made of the events that it was told; and whether it is still there.

use std::collections::BTreeMap;

use lanyard_client::api::{CallState, CallView, ConversationView, Event, EventBody, MessageView, PartView, TurnEnd};

/// Everything that was shown: messages by conversation and id.
#[derive(Debug, Default)]
pub(super) struct Shown {
    messages: BTreeMap<(String, String), MessageView>,
}

impl Shown {
    /// After these events.
    pub(super) fn after(events: impl Iterator<Item = Event>) -> Self {
        let mut shown = Self::default();
        for event in events {
            shown.apply(event.body);
        }
        shown
    }

    /// Whether an answer had begun and not ended.
    pub(super) fn is_running(&self) -> bool {
        self.messages
            .values()
            .any(|message| message.model.is_some() && message.end.is_none() && !message.parts.is_empty())
    }

    fn apply(&mut self, body: EventBody) {
        match body {
            EventBody::Message {
                conversation_id,
                message,
            } => {
                self.messages.insert((conversation_id, message.id.clone()), message);
            }
            EventBody::Delta {
                conversation_id,
                message_id,
                part,
                text,
                ..
            } => {
                let message = self.messages.get_mut(&(conversation_id, message_id)).unwrap();
                let index = usize::try_from(part).unwrap();
                if index == message.parts.len() {
                    message.parts.push(PartView::Text { text: String::new() });
                }
                let PartView::Text { text: old } = &mut message.parts[index] else {
                    panic!("text goes on in a text: {message:#?}")
                };
                old.push_str(&text);
            }
            EventBody::Call {
                conversation_id,
                message_id,
                call,
            } => {
                let message = self.messages.get_mut(&(conversation_id, message_id)).unwrap();
                let old = message.parts.iter_mut().find_map(|part| match part {
                    PartView::Call { call: old } if old.id == call.id => Some(old),
                    _ => None,
                });
                match old {
                    Some(old) => *old = call,
                    None => message.parts.push(PartView::Call { call }),
                }
            }
            _ => {}
        }
    }

    /// All of it is in these conversations, and an answer that had not ended is either complete or marked.
    pub(super) fn assert_in(&self, views: &[ConversationView], here: &str) {
        for ((conversation, id), message) in &self.messages {
            let view = views.iter().find(|view| view.summary.id == *conversation);
            let now = view.and_then(|view| view.messages.iter().find(|other| other.id == *id));
            let now = now.unwrap_or_else(|| panic!("{here}: a message is gone: {message:#?}"));
            for (index, part) in message.parts.iter().enumerate() {
                let still = now.parts.get(index);
                let same = match (part, still) {
                    (PartView::Text { text }, Some(PartView::Text { text: kept })) => kept.starts_with(text.as_str()),
                    (PartView::Call { call }, Some(PartView::Call { call: kept })) => is_kept(call, kept),
                    (part, Some(still)) => part == still,
                    (_, None) => false,
                };
                assert!(
                    same,
                    "{here}: this was shown:\n{part:#?}\nand this is there:\n{still:#?}"
                );
            }
            match &message.end {
                Some(end) => assert_eq!(now.end.as_ref(), Some(end), "{here}: how it ended"),
                None if now.model.is_some() => assert!(
                    matches!(now.end, Some(TurnEnd::Interrupted | TurnEnd::Complete)),
                    "{here}: an answer that was cut off says so: {:?}",
                    now.end
                ),
                None => {}
            }
        }
    }
}

/// A call with its result is kept with it; one that ran may have ended since, or is stopped.
fn is_kept(shown: &CallView, kept: &CallView) -> bool {
    let same = (&shown.id, &shown.tool, &shown.arguments) == (&kept.id, &kept.tool, &kept.arguments);
    let over = !matches!(shown.state, CallState::Asking | CallState::Running);
    same && (!over || (shown.state == kept.state && shown.text == kept.text))
}
