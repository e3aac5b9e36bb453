//! What was called, by whose decision, and how it ended: one line per event, no arguments, in a bounded local file.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub use crate::api::AuditOutcome as Outcome;

/// The file is renamed to `.old` when it is larger than this, and the one before goes.
const MAX_BYTES: u64 = 2 << 20;

/// One event.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Entry {
    /// When (RFC 3339).
    pub at: String,
    /// Which server.
    pub server: String,
    /// Which tool.
    pub tool: String,
    /// The rule or the person that allowed it.
    pub decided_by: String,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// The log; a cheap handle.
#[derive(Clone)]
pub struct Audit {
    log: Arc<Mutex<Log>>,
}

struct Log {
    path: PathBuf,
    file: Option<(File, u64)>,
}

impl Audit {
    /// A log in a file, which is opened at the first event.
    pub fn new(path: PathBuf) -> Self {
        Self {
            log: Arc::new(Mutex::new(Log { path, file: None })),
        }
    }

    /// Writes an event. A log that can't be written is reported to the process's own log and stops nothing.
    pub fn write(&self, entry: &Entry) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = log.write(entry) {
            log.file = None;
            tracing::warn!(%error, "the audit log can't be written");
        }
    }
}

impl Audit {
    /// The last events, newest first; lines that can't be read are passed over.
    pub fn last(&self, most: usize) -> Vec<Entry> {
        let path = self.log.lock().unwrap_or_else(PoisonError::into_inner).path.clone();
        let mut all = Vec::new();
        for file in [path.clone(), path.with_extension("jsonl.old")] {
            let text = fs::read_to_string(file).unwrap_or_default();
            let entries = text.lines().rev().filter_map(|line| serde_json::from_str(line).ok());
            all.extend(entries.take(most - all.len()));
            if all.len() >= most {
                break;
            }
        }
        all
    }
}

impl Log {
    fn write(&mut self, entry: &Entry) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        if self.file.as_ref().is_some_and(|(_, size)| *size > MAX_BYTES) {
            self.file = None;
            fs::rename(&self.path, self.path.with_extension("jsonl.old"))?;
        }
        if self.file.is_none() {
            if let Some(folder) = self.path.parent() {
                fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new().create(true).append(true).open(&self.path)?;
            let size = file.metadata()?.len();
            self.file = Some((file, size));
        }
        if let Some((file, size)) = &mut self.file {
            file.write_all(&line)?;
            *size += line.len() as u64;
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn the_log_stays_bounded_and_each_line_is_one_event() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        let audit = Audit::new(path.clone());
        let entry = Entry {
            at: "2026-11-23T00:00:00Z".into(),
            server: "s".into(),
            tool: "t".repeat(5000),
            decided_by: "the person".into(),
            outcome: Outcome::Done,
            duration_ms: 1,
        };
        for _ in 0..1000 {
            audit.write(&entry);
        }
        let size = fs::metadata(&path).unwrap().len() + fs::metadata(dir.path().join("audit.jsonl.old")).unwrap().len();
        assert!(size < 2 * MAX_BYTES + 20_000, "{size}");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.lines().all(|l| serde_json::from_str::<Entry>(l).unwrap() == entry));
    }
}
