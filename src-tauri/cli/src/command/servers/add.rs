//! `lanyard servers add`.

use std::collections::BTreeMap;

use lanyard_client::api::{Code, Error, ServerView};
use lanyard_client::say;
use lanyard_client::servers::Local;
use serde::Serialize;

use super::Shell;
use crate::exit::{self, Exit};
use crate::input::{self, Lines};
use crate::terminal;

#[derive(Serialize)]
struct Added<'a> {
    id: &'a str,
    name: &'a str,
    url: &'a str,
    /// A program that was not allowed yet does not run.
    allowed: bool,
}

/// By its address. Nothing is asked of it yet: see `lanyard servers test`.
pub(super) async fn http(shell: &Shell, url: &str) -> Result<Exit, Error> {
    let view = shell.client.use_server(url).await?;
    told(shell, &view, true);
    Ok(exit::OK)
}

/// A program of this computer, allowed by whoever sits at the terminal.
pub(super) async fn local(
    shell: &Shell,
    name: Option<String>,
    env: &[String],
    command: &[String],
) -> Result<Exit, Error> {
    let (program, arguments) = command.split_first().ok_or_else(|| {
        let message = say!("Write the command that starts the server.");
        Error::new(Code::Invalid, message)
    })?;
    let mut values = BTreeMap::new();
    for name in env {
        let value = std::env::var(name).map_err(|_| {
            let message = say!(
                "The variable {name} is not set in this terminal.",
                name = terminal::line(name)
            );
            Error::new(Code::Invalid, message)
        })?;
        values.insert(name.clone(), value);
    }
    let (local, values) = Local::with_values(program, arguments, values)?;
    let line = local.line();
    let name = name.unwrap_or_default();
    let view = shell.client.add_local_server(&name, local, values).await?;
    let allowed = allow(shell, &view, &line).await?;
    told(shell, &view, allowed);
    Ok(if allowed { exit::OK } else { exit::APPROVAL })
}

async fn allow(shell: &Shell, view: &ServerView, line: &str) -> Result<bool, Error> {
    shell
        .out
        .note("This program will run on this computer, with all that you may do here:");
    shell.out.note(&format!("  {}", terminal::line(line)));
    if !input::is_person() {
        shell
            .out
            .note("Nobody is here to allow it, so it does not run. Add it in a terminal, or allow it in the app.");
        return Ok(false);
    }
    shell.out.ask("Allow it? [y]es / [n]o: ");
    let said = Lines::begin().next().await.unwrap_or_default();
    let yes = matches!(said.trim().to_lowercase().as_str(), "y" | "yes");
    if yes {
        shell.client.allow_local_server(&view.id).await?;
    }
    Ok(yes)
}

fn told(shell: &Shell, view: &ServerView, allowed: bool) {
    let (name, id) = (terminal::line(&view.name), &view.id);
    shell.out.text(&format!("{name} is configured: {id}"));
    shell.out.document(&Added {
        id,
        name: &view.name,
        url: &view.url,
        allowed,
    });
}
