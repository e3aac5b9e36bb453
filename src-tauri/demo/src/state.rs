//! What the endpoints share: the issuer, the client, the key, the pages, the clock and the books.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client::Client;
use crate::clock::Clock;
use crate::grants::Grants;
use crate::page::Pages;
use crate::signing::Signer;

/// The path under which everything stands. An issuer with a path is written the same by every URL parser; one without
/// would gain a slash in some, and an issuer is compared character by character (OpenID Connect Discovery §4.3).
pub(crate) const BASE: &str = "/meridian";

/// Shared by all endpoints; cheap to clone.
pub(crate) type Shared = Arc<State>;

/// The provider's parts.
pub(crate) struct State {
    /// The issuer, without a slash at its end.
    pub(crate) issuer: String,
    /// The `Host` headers that are answered.
    pub(crate) hosts: [String; 3],
    pub(crate) client: Client,
    pub(crate) signer: Signer,
    pub(crate) pages: Pages,
    pub(crate) clock: Clock,
    grants: Mutex<Grants>,
}

impl State {
    pub(crate) fn new(
        issuer: String,
        hosts: [String; 3],
        client: Client,
        signer: Signer,
        pages: Pages,
        clock: Clock,
    ) -> Self {
        Self {
            issuer,
            hosts,
            client,
            signer,
            pages,
            clock,
            grants: Mutex::new(Grants::default()),
        }
    }

    /// The address of an endpoint, such as `token`.
    pub(crate) fn endpoint(&self, name: &str) -> String {
        format!("{}/{name}", self.issuer)
    }

    /// The books. Nothing panics while they are open, so a poisoned lock is taken as it is.
    pub(crate) fn grants(&self) -> MutexGuard<'_, Grants> {
        self.grants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
