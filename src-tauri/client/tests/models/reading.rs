//! How much a provider's model reads, and what of it the provider keeps for the next request.

use lanyard_client::models::{Request, Turn};
use serde_json::{Value, json};

use crate::requests::offer;
use crate::server::{Reply, Server};
use crate::shelf::{Shelf, asked, collect, key, provider};
use crate::streams::{ALL, TEXT, Wire};

fn answer(wire: Wire) -> Reply {
    Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[])
}

/// A question with instructions and a tool, after an answer.
fn conversation() -> Request {
    let said = Turn::Assistant {
        text: "Twelve.".into(),
        calls: Vec::new(),
    };
    Request {
        system: "Be brief.".into(),
        turns: vec![Turn::user("How many?"), said, Turn::user("Sure?")],
        tools: vec![offer()],
    }
}

async fn sent(wire: Wire, model: &str) -> Value {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let mut new = provider(wire, &server);
    new.models = vec![model.to_owned()];
    let id = shelf.models.add(new, key("sk-secret-1")).await.unwrap().id;
    server.will(answer(wire));
    let (_, error) = collect(&shelf.models, &format!("{id}/{model}"), conversation()).await;
    assert!(error.is_none(), "{wire:?}: {error:?}");
    server.last().body
}

#[tokio::test]
async fn ollama_is_told_how_much_to_read_and_asked_only_once() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let model = shelf.add(Wire::Ollama, &server).await;
    server.tells(json!({
        "parameters": "temperature 1\nnum_ctx    32768",
        "model_info": { "general.architecture": "qwen3", "qwen3.context_length": 262_144 },
    }));
    assert_eq!(shelf.models.window(&model).await, Some(32_768));
    for _ in 0..2 {
        server.will(answer(Wire::Ollama));
        let (_, error) = collect(&shelf.models, &model, conversation()).await;
        assert!(error.is_none(), "{error:?}");
        let asked = server.last();
        assert_eq!(
            asked.body.pointer("/options/num_ctx"),
            Some(&json!(32_768)),
            "{}",
            asked.body
        );
        // All that genai wrote is still there.
        assert_eq!(
            asked.body["messages"].as_array().map(Vec::len),
            Some(4),
            "{}",
            asked.body
        );
        assert!(
            asked.body["tools"].is_array() && asked.body["stream"] == true,
            "{}",
            asked.body
        );
        assert_eq!(asked.headers["authorization"], "Bearer sk-secret-1");
        assert_eq!(asked.headers.get_all("content-type").iter().count(), 1);
    }
    assert_eq!(server.asked_about(), [json!({ "model": "m1" })]);
}

#[tokio::test]
async fn an_ollama_that_tells_nothing_gets_the_usual_and_keeps_no_answer_waiting() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let model = shelf.add(Wire::Ollama, &server).await;
    server.will(answer(Wire::Ollama));
    let (_, error) = collect(&shelf.models, &model, asked("Hello")).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(server.last().body.pointer("/options/num_ctx"), Some(&json!(16_384)));
    for _ in 0..2 {
        assert_eq!(shelf.models.window(&model).await, Some(16_384));
    }
    assert_eq!(server.asked_about().len(), 1);
}

#[tokio::test]
async fn of_other_providers_nobody_knows_how_much_they_read() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    server.tells(json!({ "parameters": "num_ctx 32768" }));
    for wire in ALL.into_iter().filter(|wire| *wire != Wire::Ollama) {
        let model = shelf.add(wire, &server).await;
        assert_eq!(shelf.models.window(&model).await, None, "{wire:?}");
    }
    assert!(server.asked_about().is_empty());
}

/// Anthropic keeps nothing that it is not told to.
#[tokio::test]
async fn claude_keeps_instructions_and_tools_and_what_was_said_last() {
    let mark = json!({ "type": "ephemeral" });
    for (wire, model) in [(Wire::Anthropic, "m1"), (Wire::VertexClaude, "claude-x")] {
        let body = sent(wire, model).await;
        assert_eq!(body.pointer("/system/0/text"), Some(&json!("Be brief.")), "{body}");
        assert_eq!(body.pointer("/system/0/cache_control"), Some(&mark), "{body}");
        assert_eq!(
            body.pointer("/messages/2/content/0/cache_control"),
            Some(&mark),
            "{body}"
        );
        assert_eq!(body["messages"].as_array().map(Vec::len), Some(3), "{body}");
        assert_eq!(body.to_string().matches("cache_control").count(), 2, "{body}");
    }
}

#[tokio::test]
async fn on_bedrock_only_those_that_take_marks_get_them() {
    let mark = json!({ "cachePoint": { "type": "default" } });
    for model in ["eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.nova-pro-v1:0"] {
        let body = sent(Wire::Bedrock, model).await;
        assert_eq!(body.pointer("/system/1"), Some(&mark), "{body}");
        assert_eq!(body.pointer("/messages/2/content/1"), Some(&mark), "{body}");
        assert_eq!(body.to_string().matches("cachePoint").count(), 2, "{body}");
    }
    for model in [
        "acme.m1-v1:0",
        "meta.llama4-v1:0",
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
    ] {
        let body = sent(Wire::Bedrock, model).await;
        assert!(!body.to_string().contains("cachePoint"), "{model}: {body}");
    }
}

/// What keeps by itself is not told: a new GPT's wire would take it for leave to keep less.
#[tokio::test]
async fn no_other_wire_is_marked() {
    for wire in [
        Wire::Chat,
        Wire::Responses,
        Wire::Gemini,
        Wire::Ollama,
        Wire::Azure,
        Wire::VertexGemini,
    ] {
        let body = sent(wire, wire.model()).await.to_string();
        assert!(!body.contains("cache"), "{wire:?}: {body}");
    }
}
