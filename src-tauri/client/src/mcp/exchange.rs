//! One request to a server, with all its rounds: progress, questions to the person, deadlines and Stop.
//!
//! A server of 2026-07-28 answers `input_required` and is asked again with the answers and its `requestState`, byte for
//! byte (SEP-2322); an older one asks on its own (see `handler`), or refuses with the addresses that the person has to
//! visit first (-32042, MCP 2025-11-25). To the caller all of them are one exchange.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::try_join_all;
use rmcp::ErrorData;
use rmcp::model::{
    CancelledNotification, CancelledNotificationParam, ClientRequest, ElicitRequestParams, ElicitationAction,
    InputRequest, InputRequiredResult, InputResponses, ServerResult,
};
use rmcp::service::{PeerRequestOptions, ServiceError};
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::failure::{failed, stopped};
use super::session::{Link, Session};
use crate::api::{Code, Error};
use crate::company::excerpt;
use crate::elicitation::{Asker, Visit};
use crate::say;
use crate::servers::Reach;

/// What a server says of its progress, in characters.
const LONGEST_STEP: usize = 300;
/// Telling a server that its answer is not waited for takes at most this long.
const FAREWELL: Duration = Duration::from_secs(5);
/// Without a sign of life for this long a request is given up; progress starts it anew, and while the person is being
/// asked nothing is late.
const QUIET: Duration = Duration::from_mins(2);
/// And after this long in any case.
const TOTAL: Duration = Duration::from_mins(30);
/// A server that asks more often than this goes in circles.
const MOST_ROUNDS: u32 = 10;
/// How long before a server that only wants to be asked again is; it doubles up to the longest.
const AGAIN: Duration = Duration::from_millis(100);
const LONGEST_AGAIN: Duration = Duration::from_secs(2);
const URL_ELICITATION_REQUIRED: i32 = -32042;

/// What accompanies a request.
pub(super) struct Company<'a> {
    /// On whose behalf the server may ask.
    pub(super) asker: &'a Arc<Asker>,
    /// Hears a fraction between 0 and 1, where the server tells, and the server's words.
    pub(super) progress: &'a (dyn Fn(Option<f64>, Option<String>) + Send + Sync),
    /// The person stops it.
    pub(super) cancel: &'a CancellationToken,
}

/// What a round is sent with.
type Inputs = (Option<InputResponses>, Option<String>);

/// Sends what `request` makes of each round's inputs until the server has its result.
pub(super) async fn run(
    session: &Session,
    link: &Link,
    company: &Company<'_>,
    request: impl Fn(Inputs) -> ClientRequest,
) -> Result<ServerResult, Error> {
    let _place = link.askers.enter(company.asker);
    let deadline = Instant::now() + TOTAL;
    let mut inputs: Inputs = (None, None);
    let (mut wait, mut visited) = (AGAIN, BTreeMap::new());
    for _ in 0..MOST_ROUNDS {
        match round(session, link, company, request(inputs), deadline).await {
            Ok(ServerResult::InputRequiredResult(wanted)) => {
                if wanted.input_requests.as_ref().is_none_or(BTreeMap::is_empty) {
                    pause(company.cancel, wait).await?;
                    wait = (wait * 2).min(LONGEST_AGAIN);
                }
                inputs = answers(session, company, wanted, &mut visited).await?;
            }
            Ok(result) => return Ok(result),
            Err(Refused::Visit(first)) => {
                visit(session, company, first).await?;
                inputs = (None, None);
            }
            Err(Refused::For(error)) => return Err(error),
        }
    }
    Err(Error::new(
        Code::Invalid,
        say!(
            "{server} keeps asking for more. Lanyard stopped answering.",
            server = &session.config.name
        ),
    ))
}

/// Why a round has no result.
enum Refused {
    For(Error),
    /// The person has to visit addresses first.
    Visit(Vec<ElicitRequestParams>),
}

async fn round(
    session: &Session,
    link: &Link,
    company: &Company<'_>,
    request: ClientRequest,
    end: Instant,
) -> Result<ServerResult, Refused> {
    let sent = link
        .peer
        .send_cancellable_request(request, PeerRequestOptions::no_options())
        .await;
    let handle = match sent {
        Ok(handle) => handle,
        Err(error) => return Err(Refused::For(failed(session, &link.peer, &error).await)),
    };
    let mut told = link.progress.subscribe(handle.progress_token.clone()).await;
    let (peer, id) = (handle.peer.clone(), handle.id.clone());
    let farewell = async |reason: &str| {
        let note = CancelledNotificationParam::new(Some(id.clone()), Some(reason.to_owned()));
        let sending = peer.send_notification(CancelledNotification::new(note).into());
        let untold = tokio::time::timeout(FAREWELL, sending).await.is_err();
        // A program that does not read any more will not read the next call either.
        if untold && matches!(session.config.reach, Reach::Local(_)) {
            session.reconnect();
        }
    };
    let mut answer = std::pin::pin!(handle.await_response());
    let mut quiet = std::pin::pin!(tokio::time::sleep(QUIET));
    let result = loop {
        tokio::select! {
            result = &mut answer => break result,
            Some(step) = told.next() => {
                quiet.as_mut().reset(Instant::now() + QUIET);
                let fraction = step.total.filter(|t| *t > 0.0).map(|t| (step.progress / t).clamp(0.0, 1.0));
                (company.progress)(fraction, step.message.map(|said| excerpt(&said, LONGEST_STEP)));
            }
            () = company.cancel.cancelled() => {
                farewell("stopped by the user").await;
                return Err(Refused::For(stopped()));
            }
            () = &mut quiet => {
                let now = Instant::now();
                if link.askers.are_asking() && now < end {
                    quiet.as_mut().reset(now + QUIET);
                    continue;
                }
                farewell("no answer in time").await;
                break Err(ServiceError::Timeout { timeout: QUIET });
            }
            () = tokio::time::sleep_until(end) => {
                farewell("no answer in time").await;
                break Err(ServiceError::Timeout { timeout: TOTAL });
            }
        }
    };
    match result {
        Ok(result) => Ok(result),
        Err(error) => Err(match visits(&error) {
            Some(first) => Refused::Visit(first),
            None => Refused::For(failed(session, &link.peer, &error).await),
        }),
    }
}

/// Puts what a server needs to the person. What it has seen before of an address is in `visited`.
async fn answers(
    session: &Session,
    company: &Company<'_>,
    wanted: InputRequiredResult,
    visited: &mut BTreeMap<String, String>,
) -> Result<Inputs, Error> {
    let requests = wanted.input_requests.unwrap_or_default();
    let asked = requests.into_iter().map(|(key, request)| {
        let again = address_of(&request).is_some_and(|url| visited.get(&key) == Some(url));
        let visit = if again { Visit::Again } else { Visit::Once };
        if let Some(url) = address_of(&request) {
            visited.insert(key.clone(), url.clone());
        }
        async move {
            let InputRequest::Elicitation(request) = request else {
                return Err(Error::new(
                    Code::Invalid,
                    say!(
                        "{server} asks for something that Lanyard gives to no server.",
                        server = &session.config.name
                    ),
                ));
            };
            let answer = company.asker.ask(request.params, visit).await;
            let answer = answer.map_err(|why| unusable(session, &why))?;
            // Plain data always has a JSON form.
            Ok((key, serde_json::to_value(answer).unwrap_or_default()))
        }
    });
    let all = try_join_all(asked.collect::<Vec<_>>());
    let responses: InputResponses = tokio::select! {
        biased;
        () = company.cancel.cancelled() => return Err(stopped()),
        responses = all => responses?.into_iter().collect(),
    };
    Ok(((!responses.is_empty()).then_some(responses), wanted.request_state))
}

fn address_of(request: &InputRequest) -> Option<&String> {
    match request {
        InputRequest::Elicitation(one) => match &one.params {
            ElicitRequestParams::UrlElicitationParams { url, .. } => Some(url),
            _ => None,
        },
        _ => None,
    }
}

/// The person visits the addresses that a server named in place of an answer; it is then asked once more.
async fn visit(session: &Session, company: &Company<'_>, first: Vec<ElicitRequestParams>) -> Result<(), Error> {
    for params in first {
        let answer = tokio::select! {
            biased;
            () = company.cancel.cancelled() => return Err(stopped()),
            answer = company.asker.ask(params, Visit::UntilDone) => answer.map_err(|why| unusable(session, &why))?,
        };
        if answer.action != ElicitationAction::Accept {
            return Err(Error::new(
                Code::Denied,
                say!(
                    "You did not open what {server} asks for first. Nothing was changed.",
                    server = &session.config.name
                ),
            ));
        }
    }
    Ok(())
}

/// The addresses of a refusal with -32042.
fn visits(error: &ServiceError) -> Option<Vec<ElicitRequestParams>> {
    let ServiceError::McpError(refusal) = error else {
        return None;
    };
    if refusal.code.0 != URL_ELICITATION_REQUIRED {
        return None;
    }
    let list = refusal.data.as_ref()?.get("elicitations")?.clone();
    let list: Vec<Value> = serde_json::from_value(list).ok()?;
    let one = |value| serde_json::from_value::<ElicitRequestParams>(value).ok();
    let list: Vec<_> = list.into_iter().take(5).filter_map(one).collect();
    let only_addresses = list
        .iter()
        .all(|one| matches!(one, ElicitRequestParams::UrlElicitationParams { .. }));
    (only_addresses && !list.is_empty()).then_some(list)
}

fn unusable(session: &Session, why: &ErrorData) -> Error {
    Error::new(
        Code::Invalid,
        say!(
            "{server} asks for something that can't be shown: {said}",
            server = &session.config.name,
            said = why.message.as_ref()
        ),
    )
}

async fn pause(cancel: &CancellationToken, wait: Duration) -> Result<(), Error> {
    tokio::select! {
        biased;
        () = cancel.cancelled() => Err(stopped()),
        () = tokio::time::sleep(wait) => Ok(()),
    }
}
