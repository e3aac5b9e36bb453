//! What the core tells, in order.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    ApprovalView, CallView, ConversationSummary, ElicitationView, LocalServerView, MessageView, ModelView, Notice,
    ProviderView, ServerView, SettingView, SignInView, TurnEnd, UsageView, VaultView,
};

/// One event. The sequence grows by one; a window that lost some subscribes again with the last it saw.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct Event {
    /// Its number.
    pub seq: u32,
    /// What happened.
    pub body: EventBody,
}

/// What happened. A view replaces the one with the same id.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventBody {
    /// The numbers asked for are gone, or another profile is open: take a new snapshot.
    Reset,
    /// A server changed or was added.
    Server {
        /// The server.
        server: ServerView,
    },
    /// A server was removed.
    ServerRemoved {
        /// Its id.
        id: String,
    },
    /// A sign-in changed.
    SignIn {
        /// The sign-in.
        sign_in: SignInView,
    },
    /// A conversation's row changed or was added.
    Conversation {
        /// The row.
        conversation: ConversationSummary,
    },
    /// A conversation was deleted.
    ConversationRemoved {
        /// Its id.
        id: String,
    },
    /// A message was added, or replaced whole.
    Message {
        /// Where.
        conversation_id: String,
        /// The message.
        message: MessageView,
    },
    /// Another branch of a conversation is shown.
    Branch {
        /// Where.
        conversation_id: String,
        /// All its messages, oldest first.
        messages: Vec<MessageView>,
        /// Tokens of answers on other branches.
        elsewhere: UsageView,
    },
    /// A conversation's own instructions changed.
    Instructions {
        /// Where.
        conversation_id: String,
        /// The text.
        instructions: String,
    },
    /// Text to append to a message's part; a part that is not there yet is begun.
    Delta {
        /// Where.
        conversation_id: String,
        /// Which message.
        message_id: String,
        /// Which part, from 0.
        part: u32,
        /// A reasoning part rather than a text part.
        reasoning: bool,
        /// What to append.
        text: String,
    },
    /// A call changed or was added at the end of a message's parts.
    Call {
        /// Where.
        conversation_id: String,
        /// Which message.
        message_id: String,
        /// The call.
        call: CallView,
    },
    /// A call asks.
    Approval {
        /// The question.
        approval: ApprovalView,
    },
    /// A question was answered or withdrawn.
    ApprovalDone {
        /// Where.
        conversation_id: String,
        /// Its id.
        id: String,
    },
    /// A server asks in the middle of a call, or its question changed.
    Elicitation {
        /// The question.
        elicitation: ElicitationView,
    },
    /// A server's question was answered or withdrawn.
    ElicitationDone {
        /// Where.
        conversation_id: String,
        /// Its id.
        id: String,
    },
    /// A turn ended.
    TurnEnded {
        /// Where.
        conversation_id: String,
        /// Which message.
        message_id: String,
        /// How.
        end: TurnEnd,
    },
    /// A setting changed.
    Setting {
        /// The setting.
        setting: SettingView,
    },
    /// Providers, models or the choice changed.
    Models {
        /// Providers.
        providers: Vec<ProviderView>,
        /// Models.
        models: Vec<ModelView>,
        /// The model in use.
        model: Option<String>,
    },
    /// The bundled server changed.
    LocalServer {
        /// The server.
        local_server: LocalServerView,
    },
    /// Something a person should be told.
    Notice {
        /// What.
        notice: Notice,
    },
    /// A notice was dismissed.
    NoticeDismissed {
        /// Its id.
        id: String,
    },
    /// Somebody who is not in the window (the tray, a key of the whole system) wants a new conversation there.
    Begin,
    /// Where secrets are kept became known or changed.
    Vault {
        /// Where.
        vault: VaultView,
    },
}
