//! Which scenarios the suite has: the text of its `list` command in, one entry for each run out.

/// Whom the suite talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Our client.
    Client,
    /// Our server, with the fixture's tools.
    Server,
    /// Our authorization server, with a client of this id; see `conformance-server`.
    Authorization(&'static str),
}

/// One scenario at one revision of the specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) side: Side,
    /// Its name in the suite, such as `auth/metadata-default`.
    pub(super) scenario: String,
    /// The revision; none for an extension, which belongs to no revision.
    pub(super) revision: Option<String>,
}

impl Run {
    /// A name for a folder.
    pub(super) fn file_name(&self) -> String {
        let scenario = self.scenario.replace(['/', ' '], "-");
        format!("{}-{scenario}@{}", self.side.name(), self.revision())
    }

    /// The revision as it is shown.
    pub(super) fn revision(&self) -> &str {
        self.revision.as_deref().unwrap_or("extension")
    }
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Authorization(_) => "authorization",
        }
    }
}

/// The revisions whose server suites are run. The older ones' scenarios are among those of the first.
const REVISIONS: [&str; 2] = ["2025-11-25", "2026-07-28"];

/// The clients that sign in at the authorization server: one that was set up there, and one that is a document.
const CLIENTS: [&str; 2] = ["{client}", "{document}"];

/// Every scenario for clients, at every revision that it is listed with:
/// `  - auth/metadata-default [2025-11-25,2026-07-28]`. A line that reads otherwise is an error, never passed over.
pub(super) fn clients(listing: &str) -> Result<Vec<Run>, String> {
    let headings = |line: &&str| !line.trim().is_empty() && !line.trim_end().ends_with(':');
    let body: Vec<&str> = listing.lines().filter(headings).collect();
    let all = scenarios(&body.join("\n"), |_| true)?;
    Ok(runs(Side::Client, &all, |_| true))
}

/// Every scenario for servers, at the revisions that the suite's server parts are run for, and the extensions'.
pub(super) fn servers(listing: &str) -> Result<Vec<Run>, String> {
    let all = scenarios(listing, |line| line.trim_start().starts_with('-'))?;
    Ok(runs(Side::Server, &all, |revision| {
        revision.is_none_or(|revision| REVISIONS.contains(&revision))
    }))
}

/// One run for each client and revision: the scenarios for authorization servers build on each other.
pub(super) fn authorization_servers(listing: &str) -> Result<Vec<Run>, String> {
    let all = scenarios(listing, |line| line.trim_start().starts_with('-'))?;
    let names: Vec<&str> = all.iter().map(|(scenario, _)| scenario.as_str()).collect();
    let each = |client| {
        REVISIONS.map(|revision| Run {
            side: Side::Authorization(client),
            scenario: names.join(" "),
            revision: Some(revision.to_owned()),
        })
    };
    Ok(CLIENTS.into_iter().flat_map(each).collect())
}

type Listed = (String, Vec<Option<String>>);

fn scenarios(listing: &str, wanted: impl Fn(&str) -> bool) -> Result<Vec<Listed>, String> {
    let mut all = Vec::new();
    for line in listing.lines().filter(|line| wanted(line)) {
        all.push(one(line).ok_or_else(|| format!("the suite's list has a line that can't be read: {line}"))?);
    }
    if all.is_empty() {
        return Err("the suite lists no scenario of this kind".to_owned());
    }
    Ok(all)
}

fn runs(side: Side, all: &[Listed], wanted: impl Fn(Option<&str>) -> bool) -> Vec<Run> {
    let each = |(scenario, revisions): &Listed| {
        let wanted = revisions.iter().filter(|revision| wanted(revision.as_deref()));
        let runs = wanted.map(|revision| Run {
            side,
            scenario: scenario.clone(),
            revision: revision.clone(),
        });
        runs.collect::<Vec<_>>()
    };
    all.iter().flat_map(each).collect()
}

fn one(line: &str) -> Option<Listed> {
    let (scenario, revisions) = line.trim().strip_prefix("- ")?.split_once(" [")?;
    let revisions = revisions.strip_suffix(']')?.split(',').map(str::trim);
    if scenario.is_empty() || scenario.contains(char::is_whitespace) {
        return None;
    }
    let revisions: Option<Vec<_>> = revisions
        .map(|revision| {
            let dated = revision.starts_with("20") && revision.split('-').count() == 3;
            (dated || revision == "extension").then(|| dated.then(|| revision.to_owned()))
        })
        .collect();
    Some((scenario.to_owned(), revisions?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

    use super::{Run, Side, authorization_servers, clients, servers};

    fn run(side: Side, scenario: &str, revision: Option<&str>) -> Run {
        Run {
            side,
            scenario: scenario.to_owned(),
            revision: revision.map(str::to_owned),
        }
    }

    #[test]
    fn each_revision_is_a_run_and_an_extension_is_one() {
        let listing = "Client scenarios (test against a client):\n  - initialize [2025-06-18]\n\n  \
                       - auth/basic-cimd [2025-11-25,2026-07-28]\n  - auth/dpop [extension]\n";
        assert_eq!(
            clients(listing).unwrap(),
            [
                run(Side::Client, "initialize", Some("2025-06-18")),
                run(Side::Client, "auth/basic-cimd", Some("2025-11-25")),
                run(Side::Client, "auth/basic-cimd", Some("2026-07-28")),
                run(Side::Client, "auth/dpop", None),
            ]
        );
    }

    #[test]
    fn a_server_is_asked_at_two_revisions_and_about_the_extensions() {
        let listing = "Server scenarios:\n  - ping [2025-06-18,2025-11-25]\n  - caching [2026-07-28]\n  \
                       - tasks-lifecycle [extension]\n";
        assert_eq!(
            servers(listing).unwrap(),
            [
                run(Side::Server, "ping", Some("2025-11-25")),
                run(Side::Server, "caching", Some("2026-07-28")),
                run(Side::Server, "tasks-lifecycle", None),
            ]
        );
    }

    #[test]
    fn an_authorization_server_is_asked_by_each_client_at_each_revision() {
        let runs = authorization_servers("  - one [2025-11-25]\n  - two [2025-11-25]\n").unwrap();
        assert_eq!(runs.len(), 4);
        assert!(runs.iter().all(|run| run.scenario == "one two"), "{runs:?}");
    }

    #[test]
    fn a_line_that_is_not_understood_is_not_passed_over() {
        for listing in [
            "",
            "Client scenarios:",
            "  - auth/basic-cimd",
            "  - auth/basic-cimd []",
            "  - auth/basic-cimd [draft]",
            "  - an auth/basic-cimd [2025-11-25]",
            "  * auth/basic-cimd [2025-11-25]",
        ] {
            assert!(clients(listing).is_err(), "{listing:?}");
        }
        for listing in ["", "  - ping", "  - ping [draft]", "  - a ping [2025-11-25]"] {
            assert!(servers(listing).is_err(), "{listing:?}");
        }
    }
}
