//! The crate's own SQLite file: what must outlive the process and is no secret.
//!
//! What enters: a path. What leaves: one table per module below. The file holds no token, code, verifier, state or
//! client secret: those are in the vault, and the names under which they are there are listed here, so that
//! "forget everything" can find them all.

mod credentials;
mod issuers;
mod layout;
mod pendings;
mod registrations;
mod vault_names;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use credentials::Credential;
pub(crate) use pendings::PendingRow;
pub(crate) use registrations::Registration;
use sqlx::sqlite::{SqliteConnection, SqliteSynchronous};
use sqlx::{Connection as _, Executor as _, SqlSafeStr as _};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

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
        let options = lanyard_sqlite::file(path).synchronous(SqliteSynchronous::Normal);
        let failed = |e: sqlx::Error| refused(path, &e);
        let mut file = lanyard_sqlite::connect(&options).await.map_err(failed)?;
        layout::bring_up_to_date(&mut file, path).await?;
        // What a sign-in asks is prepared now, because at its first use a person waits.
        let hot = pendings::hot().into_iter().map(sqlx::AssertSqlSafe);
        for statement in hot {
            file.prepare(statement.into_sql_str()).await.map_err(failed)?;
        }
        for statement in credentials::HOT.into_iter().chain([registrations::ALL]) {
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
    if lanyard_sqlite::is_damaged(error) {
        OpenError::Corrupt { path: path.to_owned() }
    } else {
        OpenError::Refused {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_file_that_others_open_and_close_can_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("oauth.sqlite");
        let opened_and_closed = |path: PathBuf| async move {
            for _ in 0..100 {
                let store = Store::open(&path).await.unwrap();
                store.close().await;
            }
        };
        let four = [(); 4].map(|()| tokio::spawn(opened_and_closed(path.clone())));
        for one in four {
            one.await.unwrap();
        }
    }
}
