//! The failures that are expected, with their reasons: a file in, a question answered.
//!
//! A line is `scenario: reason`. Only extensions that one may do without can stand here, and none of authorization's;
//! every other scenario has to pass.

use std::fs;
use std::path::Path;

use super::listing::{Run, Side};

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct Expected(Vec<(String, String)>);

impl Expected {
    pub(super) fn read(file: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|why| format!("{} can't be read: {why}", file.display()))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let parts = lines.map(|line| match line.split_once(": ") {
            Some((scenario, reason)) if !reason.trim().is_empty() => {
                Ok((scenario.to_owned(), reason.trim().to_owned()))
            }
            _ => Err(format!("an expected failure has no reason: {line}")),
        });
        parts.collect::<Result<_, _>>().map(Self)
    }

    /// Why a run is expected to fail, if it is.
    pub(super) fn reason(&self, run: &Run) -> Option<&str> {
        let of_ours = run.side == Side::Server || (run.side == Side::Client && !run.scenario.starts_with("auth/"));
        if !of_ours || run.revision.is_some() {
            return None;
        }
        let found = self.0.iter().find(|(scenario, _)| *scenario == run.scenario);
        found.map(|(_, reason)| reason.as_str())
    }

    /// A scenario that the file names and nobody runs.
    pub(super) fn stale(&self, runs: &[Run]) -> Option<&str> {
        let named = self.0.iter().map(|(scenario, _)| scenario.as_str());
        named.into_iter().find(|name| {
            runs.iter()
                .all(|run| run.scenario != **name || self.reason(run).is_none())
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

    use super::super::listing::{Run, Side};
    use super::Expected;

    fn run(side: Side, scenario: &str, revision: Option<&str>) -> Run {
        Run {
            side,
            scenario: scenario.to_owned(),
            revision: revision.map(str::to_owned),
        }
    }

    #[test]
    fn only_an_extension_is_excused_and_only_with_a_reason() {
        let expected = Expected::parse("# why\n\ntasks-x: nobody has it yet\nping: never\n").unwrap();
        assert_eq!(
            expected.reason(&run(Side::Server, "tasks-x", None)),
            Some("nobody has it yet")
        );
        assert!(expected.reason(&run(Side::Client, "tasks-x", None)).is_some());
        assert_eq!(expected.reason(&run(Side::Client, "tasks-x", Some("2026-07-28"))), None);
        assert_eq!(expected.reason(&run(Side::Authorization("c"), "tasks-x", None)), None);
        let auth = Expected::parse("auth/dpop: it is hard").unwrap();
        assert_eq!(auth.reason(&run(Side::Client, "auth/dpop", None)), None);
        assert_eq!(expected.reason(&run(Side::Server, "ping", Some("2025-11-25"))), None);
        assert!(Expected::parse("tasks-x").is_err());
        assert!(Expected::parse("tasks-x:  ").is_err());
    }

    #[test]
    fn what_nobody_runs_is_told() {
        let expected = Expected::parse("tasks-x: a\nping: b\n").unwrap();
        let runs = [
            run(Side::Server, "tasks-x", None),
            run(Side::Server, "ping", Some("2025-11-25")),
        ];
        assert_eq!(expected.stale(&runs), Some("ping"), "no extension");
        assert_eq!(Expected::parse("tasks-x: a\n").unwrap().stale(&runs), None);
    }
}
