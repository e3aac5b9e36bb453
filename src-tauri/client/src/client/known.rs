//! What a terminal asks for beside the window: servers without connecting them, models without a snapshot in between.

use super::Client;
use crate::api::Error;
use crate::servers::{self, ServerConfig};

impl Client {
    /// All configured servers: the company's, then the person's.
    pub async fn configured_servers(&self) -> Result<Vec<ServerConfig>, Error> {
        servers::all(&self.inner.store, self.inner.company.as_ref()).await
    }

    /// Whether a ready server has asked for more consent than it was given: signing in again asks for it.
    pub fn wants_consent(&self, server_id: &str) -> bool {
        self.inner.sessions.challenge(server_id).is_some()
    }

    /// Waits until it is known which models there are.
    pub async fn find_models(&self) {
        // A task that was cancelled found nothing, which is no failure.
        let _ = self.inner.models.look_around().await;
    }

    /// Picks a model for as long as this process lives: the one remembered for the window stays what it is.
    pub fn use_model_for_now(&self, id: &str) -> Result<(), Error> {
        self.inner.models.use_for_now(id)
    }

    /// Offers the demo model in a profile that is not the demo's; it is used when there is no other.
    pub fn offer_demo_model(&self) {
        self.inner.models.offer_demo();
    }
}
