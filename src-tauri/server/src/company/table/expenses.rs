//! The expenses table.

use sqlx::{SqliteConnection, SqliteExecutor};

/// What was spent, with the department joined in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::company) struct Expense {
    pub(in crate::company) spent_on: String,
    pub(in crate::company) category: String,
    pub(in crate::company) department: String,
    pub(in crate::company) cents: i64,
}

/// A row to be written.
pub(in crate::company) struct NewExpense<'a> {
    pub(in crate::company) person_id: &'a str,
    pub(in crate::company) spent_on: &'a str,
    pub(in crate::company) category: &'a str,
    pub(in crate::company) description: &'a str,
    pub(in crate::company) cents: i64,
}

/// Everything spent within the span.
pub(in crate::company) async fn within(
    db: impl SqliteExecutor<'_>,
    from: &str,
    to: &str,
) -> sqlx::Result<Vec<Expense>> {
    sqlx::query_as(
        "SELECT e.spent_on, e.category, p.department, e.cents
        FROM expenses e JOIN people p ON p.id = e.person_id WHERE e.spent_on BETWEEN ? AND ? ORDER BY e.spent_on",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db)
    .await
}

/// Writes a row under the next number; to be called within a writing transaction.
pub(in crate::company) async fn add(db: &mut SqliteConnection, expense: NewExpense<'_>) -> sqlx::Result<()> {
    let number: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM expenses")
        .fetch_one(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO expenses (number, person_id, spent_on, category, description, cents) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(number)
    .bind(expense.person_id)
    .bind(expense.spent_on)
    .bind(expense.category)
    .bind(expense.description)
    .bind(expense.cents)
    .execute(db)
    .await?;
    Ok(())
}
