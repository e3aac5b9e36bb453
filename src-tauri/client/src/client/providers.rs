//! Places that run models: those of the person's, and the sign-in in front of the company's.

use std::collections::BTreeMap;

use lanyard_oauth::Challenge;
use secrecy::SecretString;

use super::Client;
use crate::api::{Error, NewProvider, ProviderSecrets, ProviderTried, ProviderView};
use crate::servers::ServerConfig;

impl Client {
    /// Adds a place that runs models; its secrets go to the vault.
    pub async fn add_provider(&self, provider: NewProvider, secrets: ProviderSecrets) -> Result<ProviderView, Error> {
        self.inner.models.add(provider, secrets).await
    }

    /// Removes it, with its secrets.
    pub async fn remove_provider(&self, id: &str) -> Result<(), Error> {
        self.inner.models.remove(id).await
    }

    /// Replaces its key; none removes it.
    pub async fn set_provider_key(&self, id: &str, key: Option<SecretString>) -> Result<(), Error> {
        self.inner.models.set_key(id, key).await
    }

    /// Sets the headers that its requests carry. A name without a value here keeps the one it has.
    pub async fn set_provider_headers(
        &self,
        id: &str,
        names: Vec<String>,
        values: BTreeMap<String, String>,
    ) -> Result<(), Error> {
        self.inner.models.set_headers(id, names, values).await
    }

    /// Whether it answers; the error says what is wrong.
    pub async fn test_provider(&self, id: &str) -> Result<ProviderTried, Error> {
        self.inner.models.test(id).await
    }

    /// What is signed in to under an id: a server, the company's sign-in that it takes, or the company's gateway.
    pub(super) fn sign_in_at(&self, id: &str) -> Result<(ServerConfig, Option<Challenge>), Error> {
        if let Some((gateway, asked)) = self.inner.models.gateway_server().filter(|(server, _)| server.id == id) {
            return Ok((gateway, asked));
        }
        let sessions = &self.inner.sessions;
        Ok((sessions.sign_in_at(id)?, sessions.challenge(id)))
    }
}
