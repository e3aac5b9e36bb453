//! What servers offer: resources and prompts, as they are added to a message.

use super::Added;
use crate::api::{AttachmentKind, AttachmentView};
use crate::mcp::{Content, PromptSaid, ToolInfo};

/// Of each one's text, in characters.
const LONGEST: usize = 400_000;

/// A resource that was read.
pub(in crate::chat) fn resource(info: &ToolInfo, content: Content) -> Added {
    added(info, AttachmentKind::Resource, content)
}

/// A prompt, with who says what where it is more than the person.
pub(in crate::chat) fn prompt(info: &ToolInfo, said: Vec<PromptSaid>) -> Added {
    let mut whole = Content::default();
    let dialogue = said.iter().any(|one| one.by_assistant);
    for one in said {
        if !whole.text.is_empty() {
            whole.text.push_str("\n\n");
        }
        if dialogue {
            whole
                .text
                .push_str(if one.by_assistant { "Assistant: " } else { "User: " });
        }
        whole.text.push_str(&one.content.text);
        whole.media.extend(one.content.media);
    }
    added(info, AttachmentKind::Prompt, whole)
}

fn added(info: &ToolInfo, kind: AttachmentKind, content: Content) -> Added {
    let mut text = content.text;
    if text.len() > LONGEST {
        text = text.chars().take(LONGEST).collect();
    }
    let view = AttachmentView {
        id: uuid::Uuid::now_v7().to_string(),
        kind,
        server_id: info.server_id.clone(),
        server_name: info.server_name.clone(),
        title: info.title.clone(),
        name: info.name.clone(),
        text,
        media: content.media,
        file: None,
    };
    Added { view, blob: None }
}
