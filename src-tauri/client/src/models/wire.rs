//! The providers' wires, through `genai`. Nothing of that crate's types leaves this file.

use std::time::Duration;

use async_stream::try_stream;
use futures::StreamExt as _;
use genai::adapter::AdapterKind;
use genai::chat::{
    ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, ContentPart, MessageContent, StopReason, StreamEnd, Tool,
    ToolCall, ToolResponse,
};
use genai::resolver::{AuthData, Endpoint};
use genai::{ModelIden, ServiceTarget};
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::provider::{Provider, usual_place};
use super::request::{Arguments, Delta, Offer, Request, ToolRequest, Turn, Usage};
use super::{Answer, ModelError, Patience};
use crate::api::ModelKind;

/// The longest tool description that every provider takes, in characters.
const DESCRIPTION: usize = 1024;

/// The client, on the one HTTP client there is. Building fails only where genai has to build an HTTP client of its
/// own, which it is spared; should it fail all the same, there is none, rather than one without our rules.
pub(super) fn client(http: &reqwest::Client) -> Option<genai::Client> {
    genai::Client::builder().with_reqwest(http.clone()).build().ok()
}

/// The wire of a kind; the demo has none.
pub(super) fn adapter(kind: ModelKind) -> Option<AdapterKind> {
    match kind {
        ModelKind::Demo => None,
        ModelKind::OpenAi => Some(AdapterKind::OpenAI),
        ModelKind::Anthropic => Some(AdapterKind::Anthropic),
        ModelKind::Gemini => Some(AdapterKind::Gemini),
        ModelKind::Ollama => Some(AdapterKind::Ollama),
    }
}

/// Where a provider is, and its key.
pub(super) fn place(provider: &Provider, key: Option<&SecretString>) -> (Endpoint, AuthData) {
    let base = if provider.base_url.is_empty() {
        usual_place(provider.kind)
    } else {
        &provider.base_url
    };
    // Servers without keys ignore the header; genai wants one in any case.
    let key = key.map_or_else(|| "none".to_owned(), |key| key.expose_secret().to_owned());
    (Endpoint::from_owned(base), AuthData::from_single(key))
}

/// Sends a request; the request leaves when the stream is first polled.
pub(super) fn send(
    client: &genai::Client,
    provider: Provider,
    model: &str,
    key: Option<SecretString>,
    request: Request,
    patience: Patience,
) -> Answer {
    let client = client.clone();
    let model = model.to_owned();
    Box::pin(try_stream! {
        let Some(adapter) = adapter(provider.kind) else { Err(ModelError::Unknown(model))? };
        let (endpoint, auth) = place(&provider, key.as_ref());
        let target = ServiceTarget { endpoint, auth, model: ModelIden::new(adapter, model) };
        let options = ChatOptions::default()
            .with_capture_usage(true)
            .with_capture_tool_calls(true)
            .with_normalize_reasoning_content(true);
        let failed = |error: genai::Error, begun: bool| translate(&provider, key.as_ref(), error, begun);
        let opened = client.exec_chat_stream(target, chat_request(request), Some(&options)).await;
        let mut stream = opened.map_err(|e| failed(e, false))?.stream;
        let mut begun = false;
        loop {
            let limit = if begun { patience.idle } else { patience.first };
            let event = tokio::time::timeout(limit, stream.next()).await.map_err(|_| ModelError::Silent {
                provider: provider.name.clone(),
                seconds: limit.as_secs(),
            })?;
            match event {
                // Announced before anything is sent.
                Some(Ok(ChatStreamEvent::Start)) => continue,
                Some(Ok(ChatStreamEvent::Chunk(chunk))) => yield Delta::Text(chunk.content),
                Some(Ok(ChatStreamEvent::ReasoningChunk(chunk))) => yield Delta::Reasoning(chunk.content),
                // Arguments come in pieces of different shapes: only the collected calls at the end count.
                Some(Ok(ChatStreamEvent::ThoughtSignatureChunk(_) | ChatStreamEvent::ToolCallChunk(_)
                    | ChatStreamEvent::Heartbeat)) => {}
                Some(Ok(ChatStreamEvent::End(end))) => {
                    let (calls, usage) = finish(&provider, end)?;
                    if !calls.is_empty() {
                        yield Delta::Calls(calls);
                    }
                    yield Delta::End(usage);
                    break;
                }
                Some(Err(error)) => Err(failed(error, begun))?,
                // genai says nothing when an answer is cut, or is no stream at all.
                None if begun => Err(ModelError::Cut { provider: provider.name.clone(), said: None })?,
                None => Err(ModelError::Nonsense {
                    provider: provider.name.clone(),
                    said: "the answer holds no event of a model".to_owned(),
                })?,
            }
            begun = true;
        }
    })
}

/// What an end carries. Two wires make up an end where the connection broke: theirs must bear a sign of being one.
fn finish(provider: &Provider, end: StreamEnd) -> Result<(Vec<ToolRequest>, Usage), ModelError> {
    let cut = |said: Option<&str>| ModelError::Cut {
        provider: provider.name.clone(),
        said: said.map(str::to_owned),
    };
    let made_up = match provider.kind {
        ModelKind::Gemini => end.captured_stop_reason.is_none(),
        ModelKind::Ollama => end.captured_stop_reason.is_none() && end.captured_usage.is_none(),
        _ => false,
    };
    if made_up {
        return Err(cut(None));
    }
    if let Some(StopReason::MaxTokens(_)) = end.captured_stop_reason {
        return Err(cut(Some("the model reached the longest answer it may give")));
    }
    let tokens = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    let usage = end.captured_usage.as_ref().map_or_else(Usage::default, |usage| Usage {
        input: tokens(usage.prompt_tokens),
        output: tokens(usage.completion_tokens),
    });
    Ok((
        end.captured_into_tool_calls()
            .unwrap_or_default()
            .into_iter()
            .map(tool_request)
            .collect(),
        usage,
    ))
}

fn tool_request(call: ToolCall) -> ToolRequest {
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

fn chat_request(request: Request) -> ChatRequest {
    let mut messages = Vec::new();
    for turn in request.turns {
        match turn {
            Turn::User(text) => messages.push(ChatMessage::user(text)),
            Turn::Assistant { text, calls } => {
                let mut parts = Vec::new();
                if !text.is_empty() {
                    parts.push(ContentPart::Text(text));
                }
                parts.extend(calls.into_iter().map(|call| ContentPart::ToolCall(tool_call(call))));
                messages.push(ChatMessage::assistant(MessageContent::from_parts(parts)));
            }
            Turn::Results(results) => {
                let answer = |r: super::Outcome| ToolResponse::new(&r.id, r.for_model()).with_fn_name(&r.name);
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

fn translate(provider: &Provider, key: Option<&SecretString>, error: genai::Error, begun: bool) -> ModelError {
    let name = provider.name.clone();
    // A stream's error hides the exchange's inside.
    let error = match error {
        genai::Error::WebStream { error, cause, .. } => match error.downcast::<genai::Error>() {
            Ok(inner) => *inner,
            Err(other) => {
                return match other.downcast_ref::<reqwest::Error>() {
                    Some(_) if begun => ModelError::Cut {
                        provider: name,
                        said: Some("the connection broke".to_owned()),
                    },
                    Some(web) => unreachable(name, web),
                    None if begun => ModelError::Cut {
                        provider: name,
                        said: Some(clean(&cause, key)),
                    },
                    None => ModelError::Nonsense {
                        provider: name,
                        said: clean(&cause, key),
                    },
                };
            }
        },
        other => other,
    };
    if let Some(status) = error.status() {
        let (status, headers) = (status.as_u16(), error.headers().cloned().unwrap_or_default());
        let body = match &error {
            genai::Error::HttpError { body, .. } => body.clone(),
            _ => String::new(),
        };
        return match status {
            // What is said of a refused key may repeat it, masked or not.
            401 | 403 => ModelError::Key { provider: name, status },
            429 | 500..=599 => {
                let retry_after = retry_after(&headers);
                ModelError::Busy {
                    provider: name,
                    status,
                    retry_after,
                    said: said(&body, key),
                }
            }
            _ => ModelError::Refused {
                provider: name,
                status,
                said: said(&body, key),
            },
        };
    }
    match error {
        // The provider reports a failure inside its stream.
        genai::Error::ChatResponse { body, .. } => {
            let message = body
                .get("message")
                .and_then(Value::as_str)
                .unwrap_or("it reported an error")
                .to_owned();
            ModelError::Cut {
                provider: name,
                said: Some(clean(&message, key)),
            }
        }
        genai::Error::StreamParse { serde_error, .. } => ModelError::Nonsense {
            provider: name,
            said: format!("{:?} error in its JSON", serde_error.classify()),
        },
        other => ModelError::Nonsense {
            provider: name,
            said: clean(&other.to_string(), key),
        },
    }
}

fn unreachable(provider: String, error: &reqwest::Error) -> ModelError {
    let found = lanyard_net::classify(&provider, error);
    let certificate = matches!(found, lanyard_net::FetchError::Certificate { .. });
    ModelError::Unreachable {
        provider,
        said: found.to_string(),
        certificate,
    }
}

/// `Retry-After` in seconds, or as a date against the answer's own date (RFC 9110 §10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|z| z.timestamp().as_second());
    let now = date(headers.get(DATE)?.to_str().ok()?)?;
    u64::try_from(date(text)? - now).ok().map(Duration::from_secs)
}

/// What a provider's error says, where it says it in the usual places.
fn said(body: &str, key: Option<&SecretString>) -> Option<String> {
    let value: Value = serde_json::from_str(body).ok()?;
    let places = [
        value.pointer("/error/message"),
        value.pointer("/message"),
        value.pointer("/error"),
    ];
    let text = places.into_iter().flatten().find_map(Value::as_str)?;
    Some(clean(text, key))
}

/// Short, on one line, and without the key.
fn clean(text: &str, key: Option<&SecretString>) -> String {
    let text = match key.map(ExposeSecret::expose_secret) {
        Some(key) if !key.is_empty() => text.replace(key, "[key]"),
        _ => text.to_owned(),
    };
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect()
}
