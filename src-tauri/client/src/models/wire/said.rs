//! Our words in a provider's, and back.

use std::fmt::Write as _;

use genai::chat::{
    CacheControl, ChatMessage, ChatRequest, ChatRole, ContentPart, MessageContent, Tool, ToolCall, ToolResponse,
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

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

/// `marks`: the wire is Anthropic's, which keeps nothing for the next request unless it is told up to where.
pub(super) fn chat_request(request: Request, kind: ModelKind, marks: bool) -> ChatRequest {
    // Bedrock refuses calls and results in a request that offers no tool: they are told instead.
    let told = kind == ModelKind::Bedrock && request.tools.is_empty();
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
            Turn::Assistant { text, calls } if told => {
                let texts = std::iter::once(text).chain(calls.iter().map(in_words));
                let texts = texts.filter(|text| !text.trim().is_empty());
                let parts: Vec<ContentPart> = texts.map(ContentPart::Text).collect();
                if !parts.is_empty() {
                    messages.push(ChatMessage::assistant(MessageContent::from_parts(parts)));
                }
            }
            Turn::Assistant { text, calls } => {
                let mut parts = Vec::new();
                // Some providers refuse text in which there is nothing to read.
                if !text.trim().is_empty() {
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
                if !parts.is_empty() {
                    messages.push(ChatMessage::assistant(MessageContent::from_parts(parts)));
                }
            }
            Turn::Results(results) if told => {
                let result = |r: Outcome| ContentPart::Text(format!("Result of {}: {}", r.name, r.for_model()));
                let parts: Vec<ContentPart> = results.into_iter().map(result).collect();
                messages.push(ChatMessage::user(MessageContent::from_parts(parts)));
            }
            Turn::Results(results) => {
                let answer = |r: Outcome| ToolResponse::new(call_id(&r.id), r.for_model()).with_fn_name(&r.name);
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
    if kind == ModelKind::Bedrock {
        messages = joined(messages);
    }
    // Up to the instructions, which the tools stand before, and up to what was said last.
    if marks && let Some(last) = messages.pop() {
        messages.push(last.with_options(CacheControl::Ephemeral));
    }
    let system = Some(request.system).filter(|system| !system.is_empty());
    let mut chat = match system {
        Some(system) if marks => {
            messages.insert(0, ChatMessage::system(system).with_options(CacheControl::Ephemeral));
            ChatRequest::from_messages(messages)
        }
        Some(system) => ChatRequest::from_messages(messages).with_system(system),
        None => ChatRequest::from_messages(messages),
    };
    if !request.tools.is_empty() {
        chat = chat.with_tools(request.tools.into_iter().map(tool));
    }
    chat
}

/// Bedrock wants the sides to take turns, and results are on the person's side: what follows them goes with them, and
/// so do two of the model's where nothing was left between them.
fn joined(messages: Vec<ChatMessage>) -> Vec<ChatMessage> {
    let is_models = |message: &ChatMessage| matches!(message.role, ChatRole::Assistant);
    let mut joined: Vec<ChatMessage> = Vec::new();
    for message in messages {
        match joined.last_mut() {
            Some(last) if is_models(last) == is_models(&message) => {
                if !is_models(last) {
                    // Of the person's messages genai sends results too; of those of tools nothing else.
                    last.role = ChatRole::User;
                }
                for part in message.content.into_parts() {
                    last.content.push(part);
                }
            }
            _ => joined.push(message),
        }
    }
    joined
}

/// A call where none can be shown as one.
fn in_words(call: &ToolRequest) -> String {
    let given = match &call.arguments {
        Arguments::Object(map) => Value::Object(map.clone()).to_string(),
        Arguments::Broken(text) => text.clone(),
    };
    format!("Called {} with {given}", call.name)
}

/// The longest id of a call that every provider takes back.
const CALL_ID: usize = 64;

/// An id that every provider takes back. After a change of models a call has the id of another one, which may have
/// other characters; a call and its result are mapped alike.
fn call_id(id: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if (1..=CALL_ID).contains(&id.len()) && id.bytes().all(plain) {
        return id.to_owned();
    }
    let mut made = String::from("call_");
    for byte in Sha256::digest(id.as_bytes()).iter().take(16) {
        // Writing to a string can't fail.
        let _ = write!(made, "{byte:02x}");
    }
    made
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
        call_id: call_id(&call.id),
        fn_name: call.name,
        fn_arguments,
        thought_signatures,
    }
}
