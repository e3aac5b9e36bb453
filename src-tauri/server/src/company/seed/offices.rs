//! Meeting rooms, and what is booked over the next two weeks.

use jiff::civil::Date;
use sqlx::SqliteConnection;

use crate::company::calendar;
use crate::company::table::bookings::{self, NewBooking};
use crate::company::table::rooms::{self, Room};

/// Id, name, office, floor, seats, equipment.
const ROOMS: [(&str, &str, &str, i64, i64, &str); 8] = [
    ("orchid", "Orchid", "Singapore", 2, 4, "screen"),
    ("banyan", "Banyan", "Singapore", 2, 8, "screen,whiteboard"),
    ("harbour", "Harbour", "Singapore", 3, 16, "projector,video,whiteboard"),
    ("spree", "Spree", "Berlin", 1, 6, "screen,video"),
    ("linden", "Linden", "Berlin", 1, 12, "projector,video,whiteboard"),
    ("bund", "Bund 外滩", "Shanghai", 5, 6, "screen,whiteboard"),
    ("lotus", "Lotus 荷花", "Shanghai", 5, 14, "projector,video"),
    ("tejo", "Tejo", "Lisbon", 1, 5, "screen"),
];

/// Room, weekdays (0 is Monday), start, end, person, title.
type Weekly = (
    &'static str,
    &'static [i64],
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// What is booked in this week and in the next.
const WEEKLY: [Weekly; 9] = [
    ("harbour", &[0], "09:00", "10:00", "elena.marsh", "Management round"),
    ("harbour", &[1, 3], "14:00", "16:00", "ines.costa", "Customer workshop"),
    ("banyan", &[0, 1, 2, 3, 4], "09:30", "09:45", "ada.lim", "Stand-up"),
    ("banyan", &[2], "13:00", "15:00", "hiro.tanaka", "Platform planning"),
    (
        "orchid",
        &[1, 4],
        "10:00",
        "11:00",
        "grace.okafor",
        "Month-end questions",
    ),
    ("linden", &[0], "11:00", "12:30", "jonas.weber", "Engineering review"),
    ("spree", &[2], "10:00", "11:00", "oliver.smith", "Interviews"),
    ("lotus", &[3], "09:00", "12:00", "li.na", "Training 培训"),
    ("bund", &[0, 4], "15:00", "16:00", "wei.zhang", "One-to-one 一对一"),
];

pub(super) async fn fill(db: &mut SqliteConnection, today: Date) -> sqlx::Result<()> {
    for (id, name, location, floor, seats, equipment) in ROOMS {
        let [id, name, location, equipment] = [id, name, location, equipment].map(str::to_owned);
        rooms::add(
            &mut *db,
            &Room {
                id,
                name,
                location,
                floor,
                seats,
                equipment,
            },
        )
        .await?;
    }
    for week in 0..2 {
        let monday = calendar::monday(today, week);
        for (room_id, weekdays, starts, ends, person_id, title) in WEEKLY {
            for weekday in weekdays {
                let day = calendar::plus(monday, *weekday).to_string();
                bookings::add(
                    &mut *db,
                    NewBooking {
                        room_id,
                        person_id,
                        day: &day,
                        starts,
                        ends,
                        title,
                    },
                )
                .await?;
            }
        }
    }
    Ok(())
}
