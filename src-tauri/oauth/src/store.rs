//! The crate's own SQLite file: what must outlive the process and is no secret.
//!
//! What enters: a path. What leaves: one table per module below. The file holds no token, code, verifier, state or
//! client secret: those are in the vault, and the names under which they are there are listed here, so that
//! "forget everything" can find them all.

mod credentials;
mod pendings;
mod registrations;
mod vault_names;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) use credentials::Credential;
pub(crate) use pendings::PendingRow;
pub(crate) use registrations::Registration;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

/// The layout that this version writes.
const LAYOUT: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS registrations (
    issuer TEXT NOT NULL, client_id TEXT NOT NULL, redirects TEXT NOT NULL, port INTEGER,
    auth_method TEXT NOT NULL, secret_name TEXT, secret_expires_at INTEGER, created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer)
);
CREATE TABLE IF NOT EXISTS pendings (
    state_hash TEXT PRIMARY KEY, id TEXT NOT NULL, server_url TEXT NOT NULL, account TEXT NOT NULL,
    vault_name TEXT NOT NULL, expires_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS credentials (
    server_url TEXT NOT NULL, account TEXT NOT NULL, issuer TEXT NOT NULL, resource TEXT NOT NULL,
    vault_name TEXT NOT NULL, label TEXT, scopes TEXT NOT NULL, expires_at INTEGER,
    signed_in INTEGER NOT NULL, reason TEXT, updated_at INTEGER NOT NULL,
    PRIMARY KEY (server_url, account)
);
CREATE TABLE IF NOT EXISTS vault_names (name TEXT PRIMARY KEY);
";

/// The file can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not a database, or a damaged one.
    #[error("the sign-in file {path} is damaged; set it aside and sign in again")]
    Corrupt {
        /// The file.
        path: PathBuf,
    },
    /// A newer version wrote it.
    #[error("the sign-in file {path} was written by a newer Lanyard; update this one")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The operating system or SQLite refused.
    #[error("the sign-in file {path} can't be opened: {reason}")]
    Refused {
        /// The file.
        path: PathBuf,
        /// What was said.
        reason: String,
    },
    /// The folder of lock files can't be made.
    #[error("the folder {path} can't be made: {reason}")]
    Locks {
        /// The folder.
        path: PathBuf,
        /// What was said.
        reason: String,
    },
}

/// The file could not be read or written.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the sign-in file can't be used ({0}); is the disk full?")]
pub struct StoreError(String);

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self(error.to_string())
    }
}

impl crate::failure::Told for StoreError {
    fn kind(&self) -> crate::failure::Kind {
        crate::failure::Kind::Storage
    }
}

/// A handle to the file; a clone shares it.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    pool: SqlitePool,
}

impl Store {
    pub(crate) async fn open(path: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10));
        let failed = |e: sqlx::Error| refused(path, &e);
        let pool = SqlitePoolOptions::new()
            .max_connections(2)
            .connect_with(options)
            .await
            .map_err(failed)?;
        let found: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&pool)
            .await
            .map_err(failed)?;
        if found > LAYOUT {
            return Err(OpenError::Newer { path: path.to_owned() });
        }
        if found < LAYOUT {
            sqlx::raw_sql(SCHEMA).execute(&pool).await.map_err(failed)?;
            sqlx::raw_sql("PRAGMA user_version = 1")
                .execute(&pool)
                .await
                .map_err(failed)?;
        }
        Ok(Self { pool })
    }
}

fn refused(path: &Path, error: &sqlx::Error) -> OpenError {
    let code = error
        .as_database_error()
        .and_then(|e| e.code().map(std::borrow::Cow::into_owned));
    // SQLITE_CORRUPT (11) and SQLITE_NOTADB (26), extended codes included.
    let corrupt = code
        .and_then(|c| c.parse::<u32>().ok())
        .is_some_and(|c| matches!(c & 0xff, 11 | 26));
    if corrupt {
        OpenError::Corrupt { path: path.to_owned() }
    } else {
        OpenError::Refused {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    }
}
