//! Words of both languages, brought to one form: a concept of the office where the word has one, else its stem, and
//! pairs of characters for Chinese that is in no table.

mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

use table::{CONCEPTS, EMPTY, EMPTY_CHINESE};

/// A word may stand for two: 病假 is sick and leave.
static CONCEPTS_OF: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<&'static str>> = HashMap::new();
    for concept in CONCEPTS {
        for word in *concept {
            let key = if word.is_ascii() {
                stem(word)
            } else {
                (*word).to_owned()
            };
            let concepts = map.entry(key).or_default();
            if !concepts.contains(&concept[0]) {
                concepts.push(concept[0]);
            }
        }
    }
    map
});

const LONGEST_CHINESE: usize = 4;

/// Whether a character is Chinese (or written like it).
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Words of Latin text and identifiers, in lower case: `leaveBalance` and `leave_balance` are two each.
pub(super) fn latin(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before_lower = false;
    for c in text.chars() {
        let part = c.is_alphanumeric() && !is_cjk(c);
        if (!part || (c.is_uppercase() && before_lower)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if part {
            word.extend(c.to_lowercase());
        }
        before_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The keys of a text that say something, in order, each with a weight.
pub(super) fn keys(text: &str) -> Vec<(String, f32)> {
    let mut keys: Vec<(String, f32)> = Vec::new();
    let mut add = |key: String, weight: f32| match keys.iter_mut().find(|(k, _)| *k == key) {
        Some((_, w)) => *w = w.max(weight),
        None => keys.push((key, weight)),
    };
    for word in latin(text) {
        let pure_number = word.chars().all(|c| c.is_ascii_digit());
        if !pure_number && !EMPTY.contains(&word.as_str()) {
            add(key_of(&word), 1.0);
        }
    }
    if text.to_lowercase().contains("who am i") {
        add("me".to_owned(), 1.0);
    }
    let chars: Vec<char> = text.chars().collect();
    for run in chars.split(|c| !is_cjk(*c)).filter(|run| !run.is_empty()) {
        chinese(run, &mut add);
    }
    keys
}

/// The key of one Latin word: its concept, or its stem.
pub(super) fn key_of(word: &str) -> String {
    let stem = stem(word);
    CONCEPTS_OF
        .get(&stem)
        .and_then(|concepts| concepts.first())
        .map_or(stem, |concept| (*concept).to_owned())
}

/// Whether a Chinese word says nothing about which tool is meant.
pub(super) fn is_empty_chinese(word: &str) -> bool {
    EMPTY_CHINESE.contains(&word)
}

fn chinese(run: &[char], add: &mut impl FnMut(String, f32)) {
    let mut loose: Vec<char> = Vec::new();
    let mut at = 0;
    while at < run.len() {
        let known = (1..=LONGEST_CHINESE.min(run.len() - at)).rev().find_map(|length| {
            let word: String = run[at..at + length].iter().collect();
            if let Some(concepts) = CONCEPTS_OF.get(&word) {
                return Some((length, concepts.as_slice()));
            }
            EMPTY_CHINESE
                .contains(&word.as_str())
                .then_some((length, &[] as &[&str]))
        });
        let Some((length, concepts)) = known else {
            loose.push(run[at]);
            at += 1;
            continue;
        };
        pairs(&mut loose, add);
        for concept in concepts {
            add((*concept).to_owned(), 1.0);
        }
        at += length;
    }
    pairs(&mut loose, add);
}

/// What is in no table is compared by pairs of characters.
fn pairs(loose: &mut Vec<char>, add: &mut impl FnMut(String, f32)) {
    for pair in loose.windows(2) {
        add(pair.iter().collect(), 0.6);
    }
    loose.clear();
}

/// A light stem: plural, -ing, -ed and a final e go.
fn stem(word: &str) -> String {
    let mut word = word.to_lowercase();
    if !word.is_ascii() {
        return word;
    }
    let ends = |word: &str, ending: &str, least: usize| word.len() > least && word.ends_with(ending);
    if ends(&word, "ies", 4) {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ends(&word, "s", 3) && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        word.truncate(word.len() - 1);
    }
    for ending in ["ing", "ed"] {
        if ends(&word, ending, ending.len() + 3) {
            word.truncate(word.len() - ending.len());
            let bytes = word.as_bytes();
            if bytes.len() > 3
                && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
                && !word.ends_with("ll")
                && !word.ends_with("ss")
            {
                word.truncate(word.len() - 1);
            }
            break;
        }
    }
    if ends(&word, "e", 4) {
        word.truncate(word.len() - 1);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        keys(text).into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn both_languages_meet_in_one_concept() {
        assert_eq!(of("How many vacation days do I have left?"), ["leave", "balance"]);
        assert_eq!(of("我还有几天年假？"), ["balance", "leave"]);
        assert_eq!(of("leave_balance"), ["leave", "balance"]);
        assert_eq!(of("leaveBalance"), ["leave", "balance"]);
        assert_eq!(of("Requesting reservations"), ["request", "book"]);
    }

    #[test]
    fn chinese_in_no_table_becomes_pairs() {
        assert_eq!(of("咖啡机坏了"), ["咖啡", "啡机", "机坏"]);
    }
}
