//! `lanyard`: the client in a terminal.
//!
//! What enters: a command line, and a person's or a script's answers. What leaves: one document or text on standard
//! output, everything else on standard error, and an exit code that scripts can use. It holds no logic of its own on
//! purpose: the window and this program are two porches of the same [`lanyard_client::Client`].

mod args;
mod command;
mod elicit;
mod english;
mod exit;
mod input;
mod interrupt;
mod output;
mod question;
mod session;
mod sign_in;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Args;
use crate::output::Output;

fn main() -> ExitCode {
    let args = Args::parse();
    let out = Output::new(args.json, args.verbose);
    terminal::log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            out.note(&format!("Lanyard can't start: {error}."));
            return exit::FAULT.into();
        }
    };
    let code = match runtime.block_on(command::run(args, &out)) {
        Ok(code) => code,
        Err(error) => {
            out.error(&error);
            exit::of(error.code)
        }
    };
    // A thread that still waits for a line of standard input must not hold the program.
    runtime.shutdown_background();
    code.into()
}
