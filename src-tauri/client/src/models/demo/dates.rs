//! Dates and times in a text, English and Chinese, relative to today.

use std::ops::Range;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time, Weekday};

/// What was found, in the order of the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) dates: Vec<Date>,
    pub(super) times: Vec<Time>,
    /// The bytes of the text that are dates and times: numbers in them are not numbers.
    pub(super) spans: Vec<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number(i32),
    Word(String),
    Sign(char),
}

type Tokens = [(Token, Range<usize>)];

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

fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut tokens: Vec<(Token, Range<usize>)> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        if c.is_ascii_digit() {
            let mut number = i32::try_from(c.to_digit(10).unwrap_or(0)).unwrap_or(0);
            while let Some((at, digit)) = rest.peek().copied().filter(|(_, d)| d.is_ascii_digit()) {
                let digit = i32::try_from(digit.to_digit(10).unwrap_or(0)).unwrap_or(0);
                number = number.saturating_mul(10).saturating_add(digit);
                end = at + 1;
                rest.next();
            }
            tokens.push((Token::Number(number), start..end));
        } else if c.is_ascii_alphabetic() {
            while let Some((at, _)) = rest.peek().copied().filter(|(_, l)| l.is_ascii_alphabetic()) {
                end = at + 1;
                rest.next();
            }
            let word = text[start..end].to_lowercase();
            let follows = tokens
                .last()
                .is_some_and(|(t, r)| matches!(t, Token::Number(_)) && r.end == start);
            if follows && ["st", "nd", "rd", "th"].contains(&word.as_str()) {
                // 21st is 21.
                if let Some((_, range)) = tokens.last_mut() {
                    range.end = end;
                }
            } else {
                tokens.push((Token::Word(word), start..end));
            }
        } else if !c.is_whitespace() {
            tokens.push((Token::Sign(c), start..end));
        }
    }
    tokens
}

fn number(tokens: &Tokens, at: usize) -> Option<i32> {
    match tokens.get(at) {
        Some((Token::Number(n), _)) => Some(*n),
        _ => None,
    }
}

fn word(tokens: &Tokens, at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some((Token::Word(word), _)) => Some(word),
        _ => None,
    }
}

fn sign(tokens: &Tokens, at: usize) -> Option<char> {
    match tokens.get(at) {
        Some((Token::Sign(c), _)) => Some(*c),
        _ => None,
    }
}

/// Something between the two ends of a range.
fn dash(tokens: &Tokens, at: usize) -> bool {
    matches!(sign(tokens, at), Some('-' | '–' | '—' | '~' | '～' | '到' | '至'))
        || matches!(word(tokens, at), Some("to" | "until" | "till" | "through"))
}

fn starts_with(tokens: &Tokens, text: &str) -> Option<usize> {
    let length = text.chars().count();
    text.chars()
        .enumerate()
        .all(|(i, c)| sign(tokens, i) == Some(c))
        .then_some(length)
}

fn dates_at(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
    numeric(tokens)
        .map(|(date, length)| (vec![date], length))
        .or_else(|| chinese(tokens, today))
        .or_else(|| english(tokens, today))
        .or_else(|| relative(tokens, today))
}

/// 2026-12-21, 2026/12/21, 21.12.2026, and 12/21/2026 where only one reading is possible.
fn numeric(tokens: &Tokens) -> Option<(Date, usize)> {
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
fn chinese(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
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
fn english(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
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

fn relative(tokens: &Tokens, today: Date) -> Option<(Vec<Date>, usize)> {
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
        return None;
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
            .chain(found.times.iter().map(|t| t.to_string()))
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
