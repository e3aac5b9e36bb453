//! A tool's result as a sentence, a list or a table: from its JSON alone.

use serde_json::{Map, Value};

use super::number::{number_asked, sentence};
use super::rank::{asks_how_many, wants_to_know};
use super::say::{Language, plain};
use super::value::{Reader, address, empty, label};
use crate::models::request::{Offer, Outcome, OutcomeKind};

/// Tables are cut after this many rows and columns; the card shows the whole.
const ROWS: usize = 20;
const COLUMNS: usize = 6;
/// Text is cut after this many characters.
const TEXT: usize = 1500;

/// What is said about one call.
pub(super) fn result(question: &str, offer: Option<&Offer>, outcome: &Outcome, reader: &Reader) -> String {
    let language = reader.language;
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
    // Our own sentences reach the model in English; the card says them in Chinese.
    let on_the_card = outcome.ours && language == Language::Chinese;
    match outcome.kind {
        OutcomeKind::Blocked if on_the_card => sentence("", "“{title}”没有运行，原因见上面的卡片。"),
        OutcomeKind::Failed if on_the_card => sentence("", "“{title}”失败了，原因见上面的卡片。"),
        OutcomeKind::Done => done(question, &title, offer, outcome, reader),
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

fn done(question: &str, title: &str, offer: Option<&Offer>, outcome: &Outcome, reader: &Reader) -> String {
    let language = reader.language;
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
        Value::Array(items) => list(title, items, reader),
        Value::Object(object) => {
            let asked = wants_to_know(question) || offer.is_some_and(|offer| offer.tool.effects.read_only);
            rows(object).map_or_else(
                || {
                    let head = if asked {
                        language.pick("**{title}**:", "“{title}”：")
                    } else {
                        language.pick("Done: **{title}**.", "已完成：“{title}”。")
                    };
                    format!("{}\n\n{}", head.replace("{title}", title), facts(object, reader))
                },
                |items| {
                    let beside = beside(object, items.len(), reader);
                    let list = list(title, items, reader);
                    if beside.is_empty() {
                        list
                    } else {
                        format!("{list}\n\n{beside}")
                    }
                },
            )
        }
        other => format!("**{title}**: {}", reader.cell(other)),
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
pub(super) fn rows(object: &Map<String, Value>) -> Option<&Vec<Value>> {
    let mut lists = object.values().filter_map(Value::as_array);
    let first = lists.next()?;
    lists.next().is_none().then_some(first)
}

fn list(title: &str, items: &[Value], reader: &Reader) -> String {
    let language = reader.language;
    if items.is_empty() {
        return language
            .pick("**{title}**: nothing found.", "“{title}”：没有找到。")
            .replace("{title}", title);
    }
    let head = match items.len() {
        1 => language.pick("**{title}**, 1 entry:", "“{title}”，1 条："),
        _ => language.pick("**{title}**, # entries:", "“{title}”，# 条："),
    };
    let head = head.replace('#', &items.len().to_string()).replace("{title}", title);
    let body = match items.iter().map(Value::as_object).collect::<Option<Vec<_>>>() {
        Some(objects) => table(&objects, reader),
        None => items
            .iter()
            .take(ROWS)
            .map(|item| format!("- {}", reader.cell(item)))
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

fn table(objects: &[&Map<String, Value>], reader: &Reader) -> String {
    let shown = &objects[..objects.len().min(ROWS)];
    let mut columns: Vec<&String> = Vec::new();
    for key in shown.iter().flat_map(|object| object.keys()) {
        if columns.len() == COLUMNS {
            break;
        }
        if !columns.contains(&key) && says_something(key, shown) {
            columns.push(key);
        }
    }
    // Addresses alone are better than nothing.
    if columns.is_empty() {
        columns.extend(shown.iter().flat_map(|object| object.keys()).take(1));
    }
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        line(columns.iter().map(|key| label(key)).collect()),
        line(columns.iter().map(|_| "---".to_owned()).collect()),
    ];
    for object in shown {
        lines.push(line(
            columns
                .iter()
                .map(|key| object.get(*key).map_or_else(String::new, |value| reader.cell(value)))
                .collect(),
        ));
    }
    lines.join("\n")
}

/// Whether a column is for people: one that is empty, or holds addresses for programs, is not.
fn says_something(key: &str, objects: &[&Map<String, Value>]) -> bool {
    let mut values = objects
        .iter()
        .filter_map(|object| object.get(key))
        .filter(|v| !empty(v));
    values.any(|value| !address(value))
}

/// What an object says beside its list, on one line; that it has as many rows as there are is not said twice.
fn beside(object: &Map<String, Value>, rows: usize, reader: &Reader) -> String {
    let scalar = |value: &Value| !(empty(value) || value.is_object() || value.is_array());
    let told = |value: &Value| value.as_u64() == u64::try_from(rows).ok();
    let facts = object
        .iter()
        .filter(|(_, value)| scalar(value) && !told(value))
        .take(COLUMNS);
    facts
        .map(|(key, value)| format!("{}: {}", label(key), reader.cell(value)))
        .collect::<Vec<_>>()
        .join(" · ")
}

fn facts(object: &Map<String, Value>, reader: &Reader) -> String {
    let object = flat(object);
    let lines = object.iter().filter(|(_, value)| !empty(value)).take(ROWS);
    lines
        .map(|(key, value)| format!("- **{}**: {}", label(key), reader.cell(value)))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Objects within are told by their own fields; a name that is there already keeps its place.
fn flat(object: &Map<String, Value>) -> Map<String, Value> {
    let mut flat = Map::new();
    for (key, value) in object {
        match value {
            Value::Object(inner) if !inner.is_empty() && inner.values().all(|v| !v.is_object()) => {
                for (key, value) in inner {
                    flat.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
            other => {
                flat.insert(key.clone(), other.clone());
            }
        }
    }
    flat
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
