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
    let read = find(results).and_then(|file| fs::read_to_string(file).map_err(|why| why.to_string()));
    let counts = match read.and_then(|text| count(&text)) {
        Ok((counts, broken)) => {
            wrong.extend(broken);
            if counts.success == 0 {
                wrong.push("no check succeeded".to_owned());
            }
            counts
        }
        Err(why) => {
            wrong.push(format!("the suite's checks can't be read: {why}"));
            Counts::default()
        }
    };
    if wrong.is_empty() {
        return Outcome::Passed(counts);
    }
    wrong.extend(last_words(results));
    Outcome::Failed(counts, wrong)
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

/// The suite puts a folder with a time in its name into the one that it is given.
fn find(folder: &Path) -> Result<PathBuf, String> {
    files(folder, "checks.json")
        .pop()
        .ok_or_else(|| "there are none".to_owned())
}

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

/// What our client said last, which is usually why.
fn last_words(results: &Path) -> Option<String> {
    let text = fs::read_to_string(files(results, "stderr.txt").pop()?).ok()?;
    let last = text.lines().rev().find(|line| !line.trim().is_empty())?;
    Some(format!("the client said: {last}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

    use super::{Counts, count};

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
    }
}
