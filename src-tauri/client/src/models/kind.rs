//! What there is to know of each kind of provider before it is asked anything.

use crate::api::ModelKind;

/// All kinds that a person or a company can set up.
const KINDS: [ModelKind; 8] = [
    ModelKind::OpenAi,
    ModelKind::Responses,
    ModelKind::Azure,
    ModelKind::Anthropic,
    ModelKind::Gemini,
    ModelKind::Vertex,
    ModelKind::Bedrock,
    ModelKind::Ollama,
];

/// Where a kind usually is; empty where every customer has an address of their own.
pub(super) fn usual_place(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Demo | ModelKind::Azure | ModelKind::Vertex | ModelKind::Bedrock => "",
        ModelKind::OpenAi | ModelKind::Responses => "https://api.openai.com/v1/",
        ModelKind::Anthropic => "https://api.anthropic.com/v1/",
        ModelKind::Gemini => "https://generativelanguage.googleapis.com/v1beta/",
        ModelKind::Ollama => "http://127.0.0.1:11434/",
    }
}

/// What a provider of a kind is called if nobody says otherwise.
pub(super) fn usual_name(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Demo => "Lanyard",
        ModelKind::OpenAi | ModelKind::Responses => "OpenAI",
        ModelKind::Azure => "Azure OpenAI",
        ModelKind::Anthropic => "Anthropic",
        ModelKind::Gemini => "Gemini",
        ModelKind::Vertex => "Vertex AI",
        ModelKind::Bedrock => "Amazon Bedrock",
        ModelKind::Ollama => "Ollama",
    }
}

/// Whether a provider of this kind can be asked which models it runs. The others run what a customer set up, which
/// their list does not tell.
pub(super) fn lists_models(kind: ModelKind) -> bool {
    !matches!(
        kind,
        ModelKind::Demo | ModelKind::Azure | ModelKind::Vertex | ModelKind::Bedrock
    )
}

/// As it is stored.
pub(super) fn text(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Demo => "demo",
        ModelKind::OpenAi => "open_ai",
        ModelKind::Responses => "responses",
        ModelKind::Azure => "azure",
        ModelKind::Anthropic => "anthropic",
        ModelKind::Gemini => "gemini",
        ModelKind::Vertex => "vertex",
        ModelKind::Bedrock => "bedrock",
        ModelKind::Ollama => "ollama",
    }
}

/// The kind that was stored, or written in the company's file; the demo's is neither.
pub(crate) fn parse(written: &str) -> Option<ModelKind> {
    KINDS
        .into_iter()
        .find(|kind| text(*kind) == written)
        .or_else(|| (written == "openai").then_some(ModelKind::OpenAi))
}
