//! What a provider is sent: address, headers, pictures, and the results of calls.

use std::sync::Arc;

use lanyard_client::api::Effects;
use lanyard_client::mcp::{Door, ToolInfo};
use lanyard_client::models::{Arguments, Delta, Image, Offer, Outcome, OutcomeKind, Request, ToolRequest, Turn};
use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::shelf::{Shelf, asked, collect};
use crate::streams::{ALL, TEXT, TWO, Wire};

async fn sent(wire: Wire, request: Request) -> crate::server::Asked {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let model = shelf.add(wire, &server).await;
    server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
    let (_, error) = collect(&shelf.models, &model, request).await;
    assert!(error.is_none(), "{wire:?}: {error:?}");
    server.last()
}

#[tokio::test]
async fn every_kind_is_asked_at_its_address_with_its_key_in_its_header() {
    for wire in ALL {
        let asked = sent(wire, asked("Hello")).await;
        let (uri, header, value) = match wire {
            Wire::Chat => ("/v1/chat/completions", "authorization", "Bearer sk-secret-1"),
            Wire::Responses => ("/v1/responses", "authorization", "Bearer sk-secret-1"),
            Wire::Anthropic => ("/v1/messages", "x-api-key", "sk-secret-1"),
            Wire::Gemini => (
                "/v1beta/models/m1:streamGenerateContent?alt=sse",
                "x-goog-api-key",
                "sk-secret-1",
            ),
            Wire::Ollama => ("/api/chat", "authorization", "Bearer sk-secret-1"),
            Wire::Azure => (
                "/openai/deployments/m1/chat/completions?api-version=2024-10-21",
                "api-key",
                "sk-secret-1",
            ),
            Wire::VertexGemini => (
                "/v1/projects/acme-1/locations/europe-west4/publishers/google/models/gemini-x:streamGenerateContent?alt=sse",
                "authorization",
                "Bearer sk-secret-1",
            ),
            Wire::VertexClaude => (
                "/v1/projects/acme-1/locations/europe-west4/publishers/anthropic/models/claude-x:streamRawPredict",
                "authorization",
                "Bearer sk-secret-1",
            ),
            Wire::Bedrock => (
                "/model/acme.m1-v1%3A0/converse-stream",
                "authorization",
                "Bearer sk-secret-1",
            ),
        };
        assert_eq!(asked.uri.to_string(), uri);
        assert_eq!(asked.headers[header], value, "{wire:?}");
        let proofs = ["authorization", "x-api-key", "api-key", "x-goog-api-key"];
        let shown = proofs.iter().filter(|name| asked.headers.contains_key(**name)).count();
        assert_eq!(shown, 1, "{wire:?} shows the key once");
        assert_eq!(asked.headers["content-type"], "application/json");
        assert!(!asked.uri.to_string().contains("secret") && !asked.body.to_string().contains("secret"));
    }
    let claude = sent(Wire::VertexClaude, asked("Hello")).await.body;
    assert_eq!(
        (&claude["anthropic_version"], &claude["stream"]),
        (&json!("vertex-2023-10-16"), &json!(true))
    );
    assert!(claude.get("model").is_none(), "the model is in the address: {claude}");
    assert_eq!(
        sent(Wire::Anthropic, asked("Hello")).await.headers["anthropic-version"],
        "2023-06-01"
    );
}

#[tokio::test]
async fn pictures_go_in_on_every_wire() {
    let request = || Request {
        turns: vec![Turn::User {
            text: "What is this?".into(),
            images: vec![Image {
                media_type: "image/png".into(),
                base64: Arc::from("iVBORw0KGgo="),
            }],
        }],
        ..Request::default()
    };
    for wire in ALL {
        let body = sent(wire, request()).await.body;
        let (at, picture) = match wire {
            Wire::Chat | Wire::Azure => (
                "/messages/0/content/1",
                json!({ "type": "image_url", "image_url": { "url": "data:image/png;base64,iVBORw0KGgo=" } }),
            ),
            Wire::Responses => (
                "/input/0/content/1",
                json!({ "type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,iVBORw0KGgo=" }),
            ),
            Wire::Anthropic | Wire::VertexClaude => (
                "/messages/0/content/1",
                json!({ "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo=" },
                    "cache_control": { "type": "ephemeral" } }),
            ),
            Wire::Gemini | Wire::VertexGemini => (
                "/contents/0/parts/1",
                json!({ "inline_data": { "mime_type": "image/png", "data": "iVBORw0KGgo=" } }),
            ),
            Wire::Ollama => ("/messages/0/images/0", json!("iVBORw0KGgo=")),
            Wire::Bedrock => (
                "/messages/0/content/1",
                json!({ "image": { "format": "png", "source": { "bytes": "iVBORw0KGgo=" } } }),
            ),
        };
        assert_eq!(body.pointer(at), Some(&picture), "{wire:?}: {body}");
        assert!(body.to_string().contains("What is this?"), "{wire:?}: {body}");
    }
}

/// The calls of the first turn, as the wire gave them, go back with their results: each with its own.
#[tokio::test]
async fn the_second_turn_carries_calls_and_results() {
    for wire in ALL {
        let (shelf, server) = (Shelf::new().await, Server::start().await);
        let model = shelf.add(wire, &server).await;
        server.will(Reply::stream(wire.media_type(), &wire.stream(&TWO), &[]));
        let (deltas, error) = collect(&shelf.models, &model, asked("Find both")).await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
        let calls = deltas.iter().find_map(|d| {
            if let Delta::Calls(calls) = d {
                Some(calls.clone())
            } else {
                None
            }
        });
        let calls = calls.unwrap();
        let outcome = |call: &ToolRequest, text: &str| Outcome {
            id: call.id.clone(),
            name: call.name.clone(),
            kind: OutcomeKind::Done,
            text: text.into(),
            ours: false,
            structured: None,
        };
        let mut request = asked("Find both");
        request.tools = vec![offer()];
        let results = vec![outcome(&calls[0], "first result"), outcome(&calls[1], "second result")];
        request.turns.push(Turn::Assistant {
            text: String::new(),
            calls: calls.clone(),
        });
        request.turns.push(Turn::Results(results));
        server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
        let (deltas, error) = collect(&shelf.models, &model, request).await;
        assert!(error.is_none() && !deltas.is_empty(), "{wire:?}: {error:?}");
        let body = server.last().body;
        let text = body.to_string();
        for part in ["first result", "second result", "日本", "s__find"] {
            assert!(text.contains(part), "{wire:?} sends {part}: {text}");
        }
        let results = results_in(wire, &body);
        assert_eq!(results.len(), 2, "{wire:?}: {body}");
        if !matches!(wire, Wire::Ollama | Wire::Gemini | Wire::VertexGemini) {
            assert!(
                results[0].contains("call_a") && results[0].contains("first result"),
                "{wire:?}: {results:?}"
            );
            assert!(
                results[1].contains("call_b") && results[1].contains("second result"),
                "{wire:?}: {results:?}"
            );
        }
    }
}

fn results_in(wire: Wire, body: &Value) -> Vec<String> {
    let texts = |values: &Value| -> Vec<String> { values.as_array().unwrap().iter().map(Value::to_string).collect() };
    match wire {
        Wire::Chat | Wire::Azure | Wire::Ollama => texts(&body["messages"])
            .into_iter()
            .filter(|m| m.contains("\"tool\""))
            .collect(),
        Wire::Responses => texts(&body["input"])
            .into_iter()
            .filter(|m| m.contains("function_call_output"))
            .collect(),
        Wire::Gemini | Wire::VertexGemini => texts(&body["contents"][2]["parts"]),
        Wire::Anthropic | Wire::VertexClaude | Wire::Bedrock => texts(&body["messages"][2]["content"]),
    }
}

/// A thought that a provider signed goes back before the calls that followed from it, and to that kind of provider alone.
#[tokio::test]
async fn signed_thoughts_go_back_with_their_calls() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let model = shelf.add(Wire::Anthropic, &server).await;
    let event = |value: Value| format!("event: {}\ndata: {value}\n\n", value["type"].as_str().unwrap());
    let body = [
        event(json!({ "type": "message_start", "message": { "usage": { "input_tokens": 1, "output_tokens": 1 } } })),
        event(
            json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "thinking", "thinking": "", "signature": "" } }),
        ),
        event(
            json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "thinking_delta", "thinking": "Hm." } }),
        ),
        event(
            json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "signature_delta", "signature": "c2ln" } }),
        ),
        event(json!({ "type": "content_block_stop", "index": 0 })),
        event(
            json!({ "type": "content_block_start", "index": 1, "content_block": { "type": "tool_use", "id": "t", "name": "x", "input": {} } }),
        ),
        event(json!({ "type": "content_block_stop", "index": 1 })),
        event(
            json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use" }, "usage": { "output_tokens": 2 } }),
        ),
        event(json!({ "type": "message_stop" })),
    ];
    server.will(Reply::stream("text/event-stream", body.concat().as_bytes(), &[]));
    let (deltas, error) = collect(&shelf.models, &model, asked("Hello")).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(deltas[0], Delta::Reasoning("Hm.".into()));
    let Delta::Calls(calls) = &deltas[1] else {
        panic!("{deltas:?}")
    };
    assert_eq!(calls[0].arguments, Arguments::Object(serde_json::Map::new()));
    let mut request = asked("Hello");
    request.turns.push(Turn::Assistant {
        text: "So".into(),
        calls: calls.clone(),
    });
    server.will(Reply::stream("text/event-stream", &Wire::Anthropic.stream(&TEXT), &[]));
    collect(&shelf.models, &model, request.clone()).await;
    let content = server.last().body["messages"][1]["content"].clone();
    assert_eq!(
        content[0],
        json!({ "type": "thinking", "thinking": "Hm.", "signature": "c2ln" })
    );
    assert_eq!(
        (&content[1]["type"], &content[2]["type"]),
        (&json!("text"), &json!("tool_use"))
    );
    // Another model goes on with the conversation: it is not shown what it could not read.
    for wire in [Wire::Chat, Wire::Responses, Wire::Gemini, Wire::Ollama] {
        let body = sent(wire, request.clone()).await.body.to_string();
        assert!(!body.contains("c2ln") && !body.contains("Hm."), "{wire:?}: {body}");
    }
}

/// A conversation with one call and its result, told on; no tool is offered.
fn with_a_call(id: &str, between: &str) -> Request {
    let mut request = asked("Find it");
    request.turns.push(Turn::Assistant {
        text: between.to_owned(),
        calls: vec![ToolRequest {
            id: id.to_owned(),
            name: "s__find".to_owned(),
            arguments: Arguments::Object(json!({ "q": "pens" }).as_object().unwrap().clone()),
            signatures: Vec::new(),
        }],
    });
    request.turns.push(Turn::Results(vec![Outcome {
        id: id.to_owned(),
        name: "s__find".to_owned(),
        kind: OutcomeKind::Done,
        text: "three pens".to_owned(),
        ours: false,
        structured: None,
    }]));
    request.turns.push(Turn::user("And now?"));
    request
}

pub(crate) fn offer() -> Offer {
    let tool = ToolInfo {
        door: Door::Tool,
        server_id: "s".into(),
        server_name: "Acme".into(),
        server_url: "https://acme.example/mcp".into(),
        account: None,
        name: "find".into(),
        title: "Find".into(),
        description: "Finds.".into(),
        input_schema: serde_json::Map::new(),
        output_schema: None,
        effects: Effects::default(),
        definition: String::new(),
    };
    Offer {
        name: "s__find".into(),
        tool: Arc::new(tool),
    }
}

/// Bedrock refuses calls where no tool is offered, and two messages of one side in a row.
#[tokio::test]
async fn bedrock_is_told_of_calls_where_no_tool_is_offered() {
    let body = sent(Wire::Bedrock, with_a_call("a", " ")).await.body;
    let text = body["messages"].to_string();
    assert!(!text.contains("toolUse") && !text.contains("toolResult"), "{text}");
    for part in ["s__find", "pens", "three pens", "And now?"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let mut request = with_a_call("a", "");
    request.tools = vec![offer()];
    let body = sent(Wire::Bedrock, request).await.body;
    for body in [body, sent(Wire::Bedrock, with_a_call("a", "")).await.body] {
        let roles: Vec<&str> = body["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["role"].as_str().unwrap())
            .collect();
        assert_eq!(roles, ["user", "assistant", "user"], "{body}");
        let last = body["messages"][2]["content"].to_string();
        assert!(last.contains("three pens") && last.contains("And now?"), "{last}");
        assert_eq!(last.contains("toolResult"), body.get("toolConfig").is_some(), "{body}");
    }
}

#[tokio::test]
async fn text_in_which_there_is_nothing_to_read_is_left_out() {
    for wire in ALL {
        let mut request = with_a_call("a", " \n\t ");
        request.tools = vec![offer()];
        let text = sent(wire, request).await.body.to_string();
        assert!(!text.contains(" \\n\\t "), "{wire:?}: {text}");
    }
}

/// After a change of models a call has the id of another provider.
#[tokio::test]
async fn ids_that_a_provider_would_refuse_are_mapped_for_calls_and_results_alike() {
    let long = "x".repeat(65);
    for wire in [
        Wire::Chat,
        Wire::Responses,
        Wire::Anthropic,
        Wire::VertexClaude,
        Wire::Bedrock,
    ] {
        for id in ["functions.find:0", "call a", "\u{e9}", long.as_str()] {
            let mut request = with_a_call(id, "So");
            request.tools = vec![offer()];
            let body = sent(wire, request).await.body.to_string();
            assert!(!body.contains(&format!("\"{id}\"")), "{wire:?} {id}: {body}");
            let (_, rest) = body.split_once("\"call_").unwrap();
            let made = format!("\"call_{}\"", rest.split('"').next().unwrap());
            assert_eq!(body.matches(&made).count(), 2, "{wire:?} {id}: {body}");
        }
        let mut request = with_a_call("toolu_01-A", "So");
        request.tools = vec![offer()];
        let body = sent(wire, request).await.body.to_string();
        assert_eq!(body.matches("\"toolu_01-A\"").count(), 2, "{wire:?}: {body}");
    }
}
