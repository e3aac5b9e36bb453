//! How a run went: the suite's exit code and the checks that it wrote down in, a judgement out.
//!
//! Passed means all of this: the suite ended with 0, no check is a FAILURE or a WARNING, and at least one is a SUCCESS.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use serde_json::Value;

/// What became of one run.
#[derive(Debug)]
pub(super) enum Outcome {
    Passed(Counts),
    /// With a sentence for each thing that was not well.
    Failed(Counts, Vec<String>),
    /// Failed as it was expected to, for this reason.
    Expected(Counts, String),
}

/// The suite's checks by their status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) success: u64,
    pub(super) failure: u64,
    pub(super) warning: u64,
    pub(super) info: u64,
    pub(super) skipped: u64,
}

/// Judges a run by how the suite ended and what it left in its folder.
pub(super) fn judge(ended: Result<ExitStatus, String>, results: &Path) -> Outcome {
    let mut wrong = Vec::new();
    match ended {
        Ok(status) if status.success() => {}
        Ok(status) => wrong.push(format!("the suite ended with {status}")),
        Err(why) => wrong.push(why),
    }
    let mut all = Counts::default();
    let found = files(results, "checks.json");
    if found.is_empty() {
        wrong.push("the suite left no checks".to_owned());
    }
    for file in found {
        match fs::read_to_string(&file)
            .map_err(|why| why.to_string())
            .and_then(|text| count(&text))
        {
            Ok((counts, broken)) => {
                wrong.extend(broken);
                if counts.success == 0 {
                    wrong.push("no check succeeded".to_owned());
                }
                all = all.plus(counts);
            }
            Err(why) => wrong.push(format!("the suite's checks can't be read: {why}")),
        }
    }
    if wrong.is_empty() {
        return Outcome::Passed(all);
    }
    wrong.extend(last_words(results));
    Outcome::Failed(all, wrong)
}

/// Counts the checks; a sentence for each that failed or warned. A status that nobody knows is a mistake here.
fn count(text: &str) -> Result<(Counts, Vec<String>), String> {
    let checks: Vec<Value> = serde_json::from_str(text).map_err(|why| why.to_string())?;
    let (mut counts, mut broken) = (Counts::default(), Vec::new());
    for check in &checks {
        let of = |key: &str| check[key].as_str().unwrap_or_default();
        let counter = match of("status") {
            "SUCCESS" => &mut counts.success,
            "FAILURE" => &mut counts.failure,
            "WARNING" => &mut counts.warning,
            "INFO" => &mut counts.info,
            "SKIPPED" => &mut counts.skipped,
            other => return Err(format!("unknown status {other:?} of check {:?}", of("id"))),
        };
        *counter += 1;
        if matches!(of("status"), "FAILURE" | "WARNING") {
            let sentence = format!(
                "{} {}: {} {}",
                of("status"),
                of("id"),
                of("description"),
                of("errorMessage")
            );
            broken.push(sentence.trim_end().to_owned());
        }
    }
    Ok((counts, broken))
}

impl Outcome {
    /// What it is where a failure is expected: then a success is one, and calls for the expectation to go.
    pub(super) fn expecting(self, reason: Option<&str>) -> Self {
        match (self, reason) {
            (Self::Failed(counts, _), Some(reason)) => Self::Expected(counts, reason.to_owned()),
            (Self::Passed(counts), Some(reason)) => Self::Failed(
                counts,
                vec![format!(
                    "it passed, and was expected not to ({reason}): take it out of the list"
                )],
            ),
            (outcome, _) => outcome,
        }
    }
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            success: self.success + other.success,
            failure: self.failure + other.failure,
            warning: self.warning + other.warning,
            info: self.info + other.info,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// The suite puts a folder with a time in its name, for each scenario, into the one that it is given.
fn files(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                files(&path, name)
            } else if path.ends_with(name) {
                vec![path]
            } else {
                Vec::new()
            }
        })
        .collect()
}

/// What our side said last, which is usually why.
fn last_words(results: &Path) -> Option<String> {
    let text = fs::read_to_string(files(results, "stderr.txt").pop()?).ok()?;
    let last = text.lines().rev().find(|line| !line.trim().is_empty())?;
    Some(format!("our side said: {last}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

    use super::{Counts, Outcome, count};

    fn checks(statuses: &[&str]) -> String {
        let checks: Vec<_> = statuses
            .iter()
            .map(|status| serde_json::json!({"id": "a", "description": "b", "status": status}))
            .collect();
        serde_json::to_string(&checks).unwrap()
    }

    #[test]
    fn checks_are_counted_by_status_and_what_broke_is_named() {
        let (counts, broken) = count(&checks(&[
            "SUCCESS", "INFO", "SKIPPED", "FAILURE", "WARNING", "SUCCESS",
        ]))
        .unwrap();
        let wanted = Counts {
            success: 2,
            failure: 1,
            warning: 1,
            info: 1,
            skipped: 1,
        };
        assert_eq!(counts, wanted);
        assert_eq!(broken, ["FAILURE a: b", "WARNING a: b"]);
    }

    #[test]
    fn an_expected_failure_is_one_and_an_unexpected_success_is_not_well() {
        let failed = || Outcome::Failed(Counts::default(), vec!["why".to_owned()]);
        assert!(matches!(failed().expecting(Some("known")), Outcome::Expected(..)));
        assert!(matches!(failed().expecting(None), Outcome::Failed(..)));
        let passed = || Outcome::Passed(Counts::default());
        assert!(matches!(passed().expecting(Some("known")), Outcome::Failed(..)));
        assert!(matches!(passed().expecting(None), Outcome::Passed(_)));
    }

    #[test]
    fn a_status_that_nobody_knows_is_not_taken_for_a_good_one() {
        assert!(count(&checks(&["SUCCESS", "FINE"])).is_err());
        assert!(count("{}").is_err());
    }

    #[cfg(unix)]
    mod judged {
        use std::os::unix::process::ExitStatusExt as _;
        use std::process::ExitStatus;
        use std::{env, fs, process};

        use super::super::{Outcome, judge};
        use super::checks;

        fn passes(name: &str, code: i32, written: Option<&[&str]>) -> bool {
            let folder = env::temp_dir().join(format!("lanyard-conformance-{}-{name}", process::id()));
            let run = folder.join("auth/run");
            fs::create_dir_all(&run).unwrap();
            if let Some(statuses) = written {
                fs::write(run.join("checks.json"), checks(statuses)).unwrap();
            }
            let outcome = judge(Ok(ExitStatus::from_raw(code << 8)), &folder);
            fs::remove_dir_all(&folder).unwrap();
            matches!(outcome, Outcome::Passed(_))
        }

        #[test]
        fn passed_takes_a_good_end_and_a_success_and_nothing_bad() {
            assert!(passes("well", 0, Some(&["SUCCESS", "INFO", "SKIPPED"])));
            assert!(!passes("exit", 1, Some(&["SUCCESS"])));
            assert!(!passes("failure", 0, Some(&["SUCCESS", "FAILURE"])));
            assert!(!passes("warning", 0, Some(&["SUCCESS", "WARNING"])));
            assert!(!passes("empty", 0, Some(&[])));
            assert!(!passes("info", 0, Some(&["INFO"])));
            assert!(!passes("nothing", 0, None));
        }

        #[test]
        fn each_of_several_scenarios_has_to_succeed() {
            let folder = env::temp_dir().join(format!("lanyard-conformance-{}-several", process::id()));
            for (name, statuses) in [("one", ["SUCCESS"]), ("two", ["SKIPPED"])] {
                fs::create_dir_all(folder.join(name)).unwrap();
                fs::write(folder.join(name).join("checks.json"), checks(&statuses)).unwrap();
            }
            let outcome = judge(Ok(ExitStatus::from_raw(0)), &folder);
            fs::remove_dir_all(&folder).unwrap();
            assert!(matches!(outcome, Outcome::Failed(..)), "{outcome:?}");
        }
    }
}
