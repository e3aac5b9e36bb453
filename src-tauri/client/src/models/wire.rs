//! The providers' wires, through `genai`. Nothing of that crate's types leaves this file.

mod said;
mod trouble;

use async_stream::try_stream;
use futures::StreamExt as _;
use genai::adapter::AdapterKind;
use genai::chat::{ChatOptions, ChatStreamEvent, StopReason, StreamEnd};
use genai::resolver::{AuthData, Endpoint};
use genai::{ModelIden, ServiceTarget};
use secrecy::{ExposeSecret, SecretString};
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::provider::{Provider, usual_place};
use super::request::{Delta, Request, ToolRequest, Usage};
use super::{Answer, ModelError, Patience};
use crate::api::ModelKind;
use said::{chat_request, tool_request};
use trouble::translate;

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
        // genai logs what a provider says of a failure, and that may repeat the key: its words reach no log.
        let opened = client
            .exec_chat_stream(target, chat_request(request), Some(&options))
            .with_subscriber(NoSubscriber::default())
            .await;
        let mut stream = opened.map_err(|e| failed(e, false))?.stream;
        let mut begun = false;
        loop {
            let limit = if begun { patience.idle } else { patience.first };
            let event = tokio::time::timeout(limit, stream.next().with_subscriber(NoSubscriber::default())).await.map_err(|_| ModelError::Silent {
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
