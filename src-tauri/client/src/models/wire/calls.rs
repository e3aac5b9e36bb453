//! The calls of Chat Completions, put together from their pieces.
//!
//! genai's own collection is not used: it makes as many calls as an index says, drops pieces without an index, and
//! mixes calls that share one. Servers that speak this wire do all of that.

use std::collections::HashMap;

use serde_json::Value;

use super::said::arguments;
use crate::models::request::ToolRequest;

/// The most calls of one answer. Nobody can read more, and a provider must not fill our memory.
const MOST: usize = 128;

/// Calls on their way.
#[derive(Debug, Default)]
pub(super) struct Calls {
    list: Vec<Call>,
    /// Which call a provider's index means.
    at: HashMap<u64, usize>,
}

#[derive(Debug, Default)]
struct Call {
    id: String,
    name: String,
    arguments: String,
}

/// There are more calls than are taken.
#[derive(Debug)]
pub(super) struct TooMany;

impl Calls {
    /// Takes one element of `delta.tool_calls`.
    pub(super) fn add(&mut self, piece: &Value) -> Result<(), TooMany> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (id, name) = (text(&piece["id"]), text(&piece["function"]["name"]));
        let index = piece["index"].as_u64();
        let known = match index {
            Some(index) => self.at.get(&index).copied(),
            // Without an index an id begins a call, and what has none goes on with the last.
            None => self.list.len().checked_sub(1),
        };
        // Another id is another call, even under an index that was used.
        let same = known.filter(|at| id.is_empty() || self.list[*at].id.is_empty() || self.list[*at].id == id);
        let at = if let Some(at) = same {
            at
        } else {
            if self.list.len() >= MOST {
                return Err(TooMany);
            }
            self.list.push(Call::default());
            self.list.len() - 1
        };
        if let Some(index) = index {
            self.at.insert(index, at);
        }
        let call = &mut self.list[at];
        if call.id.is_empty() {
            call.id = id;
        }
        if call.name.is_empty() {
            call.name = name;
        }
        match &piece["function"]["arguments"] {
            Value::String(text) => call.arguments.push_str(text),
            Value::Null => {}
            // Some servers send the object itself.
            whole => call.arguments = whole.to_string(),
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<ToolRequest> {
        let request = |call: Call| ToolRequest {
            id: call.id,
            name: call.name,
            arguments: arguments(Value::String(call.arguments)),
            signatures: Vec::new(),
        };
        self.list.into_iter().map(request).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::models::request::Arguments;

    fn of(pieces: &[Value]) -> Vec<(String, String, String)> {
        let mut calls = Calls::default();
        for piece in pieces {
            calls.add(piece).unwrap();
        }
        let shown = |call: ToolRequest| {
            let arguments = match call.arguments {
                Arguments::Object(map) => Value::Object(map).to_string(),
                Arguments::Broken(text) => format!("broken {text}"),
            };
            (call.id, call.name, arguments)
        };
        calls.finish().into_iter().map(shown).collect()
    }

    fn piece(index: Option<u64>, id: Option<&str>, name: Option<&str>, arguments: &str) -> Value {
        json!({ "index": index, "id": id, "function": { "name": name, "arguments": arguments } })
    }

    #[test]
    fn calls_come_together_however_a_server_counts_them() {
        let two =
            [("a", "x", "{\"n\":1}"), ("b", "y", "{}")].map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
        let by_index = [
            piece(Some(0), Some("a"), Some("x"), "{\"n\""),
            piece(Some(1), Some("b"), Some("y"), "{"),
            piece(Some(0), None, None, ":1}"),
            piece(Some(1), Some(""), Some(""), "}"),
        ];
        assert_eq!(of(&by_index), two);
        let without_index = [
            piece(None, Some("a"), Some("x"), "{\"n\""),
            piece(None, None, None, ":1}"),
            piece(None, Some("b"), Some("y"), "{}"),
        ];
        assert_eq!(of(&without_index), two);
        let one_index_for_all = [
            piece(Some(0), Some("a"), Some("x"), "{\"n\":1}"),
            piece(Some(0), Some("b"), Some("y"), "{}"),
        ];
        assert_eq!(of(&one_index_for_all), two);
        let as_objects = [
            json!({ "index": 0, "id": "a", "function": { "name": "x", "arguments": { "n": 1 } } }),
            json!({ "index": 1, "id": "b", "function": { "name": "y", "arguments": {} } }),
        ];
        assert_eq!(of(&as_objects), two);
        assert_eq!(of(&[piece(Some(u64::MAX), Some("a"), Some("x"), "")]).len(), 1);
    }

    #[test]
    fn a_provider_that_never_ends_its_calls_is_refused() {
        let mut calls = Calls::default();
        let refused = (0..1000).filter(|n| {
            calls
                .add(&piece(Some(*n), Some(&n.to_string()), Some("x"), ""))
                .is_err()
        });
        assert_eq!(refused.count(), 1000 - MOST);
    }
}
