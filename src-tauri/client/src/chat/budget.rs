//! How much a model reads at once: an estimate of a request, and what gives way where it is too long. What gave way is
//! told, so that nobody takes an answer for one that knows all of it.
//!
//! No provider says beforehand how much its models take, and counting is each one's own: the estimate errs on the long
//! side, and a model that refuses a request as too long gets shorter ones from then on.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::api::ModelKind;
use crate::models::{ModelError, Request, Turn};

/// Tokens of an old result that gave way.
const SHORT: usize = 300;
/// Tokens of a picture, about.
const PICTURE: usize = 1_500;
/// Below this no request is cut, whatever a model refuses.
const LEAST: usize = 4_000;

/// What models have refused so far, by their ids; for as long as the app runs.
#[derive(Debug, Default)]
pub(super) struct Budgets(Mutex<HashMap<String, usize>>);

impl Budgets {
    /// How many tokens a request to a model may have. `window`: as many it reads and writes at once, where that is known.
    pub(super) fn of(&self, model: &str, kind: Option<ModelKind>, window: Option<u32>) -> usize {
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(model)
            .copied();
        let usual = usual(kind, window);
        known.map_or(usual, |known| known.min(usual))
    }

    /// A request of so many tokens was too long.
    pub(super) fn refused(&self, model: &str, tokens: usize) {
        let less = (tokens / 2).max(LEAST);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(model.to_owned(), less);
    }
}

/// What models of a kind take, with room for the answer.
fn usual(kind: Option<ModelKind>, window: Option<u32>) -> usize {
    match (kind, window) {
        // The rules read only the last words.
        (Some(ModelKind::Demo), _) => usize::MAX,
        // What does not fit is cut without a word: the rest is for the answer, and for where the estimate errs.
        (_, Some(window)) => usize::try_from(window).unwrap_or(usize::MAX) / 3 * 2,
        _ => 96_000,
    }
}

/// How much of one thing that a person attached is read, in tokens, out of a budget: more of what they chose than of what
/// a tool happened to return, and room for another.
pub(super) fn of_one(budget: usize) -> usize {
    budget / 3
}

/// Whether a request failed because it was too long.
pub(super) fn was_too_long(error: &ModelError) -> bool {
    matches!(error, ModelError::Refused { said: Some(said), .. } if is_about_length(said))
}

/// Whether a provider's refusal says that the request was too long.
fn is_about_length(said: &str) -> bool {
    let said = said.to_lowercase();
    [
        "context length",
        "context_length",
        "context window",
        "context size",
        "prompt is too long",
        "too many tokens",
        "input is too long",
        "maximum number of tokens",
        "exceeds the available context",
        "reduce the length",
    ]
    .iter()
    .any(|words| said.contains(words))
}

/// Tokens of a text, about: four letters, or one character of a script that writes words in one.
pub(super) fn tokens(text: &str) -> usize {
    let (mut ascii, mut other) = (0, 0);
    for c in text.chars() {
        if c.is_ascii() {
            ascii += 1;
        } else {
            other += 1;
        }
    }
    ascii / 4 + other + 1
}

/// Tokens of a whole request, about.
pub(super) fn estimate(request: &Request) -> usize {
    let tools: usize = request
        .tools
        .iter()
        .map(|offer| {
            let schema = serde_json::to_string(&offer.tool.input_schema).unwrap_or_default();
            tokens(&schema) + tokens(&offer.tool.description)
        })
        .sum();
    tokens(&request.system) + tools + request.turns.iter().map(of_turn).sum::<usize>()
}

fn of_turn(turn: &Turn) -> usize {
    match turn {
        Turn::User { text, images } => tokens(text) + images.len() * PICTURE,
        Turn::Assistant { text, calls } => {
            tokens(text)
                + calls
                    .iter()
                    .map(|call| tokens(&format!("{:?}", call.arguments)))
                    .sum::<usize>()
        }
        Turn::Results(results) => results.iter().map(|result| tokens(&result.text)).sum(),
    }
}

/// How much of tools is offered, in bytes of JSON: half of what a small model reads at once.
pub(super) fn of_tools(budget: usize) -> usize {
    budget.saturating_mul(2)
}

/// What gave way in a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct GaveWay {
    /// Results of older calls: their ends.
    pub(super) results: bool,
    /// Pictures.
    pub(super) pictures: bool,
    /// The oldest turns.
    pub(super) turns: bool,
    /// Results of the newest calls: their ends.
    pub(super) newest: bool,
}

/// Makes a request fit: old results give way first, then pictures, then the oldest turns. The last words of the person
/// and what came after them stay. Says what gave way.
pub(super) fn fit(request: &mut Request, budget: usize) -> GaveWay {
    let mut gave = GaveWay::default();
    let mut total = estimate(request);
    let last_words = request
        .turns
        .iter()
        .rposition(|turn| matches!(turn, Turn::User { .. }))
        .unwrap_or_default();
    let newest = request.turns.len().saturating_sub(1);
    for index in 0..newest {
        if total <= budget {
            return gave;
        }
        if let Some(Turn::Results(results)) = request.turns.get_mut(index) {
            for result in results {
                let before = tokens(&result.text);
                if before > SHORT * 2 {
                    gave.results = true;
                    let head = head(&result.text, SHORT);
                    result.text =
                        format!("{head}\n\n[The rest is left out to make room; call the tool again to see it.]");
                    total = total.saturating_sub(before) + tokens(&result.text);
                }
            }
        }
    }
    for turn in request.turns.iter_mut().take(last_words) {
        if total <= budget {
            return gave;
        }
        if let Turn::User { text, images } = turn
            && !images.is_empty()
        {
            total = total.saturating_sub(images.len() * PICTURE);
            images.clear();
            gave.pictures = true;
            text.push_str("\n[A picture was here; it is left out to make room.]");
        }
    }
    // A request begins with the person's words: whole exchanges go, so that every result keeps its call.
    let mut from = 0;
    while total > budget && from < last_words {
        let next = request
            .turns
            .iter()
            .enumerate()
            .skip(from + 1)
            .find(|(_, turn)| matches!(turn, Turn::User { .. }))
            .map_or(last_words, |(index, _)| index);
        total = total.saturating_sub(request.turns.iter().take(next).skip(from).map(of_turn).sum());
        from = next;
    }
    request.turns.drain(..from);
    gave.turns = from > 0;
    // What the newest calls returned comes last, each in its share of the room.
    if total > budget {
        for turn in &mut request.turns {
            if let Turn::Results(results) = turn {
                for result in results {
                    let whole = tokens(&result.text);
                    let share = (whole.saturating_mul(budget) / total / 2).max(SHORT);
                    if whole > share * 2 {
                        let head = head(&result.text, share);
                        result.text = format!("{head}\n\n[The rest is left out to make room; ask the tool for less.]");
                        gave.newest = true;
                    }
                }
            }
        }
    }
    gave
}

/// The beginning of a text, of so many tokens.
pub(super) fn head(text: &str, room: usize) -> &str {
    let from = outside(text.char_indices(), room);
    from.map_or(text, |from| text.get(..from).unwrap_or_default())
}

/// The end of a text, of so many tokens.
pub(super) fn tail(text: &str, room: usize) -> &str {
    let last = outside(text.char_indices().rev(), room);
    let from = last.map(|at| {
        at + text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8)
    });
    from.map_or(text, |from| text.get(from..).unwrap_or_default())
}

/// The place of the first character that has no room any more.
fn outside(mut characters: impl Iterator<Item = (usize, char)>, room: usize) -> Option<usize> {
    // A quarter of a token for a letter, a whole one for any other character.
    let mut quarters = room.saturating_mul(4);
    let full = characters.find(|(_, c)| {
        let cost = if c.is_ascii() { 1 } else { 4 };
        let full = quarters < cost;
        quarters = quarters.saturating_sub(cost);
        full
    });
    full.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Outcome, OutcomeKind};

    fn results(text: &str) -> Turn {
        Turn::Results(vec![Outcome {
            id: "1".into(),
            name: "t".into(),
            kind: OutcomeKind::Done,
            text: text.into(),
            ours: false,
            structured: None,
        }])
    }

    fn said(text: &str) -> Turn {
        Turn::Assistant {
            text: text.into(),
            calls: Vec::new(),
        }
    }

    #[test]
    fn what_fits_is_left_as_it_is() {
        let turns = vec![Turn::user("Hello"), said("Hi"), Turn::user("And?")];
        let mut request = Request {
            turns: turns.clone(),
            ..Request::default()
        };
        assert_eq!(fit(&mut request, 1_000), GaveWay::default());
        assert_eq!(request.turns, turns);
    }

    #[test]
    fn old_results_give_way_before_words_do_and_the_newest_stays() {
        let long = "x".repeat(40_000);
        let mut request = Request {
            turns: vec![
                Turn::user("First"),
                said("Looking"),
                results(&long),
                said("Found"),
                Turn::user("Second"),
                said("Looking again"),
                results(&long),
            ],
            ..Request::default()
        };
        let only_results = GaveWay {
            results: true,
            ..GaveWay::default()
        };
        assert_eq!(fit(&mut request, 12_000), only_results);
        assert!(estimate(&request) <= 12_000);
        assert_eq!(request.turns.len(), 7);
        assert_eq!(request.turns[0], Turn::user("First"));
        assert_eq!(request.turns[6], results(&long));
        assert!(fit(&mut request, 10_100).turns);
        assert_eq!(request.turns[0], Turn::user("Second"), "{} turns", request.turns.len());
        // What is newest gives way last, and the words never.
        let only_newest = GaveWay {
            newest: true,
            ..GaveWay::default()
        };
        assert_eq!(fit(&mut request, 2_000), only_newest);
        assert!(estimate(&request) <= 2_000, "{}", estimate(&request));
        assert_eq!(request.turns[0], Turn::user("Second"));
    }

    /// A character of Chinese is a token, and a letter a quarter of one.
    #[test]
    fn what_is_cut_is_shorter_in_every_script_and_what_is_short_is_whole() {
        for (text, cut) in [
            ("年".repeat(590), false),
            ("年".repeat(900), true),
            ("x".repeat(4_000), true),
        ] {
            let before = vec![
                Turn::user("First"),
                said("Looking"),
                results(&text),
                said("Found"),
                Turn::user("Second"),
            ];
            let mut request = Request {
                turns: before.clone(),
                ..Request::default()
            };
            assert_eq!(fit(&mut request, 400).results, cut);
            let Some(Turn::Results(left)) = before.get(2).filter(|_| cut) else {
                continue;
            };
            assert!(
                tokens(&left[0].text) > 600 && estimate(&request) < 400,
                "{}",
                estimate(&request)
            );
        }
    }

    #[test]
    fn a_model_that_refuses_gets_less_from_then_on_but_not_nothing() {
        let budgets = Budgets::default();
        assert_eq!(budgets.of("m", None, None), 96_000);
        budgets.refused("m", 50_000);
        assert_eq!(budgets.of("m", None, None), 25_000);
        budgets.refused("m", 4_000);
        assert_eq!(budgets.of("m", None, None), LEAST);
        // What is known of it counts until it refuses.
        assert_eq!(budgets.of("other", Some(ModelKind::Ollama), Some(9_000)), 6_000);
        budgets.refused("other", 2_000);
        assert_eq!(budgets.of("other", Some(ModelKind::Ollama), Some(3_000)), 2_000);
        assert!(is_about_length("This model's maximum context length is 8192 tokens"));
        assert!(!is_about_length("The model does not exist"));
    }

    #[test]
    fn other_scripts_are_counted_by_their_characters() {
        assert_eq!(tokens("abcdefgh"), 3);
        assert_eq!(tokens("我还有几天年假"), 8);
        assert_eq!(head("我还有几天年假", 3), "我还有");
        assert_eq!(head("abcdefgh", 1), "abcd");
        assert_eq!(
            (tail("我还有几天年假", 3), tail("abcdefgh", 1), tail("ab", 9)),
            ("天年假", "efgh", "ab")
        );
    }
}
