//! What servers offer beside tools: prompts, resources and templates of resources; and what comes of them.
//!
//! Names, titles and descriptions are the servers' words and shown as text.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A prompt of a server: a message that it has ready.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct PromptView {
    /// The server's name for it.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its description.
    pub description: String,
    /// What it takes.
    pub arguments: Vec<PromptArgumentView>,
}

/// What a prompt takes.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct PromptArgumentView {
    /// Its name.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its description.
    pub description: String,
    /// It has to be given.
    pub required: bool,
}

/// Something that a server lets one read.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ResourceView {
    /// Its address at the server.
    pub uri: String,
    /// Its title for people.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Its media type, where the server says.
    pub mime_type: Option<String>,
}

/// An address with gaps (RFC 6570).
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct TemplateView {
    /// The address with its gaps.
    pub uri_template: String,
    /// Its title for people.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Its media type, where the server says.
    pub mime_type: Option<String>,
    /// What fills the gaps.
    pub variables: Vec<String>,
}

/// What completes an argument: of a prompt, or of a template of resources.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CompletionOf {
    /// A prompt, by its name.
    Prompt {
        /// Its name.
        name: String,
    },
    /// A template, by its address with gaps.
    Template {
        /// The address with its gaps.
        uri_template: String,
    },
}

/// A resource that a result names, and that can be read from its server.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct LinkView {
    /// Its address at the server.
    pub uri: String,
    /// Its title for people.
    pub title: String,
}

/// An image or a sound.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct MediaView {
    /// Which of the two.
    pub kind: MediaKind,
    /// The whole of it as a `data:` address: decoded and encoded anew where it is an image.
    pub url: String,
}

/// An image or a sound.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// An image, PNG.
    Image,
    /// A sound, as the server sent it.
    Audio,
}
