//! Which of the offered tools is meant: by the words asked, weighed by how rare they are among the tools.

use std::collections::HashMap;

use super::schema::{Kind, fields};
use super::words;
use crate::models::request::Offer;

/// Verbs that say what is done to something; alone they name no tool, and one may stand for another.
const VERBS: &[&str] = &["search", "list", "check"];

/// A tool has to cover this much of what was asked, or another thing was meant.
const COVERED: f32 = 0.5;

/// A tool and how well it fits; the best first. Only tools that fit at all are in the list.
pub(super) fn rank<'a>(text: &str, tools: &'a [Offer]) -> Vec<(&'a Offer, f32)> {
    let documents: Vec<HashMap<String, f32>> = tools.iter().map(document).collect();
    let all = count(tools.len());
    let known = |key: &str| count(documents.iter().filter(|d| d.contains_key(key)).count());
    let rarity = |key: &str| ((all + 1.0) / (known(key) + 0.5)).ln().max(0.3);
    let asked: Vec<(String, f32)> = asked(text)
        .into_iter()
        .map(|(key, weight)| {
            let weight = weight * rarity(&key);
            (key, weight)
        })
        .collect();
    let mut ranked: Vec<(&Offer, f32)> = Vec::new();
    let mut by_verb: Vec<(&Offer, f32)> = Vec::new();
    for (offer, document) in tools.iter().zip(&documents) {
        let (mut covered, mut whole, mut unknown, mut score) = (0.0, 0.0, 0.0, 0.0);
        let (mut hits, mut named, mut verbs) = (0, 0, 0);
        for (key, weight) in &asked {
            if VERBS.contains(&key.as_str()) {
                // Verbs count for the choice among tools that fit, not for whether one fits.
                score += weight * verb(document, key);
                verbs += usize::from(document.get(key).is_some_and(|place| *place >= NAMED));
                continue;
            }
            match document.get(key) {
                Some(place) => {
                    covered += weight;
                    score += weight * place;
                    hits += 1;
                    named += usize::from(*place >= NAMED);
                }
                // A word that no tool knows may be what the tool is to work on; one that another tool knows is not.
                None if known(key) == 0.0 => unknown += weight * 0.2,
                None => whole += weight,
            }
        }
        whole += covered + unknown;
        // A tool with a long name is not better for the words in it that nobody asked for.
        let own = count(document.values().filter(|place| **place >= NAMED).count().max(1));
        let fit = score * (0.7 + 0.3 * count(named + verbs).min(own) / own) * mood(text, offer);
        if whole > 0.0 && covered / whole >= COVERED && (named > 0 || hits > 1) {
            ranked.push((offer, fit));
        } else if verbs > 0 && whole > 0.0 && (whole - unknown).abs() < f32::EPSILON {
            by_verb.push((offer, fit));
        }
    }
    if ranked.is_empty() && by_verb.len() == 1 {
        // "Search for lamps": no tool knows of lamps, and only one searches.
        ranked = by_verb;
    }
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

/// How well a verb fits: itself, or another that may stand for it.
fn verb(document: &HashMap<String, f32>, key: &str) -> f32 {
    let others = VERBS
        .iter()
        .filter_map(|verb| document.get(*verb))
        .map(|place| place * 0.5);
    document.get(key).copied().unwrap_or_else(|| others.fold(0.0, f32::max))
}

/// The words asked, each with a weight: what follows "for", "because" or a colon says more about the content than
/// about the tool.
fn asked(text: &str) -> Vec<(String, f32)> {
    let cuts = [
        " for ",
        " because ",
        " about ",
        " named ",
        " called ",
        " note ",
        " with ",
        ":",
        "：",
        "\"",
        "“",
        "「",
        "因为",
        "关于",
    ];
    let end = cuts
        .iter()
        .filter_map(|cut| text.find(cut))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(text.len());
    let mut asked = words::keys(&text[..end]);
    for (key, weight) in words::keys(&text[end..]) {
        if asked.iter().all(|(other, _)| *other != key) {
            asked.push((key, weight * 0.3));
        }
    }
    if asks_how_many(text) && asked.iter().all(|(key, _)| key != "balance") {
        asked.push(("balance".to_owned(), 0.5));
    }
    asked
}

/// Where a word counts as naming the tool.
const NAMED: f32 = 2.0;

fn count(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

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
    for field in fields(&tool.input_schema) {
        add(&field.name, 0.8);
        if let Kind::Choice(choices) = &field.kind {
            for choice in choices {
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
