//! The events of an answer, as each kind of provider words them.

use serde_json::{Value, json};

use crate::bytes::event_stream;
use crate::streams::{Call, Said};

/// Text in pieces of three characters.
fn pieces(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(3).map(|piece| piece.iter().collect()).collect()
}

pub(crate) fn chat(said: &Said) -> Vec<Value> {
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

pub(crate) fn responses(said: &Said) -> Vec<Value> {
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

pub(crate) fn anthropic(said: &Said) -> Vec<Value> {
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

pub(crate) fn gemini(said: &Said) -> Vec<Value> {
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

pub(crate) fn ollama(said: &Said) -> Vec<Value> {
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

pub(crate) fn bedrock(said: &Said) -> Vec<Vec<u8>> {
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
