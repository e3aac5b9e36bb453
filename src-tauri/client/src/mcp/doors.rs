//! The doors to a server: a tool's call, a resource's reading, a prompt, and the completion of an argument.
//!
//! Each takes an [`ApprovedCall`], which only `approval` makes, can be stopped, and writes one audit event.

mod call;
mod complete;
mod prompt;
mod read;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::Parts;
use super::exchange::Company;
use super::failure::{not_ready, stopped};
use super::session::{Link, Session};
use crate::api::{Code, Error};
use crate::approval::ApprovedCall;
use crate::audit::{Entry, Outcome};
use crate::elicitation::Asker;
use crate::say;

pub(super) use call::call;
pub(super) use complete::{Typed, complete};
pub(super) use prompt::prompt;
pub(super) use read::read;

/// A request that comes while the server is being connected waits this long for it.
const CONNECTING: Duration = Duration::from_secs(10);

/// What every door needs.
pub(super) struct Visit<'a> {
    pub(super) session: &'a Session,
    pub(super) parts: &'a Parts,
    pub(super) asker: Arc<Asker>,
    pub(super) progress: Box<dyn Fn(Option<f64>, Option<String>) + Send + Sync>,
    pub(super) cancel: CancellationToken,
}

impl Visit<'_> {
    fn company(&self) -> Company<'_> {
        Company {
            asker: &self.asker,
            progress: self.progress.as_ref(),
            cancel: &self.cancel,
        }
    }

    /// The connection, once what was approved has been held against what is there now.
    async fn link(&self, call: &ApprovedCall) -> Result<Link, Error> {
        let link = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(stopped()),
            link = self.session.link(CONNECTING) => link.ok_or_else(|| not_ready(self.session))?,
        };
        still_allowed(self.session, self.parts, call)?;
        Ok(link)
    }

    /// Writes the one audit event.
    fn note(&self, call: &ApprovedCall, begun: Instant, outcome: Outcome) {
        self.parts.audit.write(&Entry {
            at: self.parts.clock.text(),
            server: self.session.config.id.clone(),
            tool: call.info().rule_name(),
            decided_by: call.decided_by().to_owned(),
            outcome,
            duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
    }
}

fn outcome_of<T>(result: &Result<T, Error>) -> Outcome {
    match result {
        Ok(_) => Outcome::Done,
        Err(error) if error.code == Code::Cancelled => Outcome::Stopped,
        Err(_) => Outcome::Failed,
    }
}

/// What was approved is what runs: the same definition, as the same account, and no rule that forbids it by now.
fn still_allowed(session: &Session, parts: &Parts, call: &ApprovedCall) -> Result<(), Error> {
    let name = &session.config.name;
    let Some(now) = session.offered(call.info().door, call.tool()) else {
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
