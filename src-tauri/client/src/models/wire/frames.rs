//! What genai passes over in a provider's stream.
//!
//! What enters: every frame as it comes, before genai makes events of it. What leaves: texts that it drops (refusals),
//! calls of Chat Completions put together by us, and the failures that it skips or makes up an end for. It is looked at
//! between two events.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use genai::chat::{ChatFrameSink, FrameCtx, RawFrameRef};
use serde::de::IgnoredAny;
use serde_json::Value;
use tokio::time::Instant;

use super::calls::Calls;
use crate::api::ModelKind;
use crate::models::request::ToolRequest;

/// Why a stream can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The provider says that it failed.
    Told(String),
    /// A frame is none of this wire.
    Nonsense(&'static str),
}

/// What was seen in the frames of one answer; a clone sees the same.
#[derive(Debug, Clone)]
pub(super) struct Frames {
    speaks: Speech,
    seen: Arc<Mutex<Seen>>,
}

/// Whose frames they are.
#[derive(Debug, Clone, Copy)]
enum Speech {
    ChatCompletions,
    Responses,
    Ollama,
    Anthropic,
    /// One of which genai passes over nothing.
    Other,
}

#[derive(Debug, Default)]
struct Seen {
    /// When the last frame came, with or without an event in it.
    heard: Option<Instant>,
    texts: VecDeque<String>,
    calls: Calls,
    fault: Option<Fault>,
}

impl Frames {
    pub(super) fn new(kind: ModelKind, model: &str) -> Self {
        let speaks = match kind {
            ModelKind::OpenAi | ModelKind::Azure => Speech::ChatCompletions,
            ModelKind::Responses => Speech::Responses,
            ModelKind::Ollama => Speech::Ollama,
            ModelKind::Anthropic => Speech::Anthropic,
            // Claude on Vertex speaks Anthropic's wire, Gemini there Google's, whose frames have no names.
            ModelKind::Vertex if model.starts_with("claude") => Speech::Anthropic,
            ModelKind::Vertex | ModelKind::Gemini | ModelKind::Bedrock | ModelKind::Demo => Speech::Other,
        };
        Self {
            speaks,
            seen: Arc::default(),
        }
    }

    /// When the provider last sent something, a comment or an event that genai makes nothing of included.
    pub(super) fn heard(&self) -> Option<Instant> {
        self.lock().heard
    }

    /// Text that genai does not pass on, oldest first.
    pub(super) fn next_text(&self) -> Option<String> {
        self.lock().texts.pop_front()
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        self.lock().fault.clone()
    }

    /// The calls of Chat Completions.
    pub(super) fn calls(&self) -> Vec<ToolRequest> {
        std::mem::take(&mut self.lock().calls).finish()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ChatFrameSink for Frames {
    fn on_frame(&self, _: &FrameCtx, frame: RawFrameRef<'_>) {
        let mut seen = self.lock();
        seen.heard = Some(Instant::now());
        match self.speaks {
            Speech::ChatCompletions => seen.chat_completions(frame.data),
            Speech::Responses => seen.responses(frame.data),
            Speech::Ollama => seen.ollama(frame.data),
            Speech::Anthropic => seen.anthropic(frame.event, frame.data),
            Speech::Other => {}
        }
    }
}

impl Seen {
    /// Most frames are text and are not read twice.
    fn chat_completions(&mut self, data: &str) {
        if !(data.contains("tool_calls") || data.contains("refusal")) {
            return;
        }
        let Ok(value) = serde_json::from_str::<Value>(data) else {
            return;
        };
        let delta = &value["choices"][0]["delta"];
        if let Some(text) = delta["refusal"].as_str() {
            self.text(text);
        }
        for piece in delta["tool_calls"].as_array().into_iter().flatten() {
            if self.calls.add(piece).is_err() {
                self.fail(Fault::Nonsense("it asks for too many calls at once"));
            }
        }
    }

    fn responses(&mut self, data: &str) {
        if data.is_empty() || data == "[DONE]" {
            return;
        }
        if serde_json::from_str::<IgnoredAny>(data).is_err() {
            // genai goes on with the next frame, as if a piece of the answer were not missing.
            return self.fail(Fault::Nonsense("an event is not JSON"));
        }
        if !(data.contains("refusal") || data.contains("response.failed")) {
            return;
        }
        let Ok(value) = serde_json::from_str::<Value>(data) else {
            return;
        };
        match value["type"].as_str() {
            Some("response.refusal.delta") => self.text(value["delta"].as_str().unwrap_or_default()),
            Some("response.failed") => {
                let said = value.pointer("/response/error/message").and_then(Value::as_str);
                self.fail(Fault::Told(said.unwrap_or("it reported an error").to_owned()));
            }
            _ => {}
        }
    }

    fn ollama(&mut self, data: &str) {
        if !data.contains("\"error\"") {
            return;
        }
        let Ok(value) = serde_json::from_str::<Value>(data) else {
            return;
        };
        if let Some(said) = value["error"].as_str() {
            self.fail(Fault::Told(said.to_owned()));
        }
    }

    /// genai drops an event whose name it does not see: one without a name, and one of a CRLF stream that was cut
    /// between the two.
    fn anthropic(&mut self, event: Option<&str>, data: &str) {
        if event.is_none() && !data.is_empty() {
            self.fail(Fault::Nonsense("an event has no name"));
        }
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.texts.push_back(text.to_owned());
        }
    }

    fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }
}
