//! The first content of an empty database: a believable company around today.
//!
//! Everything is laid out relative to the clock's today and drawn from fixed lists, so that two runs on one day tell
//! the same story. A database that has people already is left alone.

mod leave;
mod money;
mod offices;
mod people;
mod tickets;

use jiff::civil::Date;
use sqlx::SqliteConnection;

use super::Company;
use super::database;
use super::pages;
use super::table::{handbook, people as people_table};

/// Fills the database if it is empty, in one transaction: half a company is never seen.
pub(super) async fn fill(company: &Company) -> Result<(), sqlx::Error> {
    let mut transaction = database::writing(company.pool()).await?;
    if !people_table::all(&mut *transaction).await?.is_empty() {
        return Ok(());
    }
    let (today, stamp) = (company.today(), company.stamp());
    let db: &mut SqliteConnection = &mut transaction;
    people::fill(db, today).await?;
    leave::fill(db, today, &stamp).await?;
    tickets::fill(db, today).await?;
    offices::fill(db, today).await?;
    money::fill(db, today).await?;
    for (position, page) in (0..).zip(pages::handbook()) {
        handbook::add(&mut *db, position, &page).await?;
    }
    transaction.commit().await
}

/// An instant on this day, as the columns write instants.
fn at(day: Date, time: &str) -> String {
    format!("{day}T{time}:00Z")
}
