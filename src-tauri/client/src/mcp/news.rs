//! News of a server of 2026-07-28: the stream of `subscriptions/listen` on which it tells that its lists changed.
//!
//! Older servers tell it on their own (see `handler`). A stream that breaks is opened anew, and what may have been
//! missed meanwhile is listed again.

use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleClient;
use rmcp::service::Peer;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::catalogue::wants;

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// Listens until it is dropped.
pub(super) struct News(JoinHandle<()>);

impl Drop for News {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// None where the server declares that it tells nothing.
pub(super) fn listen(peer: &Peer<RoleClient>, lists_changed: &Arc<Notify>) -> Option<News> {
    let filter = wants(&peer.peer_info()?.capabilities)?;
    let (peer, lists_changed) = (peer.clone(), Arc::clone(lists_changed));
    Some(News(tokio::spawn(async move {
        let mut wait = FIRST_WAIT;
        let mut before = false;
        while !peer.is_transport_closed() {
            match peer.listen(filter.clone()).await {
                Ok(mut news) => {
                    wait = FIRST_WAIT;
                    if std::mem::replace(&mut before, true) {
                        lists_changed.notify_one();
                    }
                    while let Ok(Some(_)) = news.next().await {
                        lists_changed.notify_one();
                    }
                }
                // It declared it and refuses it: asking again would change nothing.
                Err(rmcp::ServiceError::McpError(_)) => return,
                Err(_) => {}
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    })))
}
