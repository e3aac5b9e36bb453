//! One child process with a time limit.
//!
//! What enters: a program, its arguments, where and how long it may run. What leaves: whether it ended well, and the
//! counts that its test runner printed. The output is passed on while it is produced. A child that outlives its limit
//! is ended together with everything it started, each by its id. Nothing here knows what the commands mean.

mod tree;

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::count::{Counter, Tally};

/// A child process to be.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    program: OsString,
    args: Vec<OsString>,
    envs: Vec<(OsString, OsString)>,
    folder: PathBuf,
    limit: Duration,
}

impl Step {
    /// `program` in `folder`, for at most ten minutes unless [`Step::limit`] says otherwise.
    pub(crate) fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            args: Vec::new(),
            envs: Vec::new(),
            folder: folder.to_path_buf(),
            limit: minutes(10),
        }
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    pub(crate) fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.envs.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The same child, started by another program that takes a command as its last arguments.
    pub(crate) fn under(mut self, wrapper: impl AsRef<OsStr>, before: impl IntoIterator<Item = OsString>) -> Self {
        let inner = std::mem::replace(&mut self.program, wrapper.as_ref().to_owned());
        let args = std::mem::take(&mut self.args);
        self.args = before.into_iter().chain([inner]).chain(args).collect();
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(&self) -> Ended {
        println!("$ {self}");
        let started = self.command().stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(why) => return Ended::wrong(format!("`{self}` could not be started: {why}")),
        };
        let out = child.stdout.take().map(|pipe| pass_on(pipe, std::io::stdout()));
        let err = child.stderr.take().map(|pipe| pass_on(pipe, std::io::stderr()));
        let ended = self.wait(child);
        let tally = [out, err]
            .into_iter()
            .flatten()
            .map(|counted| collect(&counted))
            .fold(Tally::default(), Tally::plus);
        let wrong = match ended {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("`{self}` failed: {status}")),
            Err(why) => Some(why),
        };
        Ended { tally, wrong }
    }

    /// Runs it to its end without showing its output.
    pub(crate) fn run_quietly(&self, last_words: Stdio) -> Result<ExitStatus, String> {
        let started = self.command().stdout(Stdio::null()).stderr(last_words).spawn();
        self.wait(started.map_err(|why| format!("`{self}` could not be started: {why}"))?)
    }

    /// Runs it without showing its output, and returns what it wrote to stdout.
    pub(crate) fn read(&self) -> Result<String, String> {
        let child = self
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|why| format!("`{self}` could not be started: {why}"))?;
        let done = child
            .wait_with_output()
            .map_err(|why| format!("`{self}` was lost: {why}"))?;
        if done.status.success() {
            Ok(String::from_utf8_lossy(&done.stdout).into_owned())
        } else {
            Err(format!("`{self}` failed: {}", done.status))
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // Our pipes hide from the child whether a person looks at the end of them.
        if std::io::stdout().is_terminal() {
            command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
        } else {
            command.env("CARGO_TERM_COLOR", "never").env("NO_COLOR", "1");
        }
        command
            .args(&self.args)
            .envs(self.envs.iter().cloned())
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
    }

    fn wait(&self, mut child: Child) -> Result<ExitStatus, String> {
        let id = child.id();
        let (sender, ended) = mpsc::channel();
        thread::spawn(move || sender.send(child.wait()));
        match ended.recv_timeout(self.limit) {
            Ok(status) => status.map_err(|why| format!("`{self}` was lost: {why}")),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                tree::end(id);
                let _ = ended.recv_timeout(Duration::from_secs(10));
                Err(format!(
                    "`{self}` was ended after its time limit of {} s",
                    self.limit.as_secs()
                ))
            }
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.program.to_string_lossy())?;
        for arg in &self.args {
            let arg = arg.to_string_lossy();
            if arg.is_empty() || arg.contains(char::is_whitespace) {
                write!(formatter, " '{arg}'")?;
            } else {
                formatter.write_char(' ')?;
                formatter.write_str(&arg)?;
            }
        }
        Ok(())
    }
}

/// How a child process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The test results that it printed, if it runs tests.
    pub(crate) tally: Tally,
    /// What went wrong: a sentence that names the command.
    pub(crate) wrong: Option<String>,
}

impl Ended {
    /// Something that went wrong before a child could be started.
    pub(crate) fn wrong(why: String) -> Self {
        Self {
            tally: Tally::default(),
            wrong: Some(why),
        }
    }

    /// For a command that runs no tests and is one check by itself, such as a lint.
    pub(crate) fn into_check(mut self) -> Self {
        self.tally = Tally {
            passed: u64::from(self.wrong.is_none()),
            ..Tally::default()
        };
        self
    }

    /// For a command on which the next one depends.
    pub(crate) fn done(self) -> Result<(), String> {
        self.wrong.map_or(Ok(()), Err)
    }
}

/// `count` minutes.
pub(crate) const fn minutes(count: u64) -> Duration {
    Duration::from_mins(count)
}

/// Copies a pipe to our own output and counts test results on the way.
fn pass_on(mut pipe: impl Read + Send + 'static, mut onto: impl Write + Send + 'static) -> mpsc::Receiver<Counter> {
    let (sender, received) = mpsc::channel();
    thread::spawn(move || {
        let mut counter = Counter::default();
        let mut buffer = [0; 8192];
        while let Ok(length @ 1..) = pipe.read(&mut buffer) {
            let bytes = &buffer[..length];
            // Our own output may be gone (a closed pipe): the child's result counts all the same.
            let _ = onto.write_all(bytes).and_then(|()| onto.flush());
            counter.feed(bytes);
            if sender.send(counter.clone()).is_err() {
                break;
            }
        }
    });
    received
}

/// The last count that arrives. A grandchild that keeps the pipe open must not keep us: five seconds of silence end it.
fn collect(counted: &mpsc::Receiver<Counter>) -> Tally {
    let mut last = Counter::default();
    let until = Instant::now() + Duration::from_secs(5);
    while let Ok(counter) = counted.recv_timeout(until.saturating_duration_since(Instant::now())) {
        last = counter;
    }
    last.finish()
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::{Step, collect, pass_on};

    fn shell(script: &str) -> Step {
        Step::new("sh", Path::new("/")).args(["-c", script])
    }

    #[test]
    fn a_child_that_hangs_is_ended_with_what_it_started() {
        let begun = Instant::now();
        let ended = shell("sleep 300 & wait").limit(Duration::from_millis(200)).run();
        assert!(
            ended.wrong.unwrap().contains("time limit"),
            "the error says why it ended"
        );
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "neither the child nor its child keeps us"
        );
    }

    #[test]
    fn a_failure_names_the_command() {
        assert_eq!(
            shell("exit 3").run().wrong.unwrap(),
            "`sh -c 'exit 3'` failed: exit status: 3"
        );
    }

    #[test]
    fn what_a_test_runner_reports_is_counted() {
        // Not through a real child: its lines would reach our own output and be counted there too.
        let printed = b"test result: FAILED. 3 passed; 1 failed; 1 ignored\n".as_slice();
        let tally = collect(&pass_on(printed, std::io::sink()));
        assert_eq!((tally.passed, tally.failed), (3, 1));
    }
}
