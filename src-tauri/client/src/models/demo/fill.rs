//! Fills a tool's arguments from what was said.

use std::ops::Range;

use jiff::Zoned;
use jiff::civil::{DateTime, Time};
use serde_json::{Map, Number, Value};

use super::dates::{self, Found};
use super::schema::{Field, Kind, fields};
use super::words;
use crate::mcp::ToolInfo;

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
    for field in &fields {
        if filled.arguments.contains_key(&field.name) {
            continue;
        }
        let value = reading.value(field, &fields);
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
        let dated: Vec<&Field> = fields
            .iter()
            .filter(|f| matches!(f.kind, Kind::Date | Kind::DateTime))
            .collect();
        let is = |field: &Field, concept: &str| {
            let name = words::latin(&field.name);
            let to = concept == "end" && name.iter().any(|w| w == "to");
            let from = concept == "start" && name.iter().any(|w| w == "from");
            to || from || name.iter().any(|w| words::key_of(w) == concept)
        };
        let has_range = dated.iter().any(|f| is(f, "start")) && dated.iter().any(|f| is(f, "end"));
        let (dates, times) = (self.found.dates.clone(), self.found.times.clone());
        let mut single = dates.iter();
        for field in dated {
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
                (!self.found.times.is_empty()).then(|| self.found.times.remove(0).strftime("%H:%M").to_string().into())
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

    /// Free text: in quotes, after the argument's name, an id, or what is left of the sentence.
    fn words_for(&mut self, field: &Field, all: &[Field]) -> Option<String> {
        let name = words::latin(&field.name);
        let has = |word: &str| name.iter().any(|w| w == word);
        if has("currency") {
            return currency(self.text).map(str::to_owned);
        }
        if has("id") || has("key") || has("number") || has("code") || has("ticket") || has("reference") {
            return ids(self.text).into_iter().next().or_else(|| after(self.text, &name));
        }
        if !self.quoted.is_empty() {
            return Some(self.quoted.remove(0));
        }
        if let Some(said) = after(self.text, &name) {
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
const GENERIC: &[&str] = &["search", "list", "request", "create", "check", "echo"];

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
        match drop {
            Some(length) => at += length,
            None => {
                kept.push(chars[at]);
                at += 1;
            }
        }
    }
    kept
}

fn numbers(text: &str, taken: &[Range<usize>]) -> Vec<(Number, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
        while digit(at) || (matches!(bytes.get(at), Some(b'.' | b',')) && digit(at + 1)) {
            at += 1;
        }
        // A number that is part of a name or of a date is not one.
        let part_of_word =
            start > 0 && (bytes[start - 1].is_ascii_alphabetic() || matches!(bytes[start - 1], b'-' | b'_' | b'#'));
        let in_date = taken.iter().any(|span| span.start < at && start < span.end);
        if !part_of_word && !in_date {
            let plain = plain_number(&text[start..at]);
            if let Some(number) = plain {
                numbers.push((number, start..at));
            }
        }
    }
    numbers
}

/// 1,200.50 and 1.200,50 and 12,5.
fn plain_number(text: &str) -> Option<Number> {
    let last = text.rfind(['.', ',']);
    let decimals = last.map_or(0, |at| text.len() - at - 1);
    let plain: String = match last {
        // Three digits after the only mark are thousands, as 1,200 is.
        Some(at)
            if decimals != 3
                || text[..at].contains(['.', ',']) && !text[..at].contains(text.as_bytes()[at] as char) =>
        {
            let whole: String = text[..at].chars().filter(char::is_ascii_digit).collect();
            format!("{whole}.{}", &text[at + 1..])
        }
        _ => text.chars().filter(char::is_ascii_digit).collect(),
    };
    serde_json::from_str(&plain).ok()
}

fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in [('"', '"'), ('“', '”'), ('「', '」'), ('《', '》'), ('‘', '’')] {
        let mut rest = text;
        while let Some(start) = rest.find(open) {
            let inner = &rest[start + open.len_utf8()..];
            let Some(end) = inner.find(close) else { break };
            if !inner[..end].trim().is_empty() {
                found.push(inner[..end].trim().to_owned());
            }
            rest = &inner[end + close.len_utf8()..];
        }
    }
    found
}

fn emails(text: &str) -> Vec<String> {
    let word = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '，' | '、' | '"');
    let parts = text.split(word).map(|part| part.trim_end_matches(['.', '?', '!', ':']));
    let mail = |part: &&str| {
        part.split_once('@')
            .is_some_and(|(a, b)| !a.is_empty() && b.contains('.') && !b.contains('@'))
    };
    parts.filter(mail).map(str::to_owned).collect()
}

/// Things like T-1042, EXP_7, #12 or LR2026.
fn ids(text: &str) -> Vec<String> {
    let piece = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '#'));
    let parts = text.split(piece).map(|part| part.trim_matches(['-', '_', '#']));
    let looks = |part: &&str| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let letters = part.chars().any(|c| c.is_ascii_alphabetic());
        let date = part.split('-').count() == 3 && part.chars().all(|c| c.is_ascii_digit() || c == '-');
        let ordinal = ["st", "nd", "rd", "th", "pm", "am"]
            .iter()
            .any(|e| part.to_lowercase().ends_with(e))
            && part.len() <= 4;
        digits > 0 && letters && !date && !ordinal
    };
    let mut named: Vec<String> = parts.clone().filter(looks).map(str::to_owned).collect();
    named.extend(
        text.split('#')
            .skip(1)
            .map(|t| t.chars().take_while(char::is_ascii_digit).collect::<String>())
            .filter(|t| !t.is_empty()),
    );
    named
}

fn currency(text: &str) -> Option<&'static str> {
    const SIGNS: &[(&str, &str)] = &[
        ("eur", "EUR"),
        ("euro", "EUR"),
        ("€", "EUR"),
        ("欧元", "EUR"),
        ("usd", "USD"),
        ("dollar", "USD"),
        ("美元", "USD"),
        ("gbp", "GBP"),
        ("£", "GBP"),
        ("英镑", "GBP"),
        ("cny", "CNY"),
        ("rmb", "CNY"),
        ("人民币", "CNY"),
        ("chf", "CHF"),
        ("jpy", "JPY"),
        ("日元", "JPY"),
        ("$", "USD"),
        ("¥", "CNY"),
        ("￥", "CNY"),
        ("元", "CNY"),
    ];
    let lower = text.to_lowercase();
    SIGNS
        .iter()
        .find(|(sign, _)| lower.contains(sign))
        .map(|(_, code)| *code)
}

fn around(text: &str, span: &Range<usize>) -> (String, String) {
    let before = text[..span.start].split_whitespace().next_back().unwrap_or_default();
    let after = text[span.end..].split_whitespace().next().unwrap_or_default();
    let clean = |word: &str| {
        word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '$')
            .to_lowercase()
    };
    (clean(before), clean(after))
}

fn is_money(before: &str, after: &str) -> bool {
    currency(before).is_some() || currency(after).is_some()
}

/// What stands after the argument's own name: "note winter break", "title: Projector".
fn after(text: &str, name: &[String]) -> Option<String> {
    let name = name.join(" ");
    let lower = text.to_lowercase();
    // Lower case may change lengths in some scripts; then positions can't be trusted.
    if name.len() < 3 || lower.len() != text.len() {
        return None;
    }
    let at = lower.find(&name)?;
    let whole = lower[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    let rest = &text[at + name.len()..];
    if !whole || rest.chars().next().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let rest = rest.trim_start_matches([' ', ':', '=', '：']).trim_start_matches("is ");
    let end = rest.find(['\n', ';', '。', '；', '"']).unwrap_or(rest.len());
    let said = rest[..end].trim().trim_end_matches(['.', '!', '?', ',', '？']).trim();
    (!said.is_empty() && !words::keys(said).is_empty()).then(|| said.to_owned())
}

/// What stands after "because" or "for", where that is no date.
fn cause(text: &str, dates: &[Range<usize>]) -> Option<String> {
    for sign in [" because of ", " because ", " for ", " about ", "因为", "原因是"] {
        if let Some(at) = text.find(sign) {
            let start = at + sign.len();
            let rest = &text[start..];
            let stop = rest.find([',', '\n', '，', '。', ';']).unwrap_or(rest.len());
            let next_date = dates
                .iter()
                .map(|d| d.start)
                .filter(|d| *d >= start)
                .min()
                .map_or(rest.len(), |d| d - start);
            let said = rest[..stop.min(next_date)].trim().trim_end_matches(['.', '!', '?']);
            let said = [" from", " on", " at", " of", " in"]
                .iter()
                .fold(said, |s, w| s.strip_suffix(w).unwrap_or(s))
                .trim();
            if !said.is_empty() && !said.starts_with(|c: char| c.is_ascii_digit()) && !words::keys(said).is_empty() {
                return Some(said.to_owned());
            }
        }
    }
    None
}
