//! SQLite files that several processes open, change and close at the same time.
//!
//! What enters: a path. What leaves: an open connection or pool whose tables are up to date. It knows no table on purpose:
//! each crate keeps its own.

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::{ConnectOptions as _, Error};
use tokio::time::Instant;

/// How long a statement waits for another process to be done, and an opening for another's end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two tries to open.
const PAUSE: Duration = Duration::from_millis(10);

/// SQLite's primary result codes (<https://www.sqlite.org/rescode.html>).
const BUSY: u32 = 5;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const NOT_A_DATABASE: u32 = 26;

/// A file with a write-ahead log, made where it is not there.
pub fn file(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(PATIENCE)
}

/// One connection.
pub async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, Error> {
    patiently(|| options.connect()).await
}

/// A pool; its first connection is open.
pub async fn pool(pool: SqlitePoolOptions, options: &SqliteConnectOptions) -> Result<SqlitePool, Error> {
    patiently(|| pool.clone().connect_with(options.clone())).await
}

/// Brings the tables up to date. The write lock is held from the first look on: of two processes that start at once, the
/// second finds the work done.
pub async fn migrate(pool: &SqlitePool, migrator: &Migrator) -> Result<(), MigrateError> {
    let mut change = pool.begin_with("BEGIN IMMEDIATE").await?;
    // `run`, without the generic that keeps its future from being sent to another thread.
    migrator.run_direct(None, &mut *change, false).await?;
    change.commit().await?;
    Ok(())
}

/// SQLite's primary result code in an error.
fn code(error: &Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?.parse::<u32>().ok()?;
    Some(code & 0xff)
}

/// The file is damaged, or something else than a database.
pub fn is_damaged(error: &Error) -> bool {
    matches!(code(error), Some(CORRUPT | NOT_A_DATABASE))
}

/// The disk is full.
pub fn is_full(error: &Error) -> bool {
    code(error) == Some(FULL)
}

/// Opens while the last of the others may be closing: that one locks the file without a word to SQLite's own timeout
/// (<https://www.sqlite.org/wal.html>, "Sometimes Queries Return SQLITE_BUSY In WAL Mode"), and no event tells its end.
async fn patiently<T, F: Future<Output = Result<T, Error>>>(open: impl Fn() -> F) -> Result<T, Error> {
    let limit = Instant::now() + PATIENCE;
    loop {
        match open().await {
            Err(error) if code(&error) == Some(BUSY) && Instant::now() < limit => tokio::time::sleep(PAUSE).await,
            opened => return opened,
        }
    }
}
