//! Thoughts that a provider signed and wants back, with their text, before the calls that followed from them.
//!
//! They travel with the answer's first call, as one opaque text each.

use genai::chat::{ContentPart, MessageContent};
use serde::{Deserialize, Serialize};

use crate::api::ModelKind;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    thinking: String,
    signature: String,
}

/// Whether a kind has thoughts that go back with their text.
pub(super) fn wanted(kind: ModelKind) -> bool {
    matches!(kind, ModelKind::Anthropic | ModelKind::Vertex | ModelKind::Bedrock)
}

/// Whether a text is a signature alone, which a kind wants back beside its call.
pub(super) fn bare(kind: ModelKind, text: &str) -> bool {
    matches!(kind, ModelKind::Gemini | ModelKind::Vertex) && parts(text).is_empty()
}

/// The signed thoughts of an answer, in their order. A signature alone is a call's own, and is not among them.
pub(super) fn of(content: &MessageContent) -> Vec<String> {
    let parts = content.parts();
    let pair = |two: &[ContentPart]| match two {
        [
            ContentPart::ThoughtSignature(signature),
            ContentPart::ReasoningContent(thinking),
        ] => serde_json::to_string(&Signed {
            thinking: thinking.clone(),
            signature: signature.clone(),
        })
        .ok(),
        _ => None,
    };
    parts.windows(2).filter_map(pair).collect()
}

/// What such a text stands for; nothing: it is no thought with its text.
pub(super) fn parts(text: &str) -> Vec<ContentPart> {
    let Ok(signed) = serde_json::from_str::<Signed>(text) else {
        return Vec::new();
    };
    vec![
        ContentPart::ThoughtSignature(signed.signature),
        ContentPart::ReasoningContent(signed.thinking),
    ]
}
