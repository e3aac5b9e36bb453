//! What each wire looks like: the same answer as every provider would send it, byte for byte.

use lanyard_client::api::{ModelKind, ProviderFields};
use lanyard_client::models::{Arguments, Delta, ToolRequest, Usage};
use serde_json::{Map, Value, json};

use crate::bytes::event_stream;

/// A wire as it is spoken here. Azure and Vertex speak those of others at addresses of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Chat,
    Responses,
    Anthropic,
    Gemini,
    Ollama,
    Azure,
    VertexGemini,
    VertexClaude,
    Bedrock,
}

/// The five wires of which everything is shown.
pub(crate) const FIVE: [Wire; 5] = [Wire::Chat, Wire::Responses, Wire::Anthropic, Wire::Gemini, Wire::Ollama];

/// Those five, and the three whose services were never run against.
pub(crate) const ALL: [Wire; 9] = [
    Wire::Chat,
    Wire::Responses,
    Wire::Anthropic,
    Wire::Gemini,
    Wire::Ollama,
    Wire::Azure,
    Wire::VertexGemini,
    Wire::VertexClaude,
    Wire::Bedrock,
];

impl Wire {
    pub(crate) fn kind(self) -> ModelKind {
        match self {
            Self::Chat => ModelKind::OpenAi,
            Self::Responses => ModelKind::Responses,
            Self::Anthropic => ModelKind::Anthropic,
            Self::Gemini => ModelKind::Gemini,
            Self::Ollama => ModelKind::Ollama,
            Self::Azure => ModelKind::Azure,
            Self::VertexGemini | Self::VertexClaude => ModelKind::Vertex,
            Self::Bedrock => ModelKind::Bedrock,
        }
    }

    pub(crate) fn model(self) -> &'static str {
        match self {
            Self::VertexGemini => "gemini-x",
            Self::VertexClaude => "claude-x",
            Self::Bedrock => "acme.m1-v1:0",
            _ => "m1",
        }
    }

    /// What of its address a provider's base URL holds.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Chat | Self::Responses | Self::Anthropic => "v1",
            Self::Gemini => "v1beta",
            _ => "",
        }
    }

    pub(crate) fn fields(self) -> ProviderFields {
        let [api_version, project, location] = match self {
            Self::Azure => ["2024-10-21", "", ""],
            Self::VertexGemini | Self::VertexClaude => ["", "acme-1", "europe-west4"],
            Self::Bedrock => ["", "", "eu-central-1"],
            _ => ["", "", ""],
        }
        .map(str::to_owned);
        ProviderFields {
            api_version,
            project,
            location,
            headers: Vec::new(),
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Ollama => "application/x-ndjson",
            Self::Bedrock => "application/vnd.amazon.eventstream",
            _ => "text/event-stream",
        }
    }

    /// Whether the wire gives calls ids of its own.
    fn names_calls(self) -> bool {
        !matches!(self, Self::Gemini | Self::VertexGemini)
    }

    /// The frames of an answer, in order.
    pub(crate) fn frames(self, said: &Said) -> Vec<Vec<u8>> {
        let frames = match self {
            Self::Chat | Self::Azure => chat(said),
            Self::Responses => responses(said),
            Self::Anthropic | Self::VertexClaude => return named(&anthropic(said)),
            Self::Gemini | Self::VertexGemini => gemini(said),
            Self::Ollama => {
                return ollama(said)
                    .iter()
                    .map(|v| format!("{}\n", written(v)).into_bytes())
                    .collect();
            }
            Self::Bedrock => return bedrock(said),
        };
        let mut frames: Vec<Vec<u8>> = frames
            .iter()
            .map(|v| format!("data: {}\n\n", written(v)).into_bytes())
            .collect();
        if matches!(self, Self::Chat | Self::Azure) {
            frames.push(b"data: [DONE]\n\n".to_vec());
        }
        frames
    }

    pub(crate) fn stream(self, said: &Said) -> Vec<u8> {
        self.frames(said).concat()
    }

    /// A frame in which the provider says that it failed, in the middle of an answer.
    pub(crate) fn error(self, why: &str) -> Vec<u8> {
        match self {
            Self::Chat | Self::Azure => data(&json!({ "error": { "message": why, "code": 500 } })),
            Self::Responses => data(
                &json!({ "type": "response.failed", "response": { "id": "r", "model": "m1",
                "status": "failed", "output": [], "error": { "code": "server_error", "message": why } } }),
            ),
            Self::Anthropic | Self::VertexClaude => {
                named(&[json!({ "type": "error", "error": { "type": "overloaded_error", "message": why } })]).concat()
            }
            Self::Gemini | Self::VertexGemini => data(&json!({ "error": { "code": 500, "message": why } })),
            Self::Ollama => format!("{}\n", json!({ "error": why })).into_bytes(),
            Self::Bedrock => event_stream("exception", "internalServerException", &json!({ "message": why })),
        }
    }

    /// A frame that is one, but holds no JSON.
    pub(crate) fn garbage(self) -> Vec<u8> {
        match self {
            Self::Ollama => b"{\"message\": {\"content\": \n".to_vec(),
            Self::Anthropic | Self::VertexClaude => b"event: content_block_delta\ndata: {\"type\": \n\n".to_vec(),
            Self::Bedrock => vec![
                0, 0, 0, 32, 0, 0, 0, 8, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            ],
            _ => b"data: {\"choices\": [nonsense\n\n".to_vec(),
        }
    }

    /// What an answer comes to.
    pub(crate) fn deltas(self, said: &Said) -> Vec<Delta> {
        let mut deltas = Vec::new();
        if !said.reasoning.is_empty() {
            deltas.push(Delta::Reasoning(said.reasoning.to_owned()));
        }
        if !said.text.is_empty() {
            deltas.push(Delta::Text(said.text.to_owned()));
        }
        if !said.calls.is_empty() {
            let call = |call: &Call| ToolRequest {
                id: call.id.to_owned(),
                name: call.name.to_owned(),
                arguments: Arguments::Object(call.arguments()),
                signatures: Vec::new(),
            };
            deltas.push(Delta::Calls(said.calls.iter().map(call).collect()));
        }
        let cached = self != Self::Bedrock;
        let reasoning = matches!(
            self,
            Self::Chat | Self::Azure | Self::Responses | Self::Gemini | Self::VertexGemini
        );
        deltas.push(Delta::End(Usage {
            input: Some(9),
            output: Some(5),
            cached: cached.then_some(4),
            reasoning: reasoning.then_some(2),
        }));
        deltas
    }

    /// The same, with the ids that Lanyard gave where the wire has none.
    pub(crate) fn check(self, deltas: &[Delta], said: &Said) {
        let mut deltas = deltas.to_vec();
        if !self.names_calls() {
            for delta in &mut deltas {
                if let Delta::Calls(calls) = delta {
                    let ids: std::collections::HashSet<_> = calls.iter().map(|c| c.id.clone()).collect();
                    assert_eq!(ids.len(), calls.len(), "ids name one call each: {calls:?}");
                    for (call, said) in calls.iter_mut().zip(said.calls) {
                        call.id = String::from(said.id);
                    }
                }
            }
        }
        assert_eq!(deltas, self.deltas(said), "{self:?}");
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Said {
    pub(crate) reasoning: &'static str,
    pub(crate) text: &'static str,
    pub(crate) calls: &'static [Call],
}

/// A call; the arguments as a model writes them.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static str,
}

impl Call {
    fn arguments(&self) -> Map<String, Value> {
        serde_json::from_str(self.arguments).unwrap()
    }
}

/// Text with everything that can be cut in the middle.
pub(crate) const TEXT: Said = Said {
    reasoning: "",
    text: "Ünïcode \"quoted\" \\ 日本 🎉\n\tdata: no event\n\nend",
    calls: &[],
};
pub(crate) const REASONING: Said = Said {
    reasoning: "Erst überlegen 🤔 …",
    text: "Done.",
    calls: &[],
};
pub(crate) const ONE: Said = Said {
    reasoning: "",
    text: "Looking",
    calls: &[Call {
        id: "call_a",
        name: "s__find",
        arguments: "{\"query\": \"a\\u00e9 \\\"🎉\\\"\", \"n\": [1, {\"x\": null}]}",
    }],
};
/// Two calls of one tool: what tells them apart is the id alone.
pub(crate) const TWO: Said = Said {
    reasoning: "",
    text: "",
    calls: &[
        Call {
            id: "call_a",
            name: "s__find",
            arguments: "{\"query\": \"日本\"}",
        },
        Call {
            id: "call_b",
            name: "s__find",
            arguments: "{\"query\": \"b\"}",
        },
    ],
};

/// A call whose arguments stop in the middle of an escape; for the wires that carry them as text.
pub(crate) const HALF: Said = Said {
    reasoning: "",
    text: "",
    calls: &[Call {
        id: "call_a",
        name: "s__find",
        arguments: "{\"query\": \"a\\u00",
    }],
};

/// JSON with an escape for a character that others leave as it is.
fn written(value: &Value) -> String {
    value.to_string().replace('ü', "\\u00fc").replace('Ü', "\\u00dc")
}

fn data(value: &Value) -> Vec<u8> {
    format!("data: {value}\n\n").into_bytes()
}

fn named(events: &[Value]) -> Vec<Vec<u8>> {
    let frame = |event: &Value| {
        format!(
            "event: {}\ndata: {}\n\n",
            event["type"].as_str().unwrap(),
            written(event)
        )
    };
    events.iter().map(|event| frame(event).into_bytes()).collect()
}

/// Text in pieces of three characters.
fn pieces(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(3).map(|piece| piece.iter().collect()).collect()
}

fn chat(said: &Said) -> Vec<Value> {
    let delta = |delta: Value| {
        json!({ "id": "c", "object": "chat.completion.chunk", "model": "m1",
            "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] })
    };
    let mut events = vec![delta(json!({ "role": "assistant", "content": "" }))];
    events.extend(
        pieces(said.reasoning)
            .iter()
            .map(|piece| delta(json!({ "reasoning_content": piece }))),
    );
    events.extend(pieces(said.text).iter().map(|piece| delta(json!({ "content": piece }))));
    for (index, call) in said.calls.iter().enumerate() {
        events.push(delta(
            json!({ "tool_calls": [{ "index": index, "id": call.id, "type": "function",
            "function": { "name": call.name, "arguments": "" } }] }),
        ));
    }
    // Parallel calls come interleaved.
    let longest = said
        .calls
        .iter()
        .map(|call| pieces(call.arguments).len())
        .max()
        .unwrap_or_default();
    for at in 0..longest {
        for (index, call) in said.calls.iter().enumerate() {
            if let Some(piece) = pieces(call.arguments).get(at) {
                events.push(delta(
                    json!({ "tool_calls": [{ "index": index, "function": { "arguments": piece } }] }),
                ));
            }
        }
    }
    let reason = if said.calls.is_empty() { "stop" } else { "tool_calls" };
    events.push(json!({ "id": "c", "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }));
    events.push(
        json!({ "id": "c", "choices": [], "usage": { "prompt_tokens": 9, "completion_tokens": 5,
        "total_tokens": 14, "prompt_tokens_details": { "cached_tokens": 4 },
        "completion_tokens_details": { "reasoning_tokens": 2 } } }),
    );
    events
}

fn responses(said: &Said) -> Vec<Value> {
    let mut events = vec![json!({ "type": "response.created", "response": { "id": "r" } })];
    for piece in pieces(said.reasoning) {
        events.push(json!({ "type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 0, "delta": piece }));
    }
    for piece in pieces(said.text) {
        events.push(
            json!({ "type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": piece }),
        );
    }
    for (at, call) in said.calls.iter().enumerate() {
        let index = at + 2;
        let item = |arguments: &str| {
            json!({ "type": "function_call", "id": format!("fc_{at}"), "call_id": call.id, "name": call.name,
                "arguments": arguments })
        };
        events.push(json!({ "type": "response.output_item.added", "output_index": index, "item": item("") }));
        for piece in pieces(call.arguments) {
            events.push(
                json!({ "type": "response.function_call_arguments.delta", "output_index": index, "delta": piece }),
            );
        }
        events
            .push(json!({ "type": "response.output_item.done", "output_index": index, "item": item(call.arguments) }));
    }
    events.push(
        json!({ "type": "response.completed", "response": { "id": "r", "object": "response", "model": "m1",
        "status": "completed", "output": [], "usage": { "input_tokens": 9,
        "input_tokens_details": { "cached_tokens": 4 }, "output_tokens": 5,
        "output_tokens_details": { "reasoning_tokens": 2 }, "total_tokens": 14 } } }),
    );
    events
}

fn anthropic(said: &Said) -> Vec<Value> {
    let mut events = vec![
        json!({ "type": "message_start", "message": { "id": "m", "type": "message", "role": "assistant",
        "model": "m1", "content": [], "usage": { "input_tokens": 5, "cache_read_input_tokens": 4, "output_tokens": 1 } } }),
    ];
    events.push(json!({ "type": "ping" }));
    let mut index = 0;
    let mut block = |start: Value, deltas: Vec<Value>| {
        events.push(json!({ "type": "content_block_start", "index": index, "content_block": start }));
        events.extend(
            deltas
                .iter()
                .map(|delta| json!({ "type": "content_block_delta", "index": index, "delta": delta })),
        );
        events.push(json!({ "type": "content_block_stop", "index": index }));
        index += 1;
    };
    if !said.reasoning.is_empty() {
        let deltas = pieces(said.reasoning)
            .iter()
            .map(|p| json!({ "type": "thinking_delta", "thinking": p }))
            .collect();
        block(json!({ "type": "thinking", "thinking": "" }), deltas);
    }
    if !said.text.is_empty() {
        let deltas = pieces(said.text)
            .iter()
            .map(|p| json!({ "type": "text_delta", "text": p }))
            .collect();
        block(json!({ "type": "text", "text": "" }), deltas);
    }
    for call in said.calls {
        let delta = |p: &String| json!({ "type": "input_json_delta", "partial_json": p });
        let deltas = pieces(call.arguments).iter().map(delta).collect();
        block(
            json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": {} }),
            deltas,
        );
    }
    let reason = if said.calls.is_empty() { "end_turn" } else { "tool_use" };
    events
        .push(json!({ "type": "message_delta", "delta": { "stop_reason": reason }, "usage": { "output_tokens": 5 } }));
    events.push(json!({ "type": "message_stop" }));
    events
}

fn gemini(said: &Said) -> Vec<Value> {
    let usage = json!({ "promptTokenCount": 9, "cachedContentTokenCount": 4, "candidatesTokenCount": 3,
        "thoughtsTokenCount": 2, "totalTokenCount": 14 });
    let says = |part: Value, end: Option<&str>| {
        json!({ "candidates": [{ "content": { "role": "model", "parts": [part] }, "finishReason": end, "index": 0 }],
            "usageMetadata": usage, "modelVersion": "m1" })
    };
    let mut events = Vec::new();
    events.extend(
        pieces(said.reasoning)
            .iter()
            .map(|p| says(json!({ "text": p, "thought": true }), None)),
    );
    events.extend(pieces(said.text).iter().map(|p| says(json!({ "text": p }), None)));
    for call in said.calls {
        events.push(says(
            json!({ "functionCall": { "name": call.name, "args": call.arguments() } }),
            None,
        ));
    }
    events.push(says(json!({ "text": "" }), Some("STOP")));
    events
}

fn ollama(said: &Said) -> Vec<Value> {
    let line = |message: Value| json!({ "model": "m1", "message": message, "done": false });
    let mut lines = Vec::new();
    lines.extend(
        pieces(said.reasoning)
            .iter()
            .map(|p| line(json!({ "role": "assistant", "content": "", "thinking": p }))),
    );
    lines.extend(
        pieces(said.text)
            .iter()
            .map(|p| line(json!({ "role": "assistant", "content": p }))),
    );
    if !said.calls.is_empty() {
        let call =
            |call: &Call| json!({ "id": call.id, "function": { "name": call.name, "arguments": call.arguments() } });
        let calls: Vec<Value> = said.calls.iter().map(call).collect();
        lines.push(line(json!({ "role": "assistant", "content": "", "tool_calls": calls })));
    }
    lines.push(
        json!({ "model": "m1", "message": { "role": "assistant", "content": "" }, "done": true,
        "done_reason": "stop", "prompt_eval_count": 9, "prompt_eval_cached_count": 4, "eval_count": 5 }),
    );
    lines
}

fn bedrock(said: &Said) -> Vec<Vec<u8>> {
    let event = |name: &str, payload: Value| event_stream("event", name, &payload);
    let delta = |delta: Value| event("contentBlockDelta", json!({ "contentBlockIndex": 0, "delta": delta }));
    let stop = || event("contentBlockStop", json!({ "contentBlockIndex": 0 }));
    let mut frames = vec![event("messageStart", json!({ "role": "assistant" }))];
    if !said.reasoning.is_empty() {
        frames.extend(
            pieces(said.reasoning)
                .iter()
                .map(|p| delta(json!({ "reasoningContent": { "text": p } }))),
        );
        frames.push(stop());
    }
    if !said.text.is_empty() {
        frames.extend(pieces(said.text).iter().map(|p| delta(json!({ "text": p }))));
        frames.push(stop());
    }
    for call in said.calls {
        let start = json!({ "toolUse": { "toolUseId": call.id, "name": call.name } });
        frames.push(event(
            "contentBlockStart",
            json!({ "contentBlockIndex": 0, "start": start }),
        ));
        frames.extend(
            pieces(call.arguments)
                .iter()
                .map(|p| delta(json!({ "toolUse": { "input": p } }))),
        );
        frames.push(stop());
    }
    let reason = if said.calls.is_empty() { "end_turn" } else { "tool_use" };
    frames.push(event("messageStop", json!({ "stopReason": reason })));
    let usage = json!({ "inputTokens": 9, "outputTokens": 5, "totalTokens": 14 });
    frames.push(event("metadata", json!({ "usage": usage })));
    frames
}
