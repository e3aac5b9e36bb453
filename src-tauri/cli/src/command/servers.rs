//! `lanyard servers`.

use lanyard_client::api::{Error, Source};
use serde::Serialize;

use super::Shell;
use crate::exit::{self, Exit};

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    url: &'a str,
    source: Source,
}

pub(super) async fn run(shell: &Shell) -> Result<Exit, Error> {
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
            .note("No server is configured. Add one: lanyard login https://tools.example.com/mcp");
    }
    let rows: Vec<_> = servers
        .iter()
        .map(|s| Row {
            id: &s.id,
            name: &s.name,
            url: s.url(),
            source: s.source,
        })
        .collect();
    shell.out.document(&rows);
    Ok(exit::OK)
}
