//! One line per call: who, by which client and way, which tool, the decision, how long. Never an argument.

use std::fmt;
use std::time::Instant;

use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::principal::Principal;
use crate::telemetry::request;

/// One line, for a window that shows the log.
#[derive(Clone, Debug)]
pub struct Line {
    /// When, in seconds since the epoch.
    pub at: i64,
    /// The subject; empty when nobody proved to be anybody.
    pub who: String,
    /// The client.
    pub client: String,
    /// The way of authentication.
    pub way: &'static str,
    /// The JSON-RPC method, or the HTTP method where there is none.
    pub method: String,
    /// The tool, for a call of one.
    pub tool: Option<String>,
    /// `allowed`, or the reason for the refusal.
    pub decision: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Until the answer's last byte, in milliseconds.
    pub milliseconds: u64,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.who.is_empty() { "-" } else { &self.who };
        let what = self.tool.as_deref().unwrap_or(&self.method);
        let Self {
            client,
            way,
            decision,
            status,
            milliseconds,
            ..
        } = self;
        write!(f, "{who} {client} {way} {what} {decision} {status} {milliseconds} ms")
    }
}

/// Writes lines to the log and, where somebody listens, to them.
#[derive(Clone, Debug)]
pub(crate) struct Audit {
    clock: Clock,
    listener: Option<mpsc::Sender<Line>>,
}

impl Audit {
    pub(crate) fn new(clock: Clock, listener: Option<mpsc::Sender<Line>>) -> Self {
        Self { clock, listener }
    }

    /// Starts an entry, written when it is dropped.
    pub(crate) fn begin(&self, principal: Option<&Principal>, method: String, tool: Option<String>) -> Entry {
        Entry {
            audit: self.clone(),
            span: tracing::Span::current(),
            started: Instant::now(),
            line: Line {
                at: self.clock.unix(),
                who: principal.map(|p| p.subject.clone()).unwrap_or_default(),
                client: principal.map(|p| p.client_id.clone()).unwrap_or_default(),
                way: principal.map_or("none", |p| p.way.as_str()),
                method,
                tool,
                decision: "allowed",
                status: 0,
                milliseconds: 0,
            },
        }
    }
}

/// A line being written: it ends with the answer's body, so that a stream is measured whole.
#[derive(Debug)]
pub(crate) struct Entry {
    audit: Audit,
    span: tracing::Span,
    started: Instant,
    pub(crate) line: Line,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.line.milliseconds = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let line = &self.line;
        request::describe(&self.span, line);
        tracing::info!(
            target: "audit",
            who = %line.who,
            client = %line.client,
            way = line.way,
            method = %line.method,
            tool = line.tool.as_deref().unwrap_or_default(),
            decision = line.decision,
            status = line.status,
            ms = line.milliseconds,
            "call"
        );
        if let Some(listener) = &self.audit.listener {
            // A listener that does not keep up loses lines; the log has them.
            let _ = listener.try_send(line.clone());
        }
    }
}
