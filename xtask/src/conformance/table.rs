//! The table of a conformance run: rows in, lines on stdout.

use std::time::Duration;

use super::listing::Run;
use super::outcome::{Counts, Outcome};

/// One run and what became of it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) run: Run,
    pub(super) outcome: Outcome,
    pub(super) time: Duration,
}

impl Row {
    /// A sentence if it failed.
    pub(super) fn wrong(&self) -> Option<String> {
        let Outcome::Failed(_, wrong) = &self.outcome else {
            return None;
        };
        let (scenario, revision) = (&self.run.scenario, self.run.revision());
        let side = self.run.side.name();
        Some(format!("{side} {scenario} {revision}: {}", wrong.join("; ")))
    }
}

/// Prints all rows. What failed is told in full by the report, below the table.
pub(super) fn print(rows: &[Row]) {
    let width = rows.iter().map(|row| row.run.scenario.len()).max().unwrap_or_default();
    println!(
        "{:<13}  {:<width$}  {:<10}  {:<8}  {:>7} {:>7} {:>7} {:>5} {:>7}  {:>6}",
        "our side", "scenario", "revision", "result", "success", "failure", "warning", "info", "skipped", "time"
    );
    for row in rows {
        let (scenario, revision) = (&row.run.scenario, row.run.revision());
        let (result, counts) = match &row.outcome {
            Outcome::Passed(counts) => ("passed", counts),
            Outcome::Failed(counts, _) => ("FAILED", counts),
            Outcome::Expected(counts, _) => ("expected", counts),
        };
        let Counts {
            success,
            failure,
            warning,
            info,
            skipped,
        } = counts;
        let time = row.time.as_secs_f64();
        let side = row.run.side.name();
        println!(
            "{side:<13}  {scenario:<width$}  {revision:<10}  {result:<8}  {success:>7} {failure:>7} {warning:>7} {info:>5} {skipped:>7}  {time:>4.1} s"
        );
    }
    for row in rows {
        if let Outcome::Expected(_, reason) = &row.outcome {
            println!("{} is expected to fail: {reason}", row.run.scenario);
        }
    }
}
