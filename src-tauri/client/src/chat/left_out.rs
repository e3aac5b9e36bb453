//! What a model was not shown, in sentences for the person: nobody should take an answer for one that knows all of it.
//! Pure.

use super::attachments::{self, Contents};
use super::budget::GaveWay;
use super::record::{Message, Part};
use super::shorten;
use crate::api::{Role, Sentence};
use crate::say;

/// What was left out of a round's request. `before` ends with the person's words; `answer` is what was said since. What was
/// cut when it was attached or returned is told once, by the round that is the first to read it.
pub(super) fn of(
    gave: GaveWay,
    before: &[Message],
    answer: &Message,
    round: u32,
    contents: &Contents,
    room: usize,
) -> Vec<Sentence> {
    let mut left_out = Vec::new();
    if gave.turns {
        left_out.push(say!(
            "To make room, the oldest messages of this conversation were left out of what the model read."
        ));
    }
    if gave.pictures {
        left_out.push(say!(
            "To make room, older pictures were left out of what the model read."
        ));
    }
    if gave.results {
        left_out.push(say!(
            "To make room, the model read only the beginnings of older tool results."
        ));
    }
    if gave.newest {
        left_out.push(say!(
            "What the tools returned is longer than the model reads at once: it read only the beginning."
        ));
    } else {
        let long = answer.parts.iter().filter_map(|part| match part {
            Part::Call { round: of, call } if of.checked_add(1) == Some(round) => {
                let text = call.view.text.as_deref().or(call.view.structured.as_deref());
                text.filter(|text| shorten::is_cut(text, shorten::RESULT))
                    .map(|_| call.view.title.clone())
            }
            _ => None,
        });
        left_out.extend(long.map(|tool| {
            say!(
                "The result of {tool} is longer than the model reads at once: it read the beginning and the end.",
                tool
            )
        }));
    }
    if answer.parts.iter().all(|part| matches!(part, Part::Summary { .. })) {
        let last = before.last().filter(|message| message.role == Role::User);
        for part in last.iter().flat_map(|message| &message.parts) {
            if let Part::Attachment { attachment } = part
                && attachments::is_cut(attachment, contents, room)
            {
                left_out.push(say!(
                    "{name} is longer than the model reads at once: it read the beginning and the end. Attach the part that matters.",
                    name = attachment.title.clone()
                ));
            }
        }
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{AttachmentKind, AttachmentView};

    fn attached(title: &str, text: &str) -> AttachmentView {
        AttachmentView {
            id: "1".into(),
            kind: AttachmentKind::Resource,
            server_id: "s".into(),
            server_name: "S".into(),
            title: title.into(),
            name: "r://x".into(),
            text: text.into(),
            media: Vec::new(),
            file: None,
        }
    }

    #[test]
    fn a_long_attachment_is_told_once_and_only_where_it_was_attached() {
        let long = "word ".repeat(1_000);
        let asked = |title: &str| Message::user("Read it", vec![attached(title, &long), attached("Short", "x")], "at");
        let before = [asked("Old"), Message::answer("at", None), asked("New")];
        let told = |answer: &Message, room| of(GaveWay::default(), &before, answer, 0, &Contents::new(), room);
        let mut answer = Message::answer("at", None);
        let sentences = told(&answer, 500);
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        assert!(sentences[0].to_string().starts_with("New is longer"), "{sentences:?}");
        assert!(told(&answer, 5_000).is_empty());
        answer.parts.push(Part::Text {
            round: 0,
            text: "It says".into(),
        });
        assert!(told(&answer, 500).is_empty());
    }

    #[test]
    fn all_that_gave_way_is_told() {
        let gave = GaveWay {
            results: true,
            pictures: true,
            turns: true,
            newest: true,
        };
        let before = [Message::user("Go", Vec::new(), "at")];
        let answer = Message::answer("at", None);
        let told = of(gave, &before, &answer, 0, &Contents::new(), 10);
        assert_eq!(told.len(), 4, "{told:?}");
    }
}
