//! Formatting and lints of both languages. Every check runs, also after one that failed.

use crate::command::{Ended, Step, minutes};
use crate::install::{self, Purpose};
use crate::node;
use crate::place::Place;
use crate::report::Verdict;

/// The part "lint".
pub(crate) fn part(place: &Place) -> Verdict {
    if let Err(why) = install::ensure(place, Purpose::CompileApp).and_then(|()| install::ensure_rust_components(place))
    {
        return Verdict::of([Ended::wrong(why)]);
    }
    let cargo = |args: &[&str]| {
        Step::new("cargo", &place.root)
            .args(args)
            .env("CARGO_TARGET_DIR", &place.target)
    };
    let clippy = |args: &[&str]| {
        cargo(&["clippy", "--locked"])
            .args(args)
            .args(["--", "-D", "warnings"])
            .limit(minutes(30))
            .run()
            .into_check()
    };
    let rust = [
        cargo(&["fmt", "--all", "--check"]).run().into_check(),
        clippy(&["--workspace", "--all-targets"]),
        // The app must also stand without the local server and the demo.
        clippy(&["-p", "lanyard-desktop", "--no-default-features"]),
    ];
    let ui = match node::ensure(&place.ui()) {
        Ok(()) => ["lint", "typecheck"]
            .map(|script| node::npm(&place.ui()).args(["run", script]).run().into_check())
            .into(),
        Err(why) => vec![Ended::wrong(why)],
    };
    Verdict::of(rust.into_iter().chain(ui))
}
