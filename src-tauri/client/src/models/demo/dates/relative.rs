//! Days counted from today: tomorrow, next Friday, 下周五.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::token::{Tokens, number, sign, starts_with, word};

pub(super) fn relative(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
    let plus = |days: i64| today.checked_add(days.days()).ok();
    match word(tokens, 0) {
        Some("today") => return Some((vec![today], 1)),
        Some("tomorrow") => return Some((vec![plus(1)?], 1)),
        Some("yesterday") => return Some((vec![plus(-1)?], 1)),
        Some("day") if word(tokens, 1) == Some("after") && word(tokens, 2) == Some("tomorrow") => {
            return Some((vec![plus(2)?], 3));
        }
        Some("in") if matches!(word(tokens, 2), Some("day" | "days")) => {
            return Some((vec![plus(i64::from(number(tokens, 1)?))?], 3));
        }
        Some("next") if word(tokens, 1) == Some("week") => return Some((week(today, 1)?, 2)),
        Some("this") if word(tokens, 1) == Some("week") => return Some((week(today, 0)?, 2)),
        Some("next") => {
            let day = word(tokens, 1).and_then(weekday)?;
            return Some((vec![in_week(today, 1, day)?], 2));
        }
        Some(name) if weekday(name).is_some() => return Some((vec![coming(today, weekday(name)?)?], 1)),
        _ => {}
    }
    for (text, days) in [
        ("今天", 0),
        ("明天", 1),
        ("后天", 2),
        ("昨天", -1),
        ("今日", 0),
        ("明日", 1),
    ] {
        if let Some(length) = starts_with(tokens, text) {
            return Some((vec![plus(days)?], length));
        }
    }
    let weeks = [
        ("下周", 1),
        ("下星期", 1),
        ("下个星期", 1),
        ("本周", 0),
        ("这周", 0),
        ("周", -1),
        ("星期", -1),
    ];
    let (length, which) = weeks
        .iter()
        .find_map(|(text, which)| Some((starts_with(tokens, text)?, *which)))?;
    let day = sign(tokens, length)
        .and_then(|c| "一二三四五六日天".chars().position(|d| d == c))
        .map(|i| i.min(6));
    match (which, day) {
        (-1, Some(day)) => Some((vec![coming(today, from_monday(day)?)?], length + 1)),
        (-1, None) => None,
        (which, Some(day)) => Some((vec![in_week(today, which, from_monday(day)?)?], length + 1)),
        (which, None) => Some((week(today, which)?, length)),
    }
}

/// Monday to Friday of this or another week.
fn week(today: Date, ahead: i64) -> Option<Vec<Date>> {
    Some(vec![
        in_week(today, ahead, Weekday::Monday)?,
        in_week(today, ahead, Weekday::Friday)?,
    ])
}

fn in_week(today: Date, ahead: i64, day: Weekday) -> Option<Date> {
    let to = i64::from(day.to_monday_zero_offset()) - i64::from(today.weekday().to_monday_zero_offset());
    today.checked_add((to + 7 * ahead).days()).ok()
}

/// The next such day, today excluded.
fn coming(today: Date, day: Weekday) -> Option<Date> {
    today.nth_weekday(1, day).ok()
}

fn from_monday(offset: usize) -> Option<Weekday> {
    Weekday::from_monday_zero_offset(i8::try_from(offset).ok()?).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    let names = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    names.iter().position(|name| *name == word).and_then(from_monday)
}
