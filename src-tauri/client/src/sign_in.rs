//! Sign-ins on their way: begun by a person, finished by the browser's answer, shown at every step.
//!
//! The deep link, the loopback listener and the paste box all end in `Authorizer::finish`. Nothing here opens a
//! browser: the URL leaves as an [`Effect`], and only a person's command makes one.

mod attempt;
mod words;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lanyard_oauth::{Authorizer, Callback, Challenge, Finished, RedirectPolicy, SignInId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::api::{Code, Error, EventBody, SignInState, SignInView, SignInWay};
use crate::client::Effect;
use crate::clock::Clock;
use crate::events::Bus;
use crate::say;
use crate::servers::ServerConfig;
use crate::settings::Settings;

/// All sign-ins of this process; a cheap handle.
#[derive(Clone)]
pub struct SignIns {
    inner: Arc<Inner>,
}

struct Inner {
    authorizer: Authorizer,
    bus: Bus,
    clock: Clock,
    effects: mpsc::UnboundedSender<Effect>,
    deep_link_registered: AtomicBool,
    settings: Settings,
    all: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    view: SignInView,
    server: ServerConfig,
    challenge: Option<Challenge>,
    /// `prompt` of the authorization request, whatever way the answer comes back.
    prompt: Option<String>,
    pending: Option<SignInId>,
    over: CancellationToken,
    /// Ends the listener of the way in use, when another way takes over.
    attempt: CancellationToken,
}

impl Entry {
    fn new(id: String, server: &ServerConfig, challenge: Option<Challenge>, now: String) -> Self {
        let over = CancellationToken::new();
        let view = SignInView {
            id,
            server_id: server.id.clone(),
            server_name: server.name.clone(),
            way: SignInWay::Loopback,
            other_ways: Vec::new(),
            url: None,
            expires_at: now,
            state: SignInState::Preparing,
            warnings: Vec::new(),
            trace: Vec::new(),
        };
        Self {
            view,
            server: server.clone(),
            challenge,
            prompt: None,
            pending: None,
            attempt: over.child_token(),
            over,
        }
    }
}

impl SignIns {
    /// None yet.
    pub fn new(
        authorizer: Authorizer,
        bus: Bus,
        clock: Clock,
        settings: Settings,
        effects: mpsc::UnboundedSender<Effect>,
    ) -> Self {
        let inner = Inner {
            authorizer,
            bus,
            clock,
            effects,
            deep_link_registered: AtomicBool::new(false),
            settings,
            all: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Whether the operating system sends our scheme to us.
    pub fn set_deep_link_registered(&self, yes: bool) {
        self.inner.deep_link_registered.store(yes, Ordering::Relaxed);
    }

    /// All that are on their way.
    pub fn views(&self) -> Vec<SignInView> {
        let all = self.lock();
        let mut views: Vec<_> = all
            .values()
            .filter(|e| on_its_way(&e.view))
            .map(|e| e.view.clone())
            .collect();
        views.sort_by(|a, b| a.id.cmp(&b.id));
        views
    }

    /// Begins a sign-in; a second click on the same server shows the first again. Returns its id; what happens next
    /// is told by events.
    pub fn start(&self, server: &ServerConfig, challenge: Option<Challenge>, prompt: Option<String>) -> String {
        let id = uuid::Uuid::now_v7().to_string();
        let view = {
            // One guard over the look and the entry: two clicks at once are one sign-in.
            let mut all = self.lock();
            if let Some(entry) = all.values().find(|e| e.server.id == server.id && on_its_way(&e.view)) {
                if let Some(url) = entry.view.url.as_deref().and_then(|u| u.parse().ok()) {
                    let _ = self.inner.effects.send(Effect::OpenUrl(url));
                }
                return entry.view.id.clone();
            }
            all.retain(|_, e| on_its_way(&e.view));
            let mut entry = Entry::new(id.clone(), server, challenge.clone(), self.inner.clock.text());
            entry.prompt.clone_from(&prompt);
            let view = entry.view.clone();
            all.insert(id.clone(), entry);
            view
        };
        self.inner.bus.emit(EventBody::SignIn { sign_in: view });
        self.begin(id.clone(), server.clone(), challenge, None, prompt);
        id
    }

    /// Begins, and waits until it is over.
    pub async fn run(&self, server: &ServerConfig, challenge: Option<Challenge>) -> SignInState {
        let id = self.start(server, challenge, None);
        let over = self.lock().get(&id).map(|e| e.over.clone());
        if let Some(over) = over {
            over.cancelled().await;
        }
        self.lock()
            .get(&id)
            .map_or(SignInState::Cancelled, |e| e.view.state.clone())
    }

    /// Opens the browser again.
    pub fn reopen(&self, id: &str) -> Result<(), Error> {
        let url = self.lock().get(id).and_then(|e| e.view.url.clone()).ok_or_else(gone)?;
        if let Ok(url) = url.parse() {
            let _ = self.inner.effects.send(Effect::OpenUrl(url));
        }
        Ok(())
    }

    /// Another way for the answer to come back: the sign-in begins anew.
    pub async fn switch(&self, id: &str, way: SignInWay) -> Result<(), Error> {
        let (server, challenge, prompt, pending) = {
            let mut all = self.lock();
            let entry = all.get_mut(id).filter(|e| on_its_way(&e.view)).ok_or_else(gone)?;
            entry.attempt.cancel();
            entry.attempt = entry.over.child_token();
            let Entry {
                server,
                challenge,
                prompt,
                pending,
                ..
            } = entry;
            (server.clone(), challenge.clone(), prompt.clone(), pending.clone())
        };
        if let Some(pending) = pending {
            let _ = self.inner.authorizer.cancel(&pending).await;
        }
        let policy = match way {
            SignInWay::DeepLink => RedirectPolicy::DeepLink,
            SignInWay::Loopback => RedirectPolicy::Loopback,
            SignInWay::Paste => RedirectPolicy::Paste,
        };
        self.change(id, |view| {
            view.state = SignInState::Preparing;
            view.url = None;
        });
        self.begin(id.to_owned(), server, challenge, Some(policy), prompt);
        Ok(())
    }

    /// The person cancels. One whose answer is being redeemed by now is left to its end.
    pub async fn cancel(&self, id: &str) -> Result<(), Error> {
        let pending = self.lock().get(id).ok_or_else(gone)?.pending.clone();
        if let Some(pending) = pending
            && let Ok(false) = self.inner.authorizer.cancel(&pending).await
        {
            return Err(Error::new(Code::Invalid, say!("The sign-in is just being finished.")));
        }
        self.close(id, SignInState::Cancelled);
        Ok(())
    }

    /// Ends all that are on their way: the profile is being closed. What a browser answers later finishes at the next
    /// start, where the pending sign-in is kept.
    pub fn end(&self) {
        for (_, entry) in self.lock().drain() {
            entry.over.cancel();
        }
    }

    /// The person pasted the address that the browser shows. Text that is no answer to a sign-in gets one sentence
    /// and ends nothing; an answer that says no ends this one.
    pub async fn paste(&self, id: &str, text: &str) -> Result<(), Error> {
        match self.inner.authorizer.finish(Callback::from_paste(text)).await {
            Ok(finished) => {
                self.finished(finished);
                Ok(())
            }
            Err(failed) => {
                let server = self.lock().get(id).map(|e| e.server.name.clone()).unwrap_or_default();
                let error = words::finish(&server, &failed);
                let about_this =
                    failed.about.is_some() && failed.about == self.lock().get(id).and_then(|e| e.pending.clone());
                if about_this {
                    self.finish_failed(&failed);
                }
                Err(error)
            }
        }
    }

    /// The operating system handed us a link. One that is unknown or used changes nothing and shows nothing.
    pub async fn deep_link(&self, link: &str) {
        match self.inner.authorizer.finish(Callback::from_deep_link(link)).await {
            Ok(finished) => self.finished(finished),
            Err(failed) => self.finish_failed(&failed),
        }
    }

    fn finished(&self, finished: Finished) {
        let Finished::SignedIn(done) = finished else { return };
        let id = self
            .lock()
            .values()
            .find(|e| e.server.url() == done.server_url && on_its_way(&e.view))
            .map(|e| e.view.id.clone());
        if let Some(id) = id {
            self.change(&id, |view| view.trace = words::trace(&done.trace));
            self.close(&id, SignInState::Done { account: done.label });
        }
        // Also for a sign-in that another run of the app began: the session wakes by the authorizer's own event.
        let _ = self.inner.effects.send(Effect::Focus);
    }

    fn finish_failed(&self, failed: &words::FinishFailed) {
        let id = self
            .lock()
            .values()
            .find(|e| e.pending.is_some() && e.pending == failed.about)
            .map(|e| e.view.id.clone());
        let Some(id) = id else { return };
        let server = self.lock().get(&id).map(|e| e.server.name.clone()).unwrap_or_default();
        let error = words::finish(&server, failed);
        self.change(&id, |view| view.trace = words::trace(&failed.trace));
        let state = match error.code {
            Code::Denied => SignInState::Denied { message: error.message },
            _ => SignInState::Failed { error },
        };
        self.close(&id, state);
        let _ = self.inner.effects.send(Effect::Focus);
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut SignInView)) {
        let view = {
            let mut all = self.lock();
            let Some(entry) = all.get_mut(id).filter(|e| on_its_way(&e.view)) else {
                return;
            };
            change(&mut entry.view);
            entry.view.clone()
        };
        self.inner.bus.emit(EventBody::SignIn { sign_in: view });
    }

    fn close(&self, id: &str, state: SignInState) {
        self.change(id, |view| {
            view.state = state;
            view.url = None;
        });
        if let Some(entry) = self.lock().get(id) {
            entry.over.cancel();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Entry>> {
        self.inner.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn on_its_way(view: &SignInView) -> bool {
    matches!(
        view.state,
        SignInState::Preparing | SignInState::Waiting | SignInState::Finishing
    )
}

fn gone() -> Error {
    Error::new(Code::NotFound, say!("That sign-in is over. Start it again."))
}
