//! The bookings table.

use sqlx::{SqliteConnection, SqliteExecutor};

/// A room that is taken for a while, with the person's name joined in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::company) struct Booking {
    pub(in crate::company) room_id: String,
    pub(in crate::company) starts: String,
    pub(in crate::company) ends: String,
    pub(in crate::company) title: String,
    pub(in crate::company) person: String,
}

/// A row to be written.
pub(in crate::company) struct NewBooking<'a> {
    pub(in crate::company) room_id: &'a str,
    pub(in crate::company) person_id: &'a str,
    pub(in crate::company) day: &'a str,
    pub(in crate::company) starts: &'a str,
    pub(in crate::company) ends: &'a str,
    pub(in crate::company) title: &'a str,
}

/// Everything booked on this day, in the order of time.
pub(in crate::company) async fn on(db: impl SqliteExecutor<'_>, day: &str) -> sqlx::Result<Vec<Booking>> {
    sqlx::query_as(
        "SELECT b.room_id, b.starts, b.ends, b.title, p.name AS person
        FROM bookings b JOIN people p ON p.id = b.person_id WHERE b.day = ? ORDER BY b.starts, b.number",
    )
    .bind(day)
    .fetch_all(db)
    .await
}

/// Writes a row under the next number, which it returns; to be called within a writing transaction.
pub(in crate::company) async fn add(db: &mut SqliteConnection, booking: NewBooking<'_>) -> sqlx::Result<i64> {
    let number: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM bookings")
        .fetch_one(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO bookings (number, room_id, person_id, day, starts, ends, title) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(number)
    .bind(booking.room_id)
    .bind(booking.person_id)
    .bind(booking.day)
    .bind(booking.starts)
    .bind(booking.ends)
    .bind(booking.title)
    .execute(db)
    .await?;
    Ok(number)
}

/// How many bookings a department's people have within the span.
pub(in crate::company) async fn count_of_department(
    db: impl SqliteExecutor<'_>,
    department: &str,
    from: &str,
    to: &str,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM bookings b JOIN people p ON p.id = b.person_id
        WHERE p.department = ? AND b.day BETWEEN ? AND ?",
    )
    .bind(department)
    .bind(from)
    .bind(to)
    .fetch_one(db)
    .await
}
