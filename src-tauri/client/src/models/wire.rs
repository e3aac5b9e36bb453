//! The providers' wires, through `genai`. Nothing of that crate's types leaves this folder.

pub(super) mod address;
mod calls;
mod finish;
mod finishing;
mod frames;
mod relay;
mod said;
mod thought;
pub(super) mod trouble;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_stream::try_stream;
use futures::{Stream, StreamExt as _};
use genai::adapter::AdapterKind;
use genai::chat::{ChatOptions, ChatStreamEvent, ReasoningEffort};
use genai::resolver::{AuthData, Endpoint};
use genai::{Headers, ModelIden, ServiceTarget};
use http::Method;
use lanyard_net::Net;
use lanyard_net::url::Url;
use serde_json::json;
use tokio::time::Instant;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::access::{Access, Shown};
use super::again::Again;
use super::effort::{Effort, Efforts, is_about_thinking};
use super::provider::Provider;
use super::request::{Delta, Request};
use super::{Answer, ModelError, Patience};
use crate::api::ModelKind;
use crate::clock::Clock;
use frames::{Fault, Frames};
use relay::{Errand, Relay};
use said::chat_request;
use trouble::{Failure, no_port, on_the_way, translate};

/// The client, on the one HTTP client there is. Building fails only where genai has to build an HTTP client of its
/// own, which it is spared; should it fail all the same, there is none, rather than one without our rules.
fn client(http: &reqwest::Client) -> Option<genai::Client> {
    genai::Client::builder().with_reqwest(http.clone()).build().ok()
}

/// What one question needs.
pub(super) struct Asking {
    pub(super) net: Net,
    pub(super) provider: Provider,
    pub(super) model: String,
    /// How much the model reads at once, in tokens, where the request has to say so.
    pub(super) window: Option<u32>,
    /// The setting: how much it is to think.
    pub(super) thinking: String,
    pub(super) efforts: Arc<Efforts>,
    pub(super) access: Access,
    pub(super) request: Request,
    pub(super) patience: Patience,
    pub(super) clock: Clock,
}

impl Asking {
    fn id(&self) -> String {
        format!("{}/{}", self.provider.id, self.model)
    }
}

/// Sends a request; it leaves when the stream is first polled. What fails before anything is shown is tried again.
pub(super) fn send(asking: Asking) -> Answer {
    Box::pin(try_stream! {
        let mut again = Again::new(asking.patience.pause);
        let mut effort = asking.efforts.of(&asking.id(), &asking.thinking);
        let mut refused = None;
        loop {
            let mut shown = false;
            let failure = {
                let mut once = std::pin::pin!(once(&asking, effort));
                loop {
                    match once.next().await {
                        Some(Ok(delta)) => {
                            shown = true;
                            // Without, it answers: that was it. After calls it may be that the thoughts before them lack.
                            if let Some(refused) = refused.take().filter(|_| !asking.request.has_calls()) {
                                asking.efforts.refused(&asking.id(), refused);
                            }
                            let last = matches!(delta, Delta::End(_));
                            yield delta;
                            if last {
                                return;
                            }
                        }
                        Some(Err(failure)) => break failure,
                        None => return,
                    }
                }
            };
            // What a person has seen is not said a second time.
            if shown {
                Err(failure.error)?;
            } else if effort.is_some() && is_about_thinking(&failure.error) {
                refused = effort.take();
            } else if let Some(wait) = again.after(&failure) {
                tokio::time::sleep(wait).await;
            } else {
                Err(failure.error)?;
            }
        }
    })
}

/// One exchange, in which the model is told to think so much.
fn once(asking: &Asking, effort: Option<Effort>) -> impl Stream<Item = Result<Delta, Failure>> + Send + '_ {
    let Asking {
        net,
        provider,
        model,
        access,
        request,
        patience,
        clock,
        ..
    } = asking;
    try_stream! {
        let url = address::chat(provider, model)?;
        let mut shown = access.show(provider, &Method::POST, &url).await?;
        let Some(adapter) = adapter(provider.kind) else { Err(ModelError::Unknown(model.clone()))? };
        let iden = ModelIden::new(adapter, neutral(provider.kind, model));
        let frames = Frames::new(provider.kind, model);
        let options = options(provider.kind, model, effort).with_raw_frame_sink(frames.clone());
        let chat = chat_request(request.clone(), provider.kind, marks(provider.kind, model));
        let relay = relay_for(asking, effort, &url, &shown).await?;
        let (client, target) = if let Some(relay) = &relay {
            (Some(relay.client()), relay.target(iden))
        } else {
            // Address and headers are ours alone; genai makes the body, and reads the answer.
            let auth = AuthData::RequestOverride { url: url.to_string(), headers: plain(provider, &shown.headers)? };
            (client(net.client_to(&url)), ServiceTarget { endpoint: Endpoint::from_owned(url.as_str()), auth, model: iden })
        };
        let client = client.ok_or_else(|| ModelError::Unknown(model.clone()))?;
        // genai logs what a provider says of a failure, and that may repeat the key: its words reach no log.
        let opened = client
            .exec_chat_stream(target, chat, Some(&options))
            .with_subscriber(NoSubscriber::default())
            .await;
        let mut stream = opened.map_err(|e| translate(provider, &shown, e, false, clock))?.stream;
        let mut begun = false;
        let mut partial = HashMap::new();
        let mut deadline = Instant::now() + patience.first;
        loop {
            let event = tokio::time::timeout_at(deadline, stream.next().with_subscriber(NoSubscriber::default())).await;
            while let Some(text) = frames.next_text() {
                yield Delta::Text(text);
            }
            if let Some(fault) = frames.fault() {
                Err(told(provider, &shown, fault, begun))?;
            }
            let limit = if begun { patience.idle } else { patience.first };
            // A provider that thinks may send comments and events that genai makes nothing of: that is no silence.
            if event.is_err()
                && let Some(later) = frames.heard().map(|heard| heard + limit).filter(|later| *later > deadline)
            {
                deadline = later;
                continue;
            }
            let event = event.map_err(|_| silent(provider, limit))?;
            match event {
                // Announced before anything is sent.
                Some(Ok(ChatStreamEvent::Start)) => continue,
                Some(Ok(ChatStreamEvent::Chunk(chunk))) if !chunk.content.is_empty() => yield Delta::Text(chunk.content),
                Some(Ok(ChatStreamEvent::ReasoningChunk(chunk))) if !chunk.content.is_empty() => {
                    yield Delta::Reasoning(chunk.content);
                }
                // Arguments come in pieces of different shapes: only the collected calls at the end count.
                Some(Ok(ChatStreamEvent::ToolCallChunk(chunk))) => {
                    if provider.kind == ModelKind::Bedrock {
                        partial.insert(chunk.tool_call.call_id, chunk.tool_call.fn_arguments);
                    }
                }
                Some(Ok(ChatStreamEvent::End(end))) => {
                    let (calls, usage) = finish::finish(provider, end, &frames, &partial)?;
                    if !calls.is_empty() {
                        yield Delta::Calls(calls);
                    }
                    yield Delta::End(usage);
                    return;
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    if let Some(relay) = &relay {
                        if let Some(trouble) = relay.trouble() {
                            Err(on_the_way(provider, trouble))?;
                        }
                        shown.headers.extend(relay.added());
                    }
                    // Whoever sent an event was reached, whether or not genai makes anything of it.
                    let failure = translate(provider, &shown, error, begun || frames.heard().is_some(), clock);
                    Err(failure.seen_by(access, &shown).await)?;
                }
                // genai says nothing when an answer is cut, or is no stream at all.
                None if begun => Err(ModelError::Cut { provider: provider.name.clone(), said: None })?,
                None => Err(ModelError::Nonsense {
                    provider: provider.name.clone(),
                    said: "the answer holds no event of a model".to_owned(),
                })?,
            }
            if !begun {
                access.accepted(&shown).await;
            }
            begun = true;
            deadline = Instant::now() + patience.idle;
        }
    }
}

/// The relay of a request whose body genai does not write whole; none: it writes all of it.
async fn relay_for(
    asking: &Asking,
    effort: Option<Effort>,
    url: &Url,
    shown: &Shown,
) -> Result<Option<Relay>, ModelError> {
    let Some(finish) = finishing::wanted(asking, effort, url) else {
        return Ok(None);
    };
    let errand = Errand {
        http: asking.net.client_to(url).clone(),
        url: url.clone(),
        headers: shown.headers.clone(),
        finish,
    };
    let relay = Relay::open(errand).await;
    relay.map(Some).ok_or_else(|| no_port(&asking.provider))
}

/// The wire of a kind; the demo has none.
fn adapter(kind: ModelKind) -> Option<AdapterKind> {
    match kind {
        ModelKind::Demo => None,
        ModelKind::OpenAi | ModelKind::Azure => Some(AdapterKind::OpenAI),
        ModelKind::Responses => Some(AdapterKind::OpenAIResp),
        ModelKind::Anthropic => Some(AdapterKind::Anthropic),
        ModelKind::Gemini => Some(AdapterKind::Gemini),
        ModelKind::Vertex => Some(AdapterKind::Vertex),
        ModelKind::Bedrock => Some(AdapterKind::BedrockApi),
        ModelKind::Ollama => Some(AdapterKind::Ollama),
    }
}

/// Whether a model's wire is Anthropic's, which is told up to where to keep what it read.
fn marks(kind: ModelKind, model: &str) -> bool {
    kind == ModelKind::Anthropic || kind == ModelKind::Vertex && model.starts_with("claude")
}

fn options(kind: ModelKind, model: &str, effort: Option<Effort>) -> ChatOptions {
    let signed = thought::wanted(kind) && (kind != ModelKind::Vertex || model.starts_with("claude"));
    let mut options = ChatOptions::default()
        .with_capture_usage(true)
        .with_normalize_reasoning_content(true)
        // It also asks Gemini and the Responses for thoughts, which not every model has.
        .with_capture_reasoning_content(signed || effort.is_some())
        .with_capture_tool_calls(!matches!(kind, ModelKind::OpenAi | ModelKind::Azure));
    if let Some(effort) = effort {
        options = options.with_reasoning_effort(match effort {
            Effort::Low => ReasoningEffort::Low,
            Effort::Medium => ReasoningEffort::Medium,
            Effort::High => ReasoningEffort::High,
        });
    }
    match kind {
        ModelKind::OpenAi | ModelKind::Azure | ModelKind::Responses | ModelKind::Anthropic => {
            options.with_extra_body(json!({ "model": model }))
        }
        _ => options,
    }
}

/// What genai reads as a wish at the end of a name.
const EFFORTS: [&str; 8] = ["none", "zero", "minimal", "low", "medium", "high", "xhigh", "max"];

/// A name in which genai finds nothing to change. It takes "-high" at the end of a name for a wish, what stands
/// before "::" for a wire, and a new GPT's name for leave to switch the provider's own caching off; the true name goes
/// into the address or the body.
fn neutral(kind: ModelKind, model: &str) -> String {
    if matches!(kind, ModelKind::Ollama | ModelKind::Bedrock) {
        return model.to_owned();
    }
    let mut name = model.replace("::", ":");
    if name.rsplit_once('-').is_some_and(|(_, last)| EFFORTS.contains(&last)) {
        name.push_str("-x");
    }
    if matches!(kind, ModelKind::OpenAi | ModelKind::Azure | ModelKind::Responses) && name.starts_with("gpt") {
        name.insert_str(0, "x-");
    }
    name
}

/// Headers as genai takes them. They live as long as the request. Without one of them there is no request.
fn plain(provider: &Provider, headers: &http::HeaderMap) -> Result<Headers, ModelError> {
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let text = value.to_str().map_err(|_| ModelError::Header {
            provider: provider.name.clone(),
            name: name.to_string(),
        })?;
        Ok((name.as_str().to_owned(), text.to_owned()))
    };
    Ok(Headers::from(
        headers.iter().map(pair).collect::<Result<Vec<_>, ModelError>>()?,
    ))
}

fn silent(provider: &Provider, limit: Duration) -> ModelError {
    ModelError::Silent {
        provider: provider.name.clone(),
        seconds: limit.as_secs(),
    }
}

fn told(provider: &Provider, shown: &Shown, fault: Fault, begun: bool) -> ModelError {
    let name = provider.name.clone();
    match fault {
        Fault::Told(said) => ModelError::Cut {
            provider: name,
            said: Some(shown.clean(&said)),
        },
        Fault::Nonsense(said) if begun => ModelError::Cut {
            provider: name,
            said: Some(said.to_owned()),
        },
        Fault::Nonsense(said) => ModelError::Nonsense {
            provider: name,
            said: said.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_name_is_no_wish() {
        for name in ["team-max", "qwen-low", "x-none"] {
            assert_eq!(neutral(ModelKind::OpenAi, name), format!("{name}-x"));
            assert_eq!(neutral(ModelKind::Ollama, name), name);
        }
        assert_eq!(neutral(ModelKind::OpenAi, "gpt-high"), "x-gpt-high-x");
        assert_eq!(neutral(ModelKind::Responses, "gpt-6"), "x-gpt-6");
        for name in ["claude-sonnet-4-5", "qwen3:8b", "high"] {
            assert_eq!(neutral(ModelKind::OpenAi, name), name);
        }
        assert_eq!(neutral(ModelKind::OpenAi, "anthropic::x"), "anthropic:x");
    }
}
