//! The crate's own SQLite file: what must outlive the process and is no secret.
//!
//! What enters: a path. What leaves: one table per module below. The file holds no token, code, verifier, state or
//! client secret: those are in the vault, and the names under which they are there are listed here, so that
//! "forget everything" can find them all.

mod credentials;
mod issuers;
mod pendings;
mod registrations;
mod vault_names;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub(crate) use credentials::Credential;
pub(crate) use pendings::PendingRow;
pub(crate) use registrations::Registration;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, SqlSafeStr as _};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

/// The layout that this version writes.
const LAYOUT: i64 = 3;

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
    server_url TEXT NOT NULL, account TEXT NOT NULL, place TEXT NOT NULL, issuer TEXT NOT NULL, resource TEXT NOT NULL,
    vault_name TEXT NOT NULL, label TEXT, scopes TEXT NOT NULL, expires_at INTEGER,
    signed_in INTEGER NOT NULL, reason TEXT, updated_at INTEGER NOT NULL,
    PRIMARY KEY (server_url, account, place)
);
CREATE TABLE IF NOT EXISTS vault_names (
    name TEXT NOT NULL, place TEXT NOT NULL,
    PRIMARY KEY (name, place)
);
CREATE TABLE IF NOT EXISTS issuers (
    server_url TEXT NOT NULL, client_id TEXT NOT NULL, issuer TEXT NOT NULL,
    PRIMARY KEY (server_url, client_id)
);
PRAGMA user_version = 3;
";

/// Layout 2 did not say where a configured secret had been used.
const FROM_2: &str = "
CREATE TABLE issuers (
    server_url TEXT NOT NULL, client_id TEXT NOT NULL, issuer TEXT NOT NULL,
    PRIMARY KEY (server_url, client_id)
);
PRAGMA user_version = 3;
";

/// Layout 1 did not say in which vault a secret is. It is taken to be the keychain, which is the default: whoever used
/// another signs in once more.
const FROM_1: &str = "
ALTER TABLE credentials RENAME TO credentials_1;
ALTER TABLE vault_names RENAME TO vault_names_1;
CREATE TABLE credentials (
    server_url TEXT NOT NULL, account TEXT NOT NULL, place TEXT NOT NULL, issuer TEXT NOT NULL, resource TEXT NOT NULL,
    vault_name TEXT NOT NULL, label TEXT, scopes TEXT NOT NULL, expires_at INTEGER,
    signed_in INTEGER NOT NULL, reason TEXT, updated_at INTEGER NOT NULL,
    PRIMARY KEY (server_url, account, place)
);
CREATE TABLE vault_names (
    name TEXT NOT NULL, place TEXT NOT NULL,
    PRIMARY KEY (name, place)
);
INSERT INTO credentials SELECT server_url, account, 'keychain', issuer, resource, vault_name, label, scopes,
    expires_at, signed_in, reason, updated_at FROM credentials_1;
INSERT INTO vault_names SELECT name, 'keychain' FROM vault_names_1;
DROP TABLE credentials_1;
DROP TABLE vault_names_1;
PRAGMA user_version = 2;
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
pub enum StoreError {
    /// SQLite or the operating system refused.
    #[error("the sign-in file can't be used ({0}); is the disk full?")]
    Refused(String),
    /// The authorizer was closed.
    #[error("the sign-in file is closed, because its profile was; open the profile again")]
    Closed,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(error.to_string())
    }
}

impl crate::failure::Told for StoreError {
    fn kind(&self) -> crate::failure::Kind {
        crate::failure::Kind::Storage
    }
}

/// A handle to the file; a clone shares it.
///
/// One connection without a pool: statements take microseconds, a pool would ask the file after each of them whether it
/// is still there, and a second connection costs more to open than the queue of the first.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    /// None once it was closed.
    file: Arc<Mutex<Option<SqliteConnection>>>,
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
        let mut file = options.connect().await.map_err(failed)?;
        let found: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&mut file)
            .await
            .map_err(failed)?;
        if found > LAYOUT {
            return Err(OpenError::Newer { path: path.to_owned() });
        }
        if found < LAYOUT {
            // Another process may be doing the same: whoever comes second finds the new layout.
            let mut change = file.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
            let found: i64 = sqlx::query_scalar("PRAGMA user_version")
                .fetch_one(&mut *change)
                .await
                .map_err(failed)?;
            let steps: &[&str] = match found {
                0 => &[SCHEMA],
                1 => &[FROM_1, FROM_2],
                2 => &[FROM_2],
                _ => &[],
            };
            for step in steps {
                sqlx::raw_sql(*step).execute(&mut *change).await.map_err(failed)?;
            }
            change.commit().await.map_err(failed)?;
        }
        // What a sign-in asks is prepared now, because at its first use a person waits.
        let hot = pendings::hot().into_iter().map(sqlx::AssertSqlSafe);
        for statement in hot {
            file.prepare(statement.into_sql_str()).await.map_err(failed)?;
        }
        for statement in credentials::HOT.into_iter().chain([registrations::OF_ISSUER]) {
            file.prepare(statement.into_sql_str()).await.map_err(failed)?;
        }
        let store = Self {
            file: Arc::new(Mutex::new(Some(file))),
        };
        // And read once: the first reader sets up the memory that processes share.
        match store.is_elsewhere("", "", "").await {
            Ok(_) => Ok(store),
            Err(error) => Err(OpenError::Refused {
                path: path.to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    /// The connection, for one statement or transaction at a time.
    async fn file(&self) -> Result<MappedMutexGuard<'_, SqliteConnection>, StoreError> {
        MutexGuard::try_map(self.file.lock().await, Option::as_mut).map_err(|_| StoreError::Closed)
    }

    /// Ends the connection; what is asked from now on answers [`StoreError::Closed`].
    pub(crate) async fn close(&self) {
        let file = self.file.lock().await.take();
        if let Some(file) = file
            && let Err(error) = file.close().await
        {
            tracing::warn!(target: "lanyard_oauth", %error, "the sign-in file could not be closed properly");
        }
    }
}

/// Statements as one transaction, which is one step for SQLite and for us. See [`take_back`].
fn together(statements: &str) -> String {
    format!("BEGIN IMMEDIATE;{statements}\nCOMMIT;")
}

/// What such statements came to; where they failed they are taken back.
async fn take_back<T>(file: &mut SqliteConnection, done: Result<T, sqlx::Error>) -> Result<T, StoreError> {
    if done.is_err() {
        // Where the transaction had not begun there is nothing to take back, and SQLite says so.
        drop(sqlx::query("ROLLBACK").execute(file).await);
    }
    Ok(done?)
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
