//! `lanyard servers`.

mod add;
mod import;
mod test;

use lanyard_client::api::{Code, Error, Source};
use lanyard_client::say;
use lanyard_client::servers::ServerConfig;
use serde::Serialize;

use super::Shell;
use crate::args::Servers;
use crate::exit::{self, Exit};
use crate::terminal;

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    url: &'a str,
    source: Source,
}

#[derive(Serialize)]
struct Removed<'a> {
    id: &'a str,
    removed: bool,
}

pub(super) async fn run(shell: &Shell, action: Option<Servers>) -> Result<Exit, Error> {
    match action {
        None | Some(Servers::List) => list(shell).await,
        Some(Servers::Add { url: Some(url), .. }) => add::http(shell, &url).await,
        Some(Servers::Add {
            url: None,
            name,
            env,
            command,
        }) => add::local(shell, name, &env, &command).await,
        Some(Servers::Remove { server }) => remove(shell, &server).await,
        Some(Servers::Test { server }) => test::run(shell, &server).await,
        Some(Servers::Import { file, names, all }) => import::run(shell, &file, names, all).await,
        Some(Servers::Export) => {
            let text = shell.client.export_servers().await?;
            // The file is JSON already, with --json and without.
            shell.out.verbatim(&text);
            Ok(exit::OK)
        }
    }
}

async fn list(shell: &Shell) -> Result<Exit, Error> {
    let servers = shell.client.configured_servers().await?;
    for server in &servers {
        let by = if server.source == Source::Policy {
            "  (set by the company)"
        } else {
            ""
        };
        shell
            .out
            .text(&format!("{}  {}  {}{by}", server.id, server.name, server.url()));
    }
    if servers.is_empty() {
        shell
            .out
            .note("No server is configured. Add one: lanyard servers add https://tools.example.com/mcp");
    }
    let rows: Vec<_> = servers.iter().map(row).collect();
    shell.out.document(&rows);
    Ok(exit::OK)
}

fn row(server: &ServerConfig) -> Row<'_> {
    Row {
        id: &server.id,
        name: &server.name,
        url: server.url(),
        source: server.source,
    }
}

async fn remove(shell: &Shell, server: &str) -> Result<Exit, Error> {
    let known = known(shell, server).await?;
    shell.client.use_server(&known.id).await?;
    shell.client.remove_server(&known.id).await?;
    shell.out.text(&format!("Removed {}.", terminal::line(&known.name)));
    shell.out.document(&Removed {
        id: &known.id,
        removed: true,
    });
    Ok(exit::OK)
}

/// A server that is configured already.
async fn known(shell: &Shell, server: &str) -> Result<ServerConfig, Error> {
    let wanted = server.trim();
    let all = shell.client.configured_servers().await?;
    let found = all.into_iter().find(|s| s.url() == wanted || s.id == wanted);
    found.ok_or_else(|| {
        let message = say!("That server is not configured here. See: lanyard servers");
        Error::new(Code::NotFound, message)
    })
}
