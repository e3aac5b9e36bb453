//! One turn: the model answers, its calls run, the model reads the results, until it is done.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use tokio::time::MissedTickBehavior;

use super::attachments::Contents;
use super::call::{self, Tools};
use super::live::Live;
use super::record::{Message, Part, failed};
use super::{budget, choice, history, left_out, prompt, summary};
use crate::api::{Code, Error, SettingKey, TurnEnd};
use crate::models::{Answer, Delta, ModelError, Request, ToolRequest};
use crate::say;
use crate::store::conversations;

/// A model that still calls tools after this many answers goes in circles.
const MAX_ROUNDS: u32 = 12;
/// Streamed text is in memory alone for a quarter of a second at most: half of it until the write begins, half for the
/// write.
const FLUSH: Duration = Duration::from_millis(125);
/// A model may ask for at most this many calls at once.
const MAX_CALLS: usize = 32;

/// Why a turn goes no further.
pub(super) enum Halt {
    /// The person stopped it.
    Stopped,
    /// It failed.
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<ModelError> for Halt {
    fn from(error: ModelError) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs a turn from a round on and says how it ended; what was said is in `live`.
pub(super) async fn run(live: &Arc<Live>, model: &str, from: u32) -> TurnEnd {
    match rounds(live, model, from).await {
        Ok(()) => TurnEnd::Complete,
        Err(Halt::Stopped) => TurnEnd::Stopped,
        Err(Halt::Failed(error)) => failed(error),
    }
}

async fn rounds(live: &Arc<Live>, model: &str, from: u32) -> Result<(), Halt> {
    let parts = &live.parts;
    let before = match live.message().parent {
        Some(parent) => history::up_to(&parts.store, &live.conversation_id, parent)
            .await
            .map_err(Error::from)?,
        None => Vec::new(),
    };
    let contents = history::contents(&parts.store, prompt::since_summary(&before))
        .await
        .map_err(Error::from)?;
    for round in from..from.saturating_add(MAX_ROUNDS) {
        let (answer, tools) = ask(live, model, round, &before, &contents).await?;
        let calls = listen(live, round, answer).await?;
        if calls.is_empty() {
            return Ok(());
        }
        if calls.len() > MAX_CALLS {
            return Err(Halt::Failed(Error::new(
                Code::Model,
                say!(
                    "The model asked for {count} calls at once, which is too many. Ask for less at a time.",
                    count = calls.len()
                ),
            )));
        }
        call::run(live, round, calls, &tools).await?;
        if live.cancel.is_cancelled() {
            return Err(Halt::Stopped);
        }
    }
    Err(Halt::Failed(Error::new(
        Code::Model,
        say!(
            "The model called tools {count} times without coming to an end. Choose \"Continue\" to let it go on.",
            count = MAX_ROUNDS
        ),
    )))
}

/// Sends the request of one round: everything so far, made to fit what the model takes.
async fn ask(
    live: &Arc<Live>,
    model: &str,
    round: u32,
    before: &[Message],
    contents: &Contents,
) -> Result<(Answer, Tools), Halt> {
    let kind = live.parts.models.kind(model);
    let window = tokio::select! {
        biased;
        () = live.cancel.cancelled() => return Err(Halt::Stopped),
        window = live.parts.models.window(model) => window,
    };
    let mut tried = usize::MAX;
    loop {
        let budget = live.budgets.of(model, kind, window);
        let room = budget::of_one(budget);
        let (mut request, tools) = request(live, before, contents, budget).await?;
        if live
            .message()
            .parts
            .iter()
            .all(|part| matches!(part, Part::LeftOut { .. }))
            && summary::make_room(live, model, before, contents, &request, budget).await?
        {
            continue;
        }
        // A summary that was refused has said how much the model takes.
        let gave = budget::fit(&mut request, live.budgets.of(model, kind, window));
        let size = budget::estimate(&request);
        // What is more than a model's window is cut by its server, without a word.
        let too_long = window.is_some_and(|window| size > usize::try_from(window).unwrap_or(usize::MAX));
        if too_long || size >= tried {
            // The same once more would be refused once more.
            return Err(Halt::Failed(Error::new(
                Code::Model,
                say!(
                    "This is more than the model can read at once. Shorten your message, or choose a model that takes more."
                ),
            )));
        }
        tried = size;
        let answer = tokio::select! {
            biased;
            () = live.cancel.cancelled() => return Err(Halt::Stopped),
            answer = live.parts.models.send(model, request) => answer?,
        };
        let mut answer = answer.peekable();
        // A refusal comes before anything else does.
        let first = tokio::select! {
            biased;
            () = live.cancel.cancelled() => return Err(Halt::Stopped),
            first = Pin::new(&mut answer).peek() => first,
        };
        if let Some(Err(error)) = first
            && budget::was_too_long(error)
        {
            live.budgets.refused(model, size);
            continue;
        }
        if let Some(Ok(_)) = first {
            let sentences = left_out::of(gave, before, &live.message(), round, contents, room);
            live.leave_out(round, sentences).await?;
        }
        return Ok((Box::pin(answer), tools));
    }
}

/// Looked up in every round: a server may come, go or change its tools while the turn runs.
async fn request(
    live: &Arc<Live>,
    before: &[Message],
    contents: &Contents,
    budget: usize,
) -> Result<(Request, Tools), Halt> {
    let parts = &live.parts;
    let mut messages = before.to_vec();
    messages.push(live.message());
    let (names, finder) = choice::choose(parts.sessions.tools(), &messages, budget::of_tools(budget), |all| {
        live.finder.of(all)
    });
    let today = parts
        .clock
        .now()
        .to_zoned(jiff::tz::TimeZone::system())
        .date()
        .to_string();
    let row = conversations::get(&parts.store, &live.conversation_id)
        .await
        .map_err(Error::from)?;
    let instructions = prompt::Instructions {
        company: parts.instructions.clone(),
        user: parts.settings.value(SettingKey::Instructions),
        conversation: row.map(|row| row.instructions).unwrap_or_default(),
        servers: parts.sessions.instructions(),
    };
    let request = prompt::build(
        &messages,
        contents,
        budget::of_one(budget),
        &instructions,
        &today,
        &names,
    );
    Ok((request, Tools { names, finder }))
}

/// Listens to one answer of the model. Returns the calls it asks for.
async fn listen(live: &Live, round: u32, mut answer: Answer) -> Result<Vec<ToolRequest>, Halt> {
    let mut clock = tokio::time::interval(FLUSH);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut unsaved = false;
    let mut calls = Vec::new();
    let result = loop {
        // In this order, so that a model that never pauses delays neither Stop nor the flush.
        tokio::select! {
            biased;
            () = live.cancel.cancelled() => break Err(Halt::Stopped),
            _ = clock.tick(), if unsaved => {
                live.flush().await?;
                unsaved = false;
            }
            delta = answer.next() => match delta {
                Some(Ok(Delta::Text(text))) => unsaved |= live.append(round, false, text),
                Some(Ok(Delta::Reasoning(text))) => unsaved |= live.append(round, true, text),
                Some(Ok(Delta::Calls(asked))) => calls = asked,
                Some(Ok(Delta::End(usage))) => {
                    live.count(usage.into());
                    break Ok(calls);
                }
                Some(Err(error)) => break Err(error.into()),
                // The door to models promises an end or an error; a stream that merely stops is neither.
                None => break Err(Halt::Failed(Error::new(Code::Model, say!("The model's answer broke off. Try again.")))),
            },
        }
    };
    // Dropped first: that ends the request.
    drop(answer);
    if unsaved {
        live.flush().await?;
    }
    result
}
