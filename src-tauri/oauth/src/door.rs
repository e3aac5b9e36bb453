//! The door in front of every request: `authorize` gives it headers, `observe` reads the answer.
//!
//! What enters: a method, a URL, later a status and headers. What leaves: headers, and a decision. While the token is
//! fresh this takes no lock that another server's calls wait for, and asks neither vault nor disk. It opens no
//! browser: whoever has to sign in is told so.

mod answer;
mod load;
mod refresh;
mod refused;
mod seat;
mod unattended;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use answer::Bound;
pub use answer::{AuthError, Forbidden, Observation, Pass};
use http::{HeaderMap, Method, StatusCode, header};
use lanyard_net::url::{Url, same_origin};
use refresh::Trouble;
pub(crate) use seat::Seat;
use seat::{Live, Standing};
pub use unattended::UnattendedError;

use crate::account::AccountId;
use crate::discovery::Discovered;
use crate::office::Office;
use crate::proof::DPOP;
use crate::settings::{CredentialSource, HeaderError, ServerSettings};

/// One server and account; a clone is the same door.
#[derive(Clone)]
pub struct Door {
    office: Arc<Office>,
    settings: Arc<ServerSettings>,
    seat: Arc<Seat>,
    /// Which of the configured sources is in use.
    stage: Arc<AtomicUsize>,
    /// The configured headers, once they have been read from the vault.
    configured: Arc<Mutex<Option<HeaderMap>>>,
    /// Where tokens without a person come from, once it was found out.
    found: Arc<Mutex<Option<Arc<Discovered>>>>,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door")
            .field("server", &self.settings.url)
            .finish_non_exhaustive()
    }
}

impl Door {
    pub(crate) fn new(office: Arc<Office>, settings: ServerSettings, account: AccountId) -> Self {
        let seat = office.seat(&(settings.url.clone(), account));
        Self {
            office,
            settings: Arc::new(settings),
            seat,
            stage: Arc::default(),
            configured: Arc::default(),
            found: Arc::default(),
        }
    }

    /// The headers for one request. Without credentials there are none: the server will say what it wants.
    pub async fn authorize(&self, method: &Method, url: &Url) -> Result<Pass, AuthError> {
        // A token is for the origin it was issued for, whatever URL a redirect or a document came up with.
        if !same_origin(url, self.settings.endpoint()) {
            return Ok(Pass::default());
        }
        let live = match self.source() {
            CredentialSource::Headers => {
                return Ok(Pass {
                    headers: self.configured_headers().await?,
                    ..Pass::default()
                });
            }
            CredentialSource::SignIn => self.signed_in_token().await?,
            source => self.unattended_token(source).await?,
        };
        match live {
            Some(live) => self.pass(&live, method, url),
            None => Ok(Pass::default()),
        }
    }

    /// Reads an answer. Call it for every one; it costs next to nothing unless the status is 401 or 403.
    pub async fn observe(&self, sent: &Pass, status: StatusCode, headers: &HeaderMap) -> Observation {
        if let Some(bound) = &sent.bound {
            self.office.nonces.learn(&bound.url, headers);
        }
        match status {
            StatusCode::UNAUTHORIZED => self.unauthorized(sent, headers).await,
            StatusCode::FORBIDDEN => self.forbidden(sent, headers).await,
            _ => {
                if let (Some(generation), Standing::Live(live)) = (sent.generation, self.seat.standing())
                    && live.generation == generation
                {
                    live.prove();
                }
                Observation::Fine
            }
        }
    }

    /// The source in use.
    fn source(&self) -> CredentialSource {
        let sources = self.settings.sources();
        let stage = self.stage.load(Ordering::Relaxed);
        sources.get(stage).copied().unwrap_or(CredentialSource::SignIn)
    }

    /// Goes on to the source after one that was refused; false: it was the last, and the next try begins with the first.
    fn next_source(&self, refused: CredentialSource) -> bool {
        let sources = self.settings.sources();
        let stage = self.stage.load(Ordering::Relaxed);
        if sources.get(stage) != Some(&refused) {
            // Another call has gone on already.
            return true;
        }
        let next = if stage + 1 < sources.len() { stage + 1 } else { 0 };
        self.stage.store(next, Ordering::Relaxed);
        if next != stage {
            self.seat.forget();
        }
        // A pause that was asked for holds for a new round too.
        if next > 0 {
            self.seat.end_pause();
        }
        next > 0
    }

    /// The token of whoever is signed in, renewed where it is time.
    async fn signed_in_token(&self) -> Result<Option<Arc<Live>>, AuthError> {
        let live = match self.seat.standing() {
            Standing::Live(live) => live,
            Standing::Nobody(until) if self.office.clock.now() < until => return Ok(None),
            Standing::Nobody(_) | Standing::Unknown => match self.load().await? {
                Some(live) => live,
                None => return Ok(None),
            },
        };
        let now = self.office.clock.now();
        if !live.entry.is_due(now) || live.entry.refresh_token.is_none() {
            return Ok(Some(live));
        }
        match self.renew(&live, None).await {
            Ok(live) => Ok(Some(live)),
            Err(Trouble::Ended) => Ok(None),
            // Not over yet: the old token still does.
            Err(_) if !live.entry.is_over(now) => Ok(Some(live)),
            Err(Trouble::NothingToUse) => Ok(Some(live)),
            Err(Trouble::Error(error)) => Err(error),
        }
    }

    fn pass(&self, live: &Live, method: &Method, url: &Url) -> Result<Pass, AuthError> {
        let mut headers = HeaderMap::with_capacity(2);
        headers.insert(header::AUTHORIZATION, live.header.clone());
        let bound = match &live.proof {
            Some(proof) => {
                let nonce = self.office.nonces.at(url);
                let token = Some(&live.entry.access_token);
                let text = proof
                    .key
                    .prove(self.office.making(), method, url, token, nonce.as_deref())?;
                headers.insert(DPOP, text);
                Some(Bound {
                    url: url.clone(),
                    nonce,
                })
            }
            None => None,
        };
        Ok(Pass {
            headers,
            generation: Some(live.generation),
            bound,
        })
    }

    async fn configured_headers(&self) -> Result<HeaderMap, HeaderError> {
        if let Some(headers) = &*self.configured.lock().unwrap_or_else(PoisonError::into_inner) {
            return Ok(headers.clone());
        }
        let headers = self.settings.resolved_headers(&self.office.vault).await?;
        self.configured
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .replace(headers.clone());
        Ok(headers)
    }
}
