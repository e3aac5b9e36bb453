//! Models as a window shows them.

use std::collections::BTreeMap;

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
    /// OpenAI Responses at any base URL.
    Responses,
    /// Azure OpenAI: Chat Completions at a resource's own address.
    Azure,
    /// Anthropic Messages.
    Anthropic,
    /// Google Gemini.
    Gemini,
    /// Gemini and Claude on Google's Vertex AI.
    Vertex,
    /// Amazon Bedrock's Converse.
    Bedrock,
    /// Ollama.
    Ollama,
}

/// What only some kinds need. Nothing in it is secret.
#[derive(Debug, Clone, Default, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ProviderFields {
    /// Azure: the version of the interface, for addresses by deployment; empty for the newer `/openai/v1/`.
    pub api_version: String,
    /// Vertex: the project.
    pub project: String,
    /// Vertex: the location. Bedrock: the region.
    pub location: String,
    /// The names of the headers that every request carries besides. Their values are secrets.
    pub headers: Vec<String>,
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
    /// What its kind needs besides, and the names of its headers.
    pub fields: ProviderFields,
    /// Whether a key is set; the key itself never leaves the keychain.
    pub key_set: bool,
    /// It is signed in to instead of given a key.
    pub sign_in: Option<ProviderSignIn>,
    /// Who configured it.
    pub source: Source,
    /// It cannot be changed here.
    pub locked: bool,
}

/// A provider that takes the token of a sign-in.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ProviderSignIn {
    /// Names it in the commands that sign in and out.
    pub server_id: String,
    /// The host that signs people in.
    pub at: String,
    /// Somebody is signed in.
    pub signed_in: bool,
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
    /// What its kind needs besides, and the names of its headers.
    pub fields: ProviderFields,
}

/// Secrets of a provider, on their way in.
#[derive(Clone, Default, Deserialize, Type)]
pub struct ProviderSecrets {
    /// Its key; empty for none.
    pub key: String,
    /// Values by the header's name; a header that is not here keeps its value.
    pub headers: BTreeMap<String, String>,
}

impl std::fmt::Debug for ProviderSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderSecrets")
    }
}

/// A provider that was tried, and answered.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ProviderTried {
    /// How many models it names; none: it has no list, and a model of it answered.
    pub models: Option<u32>,
}
