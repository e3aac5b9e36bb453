//! Which of the offered tools is meant: by the words asked, weighed by how rare they are among the tools.

use std::collections::HashMap;

use serde_json::Value;

use super::words;
use crate::models::request::Offer;

/// A tool and how well it fits; the best first. Only tools that fit at all are in the list.
pub(super) fn rank<'a>(text: &str, tools: &'a [Offer]) -> Vec<(&'a Offer, f32)> {
    let documents: Vec<HashMap<String, f32>> = tools.iter().map(document).collect();
    let mut asked = words::keys(text);
    if asks_how_many(text) && asked.iter().all(|(key, _)| key != "balance") {
        asked.push(("balance".to_owned(), 0.5));
    }
    let count = tools.len() as f32;
    let rarity = |key: &str| {
        let with = documents.iter().filter(|d| d.contains_key(key)).count() as f32;
        ((count + 1.0) / (with + 0.5)).ln().max(0.3)
    };
    let weighed: Vec<(&str, f32)> = asked
        .iter()
        .map(|(key, weight)| (key.as_str(), weight * rarity(key)))
        .collect();
    let whole: f32 = weighed.iter().map(|(_, weight)| weight).sum();
    let mut ranked: Vec<(&Offer, f32)> = Vec::new();
    for (offer, document) in tools.iter().zip(&documents) {
        let found: Vec<(f32, f32)> = weighed
            .iter()
            .filter_map(|(key, weight)| document.get(*key).map(|place| (*weight, *place)))
            .collect();
        let covered: f32 = found.iter().map(|(weight, _)| weight).sum();
        let named = found.iter().any(|(_, place)| *place >= NAMED);
        if whole <= 0.0 || covered / whole < 0.2 || !(named || found.len() > 1) {
            continue;
        }
        let score: f32 = found.iter().map(|(weight, place)| weight * place).sum();
        // A tool with a long name is not better for the words in it that nobody asked for.
        let own = document.values().filter(|place| **place >= NAMED).count().max(1) as f32;
        let hit = found.iter().filter(|(_, place)| *place >= NAMED).count() as f32;
        ranked.push((offer, score * (0.7 + 0.3 * hit / own) * mood(text, offer)));
    }
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

/// Where a word counts as naming the tool.
const NAMED: f32 = 2.0;

fn document(offer: &Offer) -> HashMap<String, f32> {
    let tool = &offer.tool;
    let mut document = HashMap::new();
    let mut add = |text: &str, place: f32| {
        for (key, weight) in words::keys(text) {
            let value = document.entry(key).or_insert(0.0_f32);
            *value = value.max(place * weight);
        }
    };
    add(&tool.name, 3.0);
    add(&tool.title, 2.5);
    add(&tool.description, 1.0);
    add(&tool.server_name, 0.5);
    if let Some(Value::Object(properties)) = tool.input_schema.get("properties") {
        for (name, schema) in properties {
            add(name, 0.8);
            for choice in schema.get("enum").and_then(Value::as_array).into_iter().flatten() {
                add(choice.as_str().unwrap_or_default(), 0.6);
            }
        }
    }
    document
}

/// A question wants to know, an order wants something done. What a tool says of itself is a hint here and nothing
/// more: the rules for running it do not ask the model.
fn mood(text: &str, offer: &Offer) -> f32 {
    match (wants_to_know(text), offer.tool.effects.read_only) {
        (true, false) => 0.7,
        (false, true) if wants_done(text) => 0.7,
        _ => 1.0,
    }
}

/// Whether a text asks to be told something.
pub(super) fn wants_to_know(text: &str) -> bool {
    let first = words::latin(text)
        .into_iter()
        .find(|word| word != "please" && word != "hi" && word != "hello");
    let asking = [
        "how", "what", "which", "who", "whom", "whose", "when", "where", "why", "is", "are", "am", "do", "does", "did",
        "show", "list", "find", "search", "look", "view", "see", "tell", "check", "get",
    ];
    first.is_some_and(|word| asking.contains(&word.as_str()))
        || ["吗", "几", "多少", "什么", "哪", "谁", "查", "列出", "显示", "看"]
            .iter()
            .any(|mark| text.contains(mark))
}

/// Whether a text orders something: English begins with the verb, Chinese may have it anywhere.
fn wants_done(text: &str) -> bool {
    const DOING: &[&str] = &[
        "request", "create", "cancel", "update", "approve", "reject", "book", "order", "message",
    ];
    let keys = words::keys(text);
    let looked_at = if text.chars().any(words::is_cjk) { keys.len() } else { 1 };
    keys.iter()
        .take(looked_at)
        .any(|(key, _)| DOING.contains(&key.as_str()))
}

/// "How many ...?" asks for a number.
pub(super) fn asks_how_many(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["how many", "how much", "多少", "几天", "几个", "几张", "几次", "几间"]
        .iter()
        .any(|phrase| lower.contains(phrase))
}
