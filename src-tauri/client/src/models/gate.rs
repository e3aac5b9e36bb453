//! The sign-in in front of the company's gateway: its token stands in a key's place.
//!
//! The token is the oauth room's: it is kept, renewed and bound there, and goes to the gateway's own origin alone. What is
//! here is the door, and what the gateway asked for when it last refused.

use std::sync::{Arc, Mutex, PoisonError};

use lanyard_oauth::{Authorizer, Challenge, Door, ServerSettings, Status};

use super::Models;
use super::shelf::Providers;
use crate::api::ProviderSignIn;
use crate::mcp::account;
use crate::servers::ServerConfig;

/// The door to one gateway; a clone is the same.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) door: Door,
    server: ServerConfig,
    authorizer: Authorizer,
    asked: Arc<Mutex<Option<Challenge>>>,
}

impl Gate {
    /// None: the server is none that can be signed in to.
    pub(super) fn new(authorizer: Authorizer, server: ServerConfig) -> Option<Self> {
        Some(Self {
            door: authorizer.door(server.settings()?.clone(), account()),
            server,
            authorizer,
            asked: Arc::default(),
        })
    }

    /// Whether somebody is signed in. Asks the disk, and no network.
    async fn is_open(&self) -> bool {
        let Some(settings) = self.server.settings() else {
            return false;
        };
        let status = self.authorizer.status(settings, &account()).await;
        matches!(status, Ok(Status::SignedIn { .. }))
    }

    /// Waits until somebody signed in or out here; false: the profile is closed.
    async fn changed(events: &mut tokio::sync::broadcast::Receiver<lanyard_oauth::AuthEvent>) -> bool {
        use tokio::sync::broadcast::error::RecvError;
        // Which event it was does not matter: the state is asked for anew.
        !matches!(events.recv().await, Err(RecvError::Closed))
    }

    fn events(&self) -> tokio::sync::broadcast::Receiver<lanyard_oauth::AuthEvent> {
        self.authorizer.events()
    }

    /// The gateway refused, and said what a sign-in has to bring.
    pub(super) fn ask(&self, challenge: Challenge) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(challenge);
    }

    fn asked(&self) -> Option<Challenge> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Models {
    /// The server whose sign-in the company's gateway takes, and what that last asked for.
    pub fn gateway_server(&self) -> Option<(ServerConfig, Option<Challenge>)> {
        let gate = self.inner.gate.as_ref()?;
        Some((gate.server.clone(), gate.asked()))
    }

    /// Follows sign-ins and sign-outs at the gateway, until the profile is closed.
    pub fn follow_sign_in(&self) {
        let Some(mut events) = self.inner.gate.as_ref().map(Gate::events) else {
            return;
        };
        let models = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            while Gate::changed(&mut events).await {
                let Some(models) = models.upgrade().map(|inner| Self { inner }) else {
                    return;
                };
                if models.look_at_gate().await {
                    models.tell();
                    models.look_around();
                }
            }
        });
    }

    /// Reads from disk whether somebody is signed in at the gateway; says whether that is news.
    pub(super) async fn look_at_gate(&self) -> bool {
        let Some(gate) = &self.inner.gate else { return false };
        let signed_in = gate.is_open().await;
        let before = self.read(Providers::signed_in);
        let at = gate.server.settings().and_then(ServerSettings::issuer_host);
        self.write(|p| {
            p.set_sign_in(ProviderSignIn {
                server_id: gate.server.id.clone(),
                at: at.unwrap_or_default(),
                signed_in,
            });
        });
        before != signed_in
    }
}
