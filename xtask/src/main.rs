//! `cargo xtask`: the same commands for people and for CI.
//!
//! What enters: one subcommand. What leaves: its output and an exit code (0 well, 1 something failed, 2 the command
//! line was not understood). It depends on nothing of the product on purpose: it must compile in seconds, on a
//! machine where nothing else is installed yet, and only starts other programs.

#![expect(clippy::print_stdout, reason = "a command line program talks on stdout")]

mod args;
mod bench;
mod bindings;
mod bundle;
mod command;
mod conformance;
mod count;
mod demo;
mod desktop;
mod icons;
mod install;
mod lint;
mod node;
mod offline;
mod pictures;
mod place;
mod python;
mod report;
mod soak;
mod test;

use std::process::ExitCode;

use args::Wanted;
use place::Place;

fn main() -> ExitCode {
    let wanted = match args::parse(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(why) => {
            println!("{why}\n\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    let place = match Place::find() {
        Ok(place) => place,
        Err(why) => {
            println!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let well = match wanted {
        Wanted::Help => {
            println!("{}", args::USAGE);
            true
        }
        Wanted::Demo { headless: false } => demo::windowed(&place),
        Wanted::Demo { headless: true } => demo::headless(&place),
        Wanted::ForgetDemo => demo::forget(&place),
        Wanted::Test { only } => test::run(&place, only),
        Wanted::Soak { rounds } => soak::run(&place, rounds),
        Wanted::Lint => test::lint_alone(&place),
        // All run, whatever becomes of the first.
        Wanted::Bench(benches) => {
            let failed = benches.iter().filter(|one| !bench::run(&place, **one));
            failed.count() == 0
        }
        Wanted::Pictures { docs } => pictures::run(&place, docs),
        Wanted::Bundle => bundle::run(&place),
        Wanted::Icons => icons::run(&place),
        Wanted::Bindings => bindings::write(&place),
    };
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
