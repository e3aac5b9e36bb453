//! Our words in a provider's, and back.

use genai::chat::{ChatMessage, ChatRequest, ContentPart, MessageContent, Tool, ToolCall, ToolResponse};
use serde_json::{Map, Value, json};

use crate::models::request::{Arguments, Image, Offer, Outcome, Request, ToolRequest, Turn};

/// The longest tool description that every provider takes, in characters.
const DESCRIPTION: usize = 1024;

pub(super) fn tool_request(call: ToolCall) -> ToolRequest {
    let arguments = match call.fn_arguments {
        Value::Object(map) => Arguments::Object(map),
        Value::Null => Arguments::Object(Map::new()),
        // Some models send nothing at all for a tool without arguments.
        Value::String(text) if text.trim().is_empty() => Arguments::Object(Map::new()),
        Value::String(text) => Arguments::Broken(text),
        other => Arguments::Broken(other.to_string()),
    };
    let signatures = call.thought_signatures.unwrap_or_default();
    ToolRequest {
        id: call.call_id,
        name: call.fn_name,
        arguments,
        signatures,
    }
}

pub(super) fn chat_request(request: Request) -> ChatRequest {
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
                parts.extend(calls.into_iter().map(|call| ContentPart::ToolCall(tool_call(call))));
                messages.push(ChatMessage::assistant(MessageContent::from_parts(parts)));
            }
            Turn::Results(results) => {
                let answer = |r: Outcome| ToolResponse::new(&r.id, r.for_model()).with_fn_name(&r.name);
                messages.push(ChatMessage::from(results.into_iter().map(answer).collect::<Vec<_>>()));
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

fn tool_call(call: ToolRequest) -> ToolCall {
    let fn_arguments = match call.arguments {
        Arguments::Object(map) => Value::Object(map),
        // What could not be read can't be repeated on a wire that wants an object.
        Arguments::Broken(_) => json!({}),
    };
    let thought_signatures = (!call.signatures.is_empty()).then_some(call.signatures);
    ToolCall {
        call_id: call.id,
        fn_name: call.name,
        fn_arguments,
        thought_signatures,
    }
}
