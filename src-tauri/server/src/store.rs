//! State in SQLite: one module per table, all SQL there.
//!
//! Times enter as whole seconds; secrets enter hashed or sealed, never in the clear.

pub(crate) mod api_keys;
pub(crate) mod assertions;
pub(crate) mod clients;
pub(crate) mod codes;
pub(crate) mod consents;
pub(crate) mod grants;
mod live;
pub(crate) mod refresh_tokens;
pub(crate) mod requests;
pub(crate) mod signing_keys;
pub(crate) mod visits;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use live::Live;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};

/// Why the database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file can't be opened.
    #[error("the database {path} can't be opened: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// The tables can't be brought up to date.
    #[error("the database's tables can't be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A statement failed.
    #[error("the database failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// A column holds what it should not.
    #[error("the database holds a {what} that can't be read")]
    Content {
        /// Which value.
        what: &'static str,
    },
}

/// The open database; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(crate) pool: SqlitePool,
    live: Arc<Live>,
}

impl Store {
    /// Opens the file, or memory when there is none, and brings the tables up to date.
    pub(crate) async fn open(path: Option<&Path>) -> Result<Self, StoreError> {
        if let Some(path) = path {
            make_private(path).map_err(|error| StoreError::Open {
                path: path.to_owned(),
                source: error.into(),
            })?;
        }
        let (options, connections) = match path {
            // Two connections to `:memory:` would be two databases.
            None => (SqliteConnectOptions::new().in_memory(true), 1),
            Some(path) => (
                // A used code stays used even when the power fails right after the answer.
                lanyard_sqlite::file(path).synchronous(SqliteSynchronous::Full),
                4,
            ),
        };
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None);
        let pool = lanyard_sqlite::pool(pool, &options)
            .await
            .map_err(|source| StoreError::Open {
                path: path.unwrap_or(Path::new(":memory:")).to_owned(),
                source,
            })?;
        lanyard_sqlite::migrate(&pool, &sqlx::migrate!("./migrations")).await?;
        Ok(Self {
            pool,
            live: Arc::default(),
        })
    }

    /// Whether the database answers.
    pub(crate) async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Forgets what ended: requests, codes, assertions, tokens, grants, consents, visits, and registrations that nobody used.
    pub(crate) async fn sweep(&self, now: i64, unused_clients_before: i64) -> Result<(), StoreError> {
        requests::sweep(&self.pool, now).await?;
        codes::sweep(&self.pool, now).await?;
        assertions::sweep(&self.pool, now).await?;
        refresh_tokens::sweep(&self.pool, now).await?;
        grants::sweep(&self.pool, now).await?;
        consents::sweep(&self.pool, now).await?;
        visits::sweep(&self.pool, now).await?;
        clients::sweep(&self.pool, unused_clients_before).await
    }
}

/// Makes a new file that only its owner can read: names and addresses of people stand in it.
#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    match std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Elsewhere a new file has the rights of its folder, which in a user's profile are the user's.
#[cfg(not(unix))]
fn make_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Words kept in one column as JSON.
fn to_json(words: &impl serde::Serialize, what: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(words).map_err(|_| StoreError::Content { what })
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Content { what })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_database_that_others_open_and_close_can_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.db");
        let opened_and_closed = |path: PathBuf| async move {
            for _ in 0..100 {
                let store = Store::open(Some(&path)).await.unwrap();
                store.ping().await.unwrap();
                store.pool.close().await;
            }
        };
        let four = [(); 4].map(|()| tokio::spawn(opened_and_closed(path.clone())));
        for one in four {
            one.await.unwrap();
        }
    }
}
