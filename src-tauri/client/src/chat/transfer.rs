//! A conversation as a file: Markdown for people, JSON to be read in again.

mod incoming;
mod markdown;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::record::{Message, Part};
use super::{Chat, history};
use crate::api::{Code, ConversationSummary, Error, EventBody, ExportFormat, Role, TurnEnd, UsageView};
use crate::say;
use crate::store::blobs::{self, Blob};
use crate::store::messages;

/// What a file of ours says that it is.
const FORMAT: &str = "lanyard-conversation";
/// The schema of the file. A reader takes this version and the ones before.
const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
struct Exported {
    format: String,
    version: u32,
    title: String,
    #[serde(default)]
    instructions: String,
    /// The last message of the branch that is shown.
    #[serde(default)]
    shown: Option<i64>,
    /// All branches, oldest first.
    messages: Vec<Said>,
    /// Contents of attached files, by their hashes.
    #[serde(default)]
    files: BTreeMap<String, Content>,
}

/// A message.
#[derive(Debug, Serialize, Deserialize)]
struct Said {
    id: i64,
    #[serde(default)]
    parent: Option<i64>,
    role: Role,
    at: String,
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    end: Option<TurnEnd>,
    #[serde(default)]
    usage: Option<UsageView>,
    parts: Vec<Part>,
}

/// A file's content.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Content {
    Text(String),
    Base64(String),
}

impl Content {
    fn of(blob: &Blob) -> Self {
        match std::str::from_utf8(&blob.bytes) {
            Ok(text) if blob.media_type.starts_with("text/") => Self::Text(text.to_owned()),
            _ => Self::Base64(BASE64_STANDARD.encode(&blob.bytes)),
        }
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.as_bytes().to_vec()),
            Self::Base64(text) => BASE64_STANDARD.decode(text).ok(),
        }
    }
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// What it may be called: no path, and no character that a file's name can't have.
    pub name: String,
    /// What is in it.
    pub text: String,
}

impl Chat {
    /// A conversation as a file: all of it as JSON, the branch that is shown as Markdown.
    pub async fn export(&self, id: &str, format: ExportFormat) -> Result<Export, Error> {
        let store = &self.inner.parts.store;
        let row = self.inner.row(id).await?;
        let name = file_name(&row.title);
        if format == ExportFormat::Markdown {
            let branch = history::branch(store, id, row.leaf).await?;
            return Ok(Export {
                name: format!("{name}.md"),
                text: markdown::of(&row.title, &branch.messages),
            });
        }
        let all: Vec<Message> = messages::of(store, id)
            .await?
            .into_iter()
            .map(Message::of_row)
            .collect();
        let mut files = BTreeMap::new();
        let attached = all
            .iter()
            .flat_map(|message| &message.parts)
            .filter_map(|part| match part {
                Part::Attachment { attachment } => attachment.file.as_ref(),
                _ => None,
            });
        for file in attached {
            if let Some(blob) = blobs::get(store, &file.blob).await? {
                files.insert(file.blob.clone(), Content::of(&blob));
            }
        }
        let exported = Exported {
            format: FORMAT.to_owned(),
            version: VERSION,
            title: row.title,
            instructions: row.instructions,
            shown: row.leaf,
            messages: all.into_iter().map(said).collect(),
            files,
        };
        let text = serde_json::to_string_pretty(&exported).map_err(|error| {
            tracing::warn!(%error, "a conversation could not be written");
            Error::new(Code::Internal, say!("This conversation can't be written to a file."))
        })?;
        Ok(Export {
            name: format!("{name}.json"),
            text,
        })
    }

    /// Reads in a conversation that was exported as JSON; it becomes one of its own. Nothing in it is trusted: it is
    /// words and pictures, and runs nothing.
    pub async fn import(&self, text: &str) -> Result<ConversationSummary, Error> {
        let parts = &self.inner.parts;
        let id = uuid::Uuid::now_v7().to_string();
        let read = incoming::read(text, &id, &parts.clock.text(), &self.inner.files).await?;
        messages::add_all(&parts.store, &read.conversation, &read.rows, &read.files).await?;
        history::make_searchable(&parts.store).await?;
        let conversation = self.inner.summary(self.inner.row(&id).await?);
        parts.bus.emit(EventBody::Conversation {
            conversation: conversation.clone(),
        });
        Ok(conversation)
    }
}

fn said(message: Message) -> Said {
    let parts = message.parts.into_iter().map(|mut part| {
        if let Part::Call { call, .. } = &mut part {
            // For one model's eyes only, and of no use to another.
            call.signatures.clear();
        }
        part
    });
    Said {
        id: message.id,
        parent: message.parent,
        role: message.role,
        at: message.at,
        model: message.model,
        end: message.end,
        usage: message.usage,
        parts: parts.collect(),
    }
}

/// A title as the name of a file, on every system.
fn file_name(title: &str) -> String {
    let plain = |c: char| {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') {
            c
        } else {
            ' '
        }
    };
    let words: String = title.chars().map(plain).collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(60).collect();
    let name = name.trim_end();
    if name.is_empty() {
        "Lanyard".to_owned()
    } else {
        // No device of Windows is called so.
        format!("Lanyard {name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_system_takes() {
        assert_eq!(file_name("../../etc/passwd: \u{202e}a?"), "Lanyard etc passwd a");
        assert_eq!(file_name("CON"), "Lanyard CON");
        assert_eq!(file_name(" ... "), "Lanyard");
        assert_eq!(file_name(&"\u{5e74}".repeat(100)).chars().count(), 68);
    }
}
