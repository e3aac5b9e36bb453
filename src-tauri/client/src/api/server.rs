//! MCP servers as a window shows them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Effects, Error, PromptView, ResourceView, Sentence, Source, TemplateView};

/// A configured server.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct ServerView {
    /// Names it in commands: stable over restarts.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its MCP endpoint.
    pub url: String,
    /// Who configured it; one of the company can't be removed.
    pub source: Source,
    /// Its icon, a PNG as a `data:` address: decoded and encoded anew.
    pub icon: Option<String>,
    /// Where it stands.
    pub state: ServerState,
    /// Signed in as; none when signed out or when the server never said.
    pub account: Option<String>,
    /// Until when the sign-in is known to hold (RFC 3339), where the server says so.
    pub signed_in_until: Option<String>,
    /// Scopes granted.
    pub scopes: Vec<String>,
    /// Its tools, when connected.
    pub tools: Vec<ToolView>,
    /// Its prompts, when connected.
    pub prompts: Vec<PromptView>,
    /// What it lets one read, when connected.
    pub resources: Vec<ResourceView>,
    /// Addresses with gaps that it lets one read, when connected.
    pub templates: Vec<TemplateView>,
    /// It completes arguments of prompts and templates.
    pub completes: bool,
    /// The server's instructions, shown as text.
    pub instructions: Option<String>,
}

/// Where a server stands.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerState {
    /// First contact.
    Connecting,
    /// Ready.
    Ready,
    /// It wants a sign-in.
    SignInRequired {
        /// Why, when it was signed in before.
        reason: Option<Sentence>,
    },
    /// It can't be reached; retried by itself.
    Waiting {
        /// Why.
        error: Error,
        /// Seconds until the next try.
        retry_in_s: u32,
    },
    /// It failed in a way that a retry won't mend.
    Failed {
        /// Why, and what to do.
        error: Error,
    },
    /// A program of this computer, which runs only after the person has seen its command and allowed it.
    ConsentRequired {
        /// The whole command.
        command: String,
        /// Names of the variables that it is given.
        environment: Vec<String>,
    },
    /// Switched off.
    Off,
}

/// A tool of a server.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ToolView {
    /// The server's name for it.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// Its description.
    pub description: String,
    /// What it says of itself.
    pub effects: Effects,
    /// What happens when the model calls it.
    pub rule: Rule,
    /// Who decided the rule.
    pub rule_source: Source,
    /// Set by the company, and not to be changed here.
    pub locked: bool,
}

/// A person's rule for several tools at once.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct PatternRule {
    /// The server's id; none: every server.
    pub server_id: Option<String>,
    /// A tool's name, with `*` for any characters.
    pub pattern: String,
    /// What happens when a model calls such a tool.
    pub rule: Rule,
}

/// What happens when a model calls a tool. Strictest last.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It runs.
    Allow,
    /// The person is asked.
    Ask,
    /// It does not run and is not offered.
    Block,
}
