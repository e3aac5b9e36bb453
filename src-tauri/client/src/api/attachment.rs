//! What a person adds to a message: a file, a resource of a server, or a prompt.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::MediaView;

/// Something added to a message.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct AttachmentView {
    /// Names it until its message is sent.
    pub id: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// The server that it is from; empty for a file.
    pub server_id: String,
    /// Its name for people; empty for a file.
    pub server_name: String,
    /// Its title for people.
    pub title: String,
    /// The resource's address, the prompt's name, or the file's name, which is never used as a path.
    pub name: String,
    /// Its whole text: the server's words. Empty for a file, whose text is asked for when it is opened.
    pub text: String,
    /// Its images and sounds.
    pub media: Vec<MediaView>,
    /// What is known of a file. Small, so that a conversation with many files opens quickly.
    #[serde(default)]
    pub file: Option<FileView>,
}

/// What is added.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A resource.
    Resource,
    /// A prompt.
    Prompt,
    /// A file that is an image, whatever its name says.
    Image,
    /// A file that is text.
    Text,
    /// A PDF, of which the text is read.
    Pdf,
}

/// What is known of a file.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct FileView {
    /// What its content is (media type), whatever it was called.
    pub media_type: String,
    /// Its size, in bytes.
    pub size: u32,
    /// Names its text, or its image as a model gets it.
    pub blob: String,
    /// A small picture of an image, as a `data:` address.
    pub thumbnail: Option<String>,
    /// An image's sides, in pixels.
    pub width: Option<u32>,
    /// See `width`.
    pub height: Option<u32>,
    /// The language of code, by the name's ending.
    pub language: Option<String>,
    /// Lines of text.
    pub lines: Option<u32>,
    /// Pages of a PDF.
    pub pages: Option<u32>,
    /// The beginning of its text.
    pub beginning: String,
    /// Not all of its text could be read.
    pub cut: bool,
}
