//! `cargo xtask test`: the five parts and their report.

use crate::args::Part;
use crate::command::{Ended, Step, minutes};
use crate::install::{self, Purpose};
use crate::place::Place;
use crate::report::{Report, Verdict};
use crate::{conformance, desktop, lint, node, python};

/// Runs one part or all of them. True when nothing failed.
pub(crate) fn run(place: &Place, only: Option<Part>) -> bool {
    let mut report = Report::default();
    for part in Part::ALL
        .into_iter()
        .filter(|part| only.is_none_or(|only| only == *part))
    {
        report.part(part.name(), || verdict(place, part));
    }
    report.close()
}

/// `cargo xtask lint`: that part alone.
pub(crate) fn lint_alone(place: &Place) -> bool {
    run(place, Some(Part::Lint))
}

fn verdict(place: &Place, part: Part) -> Verdict {
    match part {
        Part::Lint => lint::part(place),
        Part::Headless => headless(place, Counts::Short),
        Part::Ui => ui(place),
        Part::Conformance => conformance::part(place),
        Part::Desktop => desktop::part(place, Counts::Short),
    }
}

/// How often the tests of races repeat themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    /// A twentieth: enough to see that the test itself works.
    Short,
    /// As often as it takes to believe the result.
    Full,
}

/// The tests of every crate that needs no window. The programs are built first: tests start them.
pub(crate) fn headless(place: &Place, counts: Counts) -> Verdict {
    if let Err(why) = install::ensure(place, Purpose::Test) {
        return Verdict::of([Ended::wrong(why)]);
    }
    let cargo = |args: &[&str]| {
        let step = Step::new("cargo", &place.root)
            .args(args)
            .env("CARGO_TARGET_DIR", &place.target);
        match counts {
            Counts::Short => step.limit(minutes(30)).run(),
            Counts::Full => step.env("LANYARD_SOAK", "1").limit(minutes(120)).run(),
        }
    };
    let built = cargo(&["build", "--locked"]);
    if built.wrong.is_some() {
        return Verdict::of([built]);
    }
    let tests = cargo(&["test", "--locked", "--no-fail-fast"]);
    Verdict::of_tests([tests, with_others(place)])
}

/// The tests with identity providers, clients and servers that others wrote, which need Node, Python and their packages.
fn with_others(place: &Place) -> Ended {
    let (providers, clients, servers) = (place.providers(), place.clients(), place.servers());
    let ready = || {
        install::ensure(place, Purpose::TestWithOthers)?;
        let node = conformance::node_22(place)?;
        node::ensure(&providers)?;
        node::ensure(&clients)?;
        node::ensure(&servers)?;
        Ok::<_, String>((node, python::ensure(place, &clients)?))
    };
    let (node, python) = match ready() {
        Ok(ready) => ready,
        Err(why) => return Ended::wrong(why),
    };
    Step::new("cargo", &place.root)
        .args(["test", "--locked", "--test", "e2e", "--", "--ignored"])
        .args(["headless::providers::", "headless::clients::", "headless::servers::"])
        .env("CARGO_TARGET_DIR", &place.target)
        .env("LANYARD_NODE", node)
        .env("LANYARD_PYTHON", python)
        .env("LANYARD_PROVIDERS", providers)
        .env("LANYARD_CLIENTS", clients)
        .env("LANYARD_SERVERS", servers)
        .limit(minutes(10))
        .run()
}

/// The tests of the user interface, and a build of it.
fn ui(place: &Place) -> Verdict {
    let folder = place.ui();
    if let Err(why) = node::ensure(&folder) {
        return Verdict::of([Ended::wrong(why)]);
    }
    let tests = node::npm(&folder).args(["test"]).run();
    let build = node::npm(&folder).args(["run", "build"]).run();
    Verdict::of_tests([tests, build])
}
