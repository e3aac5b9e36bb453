//! What is an end, what is silence, and what genai would have added or left out.

use std::time::Duration;

use lanyard_client::models::{Delta, ModelError, Patience};

use crate::failures::Case;
use crate::server::{Piece, Reply, Server};
use crate::shelf::{Shelf, asked, collect, provider};
use crate::streams::{ONE, TEXT, Wire};

/// A stream whose end has another reason.
fn ending(wire: Wire, from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(wire.stream(&ONE)).unwrap();
    assert!(text.contains(from), "{text}");
    text.replace(from, to).into_bytes()
}

#[tokio::test]
async fn an_end_that_tells_of_a_failure_is_none_and_its_calls_are_dropped() {
    let cases = [
        (Wire::Chat, "\"tool_calls\"}", "guardrail_intervened"),
        (Wire::Chat, "\"tool_calls\"}", "error"),
        (Wire::Chat, "\"tool_calls\"}", "abort"),
        (Wire::Chat, "\"tool_calls\"}", "network_error"),
        (Wire::Azure, "\"tool_calls\"}", "insufficient_system_resource"),
        (Wire::Ollama, "\"stop\"", "error"),
        (Wire::Anthropic, "\"tool_use\"", "pause_turn"),
    ];
    for (wire, from, why) in cases {
        let case = Case::of(wire).await;
        let brace = if from.ends_with('}') { "}" } else { "" };
        let body = if wire == Wire::Anthropic {
            ending(
                wire,
                "\"stop_reason\":\"tool_use\"",
                &format!("\"stop_reason\":\"{why}\""),
            )
        } else {
            ending(wire, from, &format!("\"{why}\"{brace}"))
        };
        case.server.will(case.reply(&body));
        let (deltas, error) = case.ask().await;
        assert!(
            matches!(error, Some(ModelError::Cut { .. })),
            "{wire:?} {why}: {error:?} {deltas:?}"
        );
        assert!(
            !deltas.iter().any(|d| matches!(d, Delta::Calls(_))),
            "{wire:?} {why}: {deltas:?}"
        );
    }
    // A reason of a server's own is an end where many servers speak the wire.
    let case = Case::of(Wire::Chat).await;
    case.server
        .will(case.reply(&ending(Wire::Chat, "\"tool_calls\"}", "\"eos\"}")));
    let (deltas, error) = case.ask().await;
    assert!(
        error.is_none() && deltas.iter().any(|d| matches!(d, Delta::Calls(_))),
        "{error:?}"
    );
}

/// Claude on Vertex is read as Anthropic's own is: an event that genai would drop is a failure.
#[tokio::test]
async fn an_event_without_a_name_is_none_on_vertex_either() {
    for wire in [Wire::Anthropic, Wire::VertexClaude] {
        let case = Case::of(wire).await;
        let text = String::from_utf8(wire.stream(&TEXT)).unwrap();
        let (from, _) = text.match_indices("event: content_block_delta\n").nth(1).unwrap();
        let mut cut = text.clone();
        cut.replace_range(from..from + "event: content_block_delta\n".len(), "");
        case.server.will(case.reply(cut.as_bytes()));
        let (_, error) = case.ask().await;
        assert!(error.is_some(), "{wire:?}");
    }
}

#[tokio::test]
async fn a_provider_that_sends_something_is_not_silent() {
    let short = Patience {
        first: Duration::from_millis(400),
        idle: Duration::from_millis(400),
        pause: Duration::from_millis(2),
    };
    for wire in [Wire::Chat, Wire::Responses, Wire::Anthropic] {
        let case = Case::with(wire, short).await;
        let mut reply = case.reply(b"");
        for _ in 0..8 {
            reply = reply.then(Piece::Pause(Duration::from_millis(150)));
            reply = reply.then(Piece::Send(b": still thinking\n\n".to_vec()));
        }
        case.server.will(reply.then(Piece::Send(wire.stream(&TEXT))));
        let (_, error) = case.ask().await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
    }
    assert!(
        Patience::default().first >= Duration::from_mins(10),
        "reasoning takes its time"
    );
}

/// genai switches the provider's own caching off for these names, in a field that other servers refuse.
#[tokio::test]
async fn a_new_name_changes_nothing_about_caching() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    for wire in [Wire::Chat, Wire::Responses, Wire::Azure] {
        for name in ["gpt-5.6", "gpt-6", "gpt-6-mini", "gpt-6-high"] {
            let mut new = provider(wire, &server);
            new.models = vec![name.to_owned()];
            let id = shelf.models.add(new, crate::shelf::key("k")).await.unwrap().id;
            server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
            let (_, error) = collect(&shelf.models, &format!("{id}/{name}"), asked("Hello")).await;
            assert!(error.is_none(), "{wire:?}: {error:?}");
            let body = server.last().body;
            assert_eq!(body["model"], name);
            assert!(!body.to_string().contains("cache"), "{wire:?} {name}: {body}");
        }
    }
}
