//! One server's session: connected in the background, healed by itself, shown in words.

mod view;

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use lanyard_oauth::Challenge;
use rmcp::RoleClient;
use rmcp::handler::client::progress::ProgressDispatcher;
use rmcp::service::Peer;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::askers::Askers;
use super::catalogue::{self, Catalogue};
use super::connect::{Live, connect};
use super::era::Era;
use super::icon;
use super::news;
use super::traffic::Traffic;
use super::trouble::Trouble;
use super::words::{Cure, judge};
use super::{Door, Parts, ToolInfo};
use crate::api::{EventBody, ServerState};
use crate::servers::{Reach, ServerConfig};

/// The first wait between two tries; it doubles up to the longest.
const FIRST_WAIT: u32 = 2;
const LONGEST_WAIT: u32 = 60;
/// A connection that lived this long was a good one: the waits begin anew.
const STEADY: Duration = Duration::from_secs(10);

/// Listing what a server offers takes at most this long.
const LISTING: Duration = Duration::from_secs(30);
/// Lists are not asked for more often than this, whatever a server says of how long they hold.
const SHORTEST_FRESH: Duration = Duration::from_mins(1);

/// Changes of lists that come close together are one.
const SETTLE: Duration = Duration::from_millis(300);
/// Lists that change without end are asked for less and less often, down to this.
const LONGEST_SETTLE: Duration = Duration::from_secs(20);

/// Ends when lists that hold so long are old; never where nothing is known.
async fn stale(fresh: Option<Duration>) {
    match fresh {
        Some(fresh) => tokio::time::sleep(fresh.clamp(SHORTEST_FRESH, Duration::from_hours(24))).await,
        None => std::future::pending().await,
    }
}

/// One server's session.
pub(super) struct Session {
    pub(super) config: ServerConfig,
    parts: Parts,
    now: Mutex<Now>,
    /// Try again now.
    wake: Notify,
    /// The connection may be dead, or its credentials changed.
    renew: Notify,
    lists_changed: Arc<Notify>,
    /// The state changed: whoever waits for a connection looks again.
    changed: Notify,
    ended: CancellationToken,
    pub(super) traffic: Traffic,
}

struct Now {
    state: ServerState,
    link: Option<Link>,
    offers: Arc<Catalogue>,
    account: Option<String>,
    icon: Option<String>,
    challenge: Option<Challenge>,
    /// The company's sign-in is what is missing.
    company: bool,
}

/// How long to wait before the next try, in seconds; the one after it is longer.
fn next_wait(wait: &mut u32) -> u32 {
    // Jitter, so that a company's laptops don't knock at a restarted server all at once.
    let jitter = u32::from(uuid::Uuid::new_v4().as_bytes()[0]) % (*wait / 2 + 1);
    let seconds = *wait + jitter;
    *wait = (*wait * 2).min(LONGEST_WAIT);
    seconds
}

/// What a call needs of a live connection.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) peer: Peer<RoleClient>,
    pub(super) progress: ProgressDispatcher,
    pub(super) askers: Askers,
}

impl Session {
    pub(super) fn start(config: ServerConfig, parts: Parts) -> Arc<Self> {
        let session = Arc::new(Self {
            config,
            traffic: Traffic::new(parts.clock.clone()),
            parts,
            now: Mutex::new(Now {
                state: ServerState::Connecting,
                link: None,
                offers: Arc::default(),
                account: None,
                icon: None,
                challenge: None,
                company: false,
            }),
            wake: Notify::new(),
            renew: Notify::new(),
            lists_changed: Arc::new(Notify::new()),
            changed: Notify::new(),
            ended: CancellationToken::new(),
        });
        let running = Arc::clone(&session);
        tokio::spawn(async move {
            let ended = running.ended.clone();
            tokio::select! {
                () = ended.cancelled() => {}
                () = running.run() => {}
            }
        });
        session
    }

    /// Ends the session for good.
    pub(super) fn end(&self) {
        self.ended.cancel();
    }

    /// Somebody signed in: what was asked for is answered.
    pub(super) fn signed_in(&self) {
        {
            let mut now = self.lock();
            now.challenge = None;
            now.company = false;
        }
        self.reconnect();
    }

    /// Connects anew, live or waiting: the credentials changed, or a call found the connection dead.
    pub(super) fn reconnect(&self) {
        {
            // Whoever comes from now on waits for the new connection.
            let mut now = self.lock();
            now.link = None;
            if !matches!(now.state, ServerState::Off | ServerState::ConsentRequired { .. }) {
                now.state = ServerState::Connecting;
            }
        }
        self.renew.notify_one();
        self.wake.notify_one();
    }

    /// The live connection; one that is being made is waited for, up to the limit.
    pub(super) async fn link(&self, limit: Duration) -> Option<Link> {
        let wait = async {
            loop {
                let mut changed = std::pin::pin!(self.changed.notified());
                changed.as_mut().enable();
                let (link, connecting) = {
                    let now = self.lock();
                    (now.link.clone(), now.state == ServerState::Connecting)
                };
                if link.is_some() || !connecting {
                    return link;
                }
                tokio::select! {
                    () = changed => {}
                    () = self.ended.cancelled() => return None,
                }
            }
        };
        tokio::time::timeout(limit, wait).await.unwrap_or_default()
    }

    /// Waits until it stands somewhere: ready, or waiting for somebody or something. False when it ended before.
    pub(super) async fn settled(&self) -> bool {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if self.lock().state != ServerState::Connecting {
                return true;
            }
            tokio::select! {
                () = changed => {}
                () = self.ended.cancelled() => return false,
            }
        }
    }

    pub(super) fn state(&self) -> ServerState {
        self.lock().state.clone()
    }

    /// What the server offers, as it was listed last.
    pub(super) fn offers(&self) -> Arc<Catalogue> {
        Arc::clone(&self.lock().offers)
    }

    /// What is there now under a name. A resource need not be listed: a template or a link may lead to it.
    pub(super) fn offered(&self, door: Door, name: &str) -> Option<Arc<ToolInfo>> {
        let (offers, account) = {
            let now = self.lock();
            (Arc::clone(&now.offers), now.account.clone())
        };
        let (config, account) = (&self.config, account.as_deref());
        match door {
            Door::Tool => offers.tools.iter().find(|t| t.name == name).cloned(),
            Door::Prompt => {
                let prompt = offers.prompts.iter().find(|p| p.name == name)?;
                Some(Arc::new(ToolInfo::of_prompt(config, account, prompt)))
            }
            Door::Resource => {
                let listed = offers.resources.iter().find(|r| r.uri == name);
                let title = listed.map_or(name, |r| r.title.as_str());
                Some(Arc::new(ToolInfo::of_resource(config, account, name, title)))
            }
        }
    }

    pub(super) fn challenge(&self) -> Option<Challenge> {
        self.lock().challenge.clone()
    }

    /// Whether the company's sign-in is what is missing.
    pub(super) fn wants_company(&self) -> bool {
        self.lock().company
    }

    pub(super) fn note_company(&self) {
        self.lock().company = true;
    }

    /// Remembers what a refused call asked for, so that the next sign-in asks for it.
    pub(super) fn remember(&self, challenge: Challenge) {
        self.lock().challenge = Some(challenge);
    }

    async fn run(&self) {
        let mut wait = FIRST_WAIT;
        if let Some(state) = self.at_rest() {
            // Nothing but a change of the configuration, and with it another session, ends this.
            self.show(state).await;
            return;
        }
        self.tell().await;
        loop {
            // What was asked for before this attempt is answered by it.
            let _ = self.renew.notified().now_or_never();
            match connect(&self.config, &self.parts, &self.lists_changed, &self.traffic).await {
                Ok(live) => self.live(live, &mut wait).await,
                Err(trouble) => self.heal(trouble, &mut wait).await,
            }
        }
    }

    /// What keeps it from being connected at all.
    fn at_rest(&self) -> Option<ServerState> {
        match &self.config.reach {
            _ if self.config.off => Some(ServerState::Off),
            Reach::Local(local) if !local.allowed => Some(ServerState::ConsentRequired {
                command: local.line(),
                environment: local.environment.clone(),
            }),
            _ => None,
        }
    }

    /// From connected to not connected.
    async fn live(&self, mut live: Live, wait: &mut u32) {
        let begun = Instant::now();
        let mut news = None;
        let mut settle = SETTLE;
        // Nobody waits for a picture.
        let mut showing = std::pin::pin!(self.show_icon(live.peer.clone()));
        let renewed = loop {
            // A challenge that comes with the list (a server may let anybody in and guard its methods) ends it as one
            // at connecting does.
            if let Err(trouble) = self.take_stock(&live).await {
                live.close();
                self.heal(trouble, wait).await;
                return;
            }
            if live.era == Era::Discover && news.is_none() {
                news = news::listen(&live.peer, &self.lists_changed);
            }
            let listed = Instant::now();
            let fresh = self.offers().fresh.filter(|_| news.is_none());
            tokio::select! {
                () = self.renew.notified() => break true,
                () = self.lists_changed.notified() => {
                    // A server that never stops telling is not asked without end.
                    settle = if listed.elapsed() < settle * 2 { (settle * 2).min(LONGEST_SETTLE) } else { SETTLE };
                    tokio::select! {
                        () = tokio::time::sleep(settle) => {}
                        () = self.renew.notified() => break true,
                        _ = &mut live.gone => break false,
                    }
                    let _ = self.lists_changed.notified().now_or_never();
                }
                // Who tells no news says how long its lists hold, and is asked again then.
                () = stale(fresh) => {}
                _ = &mut live.gone => break false,
                never = &mut showing => match never {},
            }
        };
        drop(news);
        live.close();
        self.show(ServerState::Connecting).await;
        if begun.elapsed() >= STEADY {
            *wait = FIRST_WAIT;
        } else if !renewed {
            // A server that hangs up at once, again and again, is not asked in a tight loop.
            self.pause(next_wait(wait)).await;
        }
    }

    /// Shows the server's icon once it is there, and never ends.
    async fn show_icon(&self, peer: Peer<RoleClient>) -> Infallible {
        let found = icon::of(&peer, &self.config, &self.parts.net).await;
        if found.is_some() {
            self.lock().icon = found;
            self.tell().await;
        }
        std::future::pending().await
    }

    /// Waits so many seconds, or until somebody wakes it.
    async fn pause(&self, seconds: u32) {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(seconds.into())) => {}
            () = self.wake.notified() => {}
        }
    }

    /// Lists what there is and becomes ready.
    async fn take_stock(&self, live: &Live) -> Result<(), Option<Trouble>> {
        let peer = &live.peer;
        let lists = match tokio::time::timeout(LISTING, catalogue::list(peer)).await {
            Ok(Ok(lists)) => lists,
            Ok(Err(error)) => {
                tracing::debug!(server = %self.config.id, %error, "no lists");
                return Err(live.report.take());
            }
            Err(_) => return Err(live.report.take()),
        };
        let account = self.label().await;
        let offers = lists.catalogue(&self.config, account.as_deref());
        {
            let mut now = self.lock();
            now.offers = Arc::new(offers);
            now.account = account;
            now.state = ServerState::Ready;
            // What a call asked for beyond the sign-in stays asked for until the next sign-in.
            if now.challenge.as_ref().is_some_and(|c| c.operation.is_none()) {
                now.challenge = None;
            }
            now.link = Some(Link {
                peer: peer.clone(),
                progress: live.handler.progress.clone(),
                askers: live.handler.askers.clone(),
            });
        }
        self.tell().await;
        Ok(())
    }

    /// From not connected to the next try.
    async fn heal(&self, trouble: Option<Trouble>, wait: &mut u32) {
        match judge(&self.config.name, trouble.as_ref()) {
            Cure::SignIn => {
                match trouble {
                    Some(Trouble::SignIn(challenge) | Trouble::StepUp(challenge)) => self.remember(challenge),
                    Some(Trouble::CompanySignIn) => self.note_company(),
                    _ => {}
                }
                let reason = self.signed_out_reason().await;
                self.show(ServerState::SignInRequired { reason }).await;
                self.wake.notified().await;
                self.show(ServerState::Connecting).await;
            }
            Cure::Wait(error) => {
                let seconds = next_wait(wait);
                self.show(ServerState::Waiting {
                    error,
                    retry_in_s: seconds,
                })
                .await;
                self.pause(seconds).await;
            }
            Cure::Give(error) => {
                self.show(ServerState::Failed { error }).await;
                self.wake.notified().await;
                self.show(ServerState::Connecting).await;
            }
        }
    }

    async fn show(&self, state: ServerState) {
        {
            let mut now = self.lock();
            now.link = None;
            if !matches!(state, ServerState::Waiting { .. } | ServerState::Connecting) {
                now.offers = Arc::default();
            }
            now.state = state;
        }
        self.tell().await;
    }

    async fn tell(&self) {
        self.changed.notify_waiters();
        let server = self.view().await;
        self.parts.bus.emit(EventBody::Server { server });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
