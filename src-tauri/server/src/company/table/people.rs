//! The people table.

use sqlx::SqliteExecutor;

/// Somebody at the company, with the manager's name joined in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::company) struct Person {
    pub(in crate::company) id: String,
    pub(in crate::company) email: Option<String>,
    pub(in crate::company) name: String,
    pub(in crate::company) title: String,
    pub(in crate::company) department: String,
    pub(in crate::company) manager: Option<String>,
    pub(in crate::company) location: String,
    pub(in crate::company) phone: Option<String>,
    pub(in crate::company) leave_days: i64,
    pub(in crate::company) carried_days: i64,
    pub(in crate::company) carried_year: i64,
}

/// A row to be written.
pub(in crate::company) struct NewPerson<'a> {
    pub(in crate::company) id: &'a str,
    pub(in crate::company) email: Option<&'a str>,
    pub(in crate::company) name: &'a str,
    pub(in crate::company) title: &'a str,
    pub(in crate::company) department: &'a str,
    pub(in crate::company) manager_id: Option<&'a str>,
    pub(in crate::company) location: &'a str,
    pub(in crate::company) phone: Option<&'a str>,
    pub(in crate::company) leave_days: i64,
    pub(in crate::company) carried_days: i64,
    pub(in crate::company) carried_year: i64,
}

pub(in crate::company) async fn all(db: impl SqliteExecutor<'_>) -> sqlx::Result<Vec<Person>> {
    sqlx::query_as(
        "SELECT p.id, p.email, p.name, p.title, p.department, m.name AS manager, p.location, p.phone, p.leave_days,
            p.carried_days, p.carried_year
        FROM people p LEFT JOIN people m ON m.id = p.manager_id ORDER BY p.name",
    )
    .fetch_all(db)
    .await
}

/// `email` in lower case.
pub(in crate::company) async fn by_email(db: impl SqliteExecutor<'_>, email: &str) -> sqlx::Result<Option<Person>> {
    sqlx::query_as(
        "SELECT p.id, p.email, p.name, p.title, p.department, m.name AS manager, p.location, p.phone, p.leave_days,
            p.carried_days, p.carried_year
        FROM people p LEFT JOIN people m ON m.id = p.manager_id WHERE p.email = ?",
    )
    .bind(email)
    .fetch_optional(db)
    .await
}

pub(in crate::company) async fn by_id(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<Option<Person>> {
    sqlx::query_as(
        "SELECT p.id, p.email, p.name, p.title, p.department, m.name AS manager, p.location, p.phone, p.leave_days,
            p.carried_days, p.carried_year
        FROM people p LEFT JOIN people m ON m.id = p.manager_id WHERE p.id = ?",
    )
    .bind(id)
    .fetch_optional(db)
    .await
}

pub(in crate::company) async fn add(db: impl SqliteExecutor<'_>, person: NewPerson<'_>) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO people (id, email, name, title, department, manager_id, location, phone, leave_days,
            carried_days, carried_year)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    )
    .bind(person.id)
    .bind(person.email)
    .bind(person.name)
    .bind(person.title)
    .bind(person.department)
    .bind(person.manager_id)
    .bind(person.location)
    .bind(person.phone)
    .bind(person.leave_days)
    .bind(person.carried_days)
    .bind(person.carried_year)
    .execute(db)
    .await?;
    Ok(())
}

/// The record of somebody who is not of the company; nothing happens if there is one.
pub(in crate::company) async fn add_guest(
    db: impl SqliteExecutor<'_>,
    id: &str,
    email: Option<&str>,
    name: &str,
) -> sqlx::Result<()> {
    let guest = NewPerson {
        id,
        email,
        name,
        title: "Guest",
        department: "Guests",
        manager_id: None,
        location: "Remote",
        phone: None,
        leave_days: 25,
        carried_days: 0,
        carried_year: 0,
    };
    add(db, guest).await
}

/// Departments and how many people each has, by name; guests are not counted.
pub(in crate::company) async fn departments(db: impl SqliteExecutor<'_>) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as(
        "SELECT department, COUNT(*) FROM people WHERE department <> 'Guests' GROUP BY department ORDER BY department",
    )
    .fetch_all(db)
    .await
}
