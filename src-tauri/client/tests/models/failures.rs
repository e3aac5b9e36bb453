//! Whatever a provider does, it ends: with the right answer or with an error, never silently, never hanging.

use lanyard_client::api::Error;
use lanyard_client::models::{Arguments, Delta, ModelError, Patience};
use serde_json::json;

use crate::server::{Piece, Reply, Server};
use crate::shelf::{PATIENT, Shelf, asked, collect, joined};
use crate::streams::{ALL, HALF, ONE, TEXT, Wire};

pub(crate) struct Case {
    pub(crate) shelf: Shelf,
    pub(crate) server: Server,
    pub(crate) model: String,
    wire: Wire,
}

impl Case {
    pub(crate) async fn of(wire: Wire) -> Self {
        Self::with(wire, PATIENT).await
    }

    pub(crate) async fn with(wire: Wire, patience: Patience) -> Self {
        let (shelf, server) = (Shelf::of(None, Vec::new(), patience).await, Server::start().await);
        let model = shelf.add(wire, &server).await;
        Self {
            shelf,
            server,
            model,
            wire,
        }
    }

    pub(crate) async fn ask(&self) -> (Vec<Delta>, Option<ModelError>) {
        joined(&self.shelf.models, &self.model, asked("Hello")).await
    }

    /// The beginning of an answer with one call: its first frames, which show some text at least.
    pub(crate) fn beginning(&self) -> Vec<u8> {
        self.wire.frames(&TEXT)[..6].concat()
    }

    pub(crate) fn reply(&self, body: &[u8]) -> Reply {
        Reply::stream(self.wire.media_type(), body, &[])
    }
}

pub(crate) fn is_text(deltas: &[Delta]) -> bool {
    matches!(deltas, [Delta::Text(text)] if !text.is_empty())
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_cut() {
    for wire in ALL {
        let case = Case::of(wire).await;
        case.server.will(case.reply(&case.beginning()).then(Piece::Break));
        let (deltas, error) = case.ask().await;
        assert!(is_text(&deltas), "{wire:?}: {deltas:?}");
        assert!(
            matches!(error, Some(ModelError::Cut { .. })),
            "{wire:?} broken: {error:?}"
        );
        // The same with a polite end of the connection, after which genai makes up an end.
        case.server.will(case.reply(&case.beginning()));
        let (deltas, error) = case.ask().await;
        assert!(is_text(&deltas), "{wire:?}: {deltas:?}");
        assert!(
            matches!(error, Some(ModelError::Cut { .. })),
            "{wire:?} ended: {error:?}"
        );
        assert_eq!(
            case.server.asked().len(),
            2,
            "{wire:?}: what was shown is not asked for again"
        );
    }
}

/// Before there is a text, but not before there is an answer: whoever began to answer was reached.
#[tokio::test]
async fn an_answer_that_breaks_off_before_its_first_word_is_cut_too() {
    let case = Case::of(Wire::Responses).await;
    let first = Wire::Responses.frames(&TEXT).swap_remove(0);
    case.server.will(case.reply(&first).then(Piece::Break));
    let (deltas, error) = case.ask().await;
    assert!(deltas.is_empty(), "{deltas:?}");
    assert!(matches!(error, Some(ModelError::Cut { .. })), "{error:?}");
}

#[tokio::test]
async fn half_a_call_is_no_call() {
    for wire in ALL {
        let case = Case::of(wire).await;
        let frames = wire.frames(&ONE);
        for end in (frames.len() / 2)..frames.len() - 1 {
            // Chat Completions may end without its last frames; what is left out here is never the end itself.
            if frames[end..]
                .iter()
                .all(|frame| frame.windows(5).any(|w| w == b"usage"))
            {
                continue;
            }
            case.server.will(case.reply(&frames[..end].concat()));
            let (deltas, error) = case.ask().await;
            assert!(
                error.is_some(),
                "{wire:?} after {end} of {} frames: {deltas:?}",
                frames.len()
            );
            assert!(
                !deltas.iter().any(|d| matches!(d, Delta::Calls(_))),
                "{wire:?}: {deltas:?}"
            );
        }
    }
}

/// The stream ends as it should, and the arguments do not: the call is made known as what it is.
#[tokio::test]
async fn half_of_the_arguments_are_no_arguments() {
    for wire in [Wire::Chat, Wire::Responses, Wire::Anthropic, Wire::Bedrock] {
        let case = Case::of(wire).await;
        let body = wire.stream(&HALF);
        case.server.will(case.reply(&body));
        let (deltas, error) = case.ask().await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
        let calls = deltas
            .iter()
            .find_map(|d| if let Delta::Calls(calls) = d { Some(calls) } else { None });
        let calls = calls.unwrap_or_else(|| panic!("{wire:?}: {deltas:?}"));
        assert!(
            matches!(&calls[0].arguments, Arguments::Broken(text) if text.ends_with("u00")),
            "{wire:?}: {calls:?}"
        );
    }
}

#[tokio::test]
async fn nothing_a_page_and_nonsense_are_no_answers() {
    let page = "<!doctype html>\n<html><body>\n\nSign in to the Wi-Fi: event: x\n\n</body></html>";
    for wire in ALL {
        let case = Case::of(wire).await;
        case.server.will(case.reply(b""));
        case.server
            .will(Reply::whole(200, page).with("content-type", "text/html"));
        case.server.will(case.reply(&wire.garbage()));
        for what in ["nothing", "a page", "garbage"] {
            let (deltas, error) = case.ask().await;
            assert!(deltas.is_empty(), "{wire:?} {what}: {deltas:?}");
            let ended = matches!(error, Some(ModelError::Nonsense { .. } | ModelError::Cut { .. }));
            assert!(ended, "{wire:?} {what}: {error:?}");
        }
        // In the middle of an answer it is not passed over.
        let mut frames = wire.frames(&TEXT);
        frames.insert(6, wire.garbage());
        case.server.will(case.reply(&frames.concat()));
        let (deltas, error) = case.ask().await;
        assert!(is_text(&deltas), "{wire:?}: {deltas:?}");
        assert!(error.is_some(), "{wire:?}: a piece is missing and nobody says so");
    }
}

#[tokio::test]
async fn an_error_inside_the_stream_is_told_with_the_providers_words() {
    for wire in ALL {
        let case = Case::of(wire).await;
        let body = [case.beginning(), wire.error("the llama is tired (sk-secret-1)")].concat();
        case.server.will(case.reply(&body));
        let (deltas, error) = case.ask().await;
        assert!(is_text(&deltas), "{wire:?}: {deltas:?}");
        let Some(ModelError::Cut { said: Some(said), .. }) = error else {
            panic!("{wire:?}: {error:?}")
        };
        assert_eq!(said, "the llama is tired ([key])", "{wire:?}");
    }
}

#[tokio::test]
async fn what_a_filter_or_a_limit_ended_is_not_taken_for_whole() {
    for (wire, good, bad) in [
        (Wire::Chat, "\"stop\"", "\"content_filter\""),
        (Wire::Chat, "\"stop\"", "\"length\""),
        (Wire::Responses, "\"completed\"", "\"failed\""),
        (Wire::Responses, "\"completed\"", "\"incomplete\""),
        (Wire::Anthropic, "\"end_turn\"", "\"refusal\""),
        (Wire::Anthropic, "\"end_turn\"", "\"max_tokens\""),
        (Wire::Gemini, "\"STOP\"", "\"SAFETY\""),
        (Wire::Gemini, "\"STOP\"", "\"MALFORMED_FUNCTION_CALL\""),
        (Wire::Ollama, "\"stop\"", "\"length\""),
    ] {
        let case = Case::of(wire).await;
        let body = String::from_utf8(wire.stream(&TEXT)).unwrap().replace(good, bad);
        case.server.will(case.reply(body.as_bytes()));
        let (deltas, error) = case.ask().await;
        assert!(is_text(&deltas), "{wire:?} {bad}: {deltas:?}");
        assert!(
            matches!(error, Some(ModelError::Cut { .. })),
            "{wire:?} {bad}: {error:?}"
        );
    }
}

/// genai drops what a model says when it refuses.
#[tokio::test]
async fn a_refusal_is_shown() {
    let event = |value: serde_json::Value| format!("data: {value}\n\n");
    let chat = [
        event(json!({ "choices": [{ "index": 0, "delta": { "refusal": "I can't " }, "finish_reason": null }] })),
        event(json!({ "choices": [{ "index": 0, "delta": { "refusal": "do that." }, "finish_reason": null }] })),
        event(json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] })),
        "data: [DONE]\n\n".to_owned(),
    ];
    let responses = [
        event(json!({ "type": "response.refusal.delta", "output_index": 0, "delta": "I can't " })),
        event(json!({ "type": "response.refusal.delta", "output_index": 0, "delta": "do that." })),
        event(
            json!({ "type": "response.completed", "response": { "id": "r", "model": "m1", "status": "completed", "output": [] } }),
        ),
        String::new(),
    ];
    for (wire, body) in [(Wire::Chat, chat), (Wire::Responses, responses)] {
        let case = Case::of(wire).await;
        case.server.will(case.reply(body.concat().as_bytes()));
        let (deltas, error) = case.ask().await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
        assert_eq!(deltas[0], Delta::Text("I can't do that.".into()), "{wire:?}");
    }
}

#[tokio::test]
async fn a_refused_key_is_told_without_it() {
    for wire in ALL {
        let case = Case::of(wire).await;
        let said = json!({ "error": { "message": "bad key sk-secret-1" } }).to_string();
        case.server.will(Reply::whole(401, said.clone()));
        case.server.will(Reply::whole(400, said));
        let (_, error) = case.ask().await;
        assert!(
            matches!(error, Some(ModelError::Key { status: Some(401), .. })),
            "{wire:?}: {error:?}"
        );
        let (_, error) = case.ask().await;
        let text = format!("{:?} {:?}", error, Error::from(error.clone().unwrap()));
        assert!(
            text.contains("bad key") && !text.contains("sk-secret"),
            "{wire:?}: {text}"
        );
    }
    // Google answers 400 to a key that is none.
    let case = Case::of(Wire::Gemini).await;
    let details = json!([{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID" }]);
    let refusal = json!({ "error": { "code": 400, "message": "API key not valid.", "details": details } });
    case.server.will(Reply::whole(400, refusal.to_string()));
    let (_, error) = case.ask().await;
    assert!(
        matches!(error, Some(ModelError::Key { status: Some(400), .. })),
        "{error:?}"
    );
}

/// A gateway that gives its events no names, or ends lines with CRLF and is cut between the two: genai drops them.
#[tokio::test]
async fn an_event_that_would_be_dropped_is_a_failure() {
    let case = Case::of(Wire::Anthropic).await;
    let whole = String::from_utf8(Wire::Anthropic.stream(&TEXT)).unwrap();
    let lines: Vec<&str> = whole.lines().filter(|line| !line.starts_with("event:")).collect();
    let without = lines.join("\n");
    case.server.will(case.reply(without.as_bytes()));
    let (deltas, error) = collect(&case.shelf.models, &case.model, asked("Hello")).await;
    assert!(
        deltas.is_empty() && matches!(error, Some(ModelError::Nonsense { .. })),
        "{deltas:?} {error:?}"
    );
}
