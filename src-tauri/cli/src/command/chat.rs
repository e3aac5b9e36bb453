//! `lanyard chat`.

mod files;
mod model;
mod turn;

use std::path::PathBuf;

use lanyard_client::api::Error;

use super::Shell;
use crate::args::SignIn;
use crate::exit::{self, Exit};
use crate::input::{self, Lines};
use crate::session::Session;
use crate::sign_in;

/// What the person wants of the chat.
pub(super) struct Wish {
    /// One message; none for a conversation.
    pub(super) message: Option<String>,
    /// The model; none for the one in use.
    pub(super) model: Option<String>,
    /// Files that go with the first message.
    pub(super) files: Vec<PathBuf>,
    /// Tools approved beforehand.
    pub(super) approved: Vec<String>,
}

pub(super) async fn run(shell: &Shell, server: &str, wish: Wish, sign_in: SignIn) -> Result<Exit, Error> {
    let mut session = shell.session(server).await?;
    if let Err(error) = sign_in::ready(&mut session, sign_in, shell.in_memory()).await {
        session.forget_if_added().await;
        return Err(error);
    }
    model::choose(&session, wish.model.as_deref()).await?;
    let conversation = shell.client.new_conversation().await?.summary.id;
    let mut lines = None;
    if let Some(message) = &wish.message {
        let said = turn::Said {
            text: message,
            attached: &files::attach(&session, &wish.files).await?,
        };
        let code = turn::run(&mut session, &conversation, said, &wish.approved, &mut lines).await?;
        if !more_consent(&mut session, sign_in).await? {
            return Ok(code);
        }
        // The model has read the files above.
        return turn::run(
            &mut session,
            &conversation,
            turn::Said::text(message),
            &wish.approved,
            &mut lines,
        )
        .await;
    }
    let mut attached = files::attach(&session, &wish.files).await?;
    let mut last = exit::OK;
    loop {
        if input::is_person() {
            shell.out.ask("> ");
        }
        let stop = shell.interrupt.token();
        let line = tokio::select! {
            () = stop.cancelled() => return Ok(exit::INTERRUPTED),
            line = lines.get_or_insert_with(Lines::begin).next() => line,
        };
        let Some(line) = line else { return Ok(last) };
        if line.trim().is_empty() {
            continue;
        }
        let said = turn::Said {
            text: &line,
            attached: &std::mem::take(&mut attached),
        };
        last = match turn::run(&mut session, &conversation, said, &wish.approved, &mut lines).await {
            Ok(code) => code,
            // One message that failed does not end a conversation with a person; a script wants to know.
            Err(error) if input::is_person() => {
                shell.out.error(&error);
                exit::of(error.code)
            }
            Err(error) => return Err(error),
        };
        if more_consent(&mut session, sign_in).await? {
            shell.out.note("Signed in with more permissions. Ask again.");
        }
    }
}

/// Signs in again where a tool was refused for want of consent, and the command may. Whether it did.
async fn more_consent(session: &mut Session, wish: SignIn) -> Result<bool, Error> {
    if !session.client.wants_consent(&session.server.id) {
        return Ok(false);
    }
    if !wish.login && !input::is_person() {
        session
            .out
            .note("The server wants your consent for more than it was given. Add --login to sign in again.");
        return Ok(false);
    }
    sign_in::run(session, wish.browser).await?;
    Ok(true)
}
