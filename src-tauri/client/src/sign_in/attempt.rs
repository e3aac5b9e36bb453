//! One way of one sign-in: prepared, shown in the browser, answered or given up.

use std::sync::atomic::Ordering;
use std::time::Duration;

use lanyard_oauth::{
    Callback, Challenge, Finished, Loopback, Options, Redirect, RedirectPolicy, SignInId, Started, Trace,
};
use tokio_util::sync::CancellationToken;

use super::{SignIns, on_its_way, words};
use crate::api::{Code, Error, SettingKey, SignInState, SignInWay};
use crate::client::Effect;
use crate::mcp::account;
use crate::say;
use crate::servers::ServerConfig;

impl SignIns {
    pub(super) fn begin(
        &self,
        id: String,
        server: ServerConfig,
        challenge: Option<Challenge>,
        redirect: Option<RedirectPolicy>,
        prompt: Option<String>,
    ) {
        let this = self.clone();
        tokio::spawn(async move {
            let settings = match server.signed_in_by() {
                Ok(settings) => settings,
                Err(error) => return this.close(&id, SignInState::Failed { error }),
            };
            // The person's, or the company's, choice for every server that has none of its own.
            let redirect = redirect.or_else(|| {
                (settings.redirect == RedirectPolicy::Auto)
                    .then(|| match this.inner.settings.value(SettingKey::SignInWay).as_str() {
                        "deep_link" => Some(RedirectPolicy::DeepLink),
                        "loopback" => Some(RedirectPolicy::Loopback),
                        "paste" => Some(RedirectPolicy::Paste),
                        _ => None,
                    })
                    .flatten()
            });
            let options = Options {
                redirect,
                deep_link_registered: this.inner.deep_link_registered.load(Ordering::Relaxed),
                prompt,
                restart: true,
                trace: Trace::new(),
                ..Options::default()
            };
            match this
                .inner
                .authorizer
                .begin(settings, &account(), challenge, options)
                .await
            {
                Ok(started) => this.waiting(&id, started),
                Err(failed) => {
                    let error = words::begin(&server.name, &failed);
                    this.change(&id, |view| view.trace = words::trace(&failed.trace));
                    this.close(&id, SignInState::Failed { error });
                }
            }
        });
    }

    fn waiting(&self, id: &str, started: Started) {
        let way = match started.redirect {
            Redirect::DeepLink => SignInWay::DeepLink,
            Redirect::Loopback => SignInWay::Loopback,
            Redirect::Paste => SignInWay::Paste,
        };
        let deep_link = self.inner.deep_link_registered.load(Ordering::Relaxed);
        let attempt = {
            let mut all = self.lock();
            let Some(entry) = all.get_mut(id).filter(|e| on_its_way(&e.view)) else {
                // Cancelled while it was being prepared.
                let (authorizer, pending) = (self.inner.authorizer.clone(), started.id.clone());
                tokio::spawn(async move { authorizer.cancel(&pending).await });
                return;
            };
            entry.pending = Some(started.id.clone());
            entry.attempt.clone()
        };
        let expires = jiff::Timestamp::try_from(started.expires_at).unwrap_or_else(|_| self.inner.clock.now());
        self.change(id, |view| {
            view.way = way;
            view.other_ways = [SignInWay::DeepLink, SignInWay::Loopback, SignInWay::Paste]
                .into_iter()
                .filter(|w| *w != way && (*w != SignInWay::DeepLink || deep_link))
                .collect();
            view.url = Some(started.url.to_string());
            view.expires_at = format!("{expires:.0}");
            view.state = SignInState::Waiting;
            view.warnings = started.warnings.iter().copied().map(words::warning).collect();
            view.trace = words::trace(&started.trace);
        });
        let _ = self.inner.effects.send(Effect::OpenUrl(started.url.clone()));
        self.watch(id.to_owned(), started.id, started.listener, expires, attempt);
    }

    /// Takes the loopback answer, and ends what nobody answers.
    fn watch(
        &self,
        id: String,
        pending: SignInId,
        listener: Option<Loopback>,
        expires: jiff::Timestamp,
        attempt: CancellationToken,
    ) {
        let this = self.clone();
        tokio::spawn(async move {
            let left = Duration::try_from(expires.duration_since(this.inner.clock.now())).unwrap_or_default();
            let answer = async {
                match listener {
                    Some(listener) => listener.callback().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = attempt.cancelled() => {}
                () = tokio::time::sleep(left) => this.expire(&id, &pending).await,
                callback = answer => match callback {
                    Some(callback) => this.loopback(&id, callback).await,
                    None => this.expire(&id, &pending).await,
                },
            }
        });
    }

    async fn loopback(&self, id: &str, callback: Callback) {
        self.change(id, |view| view.state = SignInState::Finishing);
        match self.inner.authorizer.finish(callback).await {
            Ok(Finished::Ignored) => {
                // The listener takes only its own answer; somebody else began or finished this sign-in meanwhile.
                let error = Error::new(
                    Code::Expired,
                    say!("This sign-in can't be finished any more. Start it again."),
                );
                self.close(id, SignInState::Failed { error });
            }
            Ok(finished) => self.finished(finished),
            Err(failed) => self.finish_failed(&failed),
        }
    }

    async fn expire(&self, id: &str, pending: &SignInId) {
        let current = self.lock().get(id).is_some_and(|e| e.pending.as_ref() == Some(pending));
        if !current {
            return;
        }
        let _ = self.inner.authorizer.cancel(pending).await;
        let error = Error::new(Code::Expired, say!("The sign-in took too long. Start it again."));
        self.close(id, SignInState::Failed { error });
    }
}
