//! One value of a result, as people write it.

use std::str::FromStr as _;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::say::{Language, plain};
use super::words;

/// Longer text is cut after this many characters.
const LONGEST: usize = 160;

/// For whom it is written.
pub(super) struct Reader {
    pub(super) language: Language,
    /// Where the person is: instants are told in their own time.
    pub(super) zone: TimeZone,
}

impl Reader {
    /// A value on one line, as plain text within Markdown.
    pub(super) fn cell(&self, value: &Value) -> String {
        let text = self.text(value);
        let mut short: String = text.chars().take(LONGEST).collect();
        if short.len() < text.len() {
            short.push('…');
        }
        plain(&short)
    }

    fn text(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(true) => self.language.pick("yes", "是").to_owned(),
            Value::Bool(false) => self.language.pick("no", "否").to_owned(),
            Value::String(text) => self.moment(text).unwrap_or_else(|| text.clone()),
            Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
                items.iter().map(|item| self.text(item)).collect::<Vec<_>>().join(", ")
            }
            other => other.to_string(),
        }
    }

    /// A date or an instant of RFC 3339 as people write it; nothing else is one.
    fn moment(&self, text: &str) -> Option<String> {
        let (day, instant) = match text.len() {
            10 => (jiff::civil::Date::from_str(text).ok()?, None),
            20..=35 if text.as_bytes()[10] == b'T' => {
                let there = jiff::Timestamp::from_str(text).ok()?.to_zoned(self.zone.clone());
                (there.date(), Some(there))
            }
            _ => return None,
        };
        let day = day.strftime(self.language.pick("%-d %b %Y", "%Y年%-m月%-d日"));
        Some(match instant {
            Some(instant) => format!("{day}, {}", instant.strftime("%H:%M")),
            None => day.to_string(),
        })
    }
}

/// Whether a value says nothing.
pub(super) fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Whether a value is an address for programs.
pub(super) fn address(value: &Value) -> bool {
    value
        .as_str()
        .and_then(|text| text.split_once("://"))
        .is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        })
}

/// `days_left` is "Days left".
pub(super) fn label(key: &str) -> String {
    if !key.is_ascii() {
        return plain(key);
    }
    let text = words::latin(key).join(" ");
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
