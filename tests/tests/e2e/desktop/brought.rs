//! Conversations from files: what no rule of the demo's model says, a window shows as soon as it is read in.
//!
//! What enters: what was said, part by part. What leaves: a file as Lanyard itself exports one, handed to the page as a
//! person chooses it.

use serde_json::{Map, Value, json};

use crate::support::desktop::Page;

/// A conversation on its way into a window.
#[derive(Debug, Clone)]
pub(crate) struct Brought {
    title: String,
    messages: Vec<Value>,
    files: Map<String, Value>,
}

impl Brought {
    pub(crate) fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            messages: Vec::new(),
            files: Map::new(),
        }
    }

    /// What a person says next.
    pub(crate) fn asks(mut self, parts: &[Value]) -> Self {
        self.say("user", &Value::Null, parts);
        self
    }

    /// What the model answers. `end` is `complete`, `stopped` or `interrupted`.
    pub(crate) fn answers(mut self, end: &str, parts: &[Value]) -> Self {
        self.say("assistant", &json!({ "type": end }), parts);
        self
    }

    /// A question in words, and its answer in Markdown.
    pub(crate) fn told(self, question: &str, answer: &str) -> Self {
        self.asks(&[text(question)]).answers("complete", &[text(answer)])
    }

    /// The content of a file: `{"text": …}` or `{"base64": …}`.
    pub(crate) fn holding(mut self, name: &str, content: Value) -> Self {
        self.files.insert(name.to_owned(), content);
        self
    }

    fn say(&mut self, role: &str, end: &Value, parts: &[Value]) {
        let id = self.messages.len() + 1;
        let spent = json!({ "input": 1234, "output": 567, "cached": 1000, "reasoning": 89 });
        self.messages.push(json!({
            "id": id,
            "parent": (id > 1).then(|| id - 1),
            "role": role,
            "at": "2026-11-30T09:00:00Z",
            "model": (role == "assistant").then_some("meridian-large"),
            "end": end,
            "usage": (role == "assistant").then_some(spent),
            "parts": parts,
        }));
    }

    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// The file.
    pub(crate) fn text(&self) -> String {
        let file = json!({
            "format": "lanyard-conversation",
            "version": 1,
            "title": self.title,
            "shown": self.messages.len(),
            "messages": self.messages,
            "files": self.files,
        });
        file.to_string()
    }

    /// Reads it in, from wherever one is, and waits until it is shown.
    pub(crate) async fn read_in(&self, page: &Page) {
        page.click("nav-settings").await;
        self.read_in_settings(page).await;
    }

    /// The same where the settings are open already.
    pub(crate) async fn read_in_settings(&self, page: &Page) {
        page.upload("import-conversation", "conversation.json", &self.text())
            .await;
        page.read("conversation-title", &self.title).await;
    }
}

/// Words of a person, or Markdown of a model.
pub(crate) fn text(words: &str) -> Value {
    json!({ "type": "text", "round": 0, "text": words })
}

/// What a model thought.
pub(crate) fn thoughts(words: &str) -> Value {
    json!({ "type": "reasoning", "round": 0, "text": words })
}

/// What was said before, in short.
pub(crate) fn summary(words: &str) -> Value {
    json!({ "type": "summary", "text": words })
}

/// A file that a person added; its content is held under `blob`. `kind` is `image`, `text` or `pdf`.
pub(crate) fn file(kind: &str, name: &str, blob: &str, cut: bool) -> Value {
    json!({ "type": "attachment", "attachment": {
        "id": blob,
        "kind": kind,
        "server_id": "",
        "server_name": "",
        "title": name,
        "name": name,
        "text": "",
        "media": [],
        "file": {
            "media_type": if kind == "pdf" { "application/pdf" } else { "text/plain" },
            "size": 24_000,
            "blob": blob,
            "thumbnail": null,
            "width": null,
            "height": null,
            "language": null,
            "lines": null,
            "pages": (kind == "pdf").then_some(14),
            "beginning": "",
            "cut": cut,
        },
    } })
}

/// A call of a tool, done. `view` says what differs from one that says nothing.
pub(crate) fn call(view: &Value) -> Value {
    let mut shown = json!({
        "id": "call",
        "server_id": "hr",
        "server_name": "Meridian HR",
        "account": null,
        "tool": "leave_balance",
        "title": "Leave balance",
        "arguments": "{}",
        "state": "done",
        "progress": null,
        "progress_message": null,
        "structured": null,
        "text": null,
        "media": [],
        "links": [],
        "reason": null,
        "duration_ms": 214,
    });
    if let (Some(shown), Some(view)) = (shown.as_object_mut(), view.as_object()) {
        shown.extend(view.clone());
    }
    json!({ "type": "call", "round": 0, "call": { "view": shown, "id": "call", "name": "leave_balance" } })
}
