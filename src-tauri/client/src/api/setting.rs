//! Settings: a value, and who set it.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Words;

/// Who set a value. Later ones win.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Nobody: the value the app ships with.
    Default,
    /// The person.
    User,
    /// The company's configuration.
    Policy,
}

/// What can be set. Each key's value is one of the texts named.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum SettingKey {
    /// `system`, `light` or `dark`.
    Theme,
    /// `system`, `en` or `zh-CN`.
    Language,
    /// `small`, `medium`, `large` or `x_large`.
    TextSize,
    /// The id of the model in use; empty for the first there is.
    Model,
    /// `auto`, `deep_link`, `loopback` or `paste`.
    SignInWay,
    /// The person's own instructions to every model; any text.
    Instructions,
    /// How far apart things stand: `comfortable` or `compact`.
    Density,
    /// `system` or `reduced`.
    Motion,
    /// `enter` or `ctrl_enter`: what sends a message.
    SendKey,
    /// `on` or `off`: a notification when something happens behind another window.
    Notify,
    /// `off` or `on`: an icon in the system's tray.
    Tray,
    /// `off` or `on`: a key of the whole system that begins a conversation.
    QuickOpen,
    /// `auto`, `low`, `medium` or `high`: how much a model thinks before it answers; `auto` leaves it to the model.
    Thinking,
}

/// A setting as the window shows it.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct SettingView {
    /// Which.
    pub key: SettingKey,
    /// Its value.
    pub value: String,
    /// Who set it.
    pub source: Source,
    /// Who locked it: the company's name.
    pub locked_by: Option<Words>,
}
