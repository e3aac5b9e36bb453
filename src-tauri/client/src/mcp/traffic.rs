//! What was said between us and one server lately: in memory, bounded, for the person's eyes.
//!
//! Headers, and with them credentials, never come here. A message is kept as its text, cut where it is long; what looks
//! like a secret is blackened when it is shown, so that a call pays only for the writing down.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rmcp::RoleClient;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde::Serialize;

use super::blacken::blacken;
use crate::api::{Direction, TrafficLine};
use crate::clock::Clock;

/// Messages that are kept.
const MOST: usize = 300;
/// Of each message, in bytes.
const LONGEST: usize = 4_096;

/// One server's; a clone shares it.
#[derive(Clone)]
pub(super) struct Traffic {
    ring: Arc<Mutex<Ring>>,
    clock: Clock,
}

struct Ring {
    next: u32,
    lines: VecDeque<Line>,
}

struct Line {
    number: u32,
    at: jiff::Timestamp,
    direction: Direction,
    text: Vec<u8>,
    cut: bool,
}

impl Traffic {
    pub(super) fn new(clock: Clock) -> Self {
        let ring = Arc::new(Mutex::new(Ring {
            next: 0,
            lines: VecDeque::new(),
        }));
        Self { ring, clock }
    }

    /// What a program printed on its standard error.
    pub(super) fn printed(&self, line: &str) {
        let text = line.trim_end();
        if !text.is_empty() {
            self.put(Direction::Printed, text.as_bytes().to_vec(), false);
        }
    }

    fn message(&self, direction: Direction, message: &impl Serialize) {
        let mut text = Capped(Vec::with_capacity(256));
        // It fails where the message is longer than what is kept of it.
        let cut = serde_json::to_writer(&mut text, message).is_err();
        self.put(direction, text.0, cut);
    }

    fn put(&self, direction: Direction, text: Vec<u8>, cut: bool) {
        let at = self.clock.now();
        let mut ring = self.lock();
        if ring.lines.len() >= MOST {
            ring.lines.pop_front();
        }
        let number = ring.next;
        ring.next = ring.next.wrapping_add(1);
        ring.lines.push_back(Line {
            number,
            at,
            direction,
            text,
            cut,
        });
    }

    /// Oldest first, as shown.
    pub(super) fn lines(&self) -> Vec<TrafficLine> {
        self.lock().lines.iter().map(Line::view).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn view(&self) -> TrafficLine {
        let text = String::from_utf8_lossy(&self.text);
        let mut shown = blacken(&text);
        if self.cut {
            shown.push('…');
        }
        TrafficLine {
            number: self.number,
            at: format!("{:.3}", self.at),
            direction: self.direction,
            about: about(&text),
            text: shown,
        }
    }
}

/// A message's method, or what an answer answers. Only what comes first counts: further on stands what tools say.
fn about(text: &str) -> String {
    if !text.starts_with('{') {
        return String::new();
    }
    let value = |key: &str| {
        let (_, rest) = text.split_once(&format!("\"{key}\":"))?;
        let end = rest.find([',', '}']).unwrap_or(rest.len());
        Some(rest[..end].trim_matches('"').to_owned())
    };
    let first = ["method", "result", "error"]
        .into_iter()
        .filter_map(|key| Some((text.find(&format!("\"{key}\":"))?, key)))
        .min();
    match (first, value("id")) {
        (Some((_, "method")), _) => value("method").unwrap_or_default(),
        (Some((_, kind)), Some(id)) => format!("{kind} {id}"),
        (Some((_, kind)), None) => kind.to_owned(),
        (None, _) => String::new(),
    }
}

/// Takes so many bytes and then no more.
struct Capped(Vec<u8>);

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let room = LONGEST - self.0.len().min(LONGEST);
        self.0.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room {
            return Err(std::io::Error::other("enough"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A transport whose messages are noted.
pub(super) struct Tapped<T> {
    inner: T,
    traffic: Traffic,
}

impl<T> Tapped<T> {
    pub(super) fn new(inner: T, traffic: Traffic) -> Self {
        Self { inner, traffic }
    }
}

impl<T: Transport<RoleClient>> Transport<RoleClient> for Tapped<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleClient>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.traffic.message(Direction::Sent, &item);
        self.inner.send(item)
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleClient>> {
        let item = self.inner.receive().await?;
        self.traffic.message(Direction::Received, &item);
        Some(item)
    }

    fn close(&mut self) -> impl Future<Output = Result<(), Self::Error>> + Send {
        self.inner.close()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_stays_bounded_in_number_and_in_length() {
        let traffic = Traffic::new(Clock::system());
        for n in 0..1_000 {
            traffic.message(
                Direction::Sent,
                &json!({ "jsonrpc": "2.0", "id": n, "method": "x", "params": "y".repeat(10_000) }),
            );
        }
        let lines = traffic.lines();
        assert_eq!((lines.len(), lines[0].number), (MOST, 700));
        assert!(
            lines
                .iter()
                .all(|l| l.text.len() <= LONGEST + 3 && l.text.ends_with('…'))
        );
    }

    #[test]
    fn a_line_says_what_it_is_about() {
        let traffic = Traffic::new(Clock::system());
        traffic.message(
            Direction::Sent,
            &json!({ "jsonrpc": "2.0", "id": 7, "method": "tools/call" }),
        );
        traffic.message(
            Direction::Received,
            &json!({ "jsonrpc": "2.0", "id": 7, "result": { "method": "no" } }),
        );
        traffic.message(
            Direction::Received,
            &json!({ "jsonrpc": "2.0", "id": 8, "error": { "code": -1 } }),
        );
        traffic.printed("ready\n");
        let about: Vec<_> = traffic.lines().into_iter().map(|l| l.about).collect();
        assert_eq!(about, ["tools/call", "result 7", "error 8", ""]);
    }
}
