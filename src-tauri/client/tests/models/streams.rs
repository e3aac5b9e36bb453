//! The wires, and the answers that each of them carries: the same ones, byte for byte as every provider would send them.

use lanyard_client::api::{ModelKind, ProviderFields};
use lanyard_client::models::{Arguments, Delta, ToolRequest, Usage};
use serde_json::{Map, Value, json};

use crate::bytes::event_stream;
use crate::spoken::{anthropic, bedrock, chat, gemini, ollama, responses};

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
    pub(crate) fn arguments(&self) -> Map<String, Value> {
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
