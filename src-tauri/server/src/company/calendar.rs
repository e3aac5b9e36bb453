//! Dates as people write them, and which days are worked. Pure: "today" is always a parameter.

use jiff::civil::{Date, Time, Weekday};

use super::refusal::Refusal;

/// The longest span that is counted day by day.
const LONGEST_SPAN_DAYS: i32 = 366;

/// The company's holidays, month and day, every year.
const HOLIDAYS: [(i8, i8); 4] = [(1, 1), (5, 1), (12, 25), (12, 26)];

/// Reads an ISO date such as `2026-12-21`.
pub(super) fn date(field: &str, text: &str) -> Result<Date, Refusal> {
    text.trim().parse().map_err(|_| {
        Refusal::told(format!(
            "\"{field}\" is not a date: write it as year-month-day, such as 2026-12-21"
        ))
    })
}

/// Reads a time of day such as `09:30`.
pub(super) fn time(field: &str, text: &str) -> Result<Time, Refusal> {
    let text = text.trim();
    let parsed = text.split_once(':').and_then(|(hour, minute)| {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let (hour, minute) = (
            Some(hour).filter(|h| digits(h))?,
            Some(minute).filter(|m| digits(m) && m.len() == 2)?,
        );
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    });
    parsed.ok_or_else(|| {
        Refusal::told(format!(
            "\"{field}\" is not a time: write it as hours:minutes, such as 09:30"
        ))
    })
}

/// A time as it is stored and shown: `09:30`.
pub(super) fn clock_face(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Whether people work on this day.
pub(super) fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !HOLIDAYS.contains(&(day.month(), day.day()))
}

/// The working days from the first to the last day, both included.
pub(super) fn working_days(from: Date, to: Date) -> i64 {
    days(from, to).filter(|day| is_working_day(*day)).map(|_| 1).sum()
}

/// The same, but only those within one year.
pub(super) fn working_days_in(year: i16, from: Date, to: Date) -> i64 {
    days(from, to)
        .filter(|day| day.year() == year && is_working_day(*day))
        .map(|_| 1)
        .sum()
}

/// Whether a span is short enough to be counted.
pub(super) fn is_countable(from: Date, to: Date) -> bool {
    from.until(to)
        .is_ok_and(|span| (0..LONGEST_SPAN_DAYS).contains(&span.get_days()))
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    let mut next = Some(from);
    std::iter::from_fn(move || {
        let day = next.filter(|day| *day <= to)?;
        next = day.tomorrow().ok();
        Some(day)
    })
}

/// The first of January; none where there is no such year.
pub(super) fn first_of(year: i16) -> Option<Date> {
    Date::new(year, 1, 1).ok()
}

/// The Monday of the week that lies `weeks` after (or before) this day's.
pub(super) fn monday(day: Date, weeks: i64) -> Date {
    let back = i64::from(day.weekday().since(Weekday::Monday));
    plus(day, weeks * 7 - back)
}

/// The day `days` later; at the end of time, the last day.
pub(super) fn plus(day: Date, days: i64) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn weekends_and_holidays_are_not_worked() {
        assert_eq!(working_days(day(2026, 12, 21), day(2026, 12, 23)), 3);
        assert_eq!(working_days(day(2026, 12, 24), day(2026, 12, 28)), 2);
        assert_eq!(working_days(day(2026, 12, 26), day(2026, 12, 27)), 0);
        assert_eq!(working_days(day(2026, 12, 23), day(2026, 12, 21)), 0);
        assert_eq!(working_days_in(2027, day(2026, 12, 28), day(2027, 1, 5)), 2);
    }

    #[test]
    fn dates_and_times_are_read_strictly() {
        assert!(date("from", "2026-12-21").is_ok());
        for wrong in ["21.12.2026", "2026-02-30", "tomorrow", ""] {
            assert!(date("from", wrong).is_err(), "{wrong}");
        }
        assert_eq!(time("from", "9:30").ok(), Some(jiff::civil::time(9, 30, 0, 0)));
        for wrong in ["24:00", "9", "9:3", "-1:00", "09:30:00"] {
            assert!(time("from", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn spans_that_run_backwards_or_forever_are_not_counted() {
        assert!(is_countable(day(2026, 1, 1), day(2026, 12, 31)));
        assert!(!is_countable(day(2026, 1, 2), day(2026, 1, 1)));
        assert!(!is_countable(day(2026, 1, 1), day(9999, 1, 1)));
    }

    #[test]
    fn mondays_are_found_in_both_directions() {
        assert_eq!(monday(day(2026, 11, 23), 0), day(2026, 11, 23));
        assert_eq!(monday(day(2026, 11, 29), 0), day(2026, 11, 23));
        assert_eq!(monday(day(2026, 11, 25), -1), day(2026, 11, 16));
    }
}
