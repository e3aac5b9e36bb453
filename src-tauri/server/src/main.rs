//! `lanyard-server`: the server as one program. Settings come from flags, environment and a file; see `--help`.

mod command;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    let command = command::Command::parse();
    match command.run().await {
        Ok(code) => code,
        Err(error) => {
            command::say_error(&error);
            ExitCode::from(2)
        }
    }
}
