//! Who hears when something of theirs has changed: subscriptions to one's own leave, in both eras of MCP.
//!
//! What enters: a person and what changed. What leaves: `notifications/resources/updated`, to that person alone. It holds no
//! leave itself: whoever hears of it reads it anew, with the checks that reading has.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rmcp::ErrorData;
use rmcp::model::ResourceUpdatedNotificationParam;
use rmcp::service::{RequestContext, RoleServer, SubscriptionContext};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio_util::sync::CancellationToken;

use super::caller::{Caller, principal};
use super::pages::OWN_LEAVE;
use super::refusal::Refusal;
use super::{Company, access};

/// Changes that may wait for a slow listener; one that misses some hears of one more.
const WAITING: usize = 64;
/// Subscriptions of older revisions at once, over all sessions.
const MOST: usize = 4_096;

/// A session and a person.
type Key = (String, String);

/// The company's bell.
#[derive(Debug)]
pub(super) struct News {
    /// Whose leave has changed: the person's id.
    bell: Sender<String>,
    /// What ends the subscriptions that were made by `resources/subscribe`.
    subscribed: Mutex<HashMap<Key, CancellationToken>>,
}

impl Default for News {
    fn default() -> Self {
        Self {
            bell: broadcast::Sender::new(WAITING),
            subscribed: Mutex::default(),
        }
    }
}

impl News {
    /// Somebody's leave has changed. Nobody listening is fine.
    pub(super) fn leave_changed(&self, person_id: &str) {
        drop(self.bell.send(person_id.to_owned()));
    }
}

/// Waits until this person's leave has changed, or may have.
async fn change_of(person_id: &str, bell: &mut Receiver<String>) {
    loop {
        match bell.recv().await {
            Ok(whose) if whose != person_id => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            // The company has closed: nothing will change any more.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// The session of a request, by the header that the transport gave it.
fn session(context: &RequestContext<RoleServer>) -> String {
    let parts = context.extensions.get::<http::request::Parts>();
    let id = parts.and_then(|parts| parts.headers.get("mcp-session-id"));
    id.and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned()
}

impl Company {
    /// Whoever may read their own leave may hear of it.
    async fn listener(&self, context: &RequestContext<RoleServer>, uri: &str) -> Result<String, ErrorData> {
        let principal = principal(&context.extensions)?;
        access::check(&principal, "resources/subscribe", uri).map_err(Refusal::protocol)?;
        if uri != OWN_LEAVE {
            let words = format!("{uri} never changes: there is nothing to subscribe to");
            return Err(ErrorData::invalid_params(words, None));
        }
        let person = self.person(&Caller(principal)).await.map_err(Refusal::protocol)?;
        Ok(person.id)
    }

    /// Serves one `subscriptions/listen` until it ends (2026-07-28).
    pub(super) async fn tell(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let asked = context.accepted().resource_subscriptions.clone().unwrap_or_default();
        if !asked.iter().any(|uri| uri == OWN_LEAVE) {
            context.cancelled().await;
            return Ok(());
        }
        let mut bell = self.news().bell.subscribe();
        let person = self.listener(context.request_context(), OWN_LEAVE).await?;
        loop {
            tokio::select! {
                () = context.cancelled() => return Ok(()),
                () = change_of(&person, &mut bell) => {}
            }
            if let Err(error) = context.sink().notify_resource_updated(OWN_LEAVE).await {
                tracing::debug!(%error, "a listener has gone");
                return Ok(());
            }
        }
    }

    /// `resources/subscribe`, as it was until 2025-11-25: for the rest of the session.
    pub(super) async fn subscribe_to(&self, uri: &str, context: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        let mut bell = self.news().bell.subscribe();
        let person = self.listener(&context, uri).await?;
        let end = CancellationToken::new();
        {
            let mut all = self.news().subscribed.lock().unwrap_or_else(PoisonError::into_inner);
            // Those whose session has ended made room.
            all.retain(|_, end| !end.is_cancelled());
            if all.len() >= MOST {
                return Err(ErrorData::internal_error(
                    "too many subscriptions: try again later",
                    None,
                ));
            }
            if let Some(before) = all.insert((session(&context), person.clone()), end.clone()) {
                before.cancel();
            }
        }
        let peer = context.peer;
        tokio::spawn(async move {
            let _ended = end.clone().drop_guard();
            loop {
                tokio::select! {
                    () = end.cancelled() => return,
                    () = change_of(&person, &mut bell) => {}
                }
                let update = ResourceUpdatedNotificationParam::new(OWN_LEAVE);
                if let Err(error) = peer.notify_resource_updated(update).await {
                    tracing::debug!(%error, "a subscriber has gone");
                    return;
                }
            }
        });
        Ok(())
    }

    /// `resources/unsubscribe`; for what was never subscribed to, nothing happens.
    pub(super) async fn unsubscribe_from(
        &self,
        uri: &str,
        context: &RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        let person = self.listener(context, uri).await?;
        let mut all = self.news().subscribed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = all.remove(&(session(context), person)) {
            end.cancel();
        }
        Ok(())
    }
}
