//! `lanyard call`.

use lanyard_client::api::{Answer, Code, Error, Sentence};
use lanyard_client::{DirectCall, say};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Shell;
use crate::args::SignIn;
use crate::exit::{self, Exit};
use crate::input::Lines;
use crate::session::{Session, stopped};
use crate::{elicit, input, question, sign_in, terminal};

#[derive(Serialize)]
struct Document<'a> {
    server: &'a str,
    tool: &'a str,
    is_error: bool,
    text: &'a str,
    structured: Option<&'a Value>,
}

pub(super) async fn run(
    shell: &Shell,
    server: &str,
    tool: &str,
    arguments: String,
    approved: &[String],
    wish: SignIn,
) -> Result<Exit, Error> {
    let arguments = parse(arguments).await?;
    let mut session = shell.session(server).await?;
    if let Err(error) = sign_in::ready(&mut session, wish, shell.in_memory()).await {
        session.forget_if_added().await;
        return Err(error);
    }
    call(
        shell,
        &mut session,
        Wanted {
            tool,
            arguments,
            approved,
        },
        wish,
    )
    .await
}

/// What is to be called.
struct Wanted<'a> {
    tool: &'a str,
    arguments: Map<String, Value>,
    approved: &'a [String],
}

async fn call(shell: &Shell, session: &mut Session, wanted: Wanted<'_>, wish: SignIn) -> Result<Exit, Error> {
    let Wanted {
        tool,
        arguments,
        approved,
    } = wanted;
    let out = shell.out;
    let stop = shell.interrupt.token();
    let prepared = session
        .client
        .prepare_call(&session.server.id, tool, arguments.clone())?;
    let mut lines = None;
    let answer = ask(shell, &prepared, approved, &mut lines).await?;
    let progress = move |fraction: Option<f64>, message: Option<String>| {
        let percent = fraction.map(|f| format!("{:>3.0} %", f * 100.0)).unwrap_or_default();
        out.note(format!("{percent}  {}", terminal::line(&message.unwrap_or_default())).trim_end());
    };
    let client = session.client.clone();
    let running = client.run_call(prepared, answer, progress, stop.clone());
    let mut result = elicit::accompany(session, running, &mut lines).await;
    if matches!(&result, Err(error) if error.code == Code::SignInRequired) {
        if !wish.login && !input::is_person() {
            return result.map(|_| exit::OK).map_err(hint);
        }
        if let Err(error) = &result {
            out.note(&error.message.to_string());
        }
        sign_in::run(session, wish.browser).await?;
        // Nothing ran the first time: the same call, with the same answer, is made once more.
        let again = session.client.prepare_call(&session.server.id, tool, arguments)?;
        let running = client.run_call(again, answer, progress, stop);
        result = elicit::accompany(session, running, &mut lines).await;
    }
    let result = result?;
    if result.text.is_empty()
        && let Some(structured) = &result.structured
    {
        out.text(&serde_json::to_string_pretty(structured).unwrap_or_default());
    } else {
        out.text(&result.text);
    }
    out.document(&Document {
        server: &session.server.id,
        tool,
        is_error: result.is_error,
        text: &result.text,
        structured: result.structured.as_ref(),
    });
    Ok(if result.is_error { exit::TOOL_FAILED } else { exit::OK })
}

/// The person's answer to what the rules ask; none where they ask nothing. Errors: nobody is there to ask.
pub(super) async fn ask(
    shell: &Shell,
    prepared: &DirectCall,
    approved: &[String],
    lines: &mut Option<Lines>,
) -> Result<Option<Answer>, Error> {
    let Some(asked) = prepared.question() else {
        return Ok(None);
    };
    let stop = shell.interrupt.token();
    let answer = tokio::select! {
        () = stop.cancelled() => return Err(stopped()),
        answer = question::answer(asked, approved, lines, shell.out) => answer,
    };
    if answer.is_some() {
        return Ok(answer);
    }
    let tool = terminal::line(&asked.call.tool);
    let message = if asked.can_always {
        say!(
            "{tool} asks for approval first, and nobody is here to ask. Run it in a terminal, or add --approve {tool}.",
            tool
        )
    } else {
        say!(
            "{tool} asks each time by a rule of your company, and nobody is here to ask. Run it in a terminal.",
            tool
        )
    };
    Err(Error::new(Code::ApprovalRequired, message))
}

pub(super) async fn parse(arguments: String) -> Result<Map<String, Value>, Error> {
    let text = if arguments == "-" {
        let read = tokio::task::spawn_blocking(input::all).await;
        read.ok()
            .and_then(Result::ok)
            .ok_or_else(|| invalid(say!("Standard input could not be read as text")))?
    } else {
        arguments
    };
    match serde_json::from_str(&text) {
        Ok(Value::Object(arguments)) => Ok(arguments),
        Ok(_) => Err(invalid(say!("The arguments are JSON, but not an object"))),
        Err(error) => Err(invalid(say!(
            "The arguments are not JSON ({error})",
            error = error.to_string()
        ))),
    }
}

fn hint(mut error: Error) -> Error {
    error.message = say!("{why} Add --login to do so on the way.", why = error.message);
    error
}

fn invalid(what: Sentence) -> Error {
    let example = r#"{"from": "2026-12-21"}"#;
    Error::new(
        Code::Invalid,
        say!("{what}. Write them as in {example}.", what, example),
    )
}
