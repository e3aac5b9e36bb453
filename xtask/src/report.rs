//! The report of a run: each part with its time as it ends, and one closing line with the counts.

use std::time::Instant;

use crate::command::Ended;
use crate::count::Tally;

/// How one part ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It ran, and all of it was well.
    Passed(Tally),
    /// It ran, and something was not well; each sentence names one thing.
    Failed(Tally, Vec<String>),
    /// It could not run here, for the reason given. Never counted as passed.
    Skipped(String),
}

impl Verdict {
    /// Adds up the commands of one part. All of them run even when one fails, so that one run tells everything.
    pub(crate) fn of(steps: impl IntoIterator<Item = Ended>) -> Self {
        let (mut tally, mut wrong) = (Tally::default(), Vec::new());
        for step in steps {
            tally = tally.plus(step.tally);
            wrong.extend(step.wrong);
        }
        if wrong.is_empty() && tally.failed == 0 {
            Self::Passed(tally)
        } else {
            Self::Failed(tally, wrong)
        }
    }

    /// The same, for a part that must have run at least one test: an empty run is a mistake in the command.
    pub(crate) fn of_tests(steps: impl IntoIterator<Item = Ended>) -> Self {
        match Self::of(steps) {
            Self::Passed(tally) if tally.passed == 0 => Self::Failed(tally, vec!["no test ran".to_owned()]),
            other => other,
        }
    }
}

/// The report so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<String>,
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Report {
    /// Runs one part, and says what it is before and how it went after.
    pub(crate) fn part(&mut self, name: &str, work: impl FnOnce() -> Verdict) {
        println!("\n== {name}");
        let begun = Instant::now();
        let verdict = work();
        let seconds = begun.elapsed().as_secs_f64();
        let told = match verdict {
            Verdict::Passed(tally) => {
                self.passed += tally.passed;
                self.skipped += tally.skipped;
                format!("passed   {:>4} passed{}", tally.passed, left_out(tally))
            }
            Verdict::Failed(tally, wrong) => {
                // A command that failed without naming a test is one failure: it must show in the closing line.
                let failed = tally.failed.max(wrong.len() as u64).max(1);
                self.passed += tally.passed;
                self.failed += failed;
                self.skipped += tally.skipped;
                let told = format!(
                    "FAILED   {:>4} passed, {failed} failed{}",
                    tally.passed,
                    left_out(tally)
                );
                wrong.iter().fold(told, |told, why| told + "\n             " + why)
            }
            Verdict::Skipped(why) => {
                self.skipped += 1;
                format!("skipped  {why}")
            }
        };
        let line = format!("{name:<12} {seconds:>7.1} s  {told}");
        println!("-- {line}");
        self.lines.push(line);
    }

    /// Prints all parts again and the closing line. True when nothing failed.
    pub(crate) fn close(self) -> bool {
        println!("\n== summary");
        for line in &self.lines {
            println!("{line}");
        }
        println!(
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        );
        self.failed == 0
    }
}

/// What a part left out, where it left out anything.
fn left_out(tally: Tally) -> String {
    match tally.skipped {
        0 => String::new(),
        count => format!(", {count} skipped"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Verdict};
    use crate::command::Ended;
    use crate::count::Tally;

    fn ended(wrong: Option<&str>) -> Ended {
        Ended {
            tally: Tally::default(),
            wrong: wrong.map(str::to_owned),
        }
        .into_check()
    }

    #[test]
    fn a_skipped_part_is_not_a_passed_one() {
        let mut report = Report::default();
        report.part("a", || Verdict::Skipped("not here".to_owned()));
        assert_eq!((report.passed, report.failed, report.skipped), (0, 0, 1));
        assert!(report.close());
    }

    #[test]
    fn what_a_part_left_out_is_counted_and_not_as_passed() {
        let mut report = Report::default();
        let tally = Tally {
            passed: 3,
            failed: 0,
            skipped: 2,
        };
        report.part("a", || Verdict::Passed(tally));
        assert_eq!((report.passed, report.failed, report.skipped), (3, 0, 2));
    }

    #[test]
    fn a_command_that_fails_without_a_count_still_fails_the_run() {
        let mut report = Report::default();
        report.part("a", || Verdict::of([ended(None), ended(Some("`x` failed"))]));
        assert_eq!((report.passed, report.failed, report.skipped), (1, 1, 0));
        assert!(!report.close());
    }

    #[test]
    fn a_part_in_which_no_test_ran_fails() {
        assert!(matches!(
            Verdict::of_tests([Ended {
                tally: Tally::default(),
                wrong: None
            }]),
            Verdict::Failed(..)
        ));
    }
}
