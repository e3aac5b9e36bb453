//! A sign-in from a terminal: the browser opens, or the address is printed and the answer pasted.

use std::time::Duration;

use futures::StreamExt as _;
use lanyard_client::api::{Code, Error, Event, EventBody, SignInState, SignInView, SignInWay};
use lanyard_client::{Client, Effect, say};

use crate::args::{Browser, SignIn};
use crate::input::Lines;
use crate::output::Output;
use crate::session::{Session, Settled, stopped};

/// A session that does not begin anew this long after a sign-in has nothing to begin anew for.
const BEGIN_ANEW: Duration = Duration::from_secs(20);

/// Waits for the server, signing in on the way where the command may. Without that: [`Code::SignInRequired`].
pub(crate) async fn ready(session: &mut Session, sign_in: SignIn, memory: bool) -> Result<(), Error> {
    let Settled::SignIn { reason } = session.settle().await? else {
        return Ok(());
    };
    // What is kept in memory is gone at exit, so there can be no earlier sign-in to use.
    if sign_in.login || memory {
        return run(session, sign_in.browser).await;
    }
    let (name, url) = (&session.server.name, &session.server.url);
    Err(Error::new(
        Code::SignInRequired,
        reason.map_or_else(
            || say!("Sign in to {name} first: lanyard login {url}", name, url),
            |why| say!("{why} Sign in to {name} first: lanyard login {url}", why, name, url),
        ),
    ))
}

/// Signs in, and waits until the server is ready.
pub(crate) async fn run(session: &mut Session, browser: Browser) -> Result<(), Error> {
    let stop = session.interrupt.token();
    let id = session.client.sign_in(&session.server.id)?;
    let mut lines: Option<Lines> = None;
    let mut told = 0;
    // Whether an answer was handed in, and whether the session has begun anew with what it brought.
    let (mut answered, mut moved) = (false, false);
    loop {
        tokio::select! {
            () = stop.cancelled() => {
                // Nothing of it is left behind; the browser's late answer then changes nothing.
                let _ = session.client.sign_in_cancel(&id).await;
                return Err(stopped());
            }
            Some(effect) = session.effects.recv() => {
                if let Effect::OpenUrl(url) = effect
                    && !show(url.as_str(), browser, session.out).await
                {
                    lines.get_or_insert_with(Lines::begin);
                }
            }
            line = next(&mut lines) => match line {
                Some(line) => {
                    answered = true;
                    paste(&session.client, &id, &line, session.out).await;
                }
                None => lines = None,
            },
            event = session.events.next() => {
                if let Some(Event { body: EventBody::SignIn { sign_in }, .. }) = &event
                    && sign_in.id == id
                {
                    for step in sign_in.trace.iter().skip(told) {
                        session.out.step(step);
                    }
                    told = told.max(sign_in.trace.len());
                    // The link goes to the app's window, not to this program: the person can paste it here.
                    if sign_in.state == SignInState::Waiting && sign_in.way == SignInWay::DeepLink && lines.is_none() {
                        lines = Some(Lines::begin());
                    }
                    answered |= sign_in.state == SignInState::Finishing;
                    if over(sign_in)? {
                        break;
                    }
                }
                moved |= answered && session.is_about(event.as_ref());
                session.hear(event).await?;
            }
        }
    }
    let late = tokio::time::sleep(BEGIN_ANEW);
    tokio::pin!(late);
    while !moved {
        tokio::select! {
            () = stop.cancelled() => return Err(stopped()),
            () = &mut late => break,
            event = session.events.next() => {
                moved = session.is_about(event.as_ref());
                session.hear(event).await?;
            }
        }
    }
    match session.settle().await? {
        Settled::Ready => Ok(()),
        Settled::SignIn { .. } => {
            let message = say!(
                "{server} does not take the sign-in that was just made. Ask whoever runs it.",
                server = &session.server.name
            );
            Err(Error::new(Code::SignInRequired, message))
        }
    }
}

/// Whether it is done; its failure, when it failed.
fn over(sign_in: &SignInView) -> Result<bool, Error> {
    match &sign_in.state {
        SignInState::Preparing | SignInState::Waiting | SignInState::Finishing => Ok(false),
        SignInState::Done { .. } => Ok(true),
        SignInState::Denied { message } => Err(Error::new(Code::Denied, message.clone())),
        SignInState::Failed { error } => Err(error.clone()),
        SignInState::Cancelled => Err(Error::new(
            Code::Denied,
            say!("The sign-in was cancelled. Nothing was changed."),
        )),
    }
}

/// Opens the browser, or says what to do instead; whether the answer comes by itself.
async fn show(url: &str, browser: Browser, out: Output) -> bool {
    if !browser.no_browser {
        let address = url.to_owned();
        let opened = tokio::task::spawn_blocking(move || open::that_detached(address)).await;
        if matches!(opened, Ok(Ok(()))) {
            out.note("Finish signing in in your browser. If it did not open, open this address yourself:");
            out.note(&format!("\n  {url}\n"));
            return true;
        }
        out.note("No browser could be opened.");
    }
    out.note("Open this address in a browser:");
    out.note(&format!("\n  {url}\n"));
    out.note("If nothing happens here afterwards, paste the address that the browser ended on and press Enter.");
    false
}

/// What was pasted is a secret until it is redeemed: it is neither repeated nor kept.
async fn paste(client: &Client, id: &str, line: &str, out: Output) {
    if line.trim().is_empty() {
        return;
    }
    if let Err(error) = client.sign_in_paste(id, line.trim()).await
        && error.code == Code::Invalid
    {
        out.note(&error.message.to_string());
    }
}

async fn next(lines: &mut Option<Lines>) -> Option<String> {
    match lines {
        Some(lines) => lines.next().await,
        None => std::future::pending().await,
    }
}
