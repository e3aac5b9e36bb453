//! Which scenarios the suite has: the text of its `list` command in, one entry for each run out.

/// One scenario at one revision of the specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// Its name in the suite, such as `auth/metadata-default`.
    pub(super) scenario: String,
    /// The revision; none for an extension, which belongs to no revision.
    pub(super) revision: Option<String>,
}

impl Run {
    /// A name for a folder.
    pub(super) fn file_name(&self) -> String {
        let scenario = self.scenario.replace('/', "-");
        format!("{scenario}@{}", self.revision())
    }

    /// The revision as it is shown.
    pub(super) fn revision(&self) -> &str {
        self.revision.as_deref().unwrap_or("extension")
    }
}

/// Every `auth/` scenario for clients, at every revision that it is listed with:
/// `  - auth/metadata-default [2025-11-25,2026-07-28]`. A line that reads otherwise is an error, never passed over.
pub(super) fn authorization(listing: &str) -> Result<Vec<Run>, String> {
    let mut runs = Vec::new();
    for line in listing.lines().filter(|line| line.contains("auth/")) {
        let revisions = one(line).ok_or_else(|| format!("the suite's list has a line that can't be read: {line}"))?;
        runs.extend(revisions);
    }
    if runs.is_empty() {
        return Err("the suite lists no scenario for a client's authorization".to_owned());
    }
    Ok(runs)
}

fn one(line: &str) -> Option<Vec<Run>> {
    let (scenario, revisions) = line.trim().strip_prefix("- ")?.split_once(" [")?;
    let revisions = revisions.strip_suffix(']')?.split(',').map(str::trim);
    if !scenario.starts_with("auth/") || scenario.contains(char::is_whitespace) {
        return None;
    }
    revisions
        .map(|revision| {
            let dated = revision.starts_with("20") && revision.split('-').count() == 3;
            (dated || revision == "extension").then(|| Run {
                scenario: scenario.to_owned(),
                revision: dated.then(|| revision.to_owned()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

    use super::{Run, authorization};

    fn run(scenario: &str, revision: Option<&str>) -> Run {
        Run {
            scenario: scenario.to_owned(),
            revision: revision.map(str::to_owned),
        }
    }

    #[test]
    fn each_revision_is_a_run_and_an_extension_is_one() {
        let listing = "Client scenarios (test against a client):\n  - initialize [2025-06-18]\n  \
                       - auth/basic-cimd [2025-11-25,2026-07-28]\n  - auth/dpop [extension]\n";
        assert_eq!(
            authorization(listing).unwrap(),
            [
                run("auth/basic-cimd", Some("2025-11-25")),
                run("auth/basic-cimd", Some("2026-07-28")),
                run("auth/dpop", None),
            ]
        );
    }

    #[test]
    fn a_line_that_is_not_understood_is_not_passed_over() {
        for listing in [
            "",
            "  - initialize [2025-06-18]",
            "  - auth/basic-cimd",
            "  - auth/basic-cimd []",
            "  - auth/basic-cimd [draft]",
            "  * auth/basic-cimd [2025-11-25]",
        ] {
            assert!(authorization(listing).is_err(), "{listing:?}");
        }
    }
}
