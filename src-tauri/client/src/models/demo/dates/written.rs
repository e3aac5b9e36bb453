//! Dates that are written out: in figures, in Chinese, in English.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::token::{Tokens, dash, number, sign, word};

/// 2026-12-21, 2026/12/21, 21.12.2026, and 12/21/2026 where only one reading is possible.
pub(super) fn numeric(tokens: &Tokens) -> Option<(Date, usize)> {
    let (a, first, b, second, c) = (
        number(tokens, 0)?,
        sign(tokens, 1)?,
        number(tokens, 2)?,
        sign(tokens, 3)?,
        number(tokens, 4)?,
    );
    let date = match (first, a) {
        ('-' | '/' | '.', 1000..=9999) if first == second => date(a, b, c),
        ('.', _) if second == '.' && c > 1000 => date(c, b, a),
        ('/', 13..) if second == '/' && c > 1000 => date(c, b, a),
        ('/', _) if second == '/' && c > 1000 && b > 12 => date(c, a, b),
        _ => None,
    };
    date.map(|date| (date, 5))
}

/// (2026年)12月21日(到(12月)23日).
pub(super) fn chinese(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
    let (year, mut at) = if sign(tokens, 1) == Some('年') {
        (number(tokens, 0), 2)
    } else {
        (None, 0)
    };
    let month = number(tokens, at).filter(|_| sign(tokens, at + 1) == Some('月'))?;
    let day = number(tokens, at + 2)?;
    at += 3;
    if matches!(sign(tokens, at), Some('日' | '号')) {
        at += 1;
    }
    let start = dated(year, month, day, today)?;
    let mut dates = vec![start];
    if dash(tokens, at) && number(tokens, at + 1).is_some() && matches!(sign(tokens, at + 2), Some('日' | '号')) {
        let end = date(i32::from(start.year()), month, number(tokens, at + 1)?)?;
        dates.push(end);
        at += 3;
    }
    Some((dates, at))
}

/// 21(-23) December (2026), December 21(-23)(, 2026).
pub(super) fn english(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
    if let Some(month) = word(tokens, 0).and_then(month) {
        let first = number(tokens, 1).filter(|n| (1..=31).contains(n))?;
        let (second, mut at) = second_day(tokens, 2);
        let mut year = None;
        let comma = usize::from(sign(tokens, at) == Some(','));
        if let Some(found) = number(tokens, at + comma).filter(|n| (1000..=9999).contains(n)) {
            year = Some(found);
            at += comma + 1;
        }
        return days(year, month, first, second, today).map(|dates| (dates, at));
    }
    let first = number(tokens, 0).filter(|n| (1..=31).contains(n))?;
    let (second, mut at) = second_day(tokens, 1);
    at += usize::from(word(tokens, at) == Some("of"));
    let month = word(tokens, at).and_then(month)?;
    at += 1;
    let year = number(tokens, at).filter(|n| (1000..=9999).contains(n));
    at += usize::from(year.is_some());
    days(year, month, first, second, today).map(|dates| (dates, at))
}

fn second_day(tokens: &Tokens, at: usize) -> (Option<i32>, usize) {
    match number(tokens, at + 1).filter(|n| dash(tokens, at) && (1..=31).contains(n)) {
        // "21 December to 23 January": the second number belongs to another month.
        Some(_) if at == 2 && word(tokens, at + 2).and_then(month).is_some() => (None, at),
        Some(day) => (Some(day), at + 2),
        None => (None, at),
    }
}

fn days(year: Option<i32>, month: i32, first: i32, second: Option<i32>, today: Date) -> Option<Vec<Date>> {
    let start = dated(year, month, first, today)?;
    let mut dates = vec![start];
    if let Some(second) = second {
        dates.push(date(i32::from(start.year()), month, second)?);
    }
    Some(dates)
}

/// A date whose year may be left out: then the one that lies closest ahead, a little past included.
fn dated(year: Option<i32>, month: i32, day: i32, today: Date) -> Option<Date> {
    if let Some(year) = year {
        return date(year, month, day);
    }
    let earliest = today.checked_sub(90.days()).ok()?;
    (-1..=1)
        .filter_map(|years| date(i32::from(today.year()) + years, month, day))
        .find(|date| *date >= earliest)
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn month(word: &str) -> Option<i32> {
    let names = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = names
        .iter()
        .position(|name| name.starts_with(word) && (word.len() == 3 || *name == word))?;
    i32::try_from(at + 1).ok()
}
