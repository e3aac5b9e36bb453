//! How much a model is asked to think: the setting on every wire, and models that can't.

use lanyard_client::models::ModelError;
use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::shelf::{PATIENT, Shelf, asked, joined, key, provider};
use crate::streams::{ALL, REASONING, TEXT, Wire};

async fn shelf(thinking: &str) -> Shelf {
    let company = format!("name = \"Acme\"\n[settings]\nthinking = \"{thinking}\"\n");
    Shelf::of(Some(&company), Vec::new(), PATIENT).await
}

fn answer(wire: Wire) -> Reply {
    Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[])
}

/// The model, by a name under which the wire knows that it thinks.
async fn add(shelf: &Shelf, wire: Wire, server: &Server) -> String {
    let model = match wire {
        Wire::Gemini | Wire::VertexGemini => "gemini-3-pro",
        Wire::Anthropic | Wire::VertexClaude => "claude-sonnet-4-5",
        Wire::Bedrock => "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        other => other.model(),
    };
    let mut new = provider(wire, server);
    new.models = vec![model.to_owned()];
    let id = shelf.models.add(new, key("sk-secret-1")).await.unwrap().id;
    format!("{id}/{model}")
}

/// What a body says of thinking, and where.
fn effort(wire: Wire, body: &Value) -> Option<Value> {
    let place = match wire {
        Wire::Chat | Wire::Azure => "/reasoning_effort",
        Wire::Responses => "/reasoning",
        Wire::Anthropic | Wire::VertexClaude => "/thinking",
        Wire::Gemini | Wire::VertexGemini => "/generationConfig/thinkingConfig",
        Wire::Ollama => "/think",
        Wire::Bedrock => "/additionalModelRequestFields/thinking",
    };
    body.pointer(place).cloned()
}

#[tokio::test]
async fn every_wire_says_how_much_to_think_and_nothing_where_nobody_chose() {
    for (thinking, chosen) in [("high", true), ("auto", false)] {
        let (shelf, server) = (shelf(thinking).await, Server::start().await);
        for wire in ALL {
            let model = add(&shelf, wire, &server).await;
            server.will(answer(wire));
            let (deltas, error) = joined(&shelf.models, &model, asked("Hello")).await;
            assert!(error.is_none(), "{wire:?}: {error:?}");
            wire.check(&deltas, &TEXT);
            let body = server.last().body;
            let wanted = match wire {
                Wire::Chat | Wire::Azure | Wire::Ollama => json!("high"),
                // Without a summary nothing of the thoughts is told.
                Wire::Responses => json!({ "effort": "high", "summary": "detailed" }),
                Wire::Anthropic | Wire::VertexClaude | Wire::Bedrock => {
                    json!({ "type": "enabled", "budget_tokens": 24_000 })
                }
                Wire::Gemini | Wire::VertexGemini => json!({ "thinkingLevel": "HIGH", "includeThoughts": true }),
            };
            assert_eq!(effort(wire, &body), chosen.then_some(wanted), "{wire:?}: {body}");
        }
    }
}

#[tokio::test]
async fn thoughts_that_were_asked_for_are_shown() {
    let (shelf, server) = (shelf("low").await, Server::start().await);
    for wire in ALL {
        let model = add(&shelf, wire, &server).await;
        server.will(Reply::stream(wire.media_type(), &wire.stream(&REASONING), &[]));
        let (deltas, error) = joined(&shelf.models, &model, asked("Hello")).await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
        wire.check(&deltas, &REASONING);
    }
}

#[tokio::test]
async fn a_model_that_can_not_think_answers_all_the_same_and_is_not_asked_again() {
    let (shelf, server) = (shelf("medium").await, Server::start().await);
    for wire in ALL {
        let model = add(&shelf, wire, &server).await;
        let refusal = json!({ "error": { "message": "this model does not support thinking" } });
        server.will(Reply::whole(400, refusal.to_string()));
        for _ in 0..2 {
            server.will(answer(wire));
            let (deltas, error) = joined(&shelf.models, &model, asked("Hello")).await;
            assert!(error.is_none(), "{wire:?}: {error:?}");
            wire.check(&deltas, &TEXT);
        }
        let all = server.asked();
        let efforts: Vec<bool> = all[all.len() - 3..]
            .iter()
            .map(|asked| effort(wire, &asked.body).is_some())
            .collect();
        assert_eq!(efforts, [true, false, false], "{wire:?}");
    }
}

/// One try without, and not a circle; and nothing is concluded of what did not help.
#[tokio::test]
async fn a_request_that_is_refused_for_another_reason_fails_as_it_is() {
    let (shelf, server) = (shelf("medium").await, Server::start().await);
    let model = add(&shelf, Wire::Chat, &server).await;
    for (said, tries) in [("unknown field in tools", 1), ("the tool think_twice is unknown", 2)] {
        let before = server.asked().len();
        for _ in 0..tries {
            server.will(Reply::whole(400, json!({ "error": { "message": said } }).to_string()));
        }
        let (_, error) = joined(&shelf.models, &model, asked("Hello")).await;
        assert!(
            matches!(&error, Some(ModelError::Refused { status: Some(400), said: Some(told), .. }) if told == said),
            "{error:?}"
        );
        assert_eq!(server.asked().len() - before, tries, "{said}");
    }
    server.will(answer(Wire::Chat));
    let (_, error) = joined(&shelf.models, &model, asked("Hello")).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(effort(Wire::Chat, &server.last().body), Some(json!("medium")));
}

/// In one conversation after another; the second does not see the first one's refusal as its own failure.
#[tokio::test]
async fn two_questions_at_once_are_both_answered_by_a_model_that_can_not_think() {
    let (shelf, server) = (shelf("medium").await, Server::start().await);
    let model = add(&shelf, Wire::Chat, &server).await;
    let refusal = json!({ "error": { "message": "reasoning_effort is not supported" } }).to_string();
    for _ in 0..2 {
        server.will(Reply::whole(400, refusal.clone()));
    }
    for _ in 0..2 {
        server.will(answer(Wire::Chat));
    }
    let ask = || joined(&shelf.models, &model, asked("Hello"));
    // Both are sent before either is answered: the answers come in the order of the questions.
    let (one, other) = tokio::join!(ask(), ask());
    assert!(one.1.is_none() && other.1.is_none(), "{:?} {:?}", one.1, other.1);
}
