//! Everything a window needs to draw itself.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    ConversationSummary, Details, LocalServerView, ModelView, ProviderView, Sentence, ServerView, SettingView,
    SignInView, Words,
};

/// The state of the core at one sequence number.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq)]
pub struct Snapshot {
    /// The sequence number of the last event it includes.
    pub seq: u32,
    /// The app's version.
    pub version: String,
    /// Which profile is open.
    pub profile: Profile,
    /// The company's configuration, where there is one.
    pub company: Option<CompanyView>,
    /// Where secrets are kept.
    pub vault: VaultView,
    /// What a person should be told at start.
    pub notices: Vec<Notice>,
    /// All settings.
    pub settings: Vec<SettingView>,
    /// All servers.
    pub servers: Vec<ServerView>,
    /// Sign-ins on their way.
    pub sign_ins: Vec<SignInView>,
    /// Conversations that are looked at first: those at the top of the list, newest first.
    pub conversations: Vec<ConversationSummary>,
    /// Whether there are others: [`ConversationList`] has all of them.
    pub more_conversations: bool,
    /// Providers of models.
    pub providers: Vec<ProviderView>,
    /// Models that can be picked.
    pub models: Vec<ModelView>,
    /// The model in use.
    pub model: Option<String>,
    /// The bundled server; none where it was left out of the build.
    pub local_server: Option<LocalServerView>,
}

/// All conversations at one sequence number.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ConversationList {
    /// The sequence number of the last event it includes.
    pub seq: u32,
    /// Newest first.
    pub conversations: Vec<ConversationSummary>,
}

/// Which profile is open. Each has its own database, keychain prefix and pending sign-ins.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// The person's own.
    Main,
    /// The offline demo's; "Leave the demo" removes it.
    Demo,
}

/// What the company's configuration says, as shown to a person.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct CompanyView {
    /// The company's name.
    pub name: Words,
    /// Its instructions to every model: shown, locked.
    pub instructions: Option<String>,
    /// The files it was read from.
    pub files: Vec<String>,
    /// The ids of its servers, in its order.
    pub server_ids: Vec<String>,
}

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum VaultView {
    /// Not looked at yet: the window does not wait for it.
    Unknown,
    /// In the keychain.
    Keychain,
    /// The keychain is locked: nothing is lost, unlock it.
    Locked,
    /// There is none: sign-ins last until the app closes.
    Memory,
    /// In an encrypted file.
    File,
    /// In an encrypted file whose passphrase was not given in this run: nothing is lost.
    FileClosed,
}

/// Something a person should be told.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct Notice {
    /// Names it, to dismiss it.
    pub id: String,
    /// What it is about.
    pub kind: NoticeKind,
    /// One plain sentence with the next step.
    pub message: Sentence,
    /// For the Details fold.
    pub details: Option<Details>,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A damaged database was kept aside.
    Database,
    /// The disk is full.
    Disk,
    /// A key of the company's configuration can't be used.
    Company,
    /// There is no keychain.
    Keychain,
    /// The link handler could not be registered.
    DeepLink,
    /// Anything else.
    Other,
}
