//! A sign-in, from the click to the tokens.
//!
//! `begin` walks from the challenge to a URL for the browser; `pending` is what waits meanwhile; `loopback` and
//! `page` are one way for the answer to come back; `finish` takes it, once.

mod authorization;
mod begin;
mod client;
mod finish;
mod loopback;
mod page;
mod pending;

use std::time::SystemTime;

pub use begin::BeginError;
pub(crate) use begin::begin;
pub(crate) use finish::finish;
pub use finish::{FinishError, Finished, SignedIn};
use lanyard_net::url::Url;
pub use loopback::{Loopback, LoopbackError};
pub(crate) use pending::discard;
use serde::{Deserialize, Serialize};

use crate::redirect::Redirect;
use crate::settings::RedirectPolicy;
use crate::store::PendingRow;
use crate::trace::Trace;

/// The name of one sign-in, for cancelling and for showing; no secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignInId(pub(crate) String);

impl SignInId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for SignInId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

/// How a sign-in should go.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Another way back than the settings say ("use another way").
    pub redirect: Option<RedirectPolicy>,
    /// The operating system hands links with our scheme to this app.
    pub deep_link_registered: bool,
    /// `prompt` of OpenID Connect: `select_account` to switch accounts.
    pub prompt: Option<String>,
    /// Scopes beside those that the challenge and discovery give.
    pub scopes: Vec<String>,
    /// Replaces a sign-in that is waiting already.
    pub restart: bool,
    /// Where the steps are written.
    pub trace: Trace,
}

/// A sign-in that waits for the browser.
#[derive(Debug)]
pub struct Started {
    /// Its name.
    pub id: SignInId,
    /// To be opened in the system browser: https, or http on this computer.
    pub url: Url,
    /// Which way the answer comes back.
    pub redirect: Redirect,
    /// The redirect address itself.
    pub redirect_uri: String,
    /// Who will ask the person.
    pub issuer: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// When it ends by itself.
    pub expires_at: SystemTime,
    /// What the waiting screen should say.
    pub warnings: Vec<Warning>,
    /// It was waiting before this call; its listener is with whoever began it.
    pub already_waiting: bool,
    /// Bound already, where the answer can come by loopback.
    pub listener: Option<Loopback>,
    /// The steps so far; `finish` adds to them.
    pub trace: Trace,
}

/// Something that the person should know before going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// No metadata: a server of the 2025-03-26 revision.
    #[error("this server publishes no metadata; that it checks the sign-in's proof (PKCE) can't be verified")]
    PkceUnverified,
    /// The metadata does not say; the settings let it pass.
    #[error("the sign-in service does not say that it checks the sign-in's proof (PKCE); the settings let that pass")]
    PkceNotAdvertised,
    /// The listener could not be bound; the answer has to be pasted.
    #[error("the answer can't come back by itself; copy the address of the last page and paste it")]
    PasteOnly,
}

/// What this process knows about a waiting sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) id: SignInId,
    /// As it is in the store, unless its answer was taken or another process has begun one since.
    pub(crate) row: PendingRow,
    pub(crate) url: Url,
    pub(crate) redirect: Redirect,
    pub(crate) redirect_uri: String,
    pub(crate) issuer: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_at: SystemTime,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) trace: Trace,
}

impl Waiting {
    pub(crate) fn again(&self) -> Started {
        Started {
            id: self.id.clone(),
            url: self.url.clone(),
            redirect: self.redirect,
            redirect_uri: self.redirect_uri.clone(),
            issuer: self.issuer.clone(),
            scopes: self.scopes.clone(),
            expires_at: self.expires_at,
            warnings: self.warnings.clone(),
            already_waiting: true,
            listener: None,
            trace: self.trace.clone(),
        }
    }
}
