//! `lanyard servers test`: connects, and tells what came of it.

use lanyard_client::api::Error;
use serde::Serialize;

use super::Shell;
use crate::exit::{self, Exit};
use crate::session::Settled;
use crate::{english, terminal};

#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    url: &'a str,
    state: &'static str,
    tools: usize,
    prompts: usize,
    resources: usize,
    /// What was said, in order: each message's time, direction and method.
    steps: Vec<serde_json::Value>,
    error: Option<serde_json::Value>,
}

pub(super) async fn run(shell: &Shell, server: &str) -> Result<Exit, Error> {
    let mut session = shell.session(server).await?;
    let settled = session.settle().await;
    let server = &session.server;
    let out = shell.out;
    let steps = session.client.traffic(&server.id)?;
    for step in &steps {
        let way = match step.direction {
            lanyard_client::api::Direction::Sent => "->",
            lanyard_client::api::Direction::Received => "<-",
            lanyard_client::api::Direction::Printed => "  ",
        };
        let about = if step.about.is_empty() { &step.text } else { &step.about };
        out.note(&format!("{} {way} {}", step.at, terminal::line(about)));
    }
    let (code, state) = match &settled {
        Ok(Settled::Ready) => (exit::OK, "ready"),
        Ok(Settled::SignIn { .. }) => (exit::SIGN_IN, "sign_in_required"),
        Err(error) => (exit::of(error.code), "failed"),
    };
    let name = terminal::line(&server.name);
    let (tools, prompts, resources) = (server.tools.len(), server.prompts.len(), server.resources.len());
    match &settled {
        Ok(Settled::Ready) => out.text(&format!(
            "{name} is ready: tools {tools}, prompts {prompts}, resources {resources}."
        )),
        Ok(Settled::SignIn { .. }) => out.text(&format!("{name} answers, and wants a sign-in.")),
        Err(error) => out.text(&error.message.to_string()),
    }
    let error = settled.as_ref().err();
    out.document(&Document {
        id: &server.id,
        url: &server.url,
        state,
        tools,
        prompts,
        resources,
        steps: steps.iter().map(english::json).collect(),
        error: error.map(english::json),
    });
    session.forget_if_added().await;
    Ok(code)
}
