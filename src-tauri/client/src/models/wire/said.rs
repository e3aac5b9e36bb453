//! Our words in a provider's, and back.

use genai::chat::{ChatMessage, ChatRequest, ContentPart, MessageContent, Tool, ToolCall, ToolResponse};
use serde_json::{Map, Value, json};

use super::thought;
use crate::api::ModelKind;
use crate::models::request::{Arguments, Image, Offer, Outcome, Request, ToolRequest, Turn};

/// The longest tool description that every provider takes, in characters.
const DESCRIPTION: usize = 1024;

/// What a model gave as arguments, which may be JSON in JSON.
pub(super) fn arguments(given: Value) -> Arguments {
    match given {
        Value::Object(map) => Arguments::Object(map),
        Value::Null => Arguments::Object(Map::new()),
        // Some models send nothing at all for a tool without arguments.
        Value::String(text) if text.trim().is_empty() => Arguments::Object(Map::new()),
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(Value::Object(map)) => Arguments::Object(map),
            Ok(Value::Null) => Arguments::Object(Map::new()),
            _ => Arguments::Broken(text),
        },
        other => Arguments::Broken(other.to_string()),
    }
}

pub(super) fn tool_request(call: ToolCall) -> ToolRequest {
    ToolRequest {
        id: call.call_id,
        name: call.fn_name,
        arguments: arguments(call.fn_arguments),
        signatures: call.thought_signatures.unwrap_or_default(),
    }
}

pub(super) fn chat_request(request: Request, kind: ModelKind) -> ChatRequest {
    let mut messages = Vec::new();
    for turn in request.turns {
        match turn {
            Turn::User { text, images } => {
                let mut parts = Vec::new();
                if !text.is_empty() {
                    parts.push(ContentPart::Text(text));
                }
                let image = |image: Image| ContentPart::from_binary_base64(image.media_type, image.base64, None);
                parts.extend(images.into_iter().map(image));
                messages.push(ChatMessage::user(MessageContent::from_parts(parts)));
            }
            Turn::Assistant { text, calls } => {
                let mut parts = Vec::new();
                if !text.is_empty() {
                    parts.push(ContentPart::Text(text));
                }
                if thought::wanted(kind) {
                    // They go back before what followed from them, or the provider refuses the calls.
                    let signed = calls.iter().flat_map(|call| &call.signatures);
                    parts.splice(0..0, signed.flat_map(|text| thought::parts(text)));
                }
                let calls = calls
                    .into_iter()
                    .map(|call| ContentPart::ToolCall(tool_call(call, kind)));
                parts.extend(calls);
                messages.push(ChatMessage::assistant(MessageContent::from_parts(parts)));
            }
            Turn::Results(results) => {
                let answer = |r: Outcome| ToolResponse::new(&r.id, r.for_model()).with_fn_name(&r.name);
                let answers: Vec<ToolResponse> = results.into_iter().map(answer).collect();
                if kind == ModelKind::Ollama {
                    // Of several results in one message genai sends Ollama the last alone.
                    messages.extend(answers.into_iter().map(|one| ChatMessage::from(vec![one])));
                } else {
                    messages.push(ChatMessage::from(answers));
                }
            }
        }
    }
    let mut chat = ChatRequest::from_messages(messages);
    if !request.system.is_empty() {
        chat = chat.with_system(request.system);
    }
    if !request.tools.is_empty() {
        chat = chat.with_tools(request.tools.into_iter().map(tool));
    }
    chat
}

fn tool(offer: Offer) -> Tool {
    let info = &offer.tool;
    let mut schema = info.input_schema.clone();
    schema.entry("type").or_insert_with(|| json!("object"));
    schema.entry("properties").or_insert_with(|| json!({}));
    let text = if info.description.is_empty() {
        info.title.clone()
    } else {
        info.description.clone()
    };
    let description: String = text.chars().take(DESCRIPTION).collect();
    Tool::new(offer.name)
        .with_description(description)
        .with_schema(Value::Object(schema))
}

fn tool_call(call: ToolRequest, kind: ModelKind) -> ToolCall {
    let fn_arguments = match call.arguments {
        Arguments::Object(map) => Value::Object(map),
        // What could not be read can't be repeated on a wire that wants an object.
        Arguments::Broken(_) => json!({}),
    };
    // Another provider's signature is refused: after a change of models it is left out.
    let signatures = call.signatures.into_iter().filter(|text| thought::bare(kind, text));
    let signatures: Vec<String> = signatures.collect();
    let thought_signatures = (!signatures.is_empty()).then_some(signatures);
    ToolCall {
        call_id: call.id,
        fn_name: call.name,
        fn_arguments,
        thought_signatures,
    }
}
