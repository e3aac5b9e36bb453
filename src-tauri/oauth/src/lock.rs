//! One holder at a time, across tasks and processes.
//!
//! What enters: a folder and a name. What leaves: a lock that ends with its value, or with its process. It is an
//! advisory lock on a file of its own (`flock`, `LockFileEx`), so a crash leaves nothing to clean up.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::fingerprint;

/// A lock could not be taken.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LockError {
    /// Another process holds it for too long.
    #[error("another Lanyard process has been busy with this sign-in for {seconds} s; end it and try again")]
    Busy {
        /// How long we waited.
        seconds: u64,
    },
    /// The file can't be made or locked.
    #[error("the lock file in {folder} can't be used: {reason}")]
    File {
        /// The folder of lock files.
        folder: PathBuf,
        /// What the operating system said.
        reason: String,
    },
}

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(crate) struct Held(#[expect(dead_code, reason = "closing the file is what releases the lock")] File);

fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{}.lock", &fingerprint::of(&[name])[..32]))
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
}

/// Makes the file of a lock in the background, for someone who is going to take it in a hurry.
pub(crate) fn prepare(folder: &Path, name: &str) {
    let path = path(folder, name);
    // Whoever takes the lock makes the file where this could not, and says why not.
    drop(tokio::task::spawn_blocking(move || open(&path)));
}

/// Waits for the lock called `name`.
pub(crate) async fn take(folder: &Path, name: &str, limit: Duration) -> Result<Held, LockError> {
    let failed = {
        let folder = folder.to_owned();
        move |reason: String| LockError::File {
            folder: folder.clone(),
            reason,
        }
    };
    let file = open(&path(folder, name)).map_err(|error| failed(error.to_string()))?;
    // A lock that nobody holds, as nearly always, is had at once and needs no thread to wait for it.
    if file.try_lock().is_ok() {
        return Ok(Held(file));
    }
    let wait = move || -> std::io::Result<File> {
        file.lock()?;
        Ok(file)
    };
    // If the limit passes first, the blocked thread gets the lock later and lets it go at once.
    match tokio::time::timeout(limit, tokio::task::spawn_blocking(wait)).await {
        Ok(Ok(Ok(file))) => Ok(Held(file)),
        Ok(Ok(Err(error))) => Err(failed(error.to_string())),
        Ok(Err(_)) => Err(failed("the task that waited for it ended early".to_owned())),
        Err(_) => Err(LockError::Busy {
            seconds: limit.as_secs(),
        }),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_second_taker_waits_for_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let first = take(folder.path(), "a", Duration::from_secs(5)).await.unwrap();
        let other = take(folder.path(), "b", Duration::from_secs(5)).await;
        assert!(other.is_ok(), "another name is another lock");
        let waits = take(folder.path(), "a", Duration::from_millis(100)).await;
        assert!(matches!(waits, Err(LockError::Busy { .. })));
        drop(first);
        assert!(take(folder.path(), "a", Duration::from_secs(5)).await.is_ok());
    }
}
