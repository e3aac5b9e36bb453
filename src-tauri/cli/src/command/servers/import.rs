//! `lanyard servers import`.

use std::path::Path;

use lanyard_client::api::{Code, Error, ImportView};
use lanyard_client::say;
use serde::Serialize;

use super::Shell;
use crate::exit::{self, Exit};
use crate::{english, input, terminal};

#[derive(Serialize)]
struct Document {
    found: serde_json::Value,
    added: Vec<String>,
}

pub(super) async fn run(shell: &Shell, file: &str, names: Vec<String>, all: bool) -> Result<Exit, Error> {
    let text = if file == "-" {
        let read = tokio::task::spawn_blocking(input::all).await;
        read.ok()
            .and_then(Result::ok)
            .ok_or_else(|| Error::new(Code::Invalid, say!("Standard input could not be read as text.")))?
    } else {
        shell.client.read_foreign(Path::new(file)).await?
    };
    let found = shell.client.look_into(&text).await?;
    show(shell, &found);
    let addable = |name: &String| found.entries.iter().any(|e| e.name == *name && e.refused.is_none());
    let wanted: Vec<String> = if all {
        let new = found.entries.iter().filter(|e| !e.known && e.refused.is_none());
        new.map(|e| e.name.clone()).collect()
    } else {
        names
    };
    if let Some(unknown) = wanted.iter().find(|name| !addable(name)) {
        return Err(Error::new(
            Code::NotFound,
            say!(
                "The file has no server \"{name}\" that can be added.",
                name = terminal::line(unknown)
            ),
        ));
    }
    let added = shell.client.import_servers(&text, &wanted).await?;
    for view in &added {
        shell
            .out
            .text(&format!("{} is configured: {}", terminal::line(&view.name), view.id));
    }
    if wanted.is_empty() && !found.entries.is_empty() {
        shell
            .out
            .note("Nothing was added. Name the servers to add, or say --all.");
    }
    shell.out.document(&Document {
        found: english::json(&found),
        added: added.into_iter().map(|view| view.id).collect(),
    });
    Ok(exit::OK)
}

fn show(shell: &Shell, found: &ImportView) {
    for entry in &found.entries {
        let mut about = Vec::new();
        if entry.local {
            about.push("a program of this computer; it does not run before you allow it".to_owned());
        }
        if !entry.secrets.is_empty() {
            about.push(format!("to the keychain: {}", entry.secrets.join(", ")));
        }
        if entry.known {
            about.push("there already".to_owned());
        }
        about.extend(entry.refused.as_ref().map(ToString::to_string));
        let about = if about.is_empty() {
            String::new()
        } else {
            format!("  ({})", about.join("; "))
        };
        shell.out.note(&format!(
            "{}: {}{}",
            terminal::line(&entry.name),
            terminal::line(&entry.place),
            terminal::line(&about)
        ));
    }
    for out in &found.left_out {
        shell.out.note(&format!(
            "{} is left out: {}",
            terminal::line(&out.name),
            terminal::line(&out.why.to_string())
        ));
    }
}
