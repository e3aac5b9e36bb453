//! A file that says it is a conversation: read as words and pictures, whoever wrote it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{Content, Exported, FORMAT, Said, VERSION};
use crate::api::{AttachmentView, Code, Error, MediaKind, MediaView, Role, TurnEnd};
use crate::chat::attachments::{Files, taken_over};
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
/// The longest name of a model, in characters.
const LONGEST_NAME: usize = 200;
/// The longest text of one part, in bytes: as for a message that a person writes, twice over.
const LONGEST_TEXT: usize = 2 << 20;
/// Pictures of tools that are drawn anew, and how long drawing them and reading files may take: an address of a few bytes
/// may be hundreds of megabytes of pixels.
const MOST_PICTURES: usize = 200;
const PATIENCE: Duration = Duration::from_mins(1);
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
        blobs: HashMap::new(),
        pictures: 0,
        until: Instant::now() + PATIENCE,
    };
    let mut rows = Vec::with_capacity(said.len());
    for message in said {
        if message.parts.iter().any(too_long) {
            return Err(refused(say!("A message of this file is too long to be read in.")));
        }
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
            // What a model is told before everything else is for the person here to write.
            instructions: String::new(),
            leaf: exported.shown,
        },
        rows,
        files: reader.blobs.into_values().collect(),
    })
}

struct Reader<'a> {
    contents: &'a std::collections::BTreeMap<String, Content>,
    files: &'a Files,
    /// Files that were read already, by the hash that the file gives; none for one that can't be used.
    read: HashMap<String, Option<AttachmentView>>,
    /// Contents, each once.
    blobs: HashMap<String, Arc<Blob>>,
    pictures: usize,
    until: Instant,
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
                // Why it failed would be said in our own words: whoever wrote the file may have written those.
                Role::Assistant => Some(match said.end {
                    Some(end @ (TurnEnd::Complete | TurnEnd::Stopped)) => end,
                    Some(TurnEnd::Failed { .. } | TurnEnd::Interrupted) | None => TurnEnd::Interrupted,
                }),
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
                call.view.reason = None;
                call.view.media = self.drawn(std::mem::take(&mut call.view.media)).await;
                Part::Call { round, call }
            }
            Part::Attachment { attachment } => match self.attachment(*attachment).await {
                Some(attachment) => Part::Attachment {
                    attachment: Box::new(attachment),
                },
                None => Part::Note {
                    sentence: say!("(A file of this message could not be read in.)"),
                },
            },
            // Sentences of ours are made here, and by nobody else.
            Part::Note { .. } | Part::LeftOut { .. } => return None,
        })
    }

    /// A file is read as if a person added it: what it is, and its small picture, follow from its content. A text that was
    /// read before, a PDF's too, is taken as it is.
    async fn attachment(&mut self, mut attachment: AttachmentView) -> Option<AttachmentView> {
        let Some(file) = attachment.file.take() else {
            attachment.media = self.drawn(std::mem::take(&mut attachment.media)).await;
            return Some(attachment);
        };
        if !self.read.contains_key(&file.blob) {
            let added = match self.contents.get(&file.blob)? {
                Content::Text(text) => Some(taken_over(attachment.kind, &attachment.name, text.clone(), &file)),
                content @ Content::Base64(_) if Instant::now() < self.until => {
                    self.files.read(&attachment.name, content.bytes()?).await.ok()
                }
                Content::Base64(_) => None,
            };
            let view = added.map(|added| {
                self.blobs.extend(added.blob.map(|blob| (blob.hash.clone(), blob)));
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

    /// Pictures decoded and encoded anew; nothing else of media comes in.
    async fn drawn(&mut self, media: Vec<MediaView>) -> Vec<MediaView> {
        let mut drawn = Vec::new();
        for one in media {
            if one.kind != MediaKind::Image || self.pictures >= MOST_PICTURES || Instant::now() >= self.until {
                continue;
            }
            self.pictures += 1;
            let work = tokio::task::spawn_blocking(move || {
                let (head, data) = one.url.split_once(";base64,")?;
                head.starts_with("data:image/").then_some(())?;
                let url = pixels(&BASE64_STANDARD.decode(data).ok()?, SIDE)?;
                Some(MediaView { url, ..one })
            });
            // What makes a decoder panic is no picture.
            drawn.extend(work.await.unwrap_or_default());
        }
        drawn
    }
}

/// Whether a part holds more text than any that is written here.
fn too_long(part: &Part) -> bool {
    let longest = match part {
        Part::Text { text, .. } | Part::Reasoning { text, .. } | Part::Summary { text } => text.len(),
        Part::Attachment { attachment } => attachment.text.len(),
        Part::Call { call, .. } => call.view.arguments.len(),
        Part::Note { .. } | Part::LeftOut { .. } => 0,
    };
    longest > LONGEST_TEXT
}

fn refused(sentence: crate::api::Sentence) -> Error {
    Error::new(Code::Invalid, sentence)
}

fn not_ours() -> Error {
    refused(say!(
        "This file is no conversation of Lanyard's. Choose one that was exported as JSON."
    ))
}
