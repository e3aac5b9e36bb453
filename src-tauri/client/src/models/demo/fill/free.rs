//! Free text for an argument: quoted, announced, named as an example, or what is left of the sentence.

use super::Reading;
use super::phrase::{after, announced, cause, currency, ids};
use crate::models::demo::schema::{Field, Kind};
use crate::models::demo::words;

impl Reading<'_> {
    /// Free text: in quotes, after the argument's name, an id, or what is left of the sentence.
    pub(super) fn words_for(&mut self, field: &Field, all: &[Field]) -> Option<String> {
        let name = words::latin(&field.name);
        let has = |word: &str| name.iter().any(|w| w == word);
        if has("currency") {
            return currency(self.text).map(str::to_owned);
        }
        if has("id") || has("key") || has("number") || has("code") || has("ticket") || has("reference") {
            return ids(self.text).into_iter().next().or_else(|| self.after(&name));
        }
        if !self.quoted.is_empty() {
            return Some(self.quoted.remove(0));
        }
        if let Some(example) = self.example(field) {
            return Some(example);
        }
        if let Some(said) = self.after(&name) {
            return Some(said);
        }
        if field.required
            && let Some(said) = announced(self.text)
        {
            return Some(said);
        }
        let searching = [
            "query", "q", "search", "keyword", "keywords", "text", "question", "topic", "term", "message", "name",
        ];
        let reason = [
            "note",
            "reason",
            "purpose",
            "comment",
            "description",
            "title",
            "subject",
            "summary",
            "message",
        ];
        if reason.iter().any(|word| has(word))
            && let Some(said) = cause(self.text, &self.found.spans)
        {
            return Some(said);
        }
        let is_search = searching.iter().any(|word| has(word));
        let alone = all
            .iter()
            .filter(|f| f.required && matches!(f.kind, Kind::Text))
            .count()
            <= 1;
        if (field.required && alone) || (is_search && !field.required && !has("message") && !has("name")) {
            return self.rest();
        }
        None
    }

    fn after(&self, name: &[String]) -> Option<String> {
        after(self.text, name, &self.found.spans)
    }

    /// A name that the description gives as an example, where it was said.
    fn example(&self, field: &Field) -> Option<String> {
        let said = words::latin(self.text);
        field
            .examples
            .iter()
            .find(|example| said.contains(&example.to_lowercase()))
            .cloned()
    }

    /// The sentence without dates, numbers, empty words and the words that named the tool.
    fn rest(&self) -> Option<String> {
        let mut kept: Vec<&str> = Vec::new();
        let mut chinese = String::new();
        for (start, piece) in pieces(self.text) {
            let end = start + piece.len();
            if self.found.spans.iter().any(|span| span.start < end && start < span.end) {
                continue;
            }
            if piece.chars().any(words::is_cjk) {
                chinese.push_str(&without(piece, &self.tool_words));
                continue;
            }
            let keys = words::keys(piece);
            let says = !keys.is_empty()
                && !keys
                    .iter()
                    .all(|(key, _)| self.tool_words.contains(key) || GENERIC.contains(&key.as_str()));
            if says {
                kept.push(piece.trim_matches(|c: char| c.is_ascii_punctuation()));
            }
        }
        let mut rest = kept.join(" ");
        rest.push_str(&chinese);
        let rest = rest.trim().to_owned();
        (!rest.is_empty()).then_some(rest)
    }
}

/// Concepts that name what is done rather than what it is done to.
const GENERIC: &[&str] = &["search", "list", "request", "create", "check", "echo", "book"];

fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut start = None;
    let mut chinese = false;
    for (at, c) in text.char_indices() {
        let separator = c.is_whitespace() || matches!(c, '，' | '。' | '？' | '！' | '、' | ',' | '?' | '!');
        if let Some(begun) = start
            && (separator || words::is_cjk(c) != chinese)
        {
            pieces.push((begun, &text[begun..at]));
            start = None;
        }
        if !separator && start.is_none() {
            start = Some(at);
            chinese = words::is_cjk(c);
        }
    }
    if let Some(begun) = start {
        pieces.push((begun, &text[begun..]));
    }
    pieces
}

/// Chinese without the words that named the tool and the empty ones.
fn without(text: &str, tool: &[String]) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::new();
    let mut at = 0;
    while at < chars.len() {
        let drop = (1..=4.min(chars.len() - at)).rev().find(|length| {
            let word: String = chars[at..at + length].iter().collect();
            let keys = words::keys(&word);
            let known = keys
                .iter()
                .any(|(key, weight)| *weight >= 1.0 && (tool.contains(key) || GENERIC.contains(&key.as_str())));
            known || words::is_empty_chinese(&word)
        });
        if drop.is_none() {
            kept.push(chars[at]);
        }
        at += drop.unwrap_or(1);
    }
    kept
}
