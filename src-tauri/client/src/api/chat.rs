//! Conversations as a window shows them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AttachmentView, ElicitationView, Error, LinkView, MediaView, Sentence, Words};

/// A row of the conversation list.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ConversationSummary {
    /// Names it in commands.
    pub id: String,
    /// Its title; empty until the first message.
    pub title: String,
    /// Last change (RFC 3339).
    pub updated_at: String,
    /// A turn is running in it.
    pub busy: bool,
    /// A call, or a server in the middle of one, waits for an answer in it.
    pub asking: bool,
    /// Kept at the top.
    pub pinned: bool,
    /// Put away.
    pub archived: bool,
}

/// A place where what was looked for stands.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct SearchHit {
    /// The conversation.
    pub conversation: ConversationSummary,
    /// The message; none where it is the title.
    pub message_id: Option<String>,
    /// Who speaks in it.
    pub role: Option<Role>,
    /// When it was begun (RFC 3339).
    pub at: String,
    /// An excerpt in pieces; empty for a title.
    pub excerpt: Vec<ExcerptPart>,
}

/// A piece of an excerpt.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ExcerptPart {
    /// The text.
    pub text: String,
    /// It is what was looked for.
    pub hit: bool,
}

/// A conversation, whole.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct ConversationView {
    /// The number of the last event that it includes.
    pub seq: u32,
    /// Its row in the list.
    pub summary: ConversationSummary,
    /// The branch that is shown, oldest first.
    pub messages: Vec<MessageView>,
    /// What waits for an answer.
    pub approvals: Vec<ApprovalView>,
    /// What servers ask in the middle of its calls.
    pub elicitations: Vec<ElicitationView>,
    /// The text not yet sent.
    pub draft: String,
    /// What the model is told in this conversation alone.
    pub instructions: String,
    /// Tokens of answers on other branches.
    pub elsewhere: UsageView,
}

/// How a conversation is written to a file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// The branch that is shown, to be read.
    Markdown,
    /// All of it, to be read in again.
    Json,
}

/// Tokens as the provider counted them; none where it did not say.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct UsageView {
    /// Read, all rounds of a turn together.
    pub input: Option<u32>,
    /// Written.
    pub output: Option<u32>,
    /// Of those read, from the provider's cache.
    pub cached: Option<u32>,
    /// Of those written, thought.
    pub reasoning: Option<u32>,
}

impl UsageView {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let sum = |a: Option<u32>, b: Option<u32>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (one, other) => one.or(other),
        };
        Self {
            input: sum(self.input, other.input),
            output: sum(self.output, other.output),
            cached: sum(self.cached, other.cached),
            reasoning: sum(self.reasoning, other.reasoning),
        }
    }
}

/// One message.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct MessageView {
    /// Names it; grows with time within a conversation.
    pub id: String,
    /// Who speaks.
    pub role: Role,
    /// In reading order.
    pub parts: Vec<PartView>,
    /// When it was begun (RFC 3339).
    pub at: String,
    /// How the turn ended; none while it runs and for the user's messages.
    pub end: Option<TurnEnd>,
    /// Which model spoke.
    pub model: Option<Words>,
    /// What the answer took.
    pub usage: Option<UsageView>,
    /// The messages that stand in this place, itself among them, oldest first; empty where it is the only one.
    pub alternatives: Vec<String>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A piece of a message.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PartView {
    /// Markdown of a model, plain text of a person.
    Text {
        /// The text so far.
        text: String,
    },
    /// What a model thought aloud.
    Reasoning {
        /// The text so far.
        text: String,
    },
    /// A tool call.
    Call {
        /// The call.
        call: CallView,
    },
    /// What the person added to their message.
    Attachment {
        /// It.
        attachment: AttachmentView,
    },
    /// What was said before, in short: a model reads it in place of the messages before this one.
    Summary {
        /// The text.
        text: String,
    },
    /// A sentence of ours: in place of what can't be shown, or about what the model was not shown.
    Note {
        /// It.
        sentence: Sentence,
    },
}

/// A tool call as its card shows it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct CallView {
    /// Names it.
    pub id: String,
    /// The server's id; empty when the tool is unknown.
    pub server_id: String,
    /// The server's name for people.
    pub server_name: String,
    /// The account it runs as.
    pub account: Option<String>,
    /// The tool's own name.
    pub tool: String,
    /// The tool's title for people.
    pub title: String,
    /// Arguments, as JSON text.
    pub arguments: String,
    /// Where it stands.
    pub state: CallState,
    /// Progress between 0 and 1, where the server tells.
    pub progress: Option<f64>,
    /// What the server says of its progress.
    pub progress_message: Option<String>,
    /// The result's structured content as JSON text, where there is one.
    pub structured: Option<String>,
    /// The result's text.
    pub text: Option<String>,
    /// The result's images and sounds.
    #[serde(default)]
    pub media: Vec<MediaView>,
    /// Resources that the result names.
    #[serde(default)]
    pub links: Vec<LinkView>,
    /// Where there is no result, or not all of it: why, in a sentence of ours.
    pub reason: Option<Sentence>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u32>,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// Waits for the person.
    Asking,
    /// Runs.
    Running,
    /// Done.
    Done,
    /// The server or the tool said it failed.
    Failed,
    /// The server wants a sign-in, or consent for more than it was given, before it runs this.
    SignInRequired,
    /// The person said no.
    Declined,
    /// The company's rules say no.
    Blocked,
    /// Stopped by the person, or the app ended under it.
    Stopped,
}

/// A question to the person, shown in the stream.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct ApprovalView {
    /// Names it in the answer.
    pub id: String,
    /// Where it stands.
    pub conversation_id: String,
    /// The call it is about: server, account, tool, full arguments.
    pub call: CallView,
    /// The tool's description by its server: shown, never trusted.
    pub description: String,
    /// What the tool says of itself: shown, never trusted to widen anything.
    pub effects: Effects,
    /// Whether "Always allow" is offered; a company's `ask` locks it.
    pub can_always: bool,
    /// Why it asks, where that is not plain: a changed tool, a company rule.
    pub reason: Option<Sentence>,
}

/// A tool's own words about its effects (annotations).
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct Effects {
    /// It says it only reads.
    pub read_only: bool,
    /// It says it may destroy.
    pub destructive: bool,
    /// It says it reaches beyond the server.
    pub open_world: bool,
}

/// A person's answer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// This call only.
    AllowOnce,
    /// This tool of this server, in this conversation and until Lanyard is closed.
    AllowConversation,
    /// This tool of this server from now on.
    AllowAlways,
    /// Not this call.
    Deny,
}

/// How a turn ended.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TurnEnd {
    /// The model was done.
    Complete,
    /// The person stopped it.
    Stopped,
    /// The app ended under it.
    Interrupted,
    /// It failed; what was said is kept.
    Failed {
        /// Why, and what to do.
        error: Error,
    },
}
