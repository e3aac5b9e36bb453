//! Meeting rooms: `room_find` and `room_book`.

use jiff::civil::{Date, Time};
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::{tool, tool_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::company::Company;
use crate::company::calendar;
use crate::company::caller::Caller;
use crate::company::database;
use crate::company::refusal::Refusal;
use crate::company::table::bookings::{self, Booking, NewBooking};
use crate::company::table::rooms::{self, Room};

/// The hours in which the offices are open.
const OPENS: Time = Time::constant(7, 0, 0, 0);
const CLOSES: Time = Time::constant(20, 0, 0, 0);
/// The longest booking, in minutes.
const LONGEST_MINUTES: i64 = 8 * 60;
/// How far ahead a room can be booked, in days.
const DAYS_AHEAD: i64 = 366;

#[derive(Debug, Deserialize, JsonSchema)]
struct RoomQuery {
    /// The day, year-month-day; today if left out.
    #[schemars(extend("format" = "date"))]
    date: Option<String>,
    /// From when the room is needed, hours:minutes; with `to` only free rooms are listed.
    #[schemars(extend("pattern" = "^[0-2]?[0-9]:[0-5][0-9]$"))]
    from: Option<String>,
    /// Until when the room is needed, hours:minutes.
    #[schemars(extend("pattern" = "^[0-2]?[0-9]:[0-5][0-9]$"))]
    to: Option<String>,
    /// How many people have to fit.
    #[schemars(range(min = 1, max = 100))]
    people: Option<u32>,
    /// The office: Singapore, Berlin, Shanghai or Lisbon.
    location: Option<String>,
    /// What the room must have: screen, projector, video or whiteboard.
    equipment: Option<Vec<String>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Taken {
    from: String,
    to: String,
    title: String,
    /// Who booked it.
    by: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RoomEntry {
    /// The name to book it by.
    name: String,
    location: String,
    floor: i64,
    seats: i64,
    equipment: Vec<String>,
    /// What is booked on that day.
    booked: Vec<Taken>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RoomEntries {
    #[schemars(extend("format" = "date"))]
    date: String,
    rooms: Vec<RoomEntry>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct RoomWish {
    /// The room's name, such as Banyan.
    room: String,
    /// The day, year-month-day.
    #[schemars(extend("format" = "date"))]
    date: String,
    /// The start, hours:minutes, such as 14:00.
    #[schemars(extend("pattern" = "^[0-2]?[0-9]:[0-5][0-9]$"))]
    from: String,
    /// The end, hours:minutes, such as 15:00.
    #[schemars(extend("pattern" = "^[0-2]?[0-9]:[0-5][0-9]$"))]
    to: String,
    /// What it is for, shown to everybody.
    #[schemars(length(max = 120))]
    title: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Booked {
    /// The id of the booking, such as B-21.
    id: String,
    room: String,
    location: String,
    #[schemars(extend("format" = "date"))]
    date: String,
    from: String,
    to: String,
    title: String,
}

impl RoomEntry {
    fn new(room: Room, bookings: &[Booking]) -> Self {
        let taken = bookings
            .iter()
            .filter(|booking| booking.room_id == room.id)
            .map(|booking| Taken {
                from: booking.starts.clone(),
                to: booking.ends.clone(),
                title: booking.title.clone(),
                by: booking.person.clone(),
            });
        Self {
            name: room.name,
            location: room.location,
            floor: room.floor,
            seats: room.seats,
            equipment: room.equipment.split(',').map(str::to_owned).collect(),
            booked: taken.collect(),
        }
    }
}

/// Whether the room is free for the whole while. Times are two-digit text, which sorts as times do.
fn is_free(room: &Room, bookings: &[Booking], from: &str, to: &str) -> bool {
    !bookings
        .iter()
        .any(|taken| taken.room_id == room.id && taken.starts.as_str() < to && from < taken.ends.as_str())
}

/// A while within a day: from before to.
fn span(from: &str, to: &str) -> Result<(Time, Time), Refusal> {
    let (from, to) = (calendar::time("from", from)?, calendar::time("to", to)?);
    if to <= from {
        return Err(Refusal::told("the end does not lie after the start"));
    }
    Ok((from, to))
}

#[tool_router(router = rooms_router, vis = "pub(in crate::company)")]
impl Company {
    #[tool(
        title = "Find a meeting room",
        description = "Find meeting rooms that are free at a time, by office, seats and equipment; without a time, all \
                       rooms with what is booked on that day.",
        annotations(read_only_hint = true, open_world_hint = false)
    )]
    async fn room_find(&self, Parameters(asked): Parameters<RoomQuery>) -> Result<Json<RoomEntries>, Refusal> {
        let date = asked
            .date
            .as_deref()
            .map_or(Ok(self.today()), |date| calendar::date("date", date))?;
        let wanted = match (asked.from.as_deref(), asked.to.as_deref()) {
            (Some(from), Some(to)) => {
                let (from, to) = span(from, to)?;
                Some((calendar::clock_face(from), calendar::clock_face(to)))
            }
            (None, None) => None,
            _ => return Err(Refusal::told("give both \"from\" and \"to\", or neither")),
        };
        let bookings = bookings::on(self.pool(), &date.to_string()).await?;
        let fits = |room: &Room| {
            let has = |wanted: &String| {
                room.equipment
                    .split(',')
                    .any(|own| own.eq_ignore_ascii_case(wanted.trim()))
            };
            asked.people.is_none_or(|people| room.seats >= i64::from(people))
                && asked
                    .location
                    .as_deref()
                    .is_none_or(|office| room.location.eq_ignore_ascii_case(office.trim()))
                && asked.equipment.as_deref().unwrap_or_default().iter().all(has)
                && wanted
                    .as_ref()
                    .is_none_or(|(from, to)| is_free(room, &bookings, from, to))
        };
        let rooms = rooms::all(self.pool()).await?.into_iter().filter(fits);
        let rooms = rooms.map(|room| RoomEntry::new(room, &bookings)).collect();
        Ok(Json(RoomEntries {
            date: date.to_string(),
            rooms,
        }))
    }

    #[tool(
        title = "Book a meeting room",
        description = "Book a meeting room in your name for a day and time. Refused if somebody else has it then.",
        annotations(
            read_only_hint = false,
            destructive_hint = false,
            idempotent_hint = false,
            open_world_hint = false
        )
    )]
    async fn room_book(
        &self,
        caller: Caller,
        Parameters(asked): Parameters<RoomWish>,
    ) -> Result<Json<Booked>, Refusal> {
        let date = calendar::date("date", &asked.date)?;
        let (from, to) = span(&asked.from, &asked.to)?;
        self.check_booking(date, from, to)?;
        let title = asked
            .title
            .filter(|title| !title.trim().is_empty())
            .unwrap_or_else(|| "Meeting".to_owned());
        if title.chars().count() > 120 {
            return Err(Refusal::told("the title is longer than 120 characters: shorten it"));
        }
        let person = self.person(&caller).await?;
        let rooms = rooms::all(self.pool()).await?;
        let wanted = asked.room.trim().to_lowercase();
        let room = rooms
            .into_iter()
            .find(|room| room.id == wanted || room.name.to_lowercase().contains(&wanted));
        let room = room.filter(|_| !wanted.is_empty()).ok_or_else(|| {
            Refusal::told(format!(
                "there is no room \"{}\": room_find lists the rooms",
                asked.room
            ))
        })?;
        let (day, starts, ends) = (date.to_string(), calendar::clock_face(from), calendar::clock_face(to));
        let mut transaction = database::writing(self.pool()).await?;
        let bookings = bookings::on(&mut *transaction, &day).await?;
        if !is_free(&room, &bookings, &starts, &ends) {
            return Err(Refusal::told(format!(
                "{} is taken at that time: room_find lists rooms that are free",
                room.name
            )));
        }
        let booking = NewBooking {
            room_id: &room.id,
            person_id: &person.id,
            day: &day,
            starts: &starts,
            ends: &ends,
            title: &title,
        };
        let number = bookings::add(&mut transaction, booking).await?;
        transaction.commit().await?;
        Ok(Json(Booked {
            id: format!("B-{number}"),
            room: room.name,
            location: room.location,
            date: day,
            from: starts,
            to: ends,
            title,
        }))
    }
}

impl Company {
    /// The rules for every booking, whatever the room.
    fn check_booking(&self, date: Date, from: Time, to: Time) -> Result<(), Refusal> {
        let now = self.now();
        if date.to_datetime(from) < now {
            return Err(Refusal::told("that time has passed: pick a later one"));
        }
        if date > calendar::plus(now.date(), DAYS_AHEAD) {
            return Err(Refusal::told("rooms are booked for a year ahead at most"));
        }
        if from < OPENS || to > CLOSES {
            return Err(Refusal::told("the offices are open from 07:00 to 20:00"));
        }
        let minutes = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        if minutes(to) - minutes(from) > LONGEST_MINUTES {
            return Err(Refusal::told("a room is booked for eight hours at most"));
        }
        Ok(())
    }
}
