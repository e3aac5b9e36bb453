//! `lanyard resources`.

use lanyard_client::api::{Error, ResourceView, TemplateView};
use lanyard_client::mcp::Door;
use serde::Serialize;
use serde_json::Map;

use super::{Shell, call};
use crate::args::SignIn;
use crate::exit::{self, Exit};
use crate::{elicit, sign_in, terminal};

#[derive(Serialize)]
struct List<'a> {
    server: &'a str,
    resources: &'a [ResourceView],
    templates: &'a [TemplateView],
}

#[derive(Serialize)]
struct Document<'a> {
    server: &'a str,
    uri: &'a str,
    text: &'a str,
}

pub(super) async fn run(
    shell: &Shell,
    server: &str,
    uri: Option<&str>,
    approved: &[String],
    wish: SignIn,
) -> Result<Exit, Error> {
    let mut session = shell.session(server).await?;
    if let Err(error) = sign_in::ready(&mut session, wish, shell.in_memory()).await {
        session.forget_if_added().await;
        return Err(error);
    }
    let out = shell.out;
    let Some(uri) = uri else {
        for resource in &session.server.resources {
            out.text(&format!(
                "{}  {}",
                terminal::line(&resource.uri),
                terminal::line(&resource.title)
            ));
        }
        for template in &session.server.templates {
            let gaps = terminal::line(&template.uri_template);
            out.text(&format!("{gaps}  {}", terminal::line(&template.title)));
        }
        out.document(&List {
            server: &session.server.id,
            resources: &session.server.resources,
            templates: &session.server.templates,
        });
        return Ok(exit::OK);
    };
    let id = session.server.id.clone();
    let prepared = session.client.prepare(Door::Resource, &id, uri, Map::new())?;
    let mut lines = None;
    let answer = call::ask(shell, &prepared, approved, &mut lines).await?;
    let client = session.client.clone();
    let running = client.run_read(prepared, answer, shell.interrupt.token());
    let content = elicit::accompany(&mut session, running, &mut lines).await?;
    out.text(&content.text);
    out.document(&Document {
        server: &id,
        uri,
        text: &content.text,
    });
    Ok(exit::OK)
}
