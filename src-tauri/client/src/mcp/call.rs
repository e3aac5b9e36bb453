//! One tool call: the only road to a server's tools.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, CallToolResult, ClientRequest, ContentBlock, ResourceContents,
    ServerResult, Tool,
};
use rmcp::service::{PeerRequestOptions, ServiceError};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use super::session::Session;
use super::trouble::{Trouble, trouble_of};
use super::words::words;
use super::{Parts, ToolInfo, ToolResult};
use crate::api::{Code, Effects, Error, ServerState};
use crate::approval::ApprovedCall;
use crate::audit::{Entry, Outcome};
use crate::say;
use crate::servers::ServerConfig;

/// A call that comes while the server is being connected waits this long for it.
const CONNECTING: Duration = Duration::from_secs(10);
/// Without a sign of life for this long a call is given up; progress starts it anew.
const QUIET: Duration = Duration::from_mins(2);
/// And after this long in any case.
const TOTAL: Duration = Duration::from_mins(30);

/// Runs an approved call and writes one audit event about it.
pub(super) async fn run(
    session: &Session,
    parts: &Parts,
    call: ApprovedCall,
    progress: impl Fn(Option<f64>, Option<String>) + Send + Sync + 'static,
    cancel: CancellationToken,
) -> Result<ToolResult, Error> {
    let begun = Instant::now();
    let (tool, decided_by) = (call.tool().to_owned(), call.decided_by().to_owned());
    let result = exchange(session, parts, call, progress, cancel).await;
    let outcome = match &result {
        Ok(answer) if answer.is_error => Outcome::ToolFailed,
        Ok(_) => Outcome::Done,
        Err(error) if error.code == Code::Cancelled => Outcome::Stopped,
        Err(_) => Outcome::Failed,
    };
    parts.audit.write(&Entry {
        at: parts.clock.text(),
        server: session.config.id.clone(),
        tool,
        decided_by,
        outcome,
        duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    result
}

async fn exchange(
    session: &Session,
    parts: &Parts,
    call: ApprovedCall,
    progress: impl Fn(Option<f64>, Option<String>) + Send + Sync + 'static,
    cancel: CancellationToken,
) -> Result<ToolResult, Error> {
    let link = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(stopped()),
        link = session.link(CONNECTING) => link.ok_or_else(|| not_ready(session))?,
    };
    still_allowed(session, parts, &call)?;
    let mut params = CallToolRequestParams::new(call.tool().to_owned());
    params.arguments = Some(call.arguments().clone());
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(params));
    let options = PeerRequestOptions::with_timeout(QUIET)
        .reset_timeout_on_progress()
        .with_max_total_timeout(TOTAL);
    let sent = link.peer.send_cancellable_request(request, options).await;
    let handle = match sent {
        Ok(handle) => handle,
        Err(error) => return Err(failed(session, &error).await),
    };
    let mut told = link.progress.subscribe(handle.progress_token.clone()).await;
    let (peer, id) = (handle.peer.clone(), handle.id.clone());
    let mut answer = std::pin::pin!(handle.await_response());
    let result = loop {
        tokio::select! {
            result = &mut answer => break result,
            Some(step) = told.next() => {
                let fraction = step.total.filter(|t| *t > 0.0).map(|t| (step.progress / t).clamp(0.0, 1.0));
                progress(fraction, step.message);
            }
            () = cancel.cancelled() => {
                let stop = rmcp::model::CancelledNotificationParam::new(Some(id), Some("stopped by the user".into()));
                let _ = peer.send_notification(rmcp::model::CancelledNotification::new(stop).into()).await;
                return Err(stopped());
            }
        }
    };
    match result {
        Ok(ServerResult::CallToolResult(result)) => Ok(answer_of(result)),
        Ok(ServerResult::InputRequiredResult(_)) => Err(Error::new(
            Code::Invalid,
            say!(
                "{server} asks for more information in a way that this version can't answer.",
                server = &session.config.name
            ),
        )),
        Ok(_) => Err(Error::new(
            Code::NotAServer,
            say!(
                "{server} sent an answer that is not a tool's result.",
                server = &session.config.name
            ),
        )),
        Err(error) => Err(failed(session, &error).await),
    }
}

/// What was approved is what runs: the same definition, as the same account, and no rule that forbids it by now.
fn still_allowed(session: &Session, parts: &Parts, call: &ApprovedCall) -> Result<(), Error> {
    let name = &session.config.name;
    let now = session.tools().iter().find(|t| t.name == call.tool()).cloned();
    let Some(now) = now else {
        return Err(Error::new(
            Code::NotFound,
            say!("{server} no longer offers this tool.", server = name),
        ));
    };
    if !parts.rules.offers(&now) {
        return Err(Error::new(
            Code::Blocked,
            say!("{tool} is blocked now.", tool = &now.title),
        ));
    }
    if now.definition != call.info().definition {
        return Err(Error::new(
            Code::Invalid,
            say!(
                "{server} changed this tool after it was allowed, so it was not run. Ask again.",
                server = name
            ),
        ));
    }
    if now.account != call.info().account {
        return Err(Error::new(
            Code::Invalid,
            say!(
                "Another account is signed in to {server} by now, so this was not run. Ask again.",
                server = name
            ),
        ));
    }
    Ok(())
}

fn stopped() -> Error {
    Error::new(Code::Cancelled, say!("Stopped."))
}

fn not_ready(session: &Session) -> Error {
    let name = &session.config.name;
    match session.state() {
        ServerState::SignInRequired { .. } => Error::new(
            Code::SignInRequired,
            say!("Sign in to {server} to continue.", server = name),
        ),
        ServerState::Waiting { error, .. } | ServerState::Failed { error } => error,
        _ => Error::new(
            Code::Unreachable,
            say!("{server} is not connected yet. Try again in a moment.", server = name),
        ),
    }
}

async fn failed(session: &Session, error: &ServiceError) -> Error {
    let name = &session.config.name;
    let trouble = trouble_of(error);
    match (&trouble, error) {
        (_, ServiceError::McpError(said)) => Error::new(
            Code::Invalid,
            say!(
                "{server} refused the call: {said}",
                server = name,
                said = said.message.as_ref()
            ),
        ),
        (_, ServiceError::Timeout { .. }) => Error::new(
            Code::Unreachable,
            say!(
                "{server} did not answer in time. The call may still have been carried out; check before you repeat it.",
                server = name
            ),
        ),
        (_, ServiceError::Cancelled { .. }) => stopped(),
        (Some(Trouble::SignIn(challenge)), _) => {
            session.remember(challenge.clone());
            session.reconnect();
            words(name, trouble.as_ref())
        }
        (Some(Trouble::CompanySignIn), _) => {
            session.note_company();
            session.reconnect();
            words(name, trouble.as_ref())
        }
        (Some(Trouble::StepUp(challenge)), _) => {
            session.remember(challenge.clone());
            words(name, trouble.as_ref())
        }
        (Some(Trouble::Forbidden(_)), _) => words(name, trouble.as_ref()),
        // The end of a sign-in ends the connection too, often before the server's refusal has come through.
        (None, ServiceError::TransportClosed | ServiceError::TransportSend(_)) if session.is_signed_out().await => {
            session.reconnect();
            Error::new(
                Code::SignInRequired,
                say!(
                    "The sign-in to {server} ended. The call may still have been carried out; check before you repeat it.",
                    server = name
                ),
            )
        }
        (None, ServiceError::TransportClosed | ServiceError::TransportSend(_)) => {
            session.reconnect();
            Error::new(
                Code::Unreachable,
                say!(
                    "The connection to {server} broke. The call may still have been carried out; check before you repeat it.",
                    server = name
                ),
            )
        }
        _ => {
            session.reconnect();
            words(name, trouble.as_ref())
        }
    }
}

fn answer_of(result: CallToolResult) -> ToolResult {
    let mut text = String::new();
    for block in &result.content {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            ContentBlock::Text(t) => text.push_str(&t.text),
            ContentBlock::Image(i) => {
                let _ = write!(text, "[image, {}]", i.mime_type);
            }
            ContentBlock::Audio(a) => {
                let _ = write!(text, "[audio, {}]", a.mime_type);
            }
            ContentBlock::ResourceLink(r) => {
                let _ = write!(text, "{} <{}>", r.name, r.uri);
            }
            ContentBlock::Resource(r) => match &r.resource {
                ResourceContents::TextResourceContents { text: inner, .. } => text.push_str(inner),
                ResourceContents::BlobResourceContents { uri, .. } => {
                    let _ = write!(text, "[file, {uri}]");
                }
                _ => text.push_str("[a resource of a kind that this version does not know]"),
            },
            _ => text.push_str("[content of a kind that this version does not know]"),
        }
    }
    ToolResult {
        text,
        structured: result.structured_content,
        is_error: result.is_error.unwrap_or(false),
    }
}

/// A tool as the rest of the client knows it.
pub(super) fn info(config: &ServerConfig, account: Option<&str>, tool: &Tool) -> ToolInfo {
    let annotations = tool.annotations.clone().unwrap_or_default();
    let description = tool.description.as_deref().unwrap_or_default().to_owned();
    let mut hash = Sha256::new();
    for piece in [
        tool.name.as_ref(),
        &description,
        &serde_json::to_string(&tool.input_schema).unwrap_or_default(),
        &serde_json::to_string(&tool.output_schema).unwrap_or_default(),
    ] {
        // The length keeps two pieces from being read as one.
        hash.update(piece.len().to_le_bytes());
        hash.update(piece.as_bytes());
    }
    let definition = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    ToolInfo {
        server_id: config.id.clone(),
        server_name: config.name.clone(),
        server_url: config.url().to_owned(),
        account: account.map(str::to_owned),
        title: tool
            .title
            .clone()
            .or(annotations.title.clone())
            .unwrap_or_else(|| tool.name.to_string()),
        name: tool.name.to_string(),
        description,
        input_schema: tool.input_schema.as_ref().clone(),
        output_schema: tool.output_schema.as_deref().cloned(),
        effects: Effects {
            read_only: annotations.read_only_hint.unwrap_or(false),
            // Means something only for what does not merely read (MCP schema, ToolAnnotations).
            destructive: annotations.destructive_hint.unwrap_or(true) && !annotations.read_only_hint.unwrap_or(false),
            open_world: annotations.open_world_hint.unwrap_or(true),
        },
        definition,
    }
}
