//! The door in front of every request: `authorize` gives it headers, `observe` reads the answer.
//!
//! What enters: a method, a URL, later a status and headers. What leaves: headers, and a decision. While the token is
//! fresh this takes no lock that another server's calls wait for, and asks neither vault nor disk. It opens no
//! browser: whoever has to sign in is told so.

mod load;
mod refresh;
mod seat;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use http::{HeaderMap, Method, StatusCode, header};
use lanyard_net::url::{Url, same_origin};
pub(crate) use seat::Seat;
use seat::{Live, Standing};

use crate::account::AccountId;
use crate::challenge::Challenge;
use crate::failure::{Kind, Told};
use crate::lock::LockError;
use crate::office::{KeepError, Office};
use crate::scope;
use crate::settings::{HeaderError, ServerSettings};
use crate::tokens::TokenError;
use refresh::Trouble;

/// One server and account; a clone is the same door.
#[derive(Clone)]
pub struct Door {
    office: Arc<Office>,
    settings: Arc<ServerSettings>,
    seat: Arc<Seat>,
    /// The configured headers, once they have been read from the vault.
    configured: Arc<Mutex<Option<HeaderMap>>>,
}

/// What one request is sent with.
#[derive(Debug, Clone, Default)]
pub struct Pass {
    headers: HeaderMap,
    /// Which token it is; none: no token.
    generation: Option<u64>,
}

/// What an answer means.
#[derive(Debug)]
pub enum Observation {
    /// Nothing about authorization.
    Fine,
    /// The token was replaced: authorize again and resend, once.
    Retry,
    /// Somebody has to sign in.
    SignInRequired(Challenge),
    /// More scopes are needed; the challenge holds those granted before and those needed now.
    StepUp(Challenge),
    /// Refused, and no sign-in would help.
    Forbidden(Forbidden),
    /// The configured key or header is not accepted.
    KeyRefused,
    /// The token can't be replaced right now; the credentials are kept.
    Unavailable(AuthError),
}

/// Why a 403 stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forbidden {
    /// It is not about scopes.
    NotAboutScopes,
    /// The scopes that it asks for were granted already.
    AlreadyGranted,
    /// They were asked for as often as they may be.
    TooManyTries,
}

/// A request can't be given its headers right now.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AuthError {
    /// A configured header.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The vault or the store.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The token endpoint.
    #[error("{server}: the sign-in could not be renewed: {source}; you stay signed in and it is tried again")]
    Refresh {
        /// The server's name.
        server: String,
        /// What happened.
        source: TokenError,
        /// Not tried before this time.
        retry_at: SystemTime,
    },
    /// Another process holds the account.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A newer version wrote the tokens.
    #[error("{server}: a newer Lanyard keeps this sign-in; update this one")]
    Newer {
        /// The server's name.
        server: String,
    },
    /// The process is ending.
    #[error("the app is closing")]
    Closing,
}

impl AuthError {
    /// When trying again may help.
    pub fn retry_at(&self) -> Option<SystemTime> {
        match self {
            Self::Refresh { retry_at, .. } => Some(*retry_at),
            _ => None,
        }
    }
}

impl Told for AuthError {
    fn kind(&self) -> Kind {
        match self {
            Self::Header(HeaderError::Vault(_)) => Kind::Keychain,
            Self::Header(_) => Kind::Misconfigured,
            Self::Keep(error) => error.kind(),
            Self::Refresh { source, .. } => source.kind(),
            Self::Lock(_) | Self::Closing => Kind::StartAgain,
            Self::Newer { .. } => Kind::Storage,
        }
    }
}

impl Pass {
    /// To be merged into the request.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Whether the request carries a token of ours.
    pub fn has_token(&self) -> bool {
        self.generation.is_some()
    }
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
            configured: Arc::default(),
        }
    }

    /// The headers for one request. Without credentials there are none: the server will say what it wants.
    pub async fn authorize(&self, _method: &Method, url: &Url) -> Result<Pass, AuthError> {
        // A bearer token is for the origin it was issued for, whatever URL a redirect or a document came up with.
        if !same_origin(url, self.settings.endpoint()) {
            return Ok(Pass::default());
        }
        if !self.settings.headers.is_empty() {
            return Ok(Pass {
                headers: self.configured_headers().await?,
                generation: None,
            });
        }
        let live = match self.seat.standing() {
            Standing::Live(live) => live,
            Standing::Nobody(until) if self.office.clock.now() < until => return Ok(Pass::default()),
            Standing::Nobody(_) | Standing::Unknown => match self.load().await? {
                Some(live) => live,
                None => return Ok(Pass::default()),
            },
        };
        let now = self.office.clock.now();
        if !live.entry.is_due(now) || live.entry.refresh_token.is_none() {
            return Ok(pass(&live));
        }
        match self.renew(&live, None).await {
            Ok(live) => Ok(pass(&live)),
            Err(Trouble::Ended) => Ok(Pass::default()),
            // Not over yet: the old token still does.
            Err(_) if !live.entry.is_over(now) => Ok(pass(&live)),
            Err(Trouble::NothingToUse) => Ok(pass(&live)),
            Err(Trouble::Error(error)) => Err(error),
        }
    }

    /// Reads an answer. Call it for every one; it costs nothing unless the status is 401 or 403.
    pub async fn observe(&self, sent: &Pass, status: StatusCode, headers: &HeaderMap) -> Observation {
        match status {
            StatusCode::UNAUTHORIZED => self.unauthorized(sent, headers).await,
            StatusCode::FORBIDDEN => self.forbidden(sent, headers),
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

    async fn configured_headers(&self) -> Result<HeaderMap, AuthError> {
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

    async fn unauthorized(&self, sent: &Pass, headers: &HeaderMap) -> Observation {
        if !self.settings.headers.is_empty() {
            // The person may be setting another key right now: it is read again.
            self.configured.lock().unwrap_or_else(PoisonError::into_inner).take();
            return Observation::KeyRefused;
        }
        let challenge = Challenge::from_headers(headers);
        let Some(generation) = sent.generation else {
            // Someone may have signed in meanwhile, here or in another process.
            let live = match self.seat.standing() {
                Standing::Live(live) => Ok(Some(live)),
                _ => self.load().await,
            };
            return match live {
                Ok(Some(_)) => Observation::Retry,
                Ok(None) => Observation::SignInRequired(challenge),
                Err(error) => Observation::Unavailable(error),
            };
        };
        let live = match self.seat.standing() {
            Standing::Live(live) if live.generation == generation => live,
            Standing::Live(_) => return Observation::Retry,
            _ => return Observation::SignInRequired(challenge),
        };
        // A token straight from a refresh that is refused too: another refresh would only go round in circles.
        if live.refreshed && !live.is_proven() {
            return Observation::SignInRequired(challenge);
        }
        match self.renew(&live, Some(challenge.clone())).await {
            Ok(_) => Observation::Retry,
            Err(Trouble::Ended | Trouble::NothingToUse) => Observation::SignInRequired(challenge),
            Err(Trouble::Error(error)) => Observation::Unavailable(error),
        }
    }

    /// RFC 6750 §3.1 `insufficient_scope`, with the limits of MCP's step-up authorization.
    fn forbidden(&self, sent: &Pass, headers: &HeaderMap) -> Observation {
        let mut challenge = Challenge::from_headers(headers);
        if !self.settings.headers.is_empty() || !challenge.is_insufficient_scope() {
            return Observation::Forbidden(Forbidden::NotAboutScopes);
        }
        let granted = match self.seat.standing() {
            Standing::Live(live) if sent.generation.is_some_and(|g| g != live.generation) => return Observation::Retry,
            Standing::Live(live) => live.entry.scopes.clone(),
            _ => Vec::new(),
        };
        if scope::missing(&challenge.scopes, &granted).is_empty() {
            return Observation::Forbidden(Forbidden::AlreadyGranted);
        }
        let operation = scope::operation(&challenge.scopes);
        if self.seat.rounds_left(&operation) == 0 {
            return Observation::Forbidden(Forbidden::TooManyTries);
        }
        challenge.scopes = scope::union(scope::strs(&granted), scope::strs(&challenge.scopes));
        challenge.operation = Some(operation);
        Observation::StepUp(challenge)
    }
}

fn pass(live: &Live) -> Pass {
    let mut headers = HeaderMap::with_capacity(1);
    headers.insert(header::AUTHORIZATION, live.header.clone());
    Pass {
        headers,
        generation: Some(live.generation),
    }
}
