//! What a server asks the person in the middle of a call (elicitation), as a window shows it.
//!
//! Every word of it is the server's: it is shown as text, beside who asks. Defaults and answers are JSON text where a
//! number may be meant (a parser in between would lose the digits of large ones).

use serde::{Deserialize, Serialize};
use specta::Type;

/// A question of a server, shown in the stream.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct ElicitationView {
    /// Names it in the answer.
    pub id: String,
    /// Where it stands; empty outside conversations.
    pub conversation_id: String,
    /// The call it belongs to; none outside conversations.
    pub call_id: Option<String>,
    /// Who asks.
    pub server_id: String,
    /// Who asks, for people.
    pub server_name: String,
    /// The account that the call runs as.
    pub account: Option<String>,
    /// What was called, for people.
    pub title: String,
    /// The server's words.
    pub message: String,
    /// What it wants.
    pub ask: ElicitationAsk,
}

/// What a server wants.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ElicitationAsk {
    /// Answers to a form.
    Form {
        /// In the order to ask them.
        fields: Vec<FieldView>,
    },
    /// That the person opens an address in the system browser.
    Url {
        /// The whole address.
        url: String,
        /// Its host as it is resolved (punycode), with the port where it is not the usual one.
        host: String,
        /// The person has opened it; what is waited for is their word that they are done.
        opened: bool,
    },
}

/// A field of a form.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct FieldView {
    /// Its name in the answer.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// It has to be answered.
    pub required: bool,
    /// What it takes.
    pub kind: FieldKind,
}

/// What a field takes.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// A text.
    Text {
        /// What kind of text.
        format: Option<TextFormat>,
        /// In characters.
        min_length: Option<u32>,
        /// In characters.
        max_length: Option<u32>,
        /// What it begins with.
        default: Option<String>,
    },
    /// A number.
    Number {
        /// Whole numbers only.
        integer: bool,
        /// The smallest, as JSON text.
        minimum: Option<String>,
        /// The largest, as JSON text.
        maximum: Option<String>,
        /// What it begins with, as JSON text.
        default: Option<String>,
    },
    /// Yes or no.
    Flag {
        /// What it begins with.
        default: Option<bool>,
    },
    /// One of several.
    Choice {
        /// Of these.
        options: Vec<ChoiceView>,
        /// What it begins with.
        default: Option<String>,
    },
    /// Any of several.
    Choices {
        /// Of these.
        options: Vec<ChoiceView>,
        /// At least so many.
        min: Option<u32>,
        /// At most so many.
        max: Option<u32>,
        /// What it begins with.
        default: Vec<String>,
    },
}

/// What may be chosen.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ChoiceView {
    /// What is answered.
    pub value: String,
    /// What is shown.
    pub title: String,
}

/// What kind of text a field takes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum TextFormat {
    /// An e-mail address.
    Email,
    /// An address (URI).
    Uri,
    /// A day, `2026-12-21`.
    Date,
    /// A moment (RFC 3339).
    DateTime,
}

/// The person's answer.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ElicitationAnswer {
    /// The form's answers, a JSON object as text; or that the person is done at the opened address.
    Accept {
        /// The answers by field name; none for an address.
        content: Option<String>,
    },
    /// Open the address in the system browser.
    Open,
    /// The person does not want to answer.
    Decline,
    /// The person answers nothing at all.
    Cancel,
}
