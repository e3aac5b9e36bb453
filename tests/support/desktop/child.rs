//! A child process that ends with its owner, and whose output is kept in a file.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running process of this desk.
#[derive(Debug)]
pub(crate) struct Kept {
    child: Child,
}

impl Kept {
    /// Starts it; what it says goes to `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let out = File::options()
            .create(true)
            .append(true)
            .open(log)
            .expect("the log file can be opened");
        let err = out.try_clone().expect("the log file can be shared");
        let child = command.stdout(out).stderr(err).spawn();
        Self {
            child: child.unwrap_or_else(|why| panic!("{command:?} could not be started: {why}")),
        }
    }

    /// Starts it and returns the first line that it prints, which says that it is ready and how to reach it.
    pub(crate) fn start_and_hear(command: &mut Command, log: &Path) -> (Self, String) {
        let err = File::options()
            .create(true)
            .append(true)
            .open(log)
            .expect("the log file can be opened");
        let child = command.stdout(Stdio::piped()).stderr(err).spawn();
        let mut child = child.unwrap_or_else(|why| panic!("{command:?} could not be started: {why}"));
        let mut out = BufReader::new(child.stdout.take().expect("stdout was asked for"));
        let mut line = String::new();
        out.read_line(&mut line).expect("the first line is text");
        assert!(
            !line.is_empty(),
            "{command:?} ended before it was ready; see {}",
            log.display()
        );
        // Whatever else it prints must not block it.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        (Self { child }, line.trim().to_owned())
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until it ends by itself, with success. False when it does not, or reports a failure.
    pub(crate) fn ends_well_within(&mut self, patience: Duration) -> bool {
        self.ends_within(patience) && matches!(self.child.try_wait(), Ok(Some(status)) if status.success())
    }

    /// How it ended, in words, for somebody who has to find out why a test failed.
    pub(crate) fn how(&mut self) -> String {
        match self.child.try_wait() {
            Ok(None) => "it still runs".to_owned(),
            Ok(Some(status)) => status.to_string(),
            Err(why) => why.to_string(),
        }
    }

    /// Waits until it ends by itself. False when it has not within `patience`.
    pub(crate) fn ends_within(&mut self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while self.runs() {
            if Instant::now() > until {
                return false;
            }
            // A child's end can be awaited only without a limit; so ask, not too often.
            std::thread::sleep(Duration::from_millis(50));
        }
        true
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if self.runs() {
            let _ = Command::new("kill").arg(self.id().to_string()).status();
            if !self.ends_within(Duration::from_secs(5)) {
                let _ = self.child.kill();
                let _ = self.child.wait();
            }
        }
    }
}
