//! A file that says it is a conversation: read as words and pictures, whoever wrote it.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Content, Exported, FORMAT, Said, VERSION};
use crate::api::{AttachmentView, Code, Error, MediaKind, MediaView, Role, TurnEnd};
use crate::chat::attachments::Files;
use crate::chat::record::{Message, Part};
use crate::chat::title;
use crate::mcp::pixels;
use crate::say;
use crate::store::blobs::Blob;
use crate::store::conversations;
use crate::store::messages::Row;

/// The largest file that is read, in bytes.
const LARGEST: usize = 64 << 20;
/// Messages of one conversation.
const MOST: usize = 50_000;
/// The longest name of a model, in characters, and the longest instructions, in bytes.
const LONGEST_NAME: usize = 200;
const LONGEST_INSTRUCTIONS: usize = 16 * 1024;
/// The largest side of a picture of a tool's, in pixels.
const SIDE: u32 = 2_048;

/// What is stored of it.
pub(super) struct Incoming {
    pub(super) conversation: conversations::Row,
    /// Parents first, with the file's ids.
    pub(super) rows: Vec<Row>,
    pub(super) files: Vec<Arc<Blob>>,
}

/// Reads a file for a conversation of this id.
pub(super) async fn read(text: &str, id: &str, now: &str, files: &Files) -> Result<Incoming, Error> {
    if text.len() > LARGEST {
        return Err(refused(say!(
            "This file is too large. A conversation may have up to 64 MB."
        )));
    }
    let exported: Exported = serde_json::from_str(text).map_err(|_| not_ours())?;
    if exported.format != FORMAT {
        return Err(not_ours());
    }
    if exported.version > VERSION {
        return Err(refused(say!(
            "This file was written by a newer Lanyard. Update to read it."
        )));
    }
    if exported.messages.is_empty() || exported.messages.len() > MOST {
        return Err(not_ours());
    }
    let mut said = exported.messages;
    said.sort_by_key(|message| message.id);
    let distinct = said
        .windows(2)
        .all(|pair| pair.first().map(|m| m.id) != pair.last().map(|m| m.id));
    if !distinct {
        return Err(not_ours());
    }
    let mut reader = Reader {
        contents: &exported.files,
        files,
        read: HashMap::new(),
        blobs: Vec::new(),
    };
    let mut rows = Vec::with_capacity(said.len());
    for message in said {
        rows.push(reader.message(message, now).await.row(id));
    }
    Ok(Incoming {
        conversation: conversations::Row {
            id: id.to_owned(),
            title: title::tidy(&exported.title),
            draft: String::new(),
            updated_at: now.to_owned(),
            pinned: false,
            archived: false,
            instructions: cut(exported.instructions.trim(), LONGEST_INSTRUCTIONS).to_owned(),
            leaf: exported.shown,
        },
        rows,
        files: reader.blobs,
    })
}

struct Reader<'a> {
    contents: &'a std::collections::BTreeMap<String, Content>,
    files: &'a Files,
    /// Files that were read already, by the hash that the file gives; none for one that can't be used.
    read: HashMap<String, Option<AttachmentView>>,
    blobs: Vec<Arc<Blob>>,
}

impl Reader<'_> {
    async fn message(&mut self, said: Said, now: &str) -> Message {
        let mut parts = Vec::new();
        for part in said.parts {
            if let Some(part) = self.part(part).await {
                parts.push(part);
            }
        }
        let valid = said.at.parse::<jiff::Timestamp>().is_ok();
        let mut message = Message {
            id: said.id,
            parent: said.parent,
            parts,
            end: match said.role {
                Role::User => None,
                Role::Assistant => Some(said.end.unwrap_or(TurnEnd::Interrupted)),
            },
            usage: said.usage,
            ..match said.role {
                Role::User => Message::user("", Vec::new(), ""),
                Role::Assistant => {
                    Message::answer("", said.model.map(|name| name.chars().take(LONGEST_NAME).collect()))
                }
            }
        };
        message.at = if valid { said.at } else { now.to_owned() };
        message.stop_calls();
        message
    }

    async fn part(&mut self, part: Part) -> Option<Part> {
        Some(match part {
            Part::Text { .. } | Part::Reasoning { .. } | Part::Summary { .. } => part,
            Part::Call { round, mut call } => {
                // Cards of two conversations are never the same.
                call.view.id = uuid::Uuid::now_v7().to_string();
                call.signatures.clear();
                call.view.media = drawn(std::mem::take(&mut call.view.media)).await;
                Part::Call { round, call }
            }
            Part::Attachment { attachment } => Part::Attachment {
                attachment: Box::new(self.attachment(*attachment).await?),
            },
            // Sentences of ours are made here, and by nobody else.
            Part::Note { .. } => return None,
        })
    }

    /// A file is read as if a person added it: what it is, and its small picture, follow from its content.
    async fn attachment(&mut self, mut attachment: AttachmentView) -> Option<AttachmentView> {
        let Some(file) = attachment.file.take() else {
            attachment.media = drawn(std::mem::take(&mut attachment.media)).await;
            return Some(attachment);
        };
        if !self.read.contains_key(&file.blob) {
            let bytes = self.contents.get(&file.blob).and_then(Content::bytes)?;
            let added = self.files.read(&attachment.name, bytes).await.ok();
            let view = added.map(|added| {
                self.blobs.extend(added.blob);
                added.view
            });
            self.read.insert(file.blob.clone(), view);
        }
        let view = self.read.get(&file.blob)?.clone()?;
        Some(AttachmentView {
            id: uuid::Uuid::now_v7().to_string(),
            ..view
        })
    }
}

/// Pictures decoded and encoded anew; nothing else of media comes in.
async fn drawn(media: Vec<MediaView>) -> Vec<MediaView> {
    let work = tokio::task::spawn_blocking(move || {
        media
            .into_iter()
            .filter(|one| one.kind == MediaKind::Image)
            .filter_map(|one| {
                let (head, data) = one.url.split_once(";base64,")?;
                head.starts_with("data:image/").then_some(())?;
                let url = pixels(&BASE64_STANDARD.decode(data).ok()?, SIDE)?;
                Some(MediaView { url, ..one })
            })
            .collect()
    });
    // What makes a decoder panic is no picture.
    work.await.unwrap_or_default()
}

fn cut(text: &str, longest: usize) -> &str {
    let end = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= longest)
        .last();
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

fn refused(sentence: crate::api::Sentence) -> Error {
    Error::new(Code::Invalid, sentence)
}

fn not_ours() -> Error {
    refused(say!(
        "This file is no conversation of Lanyard's. Choose one that was exported as JSON."
    ))
}
