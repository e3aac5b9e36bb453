//! The profile's SQLite file: opened, migrated, and kept aside when it is damaged.
//!
//! SQL stands in one module per table below this one. Deleted rows are overwritten (`secure_delete`), because a
//! conversation that a person deletes is to be gone.

pub mod blobs;
pub mod conversations;
pub mod facts;
pub mod messages;
pub mod pattern_rules;
pub mod providers;
pub mod rules;
pub mod servers;
pub mod settings;
pub mod words;

use std::path::{Path, PathBuf};

use sqlx::SqlitePool;
use sqlx::sqlite::{SqlitePoolOptions, SqliteSynchronous};

use crate::api;
use crate::clock::Clock;
use crate::say;

/// The open file; a clone shares the connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: SqlitePool,
}

/// The file can't do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full; free some space and try again")]
    Full,
    /// The folder or file can't be written.
    #[error("{path} can't be written: {reason}")]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// The operating system's words.
        reason: String,
    },
    /// The content is damaged.
    #[error("the database is damaged")]
    Damaged,
    /// Anything else.
    #[error("the database failed: {0}")]
    Broken(String),
}

impl Store {
    /// Opens the file, making it and its folder where they are missing. A damaged file is renamed, never deleted;
    /// its new place is returned.
    pub async fn open(path: &Path, clock: &Clock) -> Result<(Self, Option<PathBuf>), StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| StoreError::Unwritable {
                path: folder.to_owned(),
                reason: e.to_string(),
            })?;
        }
        match Self::try_open(path).await {
            Ok(store) => Ok((store, None)),
            Err(StoreError::Damaged) => {
                let aside = keep_aside(path, clock)?;
                Ok((Self::try_open(path).await?, Some(aside)))
            }
            Err(other) => Err(other),
        }
    }

    async fn try_open(path: &Path) -> Result<Self, StoreError> {
        let options = lanyard_sqlite::file(path)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .pragma("secure_delete", "ON");
        let pool = lanyard_sqlite::pool(SqlitePoolOptions::new().max_connections(4), &options).await?;
        if let Err(error) = lanyard_sqlite::migrate(&pool, &sqlx::migrate!("./migrations")).await {
            pool.close().await;
            return Err(match error {
                sqlx::migrate::MigrateError::Execute(e) => e.into(),
                other => StoreError::Broken(other.to_string()),
            });
        }
        Ok(Self { pool })
    }

    /// Folds the write-ahead log into the file and empties it. Who still reads is waited for, by SQLite itself; a log that
    /// can't be emptied all the same goes when the profile is closed.
    pub(crate) async fn fold(&self) -> Result<(), StoreError> {
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&self.pool)
            .await?;
        if busy != 0 {
            tracing::warn!("the write-ahead log could not be emptied yet");
        }
        Ok(())
    }

    /// Ends all connections; the WAL is folded into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Renames a damaged file, with what SQLite keeps beside it, and says where it is now.
pub(crate) fn keep_aside(path: &Path, clock: &Clock) -> Result<PathBuf, StoreError> {
    let stamp = clock.now().strftime("%Y%m%d-%H%M%S").to_string();
    let aside = path.with_extension(format!("damaged-{stamp}.db"));
    std::fs::rename(path, &aside).map_err(|e| StoreError::Unwritable {
        path: path.to_owned(),
        reason: e.to_string(),
    })?;
    for ending in ["-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        let mut to = aside.as_os_str().to_owned();
        to.push(ending);
        // They are there only after a crash.
        let _ = std::fs::rename(beside, to);
    }
    Ok(aside)
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if lanyard_sqlite::is_damaged(&error) {
            Self::Damaged
        } else if lanyard_sqlite::is_full(&error) {
            Self::Full
        } else {
            Self::Broken(error.to_string())
        }
    }
}

impl From<StoreError> for api::Error {
    fn from(error: StoreError) -> Self {
        let message = match &error {
            StoreError::Full => say!("The disk is full. Free some space and try again; nothing shown was lost."),
            StoreError::Unwritable { path, .. } => {
                say!(
                    "Lanyard can't write to {place}. Check who may write there, then try again.",
                    place = path.display().to_string()
                )
            }
            StoreError::Damaged => {
                say!("Lanyard's database is damaged. Restart Lanyard: it keeps the damaged file and begins a new one.")
            }
            StoreError::Broken(_) => say!("Lanyard's database failed. Try again; if it stays, restart Lanyard."),
        };
        api::Error::new(api::Code::Storage, message).with(api::Details {
            server: None,
            step: Some("database".into()),
            rule: None,
            said: Some(error.to_string()),
        })
    }
}
