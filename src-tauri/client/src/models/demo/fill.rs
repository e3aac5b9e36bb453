//! Fills a tool's arguments from what was said.

mod free;
mod phrase;

use std::ops::Range;

use jiff::Zoned;
use jiff::civil::{DateTime, Time};
use serde_json::{Map, Number, Value};

use super::dates::{self, Found};
use super::schema::{Field, Kind, fields};
use super::words;
use crate::mcp::ToolInfo;
use phrase::{around, emails, is_money, numbers, quoted};

/// Arguments, and what is missing.
#[derive(Debug, Default)]
pub(super) struct Filled {
    pub(super) arguments: Map<String, Value>,
    pub(super) missing: Vec<Field>,
    /// Dates or numbers of the text found a place.
    pub(super) used: bool,
}

struct Reading<'a> {
    text: &'a str,
    now: &'a Zoned,
    found: Found,
    numbers: Vec<(Number, Range<usize>)>,
    quoted: Vec<String>,
    tool_words: Vec<String>,
}

/// Fills what can be filled.
pub(super) fn fill(text: &str, tool: &ToolInfo, now: &Zoned) -> Filled {
    let found = dates::find(text, now.date());
    let mut reading = Reading {
        numbers: numbers(text, &found.spans),
        quoted: quoted(text),
        tool_words: words::keys(&format!("{} {}", tool.name, tool.title))
            .into_iter()
            .map(|(key, _)| key)
            .collect(),
        text,
        now,
        found,
    };
    let fields = fields(&tool.input_schema);
    let mut filled = Filled::default();
    reading.fill_dates(&fields, &mut filled);
    // Texts come last: what was a date, a number or a choice is no text any more.
    let is_text = |field: &&Field| field.kind == Kind::Text;
    for field in fields
        .iter()
        .filter(|f| !is_text(f))
        .chain(fields.iter().filter(is_text))
    {
        if filled.arguments.contains_key(&field.name) {
            continue;
        }
        let value = reading.value(field, &fields);
        if let (Kind::Choice(_), Some(Value::String(chosen))) = (&field.kind, &value) {
            reading
                .tool_words
                .extend(words::keys(chosen).into_iter().map(|(key, _)| key));
        }
        filled.used |= value.is_some() && !matches!(field.kind, Kind::Text);
        match value {
            Some(value) => {
                filled.arguments.insert(field.name.clone(), value);
            }
            None if field.required => filled.missing.push(field.clone()),
            None => {}
        }
    }
    filled
}

impl Reading<'_> {
    /// Dates are dealt out together: a beginning, an end, and single ones in the order of the text.
    fn fill_dates(&mut self, fields: &[Field], filled: &mut Filled) {
        let asked: Vec<&Field> = fields
            .iter()
            .filter(|f| matches!(f.kind, Kind::Date | Kind::DateTime))
            .collect();
        let is = |field: &Field, concept: &str| {
            let name = words::latin(&field.name);
            let to = concept == "end" && name.iter().any(|w| w == "to");
            let from = concept == "start" && name.iter().any(|w| w == "from");
            to || from || name.iter().any(|w| words::key_of(w) == concept)
        };
        let has_range = asked.iter().any(|f| is(f, "start")) && asked.iter().any(|f| is(f, "end"));
        let (dates, times) = (self.found.dates.clone(), self.found.times.clone());
        let mut single = dates.iter();
        for field in asked {
            let start = is(field, "start");
            let date = if has_range && (start || is(field, "end")) {
                // One day alone is its own end.
                if start {
                    dates.first()
                } else {
                    dates.get(1).or(dates.first())
                }
            } else {
                single.next()
            };
            let time = if has_range && !start {
                times.get(1).or(times.first())
            } else {
                times.first()
            };
            let value = match (&field.kind, date, time) {
                (Kind::Date, Some(date), _) => date.to_string(),
                (Kind::DateTime, date, Some(time)) if date.is_some() || field.required => {
                    self.moment(date.copied().unwrap_or_else(|| self.now.date()).to_datetime(*time))
                }
                (Kind::DateTime, Some(date), None) if !field.required => {
                    self.moment(date.to_datetime(Time::midnight()))
                }
                _ => continue,
            };
            filled.used = true;
            filled.arguments.insert(field.name.clone(), Value::String(value));
        }
    }

    /// RFC 3339 in the person's own zone.
    fn moment(&self, at: DateTime) -> String {
        at.to_zoned(self.now.time_zone().clone()).map_or_else(
            |_| format!("{at}Z"),
            |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        )
    }

    fn value(&mut self, field: &Field, all: &[Field]) -> Option<Value> {
        match &field.kind {
            Kind::Choice(choices) => self.choice(choices),
            Kind::Date | Kind::DateTime | Kind::Other => None,
            Kind::Time => {
                let end = names(field, "end") || field.name == "to";
                let time = if end {
                    self.found.times.get(1)
                } else {
                    self.found.times.first()
                };
                time.map(|time| time.strftime("%H:%M").to_string().into())
            }
            Kind::Email => emails(self.text).into_iter().next().map(Value::String),
            Kind::Integer => self.number(field, all, true).map(Value::Number),
            Kind::Number => self.number(field, all, false).map(Value::Number),
            Kind::Boolean => self.boolean(field),
            Kind::Text => self.words_for(field, all).map(Value::String),
            Kind::List(items) => self.list(items, field),
        }
    }

    /// The choice that was said: best word for word, and the longest where several were. A word that names the tool
    /// itself chooses nothing by its meaning alone.
    fn choice(&self, choices: &[Value]) -> Option<Value> {
        let said = words::latin(self.text);
        let meant = words::keys(self.text);
        let fit = |choice: &Value| {
            let text = choice.as_str().map_or_else(|| choice.to_string(), str::to_owned);
            let plain = words::latin(&text);
            let literally = !plain.is_empty() && said.windows(plain.len()).any(|window| window == plain)
                || text.chars().any(words::is_cjk) && self.text.contains(&text);
            let by_meaning = words::keys(&text)
                .iter()
                .any(|(key, _)| !self.tool_words.contains(key) && meant.iter().any(|(other, _)| key == other));
            match (literally, by_meaning) {
                (true, _) => 1000 + text.len(),
                (false, true) => text.len().max(1),
                (false, false) => 0,
            }
        };
        choices
            .iter()
            .max_by_key(|choice| fit(choice))
            .filter(|choice| fit(choice) > 0)
            .cloned()
    }

    /// The number beside a word of the argument; any number where the argument must be there.
    fn number(&mut self, field: &Field, all: &[Field], whole: bool) -> Option<Number> {
        if words::latin(&field.name).iter().any(|word| word == "year") {
            let year = |number: &Number| number.as_i64().is_some_and(|n| (1900..2200).contains(&n));
            let at = self.numbers.iter().position(|(number, _)| year(number))?;
            return Some(self.numbers.remove(at).0);
        }
        let fits = |number: &Number| !whole || number.is_i64();
        let about: Vec<String> = words::keys(&field.about).into_iter().map(|(key, _)| key).collect();
        let beside = self.numbers.iter().position(|(number, span)| {
            let (before, after) = around(self.text, span);
            let money =
                !whole && about.iter().any(|k| k == "sum" || k == "cost" || k == "price") && is_money(&before, &after);
            fits(number)
                && (money
                    || [before, after].iter().any(|w| {
                        about.contains(&words::key_of(w)) || words::keys(w).iter().any(|(k, _)| about.contains(k))
                    }))
        });
        let others = all
            .iter()
            .filter(|f| f.required && matches!(f.kind, Kind::Integer | Kind::Number))
            .count();
        let any = || {
            self.numbers
                .iter()
                .position(|(number, _)| field.required && fits(number) && others >= 1)
        };
        let at = beside.or_else(any)?;
        Some(self.numbers.remove(at).0)
    }

    fn boolean(&self, field: &Field) -> Option<Value> {
        let lower = self.text.to_lowercase();
        let name = words::latin(&field.name).join(" ");
        let own = ["mine", "own", "my"].contains(&name.as_str());
        if own && (words::latin(&lower).iter().any(|word| word == "my" || word == "mine") || lower.contains("我的")) {
            return Some(Value::Bool(true));
        }
        if name.is_empty() || !lower.contains(&name) {
            return None;
        }
        let refused = ["not ", "no ", "without ", "don't "]
            .iter()
            .any(|no| lower.contains(&format!("{no}{name}")));
        Some(Value::Bool(!refused))
    }

    fn list(&self, items: &Kind, field: &Field) -> Option<Value> {
        let values: Vec<Value> = match items {
            Kind::Email => emails(self.text).into_iter().map(Value::String).collect(),
            Kind::Choice(choices) => self.choice(choices).into_iter().collect(),
            Kind::Text if !self.quoted.is_empty() => self.quoted.iter().cloned().map(Value::String).collect(),
            Kind::Text
                if words::latin(&field.name)
                    .iter()
                    .any(|w| w.starts_with("attendee") || w.starts_with("participant")) =>
            {
                emails(self.text).into_iter().map(Value::String).collect()
            }
            _ => Vec::new(),
        };
        (!values.is_empty()).then_some(Value::Array(values))
    }
}

/// Whether an argument's name means a concept.
fn names(field: &Field, concept: &str) -> bool {
    words::latin(&field.name)
        .iter()
        .any(|word| words::key_of(word) == concept)
}
