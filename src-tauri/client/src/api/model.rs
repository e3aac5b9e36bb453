//! Models as a window shows them.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Source, Words};

/// Which wire a provider speaks.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type, PartialEq, Eq, Hash)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// The demo's rule-based model: no network.
    Demo,
    /// Chat Completions at any base URL: OpenAI, gateways, vLLM, LM Studio.
    OpenAi,
    /// Anthropic Messages.
    Anthropic,
    /// Google Gemini.
    Gemini,
    /// Ollama.
    Ollama,
}

/// A place that runs models.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ProviderView {
    /// Names it in commands.
    pub id: String,
    /// Its name for people.
    pub name: Words,
    /// Its wire.
    pub kind: ModelKind,
    /// Where it is; empty for the kind's usual place.
    pub base_url: String,
    /// Whether a key is set; the key itself never leaves the keychain.
    pub key_set: bool,
    /// Who configured it.
    pub source: Source,
    /// It cannot be changed here.
    pub locked: bool,
}

/// A model that can be picked.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ModelView {
    /// Names it in commands: `provider/model`.
    pub id: String,
    /// The provider's id.
    pub provider_id: String,
    /// The provider's name.
    pub provider_name: Words,
    /// The model's name for people.
    pub name: Words,
    /// A demo model says so, and what it can't do, once.
    pub demo: bool,
}

/// A provider to be added.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct NewProvider {
    /// Its wire.
    pub kind: ModelKind,
    /// Its name for people; empty for the kind's own.
    pub name: String,
    /// Where it is; empty for the kind's usual place.
    pub base_url: String,
    /// The models it runs; empty asks the provider.
    pub models: Vec<String>,
}
