//! `lanyard tools`.

use lanyard_client::api::{Error, Rule, ToolView};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Shell;
use crate::args::SignIn;
use crate::exit::{self, Exit};
use crate::session::Session;
use crate::{sign_in, terminal};

#[derive(Serialize)]
struct Document<'a> {
    server: &'a str,
    tools: Vec<Tool<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    #[serde(flatten)]
    view: &'a ToolView,
    input_schema: Map<String, Value>,
}

pub(super) async fn run(shell: &Shell, server: &str, tool: Option<&str>, wish: SignIn) -> Result<Exit, Error> {
    let mut session = shell.session(server).await?;
    if let Err(error) = sign_in::ready(&mut session, wish, shell.in_memory()).await {
        session.forget_if_added().await;
        return Err(error);
    }
    if let Some(name) = tool {
        return one(shell, &session, name);
    }
    let mut tools = Vec::new();
    for view in &session.server.tools {
        tools.push(Tool {
            view,
            input_schema: schema(&session, &view.name)?,
        });
    }
    let width = session
        .server
        .tools
        .iter()
        .map(|t| terminal::line(&t.name).chars().count())
        .max()
        .unwrap_or(0)
        .min(40);
    for tool in &session.server.tools {
        let (name, title) = (terminal::line(&tool.name), terminal::line(&tool.title));
        shell
            .out
            .text(&format!("{name:width$}  {:<7}  {title}", rule(tool.rule)));
    }
    shell.out.document(&Document {
        server: &session.server.id,
        tools,
    });
    Ok(exit::OK)
}

fn one(shell: &Shell, session: &Session, name: &str) -> Result<Exit, Error> {
    let input_schema = schema(session, name)?;
    let Some(view) = session.server.tools.iter().find(|tool| tool.name == name) else {
        return session.client.tool(&session.server.id, name).map(|_| exit::OK);
    };
    shell.out.text(&format!(
        "{} ({}): {}",
        terminal::line(&view.title),
        terminal::line(&view.name),
        rule(view.rule)
    ));
    shell.out.text(&view.description);
    shell
        .out
        .text(&serde_json::to_string_pretty(&input_schema).unwrap_or_default());
    shell.out.document(&Tool { view, input_schema });
    Ok(exit::OK)
}

fn schema(session: &Session, name: &str) -> Result<Map<String, Value>, Error> {
    Ok(session.client.tool(&session.server.id, name)?.input_schema.clone())
}

fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Allow => "runs",
        Rule::Ask => "asks",
        Rule::Block => "blocked",
    }
}
