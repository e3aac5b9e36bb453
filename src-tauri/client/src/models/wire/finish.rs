//! What the end of an answer carries, and whether it is one: genai makes up an end where a connection broke.

use std::collections::{HashMap, HashSet};

use genai::chat::{StopReason, StreamEnd};
use serde_json::Value;

use super::frames::Frames;
use super::said::{arguments, tool_request};
use super::thought;
use crate::api::ModelKind;
use crate::models::ModelError;
use crate::models::provider::Provider;
use crate::models::request::{Arguments, ToolRequest, Usage};

/// The calls and the usage, or why this is no end. `partial` holds arguments as they came, where genai alters them.
pub(super) fn finish(
    provider: &Provider,
    end: StreamEnd,
    frames: &Frames,
    partial: &HashMap<String, Value>,
) -> Result<(Vec<ToolRequest>, Usage), ModelError> {
    let cut = |said: Option<String>| ModelError::Cut {
        provider: provider.name.clone(),
        said,
    };
    let kind = provider.kind;
    match &end.captured_stop_reason {
        Some(StopReason::MaxTokens(_)) => {
            return Err(cut(Some("the model reached the longest answer it may give".to_owned())));
        }
        Some(StopReason::ContentFilter(_)) => {
            return Err(cut(Some("the provider's content filter ended the answer".to_owned())));
        }
        // No reason of Google's own, but others who speak its wire give it.
        Some(StopReason::Other(why)) if why == "FUNCTION_CALL" => {}
        Some(StopReason::Other(why)) if !is_good_end(kind, why) => {
            let why: String = why.chars().filter(|c| !c.is_control()).take(60).collect();
            return Err(cut(Some(format!("it ended with {why}"))));
        }
        Some(_) => {}
        // An Ollama of before 2024 counts tokens and gives no reason.
        None if kind == ModelKind::Ollama && end.captured_usage.is_some() => {}
        None => return Err(cut(None)),
    }
    let usage = usage(&end);
    let signed = if thought::wanted(kind) {
        end.captured_content.as_ref().map(thought::of).unwrap_or_default()
    } else {
        Vec::new()
    };
    let mut calls: Vec<ToolRequest> = if matches!(kind, ModelKind::OpenAi | ModelKind::Azure) {
        frames.calls()
    } else {
        let calls = end.captured_into_tool_calls().unwrap_or_default();
        calls.into_iter().map(tool_request).collect()
    };
    for call in &mut calls {
        restore(call, partial);
    }
    if let Some(first) = calls.first_mut().filter(|_| !signed.is_empty()) {
        first.signatures = signed;
    }
    tell_apart(&mut calls);
    Ok((calls, usage))
}

/// What stands in the reasons of those who speak Chat Completions or Ollama's wire when something went wrong.
const BAD_ENDS: [&str; 8] = [
    "guardrail",
    "filter",
    "error",
    "abort",
    "cancel",
    "safety",
    "insufficient_system_resource",
    "malformed",
];

/// Whether a reason that genai does not know is an end all the same.
fn is_good_end(kind: ModelKind, why: &str) -> bool {
    match kind {
        // Many servers speak these wires, with reasons of their own for a good end.
        ModelKind::OpenAi | ModelKind::Azure | ModelKind::Ollama => {
            let why = why.to_ascii_lowercase();
            !BAD_ENDS.iter().any(|bad| why.contains(bad))
        }
        // On the others every good end is known; what else there is says that something went wrong.
        _ => false,
    }
}

/// Bedrock's arguments that are not JSON become `{}` in genai's hands, which is another call than was asked for.
fn restore(call: &mut ToolRequest, partial: &HashMap<String, Value>) {
    if let Some(given) = partial.get(&call.id)
        && matches!(&call.arguments, Arguments::Object(map) if map.is_empty())
    {
        call.arguments = arguments(given.clone());
    }
}

/// An id names one call of an answer; some providers give the same twice, or none.
fn tell_apart(calls: &mut [ToolRequest]) {
    let mut taken = HashSet::new();
    for (at, call) in calls.iter_mut().enumerate() {
        if call.id.is_empty() {
            call.id = format!("call_{at}");
        }
        while !taken.insert(call.id.clone()) {
            call.id = format!("{}_{at}", call.id);
        }
    }
}

fn usage(end: &StreamEnd) -> Usage {
    let tokens = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    let Some(usage) = &end.captured_usage else {
        return Usage::default();
    };
    Usage {
        input: tokens(usage.prompt_tokens),
        output: tokens(usage.completion_tokens),
        cached: tokens(usage.prompt_tokens_details.as_ref().and_then(|d| d.cached_tokens)),
        reasoning: tokens(
            usage
                .completion_tokens_details
                .as_ref()
                .and_then(|d| d.reasoning_tokens),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_nobody_knows_is_an_end_only_where_many_speak_the_wire() {
        for kind in [
            ModelKind::Anthropic,
            ModelKind::Bedrock,
            ModelKind::Vertex,
            ModelKind::Responses,
        ] {
            for why in [
                "guardrail_intervened",
                "content_filtered",
                "malformed_tool_use",
                "pause_turn",
                "eos",
            ] {
                assert!(!is_good_end(kind, why), "{kind:?} {why}");
            }
        }
        for kind in [ModelKind::OpenAi, ModelKind::Azure, ModelKind::Ollama] {
            assert!(is_good_end(kind, "eos") && is_good_end(kind, "load"));
            for why in [
                "guardrail_intervened",
                "content-filter",
                "Error",
                "aborted",
                "network_error",
            ] {
                assert!(!is_good_end(kind, why), "{kind:?} {why}");
            }
        }
    }
}
