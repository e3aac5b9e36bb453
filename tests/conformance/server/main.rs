//! The server that the official MCP conformance suite asks: its fixture's tools behind the whole of the product.
//!
//! `conformance-server --port N` serves until it is interrupted. `conformance-server --port N [--person] -- COMMAND` runs
//! a command once it serves, and ends with its exit code; in the command `{url}` stands for the MCP endpoint, `{issuer}`
//! for the authorization server and `{document}` for a client that is a metadata document. With `--person` somebody
//! signs in wherever the command asks for it in its output. Port 0 is any free one.

mod command;
mod documents;
#[expect(
    deprecated,
    reason = "the suite asks for what 2026-07-28 is about to take out, at the revisions that have it"
)]
mod fixture;
mod porter;
mod stack;

#[path = "../../support/headless/browser.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' person, of whom this needs a part"
)]
mod browser;

use std::process::ExitCode;

use stack::Stack;

/// Why there is no server, or no command.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    port: u16,
    person: bool,
    command: Vec<String>,
}

impl Asked {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut asked = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--port" => asked.port = words.next().ok_or("--port wants a number")?.parse()?,
                "--person" => asked.person = true,
                "--" => asked.command = words.by_ref().collect(),
                other => return Err(format!("unknown: {other}; see the head of this program's source").into()),
            }
        }
        Ok(asked)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ExitCode, Failure> {
    let asked = Asked::read(std::env::args().skip(1))?;
    let stack = Stack::start(asked.port).await?;
    eprintln!("serving at {}", stack.url());
    if asked.command.is_empty() {
        tokio::signal::ctrl_c().await?;
        stack.stop().await;
        return Ok(ExitCode::SUCCESS);
    }
    let ended = command::run(&asked.command, &stack, asked.person).await;
    stack.stop().await;
    // Ended by a signal is no success either.
    let code = ended?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
