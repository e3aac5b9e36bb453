//! A tool's result as a sentence, a list or a table: from its JSON alone.

use serde_json::{Map, Value};

use super::rank::{asks_how_many, wants_to_know};
use super::say::{Language, plain};
use super::words;
use crate::models::request::{Offer, Outcome, OutcomeKind};

/// Tables are cut after this many rows and columns; the card shows the whole.
const ROWS: usize = 20;
const COLUMNS: usize = 6;
/// Text is cut after this many characters.
const TEXT: usize = 1500;

/// What is said about one call.
pub(super) fn result(question: &str, offer: Option<&Offer>, outcome: &Outcome, language: Language) -> String {
    let title = plain(offer.map_or(outcome.name.as_str(), |offer| offer.tool.title.as_str()));
    let said = plain(outcome.text.trim());
    let sentence = |english: &str, chinese: &str| {
        language
            .pick(english, chinese)
            .replace("{title}", &title)
            .replace("{said}", &said)
            .trim()
            .to_owned()
    };
    match outcome.kind {
        OutcomeKind::Done => done(question, &title, offer, outcome, language),
        OutcomeKind::Declined => sentence(
            "You declined **{title}**, so nothing was changed.",
            "你没有允许“{title}”，因此什么都没有改变。",
        ),
        OutcomeKind::Blocked => sentence("**{title}** was not run. {said}", "“{title}”没有运行。{said}"),
        OutcomeKind::Stopped => sentence(
            "**{title}** was stopped. Whether it took effect is not known.",
            "“{title}”已停止，不确定是否已经生效。",
        ),
        OutcomeKind::Failed if said.is_empty() => sentence("**{title}** failed.", "“{title}”失败了。"),
        OutcomeKind::Failed => sentence("**{title}** failed: {said}", "“{title}”失败了：{said}"),
    }
}

fn done(question: &str, title: &str, offer: Option<&Offer>, outcome: &Outcome, language: Language) -> String {
    let parsed = || {
        serde_json::from_str(&outcome.text)
            .ok()
            .filter(|v: &Value| v.is_object() || v.is_array())
    };
    let Some(value) = outcome.structured.clone().or_else(parsed) else {
        return text(title, &outcome.text, language);
    };
    let value = unwrap(value);
    if asks_how_many(question)
        && let Some(number) = number_asked(question, &value)
        && let Some(sentence) = sentence(question, &number, language)
    {
        return sentence;
    }
    match &value {
        Value::Array(items) => list(title, items, language),
        Value::Object(object) => match rows(object) {
            Some(items) => list(title, items, language),
            None => {
                let asked = wants_to_know(question) || offer.is_some_and(|offer| offer.tool.effects.read_only);
                let head = if asked {
                    language.pick("**{title}**:", "“{title}”：")
                } else {
                    language.pick("Done: **{title}**.", "已完成：“{title}”。")
                };
                format!("{}\n\n{}", head.replace("{title}", title), facts(object))
            }
        },
        other => format!("**{title}**: {}", cell(other)),
    }
}

/// An object around one thing is that thing.
fn unwrap(value: Value) -> Value {
    match value {
        Value::Object(map) if map.len() == 1 && map.values().all(|v| v.is_object() || v.is_array()) => {
            map.into_iter().next().map_or(Value::Null, |(_, inner)| inner)
        }
        other => other,
    }
}

/// The one list of objects in an object.
fn rows(object: &Map<String, Value>) -> Option<&Vec<Value>> {
    let mut lists = object.values().filter_map(Value::as_array);
    let first = lists.next()?;
    lists.next().is_none().then_some(first)
}

fn list(title: &str, items: &[Value], language: Language) -> String {
    if items.is_empty() {
        return language
            .pick("**{title}**: nothing found.", "“{title}”：没有找到。")
            .replace("{title}", title);
    }
    let head = format!("**{title}**: {}", items.len());
    let body = match items.iter().map(Value::as_object).collect::<Option<Vec<_>>>() {
        Some(objects) => table(&objects),
        None => items
            .iter()
            .take(ROWS)
            .map(|item| format!("- {}", cell(item)))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let more = items.len().saturating_sub(ROWS);
    let note = if more == 0 {
        String::new()
    } else {
        let note = language.pick(
            "… and # more; the card above shows all.",
            "……还有 # 条；上面的卡片显示全部。",
        );
        format!("\n\n{}", note.replace('#', &more.to_string()))
    };
    format!("{head}\n\n{body}{note}")
}

fn table(objects: &[&Map<String, Value>]) -> String {
    let mut columns: Vec<&String> = Vec::new();
    for key in objects.iter().take(ROWS).flat_map(|object| object.keys()) {
        if !columns.contains(&key) && columns.len() < COLUMNS {
            columns.push(key);
        }
    }
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        line(columns.iter().map(|key| label(key)).collect()),
        line(columns.iter().map(|_| "---".to_owned()).collect()),
    ];
    for object in objects.iter().take(ROWS) {
        lines.push(line(
            columns
                .iter()
                .map(|key| object.get(*key).map_or_else(String::new, cell))
                .collect(),
        ));
    }
    lines.join("\n")
}

fn facts(object: &Map<String, Value>) -> String {
    let lines = object.iter().filter(|(_, value)| !value.is_null()).take(ROWS);
    lines
        .map(|(key, value)| format!("- **{}**: {}", label(key), cell(value)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn text(title: &str, text: &str, language: Language) -> String {
    let text = text.trim();
    if text.is_empty() {
        return language
            .pick("Done: **{title}**.", "已完成：“{title}”。")
            .replace("{title}", title);
    }
    let lines: Vec<String> = text.chars().take(TEXT).collect::<String>().lines().map(plain).collect();
    let mut shown = lines.join("  \n");
    if text.chars().count() > TEXT {
        shown.push_str(language.pick("…\n\nThe card above shows the whole.", "……\n\n上面的卡片显示全部。"));
    }
    shown
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
            items.iter().map(cell).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    let short: String = text.chars().take(160).collect();
    plain(&if short.len() < text.len() {
        format!("{short}…")
    } else {
        short
    })
}

/// `days_left` is "Days left".
fn label(key: &str) -> String {
    if !key.is_ascii() {
        return plain(key);
    }
    let text = words::latin(key).join(" ");
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The number that a "how many" is about: the one whose name shares most with the question, or the only one.
fn number_asked(question: &str, value: &Value) -> Option<String> {
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
fn sentence(question: &str, number: &str, language: Language) -> Option<String> {
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
