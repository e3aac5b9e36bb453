//! Leave of the past months, of this week and of the weeks to come.

use jiff::civil::Date;
use sqlx::SqliteConnection;

use crate::company::calendar;
use crate::company::table::leave::{self, NewLeave};

/// Person, weeks from this one, first weekday (0 is Monday), calendar days, note, status.
const LEAVE: [(&str, i64, i64, i64, &str, &str); 19] = [
    ("ada.lim", -16, 0, 12, "Summer holiday", "approved"),
    ("ada.lim", -7, 0, 5, "Family visit", "approved"),
    ("ada.lim", -12, 2, 2, "Moving house", "cancelled"),
    ("grace.okafor", -14, 0, 12, "Summer holiday", "approved"),
    ("grace.okafor", -3, 4, 1, "Long weekend", "approved"),
    ("grace.okafor", 6, 0, 3, "Visiting parents", "requested"),
    ("wei.zhang", -19, 0, 5, "Family trip 家庭旅行", "approved"),
    ("wei.zhang", 3, 0, 5, "Winter break 寒假", "approved"),
    ("priya.nair", -10, 0, 5, "Wedding of a friend", "approved"),
    ("priya.nair", 5, 3, 2, "Long weekend", "requested"),
    ("tomas.ruiz", -5, 4, 1, "Exam", "approved"),
    ("hiro.tanaka", 0, 0, 5, "Golf week", "approved"),
    ("hiro.tanaka", -17, 0, 5, "Summer holiday", "approved"),
    ("sofia.rossi", -15, 0, 12, "Summer holiday", "approved"),
    ("lucas.meyer", 0, 0, 12, "Parental leave", "approved"),
    ("maya.cohen", 1, 0, 3, "Family visit", "approved"),
    ("chen.yu", -8, 0, 5, "National holiday 国庆节", "approved"),
    ("wang.fang", 2, 0, 5, "Travel 旅行", "requested"),
    ("ines.costa", -11, 0, 12, "Summer holiday", "approved"),
];

pub(super) async fn fill(db: &mut SqliteConnection, today: Date, stamp: &str) -> sqlx::Result<()> {
    for (person_id, weeks, weekday, length, note, status) in LEAVE {
        let from = calendar::plus(calendar::monday(today, weeks), weekday);
        let to = calendar::plus(from, length - 1);
        let (starts_on, ends_on) = (from.to_string(), to.to_string());
        let entry = NewLeave {
            person_id,
            starts_on: &starts_on,
            ends_on: &ends_on,
            working_days: calendar::working_days(from, to),
            note,
            status,
            requested_at: stamp,
        };
        leave::add(&mut *db, entry).await?;
    }
    Ok(())
}
