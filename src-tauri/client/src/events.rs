//! What happened, in order, for whoever listens.
//!
//! Events are numbered and the last ones are kept, so that a window that was away takes up where it left:
//! a reload equals a replay. Who asks for numbers that are gone gets [`EventBody::Reset`] and takes a snapshot.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::{Stream, StreamExt as _};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::api::{Event, EventBody};

/// How many events are kept for a replay.
const KEPT: usize = 4096;
/// What they take together, in bytes as JSON: a server decides how long some of them are.
const KEPT_BYTES: usize = 32 << 20;

/// Where the next bus begins to count: each profile that this process opens has a range of its own, so that a listener
/// who comes from another profile's numbers is told to start over, not given these as their continuation.
static NEXT_RANGE: AtomicU32 = AtomicU32::new(0);
const RANGE: u32 = 1 << 24;

/// The one place events come from.
#[derive(Clone)]
pub struct Bus {
    log: Arc<Mutex<Log>>,
}

struct Log {
    begin: u32,
    seq: u32,
    kept: VecDeque<(usize, Event)>,
    bytes: usize,
    live: broadcast::Sender<Event>,
}

/// How long an event is as JSON, in bytes.
fn size_of(body: &EventBody) -> usize {
    struct Counter(usize);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Counting can't fail, and what can't be written is short.
    let _ = serde_json::to_writer(&mut counter, body);
    counter.0
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}

impl Bus {
    /// A bus without events.
    pub fn new() -> Self {
        let (live, _) = broadcast::channel(1024);
        let begin = NEXT_RANGE.fetch_add(RANGE, Ordering::Relaxed);
        Self {
            log: Arc::new(Mutex::new(Log {
                begin,
                seq: begin,
                kept: VecDeque::new(),
                bytes: 0,
                live,
            })),
        }
    }

    /// Numbers an event and tells it. Returns its number.
    pub fn emit(&self, body: EventBody) -> u32 {
        let size = size_of(&body);
        let mut log = self.lock();
        log.seq += 1;
        let event = Event { seq: log.seq, body };
        log.bytes += size;
        log.kept.push_back((size, event.clone()));
        while log.kept.len() > KEPT || log.bytes > KEPT_BYTES {
            let Some((gone, _)) = log.kept.pop_front() else { break };
            log.bytes -= gone;
        }
        // Nobody listening is no error: the event is kept for a replay.
        let _ = log.live.send(event);
        log.seq
    }

    /// The number before the first event.
    pub fn begin(&self) -> u32 {
        self.lock().begin
    }

    /// The number of the last event.
    pub fn seq(&self) -> u32 {
        self.lock().seq
    }

    /// All events after a number, kept and to come. Without a number: those to come.
    pub fn subscribe(&self, after: Option<u32>) -> impl Stream<Item = Event> + Send + use<> {
        let (backlog, live, seq) = {
            let log = self.lock();
            let first = log.kept.front().map_or(log.seq + 1, |(_, e)| e.seq);
            let after = after.unwrap_or(log.seq);
            let backlog: Vec<Event> = if after > log.seq || after.saturating_add(1) < first {
                vec![Event {
                    seq: log.seq,
                    body: EventBody::Reset,
                }]
            } else {
                log.kept
                    .iter()
                    .map(|(_, e)| e)
                    .filter(|e| e.seq > after)
                    .cloned()
                    .collect()
            };
            (backlog, log.live.subscribe(), log.seq)
        };
        let backlog = futures::stream::iter(backlog);
        let coming = futures::stream::unfold((live, seq), |(mut live, last)| async move {
            loop {
                match live.recv().await {
                    Ok(event) if event.seq <= last => {}
                    Ok(event) => {
                        let seq = event.seq;
                        return Some((event, (live, seq)));
                    }
                    // The listener was too slow: what it missed it takes from a snapshot.
                    Err(RecvError::Lagged(_)) => {
                        return Some((
                            Event {
                                seq: last,
                                body: EventBody::Reset,
                            },
                            (live, last),
                        ));
                    }
                    Err(RecvError::Closed) => return None,
                }
            }
        });
        backlog.chain(coming)
    }

    fn lock(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn removed(id: &str) -> EventBody {
        EventBody::ServerRemoved { id: id.into() }
    }

    #[tokio::test]
    async fn a_listener_takes_up_where_it_left() {
        let bus = Bus::new();
        bus.emit(removed("a"));
        bus.emit(removed("b"));
        let mut events = Box::pin(bus.subscribe(Some(bus.begin() + 1)));
        bus.emit(removed("c"));
        assert_eq!(
            events.next().await.unwrap(),
            Event {
                seq: bus.begin() + 2,
                body: removed("b")
            }
        );
        assert_eq!(
            events.next().await.unwrap(),
            Event {
                seq: bus.begin() + 3,
                body: removed("c")
            }
        );
    }

    #[tokio::test]
    async fn few_that_are_long_are_not_kept_without_end_either() {
        let bus = Bus::new();
        for _ in 0..40 {
            bus.emit(removed(&"x".repeat(1 << 20)));
        }
        {
            let log = bus.lock();
            let held: usize = log.kept.iter().map(|(size, _)| size).sum();
            assert_eq!(held, log.bytes);
            assert!(log.bytes <= KEPT_BYTES && log.kept.len() > 20, "{}", log.kept.len());
        }
        let first = Box::pin(bus.subscribe(Some(bus.begin()))).next().await.unwrap();
        assert_eq!(first.body, EventBody::Reset);
        // One that is too long by itself is told to who listens, and not kept.
        let mut events = Box::pin(bus.subscribe(None));
        bus.emit(removed(&"x".repeat(KEPT_BYTES)));
        assert!(matches!(
            events.next().await.unwrap().body,
            EventBody::ServerRemoved { .. }
        ));
        assert_eq!(bus.lock().bytes, 0);
    }

    #[tokio::test]
    async fn numbers_that_are_gone_or_unknown_ask_for_a_snapshot() {
        let bus = Bus::new();
        for i in 0..=KEPT {
            bus.emit(removed(&i.to_string()));
        }
        let first = Box::pin(bus.subscribe(Some(bus.begin()))).next().await.unwrap();
        assert_eq!(first.body, EventBody::Reset);
        let other_life = Box::pin(bus.subscribe(Some(Bus::new().begin()))).next().await.unwrap();
        assert_eq!(other_life.body, EventBody::Reset);
    }
}
