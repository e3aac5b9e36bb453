//! Dates and times in a text, English and Chinese, relative to today.

mod relative;
mod token;
mod written;

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};

use relative::relative;
use token::{Tokens, dash, number, sign, starts_with, tokens, word};
use written::{chinese, english, numeric};

/// What was found, in the order of the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) dates: Vec<Date>,
    pub(super) times: Vec<Time>,
    /// The bytes of the text that are dates and times: numbers in them are not numbers.
    pub(super) spans: Vec<Range<usize>>,
}

/// Finds dates and times.
pub(super) fn find(text: &str, today: Date) -> Found {
    let tokens = tokens(text);
    let mut found = Found::default();
    let mut at = 0;
    while at < tokens.len() {
        let (dates, times, length) = if let Some((dates, length)) = dates_at(&tokens[at..], today) {
            (dates, Vec::new(), length)
        } else if let Some((time, length)) = time_at(&tokens[at..]) {
            (Vec::new(), vec![time], length)
        } else {
            at += 1;
            continue;
        };
        found.spans.push(tokens[at].1.start..tokens[at + length - 1].1.end);
        found.dates.extend(dates);
        found.times.extend(times);
        at += length;
    }
    // "3 days from 21 December" and "从12月21日起3天" end when the days are over.
    if let ([start], Some(days)) = (found.dates.as_slice(), length_in_days(&tokens)) {
        let end = start.checked_add(i64::from(days - 1).days()).unwrap_or(*start);
        found.dates.push(end);
    }
    found
}

fn dates_at(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
    numeric(tokens)
        .map(|(date, length)| (vec![date], length))
        .or_else(|| chinese(tokens, today))
        .or_else(|| english(tokens, today))
        .or_else(|| relative(tokens, today))
}

fn length_in_days(tokens: &Tokens) -> Option<i32> {
    (0..tokens.len()).find_map(|at| {
        let days = number(tokens, at).filter(|n| (1..=366).contains(n))?;
        let unit = matches!(word(tokens, at + 1), Some("day" | "days")) || sign(tokens, at + 1) == Some('天');
        let after = sign(tokens, at + 2) == Some('后') || at > 0 && word(tokens, at - 1) == Some("in");
        (unit && !after).then_some(days)
    })
}

/// 14:30, 3 pm, 下午3点(半).
fn time_at(tokens: &Tokens) -> Option<(Time, usize)> {
    let (mut shift, mut at) = (0, 0);
    for (text, hours) in [("下午", 12), ("晚上", 12), ("上午", 0), ("早上", 0)] {
        if let Some(length) = starts_with(tokens, text) {
            (shift, at) = (hours, length);
        }
    }
    let hour = number(tokens, at)?;
    let (mut minute, mut length) = (0, 0);
    if matches!(sign(tokens, at + 1), Some(':' | '：')) {
        minute = number(tokens, at + 2)?;
        length = 3;
    } else if sign(tokens, at + 1) == Some('点') {
        length = 2;
        if sign(tokens, at + 2) == Some('半') {
            (minute, length) = (30, 3);
        }
    }
    match word(tokens, at + length.max(1)) {
        Some("pm") => (shift, length) = (12, length.max(1) + 1),
        Some("am") => length = length.max(1) + 1,
        _ => {}
    }
    if length == 0 {
        // "2-3 pm": the first is told by the second.
        if !dash(tokens, at + 1) || at > 0 {
            return None;
        }
        let (end, _) = number(tokens, at + 2).and_then(|_| time_at(tokens.get(at + 2..)?))?;
        let afternoon = end.hour() >= 12 && hour < 12 && hour + 12 <= i32::from(end.hour());
        let hour = if afternoon { hour + 12 } else { hour };
        return Time::new(i8::try_from(hour).ok()?, 0, 0, 0).ok().map(|time| (time, 1));
    }
    let hour = if shift == 12 && hour < 12 { hour + 12 } else { hour };
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0)
        .ok()
        .map(|time| (time, at + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        // A Monday.
        let found = find(text, jiff::civil::date(2026, 11, 23));
        found
            .dates
            .iter()
            .map(ToString::to_string)
            .chain(found.times.iter().map(ToString::to_string))
            .collect()
    }

    #[test]
    fn dates_in_both_languages() {
        let winter = ["2026-12-21", "2026-12-23"];
        for text in [
            "Request leave from 2026-12-21 to 2026-12-23",
            "21-23 December",
            "from 21 December to 23 December",
            "from 21 to 23 Dec 2026",
            "December 21-23, 2026",
            "Dec 21st to Dec 23rd",
            "the 21st of December, for 3 days",
            "21.12.2026 - 23.12.2026",
            "从12月21日到23日",
            "2026年12月21日至23日",
            "12月21号到12月23号请假",
            "从12月21日起请3天假",
        ] {
            assert_eq!(found(text), winter, "{text}");
        }
    }

    #[test]
    fn relative_dates_and_times() {
        for (text, want) in [
            ("tomorrow at 3 pm", vec!["2026-11-24", "15:00:00"]),
            ("明天下午3点半", vec!["2026-11-24", "15:30:00"]),
            ("today 14:30", vec!["2026-11-23", "14:30:00"]),
            ("tomorrow 14:00-15:30", vec!["2026-11-24", "14:00:00", "15:30:00"]),
            ("from 2 to 3 pm", vec!["14:00:00", "15:00:00"]),
            ("on Friday", vec!["2026-11-27"]),
            ("next Friday", vec!["2026-12-04"]),
            ("下周五", vec!["2026-12-04"]),
            ("next week", vec!["2026-11-30", "2026-12-04"]),
            ("in 3 days", vec!["2026-11-26"]),
            ("后天", vec!["2026-11-25"]),
            ("5 January", vec!["2027-01-05"]),
            ("3 November", vec!["2026-11-03"]),
            ("a room for 6 people", vec![]),
            ("12.50 EUR", vec![]),
            ("I may go", vec![]),
            ("30 February", vec![]),
        ] {
            assert_eq!(found(text), want, "{text}");
        }
    }
}
