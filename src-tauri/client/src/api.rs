//! What crosses the edge between the core and a window or a terminal.
//!
//! Views leave, commands enter. Nothing here holds a secret: what a person types (an API key, a pasted address)
//! enters as a command's argument and leaves only as "set". Times are RFC 3339 text, JSON from tools and models is
//! JSON text (a parser in between would lose the digits of large numbers), durations are milliseconds. What Lanyard
//! itself says is a [`Sentence`], because only the window knows its language; what others say is text.

mod account;
mod attachment;
mod audit;
mod chat;
mod elicitation;
mod error;
mod event;
mod import;
mod local_server;
mod model;
mod offer;
mod sentence;
mod server;
mod server_options;
mod setting;
mod snapshot;
mod traffic;

pub use account::{SignInState, SignInView, SignInWay, TraceOutcome, TraceStep};
pub use attachment::{AttachmentKind, AttachmentView, FileView};
pub use audit::{AuditLine, AuditOutcome};
pub use chat::{
    Answer, ApprovalView, CallState, CallView, ConversationSummary, ConversationView, Effects, ExcerptPart,
    ExportFormat, MessageView, PartView, Role, SearchHit, TurnEnd, UsageView,
};
pub use elicitation::{
    ChoiceView, ElicitationAnswer, ElicitationAsk, ElicitationView, FieldKind, FieldView, TextFormat,
};
pub use error::{Code, Details, Error};
pub use event::{Event, EventBody};
pub use import::{ImportEntry, ImportView, LeftOut};
pub use local_server::{Finding, IdentityProvider, LocalServerState, LocalServerView, Severity};
pub use model::{
    ModelKind, ModelView, NewProvider, ProviderFields, ProviderSecrets, ProviderSignIn, ProviderTried, ProviderView,
};
pub use offer::{
    CompletionOf, LinkView, MediaKind, MediaView, PromptArgumentView, PromptView, ResourceView, TemplateView,
};
pub use sentence::{Sentence, Words, fits};
pub use server::{PatternRule, Rule, ServerState, ServerView, ToolView};
pub use server_options::{CredentialWay, ServerOptions, ServerOptionsView, ServerSecrets, TokenBinding};
pub use setting::{SettingKey, SettingView, Source};
pub use snapshot::{CompanyView, ConversationList, Notice, NoticeKind, Profile, Snapshot, VaultView};
pub use traffic::{Direction, TrafficLine};
