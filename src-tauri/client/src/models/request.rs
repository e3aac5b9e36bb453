//! What a model is asked, in our own words: no provider's wire is known here.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::api::UsageView;
use crate::mcp::ToolInfo;

/// One request: everything the model may know.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Instructions: ours, the company's, the person's.
    pub system: String,
    /// What was said, oldest first.
    pub turns: Vec<Turn>,
    /// The tools offered.
    pub tools: Vec<Offer>,
}

impl Request {
    /// Whether calls stand in it.
    pub(super) fn has_calls(&self) -> bool {
        let calls = |turn: &Turn| matches!(turn, Turn::Assistant { calls, .. } if !calls.is_empty());
        self.turns.iter().any(calls)
    }
}

/// One step of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// The person spoke.
    User {
        /// What they wrote.
        text: String,
        /// The pictures that they added.
        images: Vec<Image>,
    },
    /// The model spoke, called tools, or both.
    Assistant {
        /// What it said.
        text: String,
        /// What it called.
        calls: Vec<ToolRequest>,
    },
    /// What the calls of the step before came to: one for each.
    Results(Vec<Outcome>),
}

impl Turn {
    /// The person spoke, and showed nothing.
    pub fn user(text: impl Into<String>) -> Self {
        Self::User {
            text: text.into(),
            images: Vec::new(),
        }
    }
}

/// What a model is told whose answer was cut.
pub const GO_ON: &str = "Your answer was cut off. Go on exactly where it ends, and repeat nothing of it.";

/// A picture for a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its media type: `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// Its bytes, in base64.
    pub base64: Arc<str>,
}

/// A tool offered under a name that every model takes.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The name the model uses.
    pub name: String,
    /// The tool behind it.
    pub tool: Arc<ToolInfo>,
}

/// A call that a model asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolRequest {
    /// The model's id for it; unique within one answer.
    pub id: String,
    /// The name it used.
    pub name: String,
    /// What it wants to pass.
    pub arguments: Arguments,
    /// Opaque texts that some providers want back beside the call.
    pub signatures: Vec<String>,
}

/// Arguments as a model gave them.
#[derive(Debug, Clone, PartialEq)]
pub enum Arguments {
    /// A JSON object.
    Object(Map<String, Value>),
    /// Something else: half a JSON text, a list, a number.
    Broken(String),
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The model's id of the call.
    pub id: String,
    /// The name it used.
    pub name: String,
    /// How it ended.
    pub kind: OutcomeKind,
    /// The tool's text, or why there is none; shortened where it is too large for a model.
    pub text: String,
    /// The text is a sentence of ours, which the card says in the window's language.
    pub ours: bool,
    /// The whole structured result, where there is one.
    pub structured: Option<Value>,
}

impl Outcome {
    /// What a language model reads.
    pub(super) fn for_model(&self) -> String {
        let text = self.text.trim();
        match self.kind {
            OutcomeKind::Done if text.is_empty() => "Done. The tool returned nothing.".to_owned(),
            OutcomeKind::Done => self.text.clone(),
            OutcomeKind::Failed => format!("The call failed: {text}"),
            OutcomeKind::Declined => "The person declined this call; nothing was done. Do not repeat it.".to_owned(),
            OutcomeKind::Blocked => format!("The call is not allowed; nothing was done. Do not repeat it. {text}"),
            OutcomeKind::Stopped => "The call was stopped; whether it took effect is not known.".to_owned(),
        }
    }
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeKind {
    /// With a result.
    Done,
    /// It failed.
    Failed,
    /// The person said no.
    Declined,
    /// A rule said no.
    Blocked,
    /// It was stopped.
    Stopped,
}

/// A piece of a model's answer, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Delta {
    /// Text to append.
    Text(String),
    /// Thought aloud, to append.
    Reasoning(String),
    /// The calls it asks for: once, after all text.
    Calls(Vec<ToolRequest>),
    /// It is done. An answer without this was cut off.
    End(Usage),
}

impl From<Usage> for UsageView {
    fn from(usage: Usage) -> Self {
        Self {
            input: usage.input,
            output: usage.output,
            cached: usage.cached,
            reasoning: usage.reasoning,
        }
    }
}

/// Tokens as the provider counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Read.
    pub input: Option<u32>,
    /// Written, thoughts included.
    pub output: Option<u32>,
    /// Of those read, the ones from a cache.
    pub cached: Option<u32>,
    /// Of those written, the ones thought.
    pub reasoning: Option<u32>,
}
