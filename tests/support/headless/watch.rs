//! Waits for what a client tells, never by the clock: a deadline only ends a test that has failed.

use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::BoxStream;
use lanyard_client::Client;
use lanyard_client::api::{Event, EventBody, ServerState, ServerView};

const DEADLINE: Duration = Duration::from_mins(1);

/// A client's events from a point on.
pub(crate) struct Watch {
    events: BoxStream<'static, Event>,
}

impl Watch {
    /// From now on.
    pub(crate) fn new(client: &Client) -> Self {
        Self {
            events: client.subscribe(None).boxed(),
        }
    }

    /// From the profile's first event on.
    pub(crate) fn from_start(client: &Client) -> Self {
        Self {
            events: client.subscribe(Some(client.begin())).boxed(),
        }
    }

    /// The first event for which `pick` says something.
    pub(crate) async fn until<T>(&mut self, what: &str, mut pick: impl FnMut(&EventBody) -> Option<T>) -> T {
        let search = async {
            let mut seen = Vec::new();
            while let Some(event) = self.events.next().await {
                if let Some(found) = pick(&event.body) {
                    return found;
                }
                seen.push(format!("{:?}", event.body).chars().take(300).collect::<String>());
                if seen.len() > 40 {
                    seen.remove(0);
                }
                LAST.with(|last| last.replace(seen.join("\n")));
            }
            panic!("the events ended before {what}");
        };
        match tokio::time::timeout(DEADLINE, search).await {
            Ok(found) => found,
            Err(tokio::time::error::Elapsed { .. }) => panic!(
                "waited in vain for {what}; the last events:\n{}",
                LAST.with(|l| l.borrow().clone())
            ),
        }
    }

    /// The first view of a server whose state matches.
    pub(crate) async fn server(&mut self, what: &str, matches: impl Fn(&ServerState) -> bool) -> ServerView {
        self.until(what, |body| match body {
            EventBody::Server { server } if matches(&server.state) => Some(server.clone()),
            _ => None,
        })
        .await
    }
}

thread_local! {
    static LAST: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}
