//! Numbers, quotations, addresses, ids and causes in a text.

use std::ops::Range;

use serde_json::Number;

use crate::models::demo::words;

pub(super) fn numbers(text: &str, taken: &[Range<usize>]) -> Vec<(Number, Range<usize>)> {
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

pub(super) fn quoted(text: &str) -> Vec<String> {
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

pub(super) fn emails(text: &str) -> Vec<String> {
    let word = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '，' | '、' | '"');
    let parts = text.split(word).map(|part| part.trim_end_matches(['.', '?', '!', ':']));
    let mail = |part: &&str| {
        part.split_once('@')
            .is_some_and(|(a, b)| !a.is_empty() && b.contains('.') && !b.contains('@'))
    };
    parts.filter(mail).map(str::to_owned).collect()
}

/// Things like T-1042, EXP_7, #12 or LR2026.
pub(super) fn ids(text: &str) -> Vec<String> {
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

pub(super) fn currency(text: &str) -> Option<&'static str> {
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

pub(super) fn around(text: &str, span: &Range<usize>) -> (String, String) {
    let before = text[..span.start].split_whitespace().next_back().unwrap_or_default();
    let after = text[span.end..].split_whitespace().next().unwrap_or_default();
    let clean = |word: &str| {
        word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '$')
            .to_lowercase()
    };
    (clean(before), clean(after))
}

pub(super) fn is_money(before: &str, after: &str) -> bool {
    currency(before).is_some() || currency(after).is_some()
}

/// What stands after the argument's own name: "note winter break", "title: Projector".
pub(super) fn after(text: &str, name: &[String], taken: &[Range<usize>]) -> Option<String> {
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
    let start = text.len() - rest.len();
    let end = rest.find(['\n', ';', '。', '；', '"']).unwrap_or(rest.len());
    let date = taken.iter().map(|span| span.start).filter(|at| *at >= start).min();
    let end = date.map_or(end, |at| end.min(at - start));
    let said = rest[..end].trim().trim_end_matches(['.', '!', '?', ',', '？']);
    let said = hanging(said);
    (!said.is_empty() && !words::keys(said).is_empty()).then(|| said.to_owned())
}

/// Without a preposition that belongs to what follows.
fn hanging(said: &str) -> &str {
    let cut = [" from", " on", " at", " of", " in", " until", " to"];
    cut.iter()
        .fold(said.trim(), |said, word| said.strip_suffix(word).unwrap_or(said))
        .trim()
}

/// What a colon announces: "Open a ticket: my screen is broken".
pub(super) fn announced(text: &str) -> Option<String> {
    let (at, colon) = text.char_indices().find(|(_, c)| matches!(c, ':' | '：'))?;
    let said = text[at + colon.len_utf8()..].trim();
    // The colon of a time or of an address announces nothing.
    let before = text[..at].chars().next_back()?;
    (!before.is_ascii_digit() && !said.starts_with("//") && !words::keys(said).is_empty()).then(|| said.to_owned())
}

/// What stands after "because" or "for", where that is no date.
pub(super) fn cause(text: &str, dates: &[Range<usize>]) -> Option<String> {
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
