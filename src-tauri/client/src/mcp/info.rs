//! What a server offers and what comes of it, as the rest of the client knows it.

use serde_json::{Map, Value};

use super::Content;
use crate::api::{Effects, LinkView, MediaView, PromptView};
use crate::servers::ServerConfig;

/// By which of a server's doors something is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// `tools/call`.
    Tool,
    /// `resources/read`.
    Resource,
    /// `prompts/get`.
    Prompt,
}

impl Door {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Tool => "tool:",
            Self::Resource => "resource:",
            Self::Prompt => "prompt:",
        }
    }
}

/// A tool of a server, or a prompt or resource, which the same rules decide about.
#[derive(Debug, Clone)]
pub struct ToolInfo {
    /// By which door it is reached.
    pub door: Door,
    /// Which server.
    pub server_id: String,
    /// Its name for people.
    pub server_name: String,
    /// Its endpoint.
    pub server_url: String,
    /// The account calls run as, where it is known.
    pub account: Option<String>,
    /// The server's name for the tool or prompt, or the resource's URI.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its description: the server's words, untrusted.
    pub description: String,
    /// JSON Schema of its arguments.
    pub input_schema: Map<String, Value>,
    /// JSON Schema of its structured result.
    pub output_schema: Option<Map<String, Value>>,
    /// What it says of its effects: shown, never trusted.
    pub effects: Effects,
    /// Hash over name, description and schemas: a change drops an "always".
    pub definition: String,
}

impl ToolInfo {
    /// What rules and the audit log call it: a tool's own name, and a prompt's or resource's behind `prompt:` or
    /// `resource:`. A tool whose name looks like one of those stands behind `tool:`, so that no rule for the one is
    /// ever a rule for the other.
    pub fn rule_name(&self) -> String {
        let doors = [Door::Tool, Door::Resource, Door::Prompt];
        let plain = !doors.iter().any(|door| self.name.starts_with(door.prefix()));
        if self.door == Door::Tool && plain {
            return self.name.clone();
        }
        format!("{}{}", self.door.prefix(), self.name)
    }

    /// A resource, whose address is all there is to know of it.
    pub(super) fn of_resource(config: &ServerConfig, account: Option<&str>, uri: &str, title: &str) -> Self {
        Self::plain(config, account, Door::Resource, uri, title)
    }

    pub(super) fn of_prompt(config: &ServerConfig, account: Option<&str>, prompt: &PromptView) -> Self {
        Self {
            description: prompt.description.clone(),
            ..Self::plain(config, account, Door::Prompt, &prompt.name, &prompt.title)
        }
    }

    fn plain(config: &ServerConfig, account: Option<&str>, door: Door, name: &str, title: &str) -> Self {
        Self {
            door,
            server_id: config.id.clone(),
            server_name: config.name.clone(),
            server_url: config.url().to_owned(),
            account: account.map(str::to_owned),
            name: name.to_owned(),
            title: title.to_owned(),
            description: String::new(),
            input_schema: Map::new(),
            output_schema: None,
            effects: Effects {
                read_only: true,
                ..Effects::default()
            },
            definition: String::new(),
        }
    }
}

/// What a tool answered.
#[derive(Debug, Clone)]
pub struct ToolResult {
    /// The text of its content.
    pub text: String,
    /// Its images and sounds.
    pub media: Vec<MediaView>,
    /// Resources that it names.
    pub links: Vec<LinkView>,
    /// Its structured content, where it keeps to the shape that the tool declares.
    pub structured: Option<Value>,
    /// The tool says that it failed.
    pub is_error: bool,
    /// There was structured content of another shape; what it said is in the text.
    pub out_of_shape: bool,
}

/// One message of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptSaid {
    /// It is put into the assistant's mouth.
    pub by_assistant: bool,
    /// What it says.
    pub content: Content,
}
