//! The rooms table.

use sqlx::SqliteExecutor;

/// A meeting room. `equipment` is a list with commas.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::company) struct Room {
    pub(in crate::company) id: String,
    pub(in crate::company) name: String,
    pub(in crate::company) location: String,
    pub(in crate::company) floor: i64,
    pub(in crate::company) seats: i64,
    pub(in crate::company) equipment: String,
}

/// All rooms, the smallest first.
pub(in crate::company) async fn all(db: impl SqliteExecutor<'_>) -> sqlx::Result<Vec<Room>> {
    sqlx::query_as("SELECT id, name, location, floor, seats, equipment FROM rooms ORDER BY seats, name")
        .fetch_all(db)
        .await
}

pub(in crate::company) async fn add(db: impl SqliteExecutor<'_>, room: &Room) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO rooms (id, name, location, floor, seats, equipment) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(&room.id)
        .bind(&room.name)
        .bind(&room.location)
        .bind(room.floor)
        .bind(room.seats)
        .bind(&room.equipment)
        .execute(db)
        .await?;
    Ok(())
}
