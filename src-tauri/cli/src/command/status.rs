//! `lanyard status`.

use lanyard_client::api::{Error, ServerView, Source};
use serde::Serialize;
use serde_json::Value;

use super::Shell;
use crate::english;
use crate::exit::{self, Exit};
use crate::session::Settled;

/// A server as its JSON document says it.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    id: &'a str,
    name: &'a str,
    url: &'a str,
    source: Source,
    state: &'static str,
    account: Option<&'a str>,
    signed_in_until: Option<&'a str>,
    scopes: &'a [String],
    tools: usize,
    error: Option<Value>,
}

impl<'a> Document<'a> {
    pub(super) fn of(server: &'a ServerView, error: Option<&'a Error>) -> Self {
        use lanyard_client::api::ServerState as State;
        let state = match server.state {
            State::Connecting => "connecting",
            State::Ready => "ready",
            State::SignInRequired { .. } => "sign_in_required",
            State::Waiting { .. } => "unreachable",
            State::Failed { .. } => "failed",
            State::ConsentRequired { .. } => "consent_required",
            State::Off => "off",
        };
        Self {
            id: &server.id,
            name: &server.name,
            url: &server.url,
            source: server.source,
            state,
            account: server.account.as_deref(),
            signed_in_until: server.signed_in_until.as_deref(),
            scopes: &server.scopes,
            tools: server.tools.len(),
            error: error.map(english::json),
        }
    }
}

pub(super) async fn run(shell: &Shell, server: &str) -> Result<Exit, Error> {
    let mut session = shell.session(server).await?;
    let settled = session.settle().await;
    let server = &session.server;
    let name = &server.name;
    let (code, said) = match &settled {
        Ok(Settled::Ready) => (
            exit::OK,
            format!("{name} is ready: {}, {}.", who(server), tools(server.tools.len())),
        ),
        Ok(Settled::SignIn { reason }) => {
            let why = reason.as_ref().map(|reason| format!(" {reason}")).unwrap_or_default();
            (exit::SIGN_IN, format!("{name} wants a sign-in.{why}"))
        }
        Err(error) => (exit::of(error.code), error.message.to_string()),
    };
    shell.out.text(&said);
    shell.out.document(&Document::of(server, settled.as_ref().err()));
    if code != exit::OK {
        session.forget_if_added().await;
    }
    Ok(code)
}

fn who(server: &ServerView) -> String {
    let account = server.account.as_ref().map(|account| format!("signed in as {account}"));
    let account = account.unwrap_or_else(|| "nobody's name is known".to_owned());
    server
        .signed_in_until
        .as_ref()
        .map_or_else(|| account.clone(), |until| format!("{account}, until {until}"))
}

fn tools(count: usize) -> String {
    if count == 1 {
        "1 tool".to_owned()
    } else {
        format!("{count} tools")
    }
}
