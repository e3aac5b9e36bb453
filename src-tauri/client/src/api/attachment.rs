//! What a person adds to a message: a resource of a server, or a prompt.

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
    /// The server that it is from.
    pub server_id: String,
    /// Its name for people.
    pub server_name: String,
    /// Its title for people.
    pub title: String,
    /// The resource's address, or the prompt's name.
    pub name: String,
    /// Its whole text: the server's words.
    pub text: String,
    /// Its images and sounds.
    pub media: Vec<MediaView>,
}

/// What is added.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A resource.
    Resource,
    /// A prompt.
    Prompt,
}
