//! The company's SQLite file, or memory: opened, and given its tables.

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Sqlite, SqlitePool, Transaction};
use thiserror::Error;

/// Why the company could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The file.
    #[error("the sample company's database {path} can't be opened: check that its folder exists and can be written")]
    File {
        /// The file that was tried.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// The tables or their first content.
    #[error("the sample company's data could not be prepared")]
    Prepare(#[from] sqlx::Error),
}

/// Opens and prepares the tables.
pub(super) async fn open(path: Option<&Path>) -> Result<SqlitePool, OpenError> {
    let options = match path {
        None => SqliteConnectOptions::new().in_memory(true),
        Some(path) => lanyard_sqlite::file(path),
    };
    // Two connections to `:memory:` would be two databases, and a connection that is closed takes its own along.
    let pool = SqlitePoolOptions::new()
        .max_connections(if path.is_some() { 4 } else { 1 })
        .min_connections(u32::from(path.is_none()))
        .idle_timeout(None)
        .max_lifetime(None);
    let pool = lanyard_sqlite::pool(pool, &options.foreign_keys(true))
        .await
        .map_err(|source| match path {
            Some(path) => OpenError::File {
                path: path.to_owned(),
                source,
            },
            None => OpenError::Prepare(source),
        })?;
    sqlx::raw_sql(include_str!("schema.sql")).execute(&pool).await?;
    Ok(pool)
}

/// A transaction that holds the write lock from its start, so that what it reads is still true when it writes.
pub(super) async fn writing(pool: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    pool.begin_with("BEGIN IMMEDIATE").await
}
