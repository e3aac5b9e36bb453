//! `lanyard prompts`.

use lanyard_client::api::{Code, Error, PromptView};
use lanyard_client::mcp::Door;
use lanyard_client::say;
use serde::Serialize;

use super::{Shell, call};
use crate::args::SignIn;
use crate::exit::{self, Exit};
use crate::{elicit, sign_in, terminal};

#[derive(Serialize)]
struct List<'a> {
    server: &'a str,
    prompts: &'a [PromptView],
}

#[derive(Serialize)]
struct Said<'a> {
    server: &'a str,
    prompt: &'a str,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    role: &'static str,
    text: String,
}

pub(super) async fn run(
    shell: &Shell,
    server: &str,
    prompt: Option<&str>,
    arguments: String,
    approved: &[String],
    wish: SignIn,
) -> Result<Exit, Error> {
    let arguments = call::parse(arguments).await?;
    if arguments.values().any(|value| !value.is_string()) {
        return Err(Error::new(Code::Invalid, say!("A prompt's arguments are texts.")));
    }
    let mut session = shell.session(server).await?;
    if let Err(error) = sign_in::ready(&mut session, wish, shell.in_memory()).await {
        session.forget_if_added().await;
        return Err(error);
    }
    let out = shell.out;
    let Some(name) = prompt else {
        for prompt in &session.server.prompts {
            let takes: Vec<_> = prompt.arguments.iter().map(|a| terminal::line(&a.name)).collect();
            out.text(&format!(
                "{}  {}  {}",
                terminal::line(&prompt.name),
                takes.join(" "),
                terminal::line(&prompt.title)
            ));
        }
        out.document(&List {
            server: &session.server.id,
            prompts: &session.server.prompts,
        });
        return Ok(exit::OK);
    };
    let known = session.server.prompts.iter().find(|p| p.name == name);
    let missing = known.and_then(|p| {
        p.arguments
            .iter()
            .find(|a| a.required && !arguments.contains_key(&a.name))
    });
    if let Some(missing) = missing {
        return Err(Error::new(
            Code::Invalid,
            say!("Fill in \"{field}\" first.", field = &missing.name),
        ));
    }
    let id = session.server.id.clone();
    let prepared = session.client.prepare(Door::Prompt, &id, name, arguments)?;
    let mut lines = None;
    let answer = call::ask(shell, &prepared, approved, &mut lines).await?;
    let client = session.client.clone();
    let running = client.run_prompt(prepared, answer, shell.interrupt.token());
    let said = elicit::accompany(&mut session, running, &mut lines).await?;
    let mut messages = Vec::new();
    for one in said {
        let role = if one.by_assistant { "assistant" } else { "user" };
        out.text(&format!("{role}: {}", one.content.text));
        messages.push(Message {
            role,
            text: one.content.text,
        });
    }
    out.document(&Said {
        server: &id,
        prompt: name,
        messages,
    });
    Ok(exit::OK)
}
