//! "How many ...?": the number that is meant, and the question turned round into a sentence.

use serde_json::Value;

use super::render::rows;
use super::say::{Language, plain};
use super::words;

/// The number that a "how many" is about: the one whose name shares most with the question, or the only one.
pub(super) fn number_asked(question: &str, value: &Value) -> Option<String> {
    let asked = words::keys(question);
    let mut numbers: Vec<(String, String)> = Vec::new();
    collect("", value, 0, &mut numbers);
    let fit = |name: &str| {
        let keys = words::keys(name);
        let mut fit = keys
            .iter()
            .filter(|(key, _)| asked.iter().any(|(a, _)| a == key))
            .count()
            * 2;
        // What is left is what is usually meant.
        fit += usize::from(keys.iter().any(|(key, _)| key == "balance" || key == "available"));
        fit
    };
    let scores: Vec<usize> = numbers.iter().map(|(name, _)| fit(name)).collect();
    let best = scores.iter().copied().max().unwrap_or(0);
    let mut winners = numbers
        .iter()
        .zip(&scores)
        .filter(|(_, score)| **score == best)
        .map(|((_, n), _)| n);
    if best > 0 || numbers.len() == 1 {
        let first = winners.next()?;
        return winners.next().is_none().then(|| first.clone());
    }
    match value {
        Value::Array(items) => Some(items.len().to_string()),
        Value::Object(object) if numbers.is_empty() => rows(object).map(|items| items.len().to_string()),
        _ => None,
    }
}

fn collect(path: &str, value: &Value, depth: usize, numbers: &mut Vec<(String, String)>) {
    let Value::Object(object) = value else { return };
    for (key, value) in object {
        let name = format!("{path} {key}");
        let words = words::latin(key);
        match value {
            // A year or an id counts nothing.
            Value::Number(number)
                if !words
                    .iter()
                    .any(|w| w == "year" || w == "id" || w == "page" || w == "limit") =>
            {
                numbers.push((name, number.to_string()));
            }
            Value::Object(_) if depth < 2 => collect(&name, value, depth + 1, numbers),
            _ => {}
        }
    }
}

/// Turns the question round: "How many days do I have left?" becomes "You have 12 days left."
pub(super) fn sentence(question: &str, number: &str, language: Language) -> Option<String> {
    match language {
        Language::English => {
            let lower = question.to_lowercase();
            let start = ["how many ", "how much "]
                .iter()
                .find_map(|p| lower.find(p).map(|at| at + p.len()))?;
            let clause = lower[start..].split(['?', '.', '!', '\n', ',']).next()?.trim();
            for (middle, form) in [
                (" do i still have", "You still have {n} {what}{tail}."),
                (" do i have", "You have {n} {what}{tail}."),
                (" have i got", "You have {n} {what}{tail}."),
                (" have i", "You have {tail} {n} {what}."),
                (" are there", "There are {n} {what}{tail}."),
                (" is there", "There is {n} {what}{tail}."),
                (" are", "{n} {what} are{tail}."),
                (" is", "{n} {what} is{tail}."),
            ] {
                if let Some((what, tail)) = clause.split_once(middle)
                    && (tail.is_empty() || tail.starts_with(' '))
                {
                    let tail = tail.replace(" my ", " your ");
                    let tail = if form.contains(" {tail} ") {
                        tail.trim().to_owned()
                    } else {
                        tail
                    };
                    let text = form
                        .replace("{n}", number)
                        .replace("{what}", &plain(what))
                        .replace("{tail}", &plain(&tail));
                    return Some(text);
                }
            }
            None
        }
        Language::Chinese => {
            let clause = question
                .split(['？', '?', '。', '，', '\n', '!', '！'])
                .find(|c| c.contains('几') || c.contains("多少"))?;
            let sign = if clause.contains("多少") { "多少" } else { "几" };
            let turned = clause
                .trim()
                .replacen(sign, &format!(" {number} "), 1)
                .replace("我", "你");
            let turned = turned.trim_end_matches(['吗', '呢', '啊', '了']).trim();
            let turned = turned.strip_prefix("请问").unwrap_or(turned);
            Some(format!("{}。", plain(turned.trim())))
        }
    }
}
