//! The tickets table.

use sqlx::{SqliteConnection, SqliteExecutor};

/// A support ticket, with names joined in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::company) struct Ticket {
    pub(in crate::company) number: i64,
    pub(in crate::company) title: String,
    pub(in crate::company) description: String,
    pub(in crate::company) category: String,
    pub(in crate::company) priority: String,
    pub(in crate::company) status: String,
    pub(in crate::company) requester_id: String,
    pub(in crate::company) requester: String,
    pub(in crate::company) assignee: Option<String>,
    pub(in crate::company) created_at: String,
}

/// A row to be written.
pub(in crate::company) struct NewTicket<'a> {
    pub(in crate::company) title: &'a str,
    pub(in crate::company) description: &'a str,
    pub(in crate::company) category: &'a str,
    pub(in crate::company) priority: &'a str,
    pub(in crate::company) status: &'a str,
    pub(in crate::company) requester_id: &'a str,
    pub(in crate::company) assignee_id: Option<&'a str>,
    pub(in crate::company) created_at: &'a str,
}

/// All tickets, the newest first.
pub(in crate::company) async fn all(db: impl SqliteExecutor<'_>) -> sqlx::Result<Vec<Ticket>> {
    sqlx::query_as(
        "SELECT t.number, t.title, t.description, t.category, t.priority, t.status, t.requester_id,
            r.name AS requester, a.name AS assignee, t.created_at
        FROM tickets t JOIN people r ON r.id = t.requester_id LEFT JOIN people a ON a.id = t.assignee_id
        ORDER BY t.created_at DESC, t.number DESC",
    )
    .fetch_all(db)
    .await
}

/// Writes a row under the next number, which it returns; to be called within a writing transaction.
pub(in crate::company) async fn add(db: &mut SqliteConnection, ticket: NewTicket<'_>) -> sqlx::Result<i64> {
    let number: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 1000) + 1 FROM tickets")
        .fetch_one(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO tickets (number, title, description, category, priority, status, requester_id, assignee_id,
            created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(number)
    .bind(ticket.title)
    .bind(ticket.description)
    .bind(ticket.category)
    .bind(ticket.priority)
    .bind(ticket.status)
    .bind(ticket.requester_id)
    .bind(ticket.assignee_id)
    .bind(ticket.created_at)
    .execute(db)
    .await?;
    Ok(number)
}

/// How many tickets of a department's people are not solved, and how many are.
pub(in crate::company) async fn counts_of_department(
    db: impl SqliteExecutor<'_>,
    department: &str,
) -> sqlx::Result<(i64, i64)> {
    sqlx::query_as(
        "SELECT COUNT(CASE WHEN t.status <> 'solved' THEN 1 END), COUNT(CASE WHEN t.status = 'solved' THEN 1 END)
        FROM tickets t JOIN people p ON p.id = t.requester_id WHERE p.department = ?",
    )
    .bind(department)
    .fetch_one(db)
    .await
}
