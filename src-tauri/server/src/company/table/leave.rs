//! The leave table.

use sqlx::{SqliteConnection, SqliteExecutor};

/// One absence. Dates are ISO text, which sorts as dates do.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::company) struct Leave {
    pub(in crate::company) number: i64,
    pub(in crate::company) person_id: String,
    pub(in crate::company) starts_on: String,
    pub(in crate::company) ends_on: String,
    pub(in crate::company) working_days: i64,
    pub(in crate::company) note: String,
    pub(in crate::company) status: String,
    pub(in crate::company) requested_at: String,
}

/// A row to be written.
pub(in crate::company) struct NewLeave<'a> {
    pub(in crate::company) person_id: &'a str,
    pub(in crate::company) starts_on: &'a str,
    pub(in crate::company) ends_on: &'a str,
    pub(in crate::company) working_days: i64,
    pub(in crate::company) note: &'a str,
    pub(in crate::company) status: &'a str,
    pub(in crate::company) requested_at: &'a str,
}

/// Everything of one person that touches the span, cancelled ones too, in the order of time.
pub(in crate::company) async fn within(
    db: impl SqliteExecutor<'_>,
    person_id: &str,
    from: &str,
    to: &str,
) -> sqlx::Result<Vec<Leave>> {
    sqlx::query_as(
        "SELECT number, person_id, starts_on, ends_on, working_days, note, status, requested_at FROM leave
        WHERE person_id = ? AND starts_on <= ? AND ends_on >= ? ORDER BY starts_on, number",
    )
    .bind(person_id)
    .bind(to)
    .bind(from)
    .fetch_all(db)
    .await
}

pub(in crate::company) async fn by_number(db: impl SqliteExecutor<'_>, number: i64) -> sqlx::Result<Option<Leave>> {
    sqlx::query_as(
        "SELECT number, person_id, starts_on, ends_on, working_days, note, status, requested_at FROM leave
        WHERE number = ?",
    )
    .bind(number)
    .fetch_optional(db)
    .await
}

/// Writes a row under the next number, which it returns; to be called within a writing transaction.
pub(in crate::company) async fn add(db: &mut SqliteConnection, leave: NewLeave<'_>) -> sqlx::Result<i64> {
    let number: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM leave")
        .fetch_one(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO leave (number, person_id, starts_on, ends_on, working_days, note, status, requested_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(number)
    .bind(leave.person_id)
    .bind(leave.starts_on)
    .bind(leave.ends_on)
    .bind(leave.working_days)
    .bind(leave.note)
    .bind(leave.status)
    .bind(leave.requested_at)
    .execute(db)
    .await?;
    Ok(number)
}

/// Cancels; `false` if it was cancelled already.
pub(in crate::company) async fn cancel(db: impl SqliteExecutor<'_>, number: i64) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE leave SET status = 'cancelled' WHERE number = ? AND status <> 'cancelled'")
        .bind(number)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Who is away on this day by an approved leave, and until when: person ids and last days.
pub(in crate::company) async fn away(db: impl SqliteExecutor<'_>, day: &str) -> sqlx::Result<Vec<(String, String)>> {
    sqlx::query_as(
        "SELECT person_id, MAX(ends_on) FROM leave WHERE status = 'approved' AND starts_on <= ? AND ends_on >= ?
        GROUP BY person_id",
    )
    .bind(day)
    .bind(day)
    .fetch_all(db)
    .await
}

/// The working days of approved leave that began within the span, for one department.
pub(in crate::company) async fn days_of_department(
    db: impl SqliteExecutor<'_>,
    department: &str,
    from: &str,
    to: &str,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT COALESCE(SUM(l.working_days), 0) FROM leave l JOIN people p ON p.id = l.person_id
        WHERE p.department = ? AND l.status = 'approved' AND l.starts_on BETWEEN ? AND ?",
    )
    .bind(department)
    .bind(from)
    .bind(to)
    .fetch_one(db)
    .await
}
