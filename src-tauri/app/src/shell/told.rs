//! Events on their way to the window.

use std::time::Duration;

use futures::StreamExt as _;
use lanyard_client::api::{Event, EventBody};
use tauri::ipc::Channel;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Opened;

/// The window is told at most this often: each time is a script of its own for the webview, which keeps it for a while.
/// What happens in between is told together; what happens after a pause, at once.
const PACE: Duration = Duration::from_millis(50);

/// Events that are told together, at most.
const TOGETHER: usize = 500;

/// Tells what happens in the open profile, and in whichever is opened after it.
pub(super) async fn tell(mut opened: watch::Receiver<Opened>, after: Option<u32>, channel: Channel<Vec<Event>>) {
    let mut after = after;
    let mut free = Instant::now();
    loop {
        let client = opened.borrow_and_update().clone();
        let Some(Ok(client)) = client else {
            if opened.changed().await.is_err() {
                return;
            }
            continue;
        };
        let mut events = std::pin::pin!(client.subscribe(after).ready_chunks(TOGETHER));
        loop {
            let next = async {
                sleep_until(free).await;
                events.next().await
            };
            tokio::select! {
                told = next => match told {
                    Some(told) => {
                        let _ = channel.send(told);
                        free = Instant::now() + PACE;
                    }
                    None => break,
                },
                changed = opened.changed() => {
                    if changed.is_err() { return }
                    break;
                }
            }
        }
        // Another profile numbers its events anew.
        after = None;
        let _ = channel.send(vec![Event {
            seq: 0,
            body: EventBody::Reset,
        }]);
    }
}
