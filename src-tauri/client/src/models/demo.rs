//! The demo's model: rules, not a language model, and it says so.
//!
//! What enters is the same request that a language model gets. It ranks the tools offered by the words asked, fills
//! their arguments from their schema, asks for what is missing, and puts a result into a sentence or a table. It
//! knows no tool by name on purpose: it works with whatever is connected. It never calls a tool because a result
//! says so.

mod attached;
mod dates;
mod fill;
mod number;
mod rank;
mod render;
mod say;
mod schema;
mod value;
mod words;

use std::time::Duration;

use async_stream::stream;
use jiff::{Timestamp, Zoned};
use serde_json::{Map, Value};

use super::Answer;
use super::request::{Arguments, Delta, GO_ON, Offer, Request, ToolRequest, Turn, Usage};
use fill::fill;
use say::Language;
use schema::{Field, Kind};
use value::Reader;

/// An answer comes in at most this many pieces.
const PIECES: usize = 48;
/// The pause between two pieces, so that a window shows them as they come: at most a third of a second in all.
const PAUSE: Duration = Duration::from_millis(7);

/// Answers a request.
pub(super) fn answer(request: &Request, now: Timestamp) -> Answer {
    let now = now.to_zoned(jiff::tz::TimeZone::system());
    let (text, calls) = reply(&attached::without(request), &now);
    // Rules say the same again: what was said before the cut is left out.
    let text = match request.turns.as_slice() {
        [.., Turn::Assistant { text: said, .. }, Turn::User { text: words, .. }] if words == GO_ON => {
            text.strip_prefix(said.as_str()).map(str::to_owned).unwrap_or(text)
        }
        _ => text,
    };
    Box::pin(stream! {
        let chars: Vec<char> = text.chars().collect();
        for piece in chars.chunks((chars.len() / PIECES).max(3)) {
            yield Ok(Delta::Text(piece.iter().collect()));
            tokio::time::sleep(PAUSE).await;
        }
        if !calls.is_empty() {
            yield Ok(Delta::Calls(calls));
        }
        yield Ok(Delta::End(Usage::default()));
    })
}

/// What to do with what a person said.
enum Plan<'a> {
    Call(&'a Offer, Map<String, Value>),
    Ask(&'a Offer, Vec<Field>),
    Nothing,
}

/// A question of ours that waits for its answer: what was said so far, and about which tool.
struct Pending<'a> {
    said: String,
    offer: &'a Offer,
    missing: Vec<Field>,
}

fn reply(request: &Request, now: &Zoned) -> (String, Vec<ToolRequest>) {
    let question = request.turns.iter().rev().find_map(|turn| match turn {
        Turn::User { text, .. } if text != GO_ON => Some(text.as_str()),
        _ => None,
    });
    let question = question.unwrap_or_default();
    let language = Language::of(question);
    if let Some(Turn::Results(results)) = request.turns.last() {
        let zone = now.time_zone().clone();
        let reader = Reader { language, zone };
        let told: Vec<String> = results
            .iter()
            .map(|result| {
                let offer = request.tools.iter().find(|offer| offer.name == result.name);
                render::result(question, offer, result, &reader)
            })
            .collect();
        return (told.join("\n\n"), Vec::new());
    }
    if let Some(Turn::User { images, .. }) = request.turns.last()
        && !images.is_empty()
    {
        return (say::no_eyes(language), Vec::new());
    }
    match decide(request, now) {
        Plan::Call(offer, arguments) => {
            let so_far = request.turns.iter().map(|turn| match turn {
                Turn::Assistant { calls, .. } => calls.len(),
                _ => 0,
            });
            let id = format!("demo-{}", so_far.sum::<usize>() + 1);
            let arguments = Arguments::Object(arguments);
            (
                String::new(),
                vec![ToolRequest {
                    id,
                    name: offer.name.clone(),
                    arguments,
                    signatures: Vec::new(),
                }],
            )
        }
        Plan::Ask(offer, missing) => (say::missing(&offer.tool.title, &missing, language), Vec::new()),
        Plan::Nothing => (say::help(&request.tools, language), Vec::new()),
    }
}

/// Goes through the conversation, because an answer to our own question means nothing by itself.
fn decide<'a>(request: &'a Request, now: &Zoned) -> Plan<'a> {
    let mut pending: Option<Pending<'a>> = None;
    let mut plan = Plan::Nothing;
    for turn in &request.turns {
        match turn {
            // An answer that goes on has the same words to answer.
            Turn::User { text, .. } if text == GO_ON => {}
            Turn::User { text, .. } => {
                plan = match pending.take() {
                    Some(question) => follow(&question, text, &request.tools, now),
                    None => fresh(text, &request.tools, now),
                };
                if let Plan::Ask(offer, missing) = &plan {
                    pending = Some(Pending {
                        said: text.clone(),
                        offer,
                        missing: missing.clone(),
                    });
                }
            }
            // What was called is settled.
            Turn::Assistant { calls, .. } if !calls.is_empty() => pending = None,
            Turn::Assistant { .. } | Turn::Results(_) => {}
        }
    }
    plan
}

fn fresh<'a>(text: &str, tools: &'a [Offer], now: &Zoned) -> Plan<'a> {
    let ranked = rank::rank(text, tools);
    let Some((_, top)) = ranked.first() else {
        return Plan::Nothing;
    };
    let close = ranked.iter().take(4).filter(|(_, score)| *score >= top * 0.75);
    let mut best: Option<(f32, &Offer, fill::Filled)> = None;
    for (offer, score) in close {
        let filled = fill(text, &offer.tool, now);
        let mut score = *score;
        if !filled.missing.is_empty() {
            score *= 0.85;
        }
        if filled.used {
            score *= 1.1;
        }
        if best.as_ref().is_none_or(|(other, ..)| score > *other) {
            best = Some((score, offer, filled));
        }
    }
    best.map_or(Plan::Nothing, |(_, offer, filled)| plan(offer, filled))
}

fn follow<'a>(question: &Pending<'a>, text: &str, tools: &'a [Offer], now: &Zoned) -> Plan<'a> {
    let both = format!("{}\n{text}", question.said);
    let mut filled = fill(&both, &question.offer.tool, now);
    // Where one text is missing, the answer is that text.
    let texts: Vec<Field> = filled
        .missing
        .iter()
        .filter(|f| f.kind == Kind::Text)
        .cloned()
        .collect();
    if let ([field], 1) = (texts.as_slice(), question.missing.len()) {
        filled
            .arguments
            .insert(field.name.clone(), Value::String(text.trim().to_owned()));
        filled.missing.clear();
    }
    if filled.missing.len() < question.missing.len() {
        return plan(question.offer, filled);
    }
    fresh(text, tools, now)
}

fn plan(offer: &Offer, filled: fill::Filled) -> Plan<'_> {
    if filled.missing.is_empty() {
        Plan::Call(offer, filled.arguments)
    } else {
        Plan::Ask(offer, filled.missing)
    }
}

#[cfg(test)]
mod tests;
