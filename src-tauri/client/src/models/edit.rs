//! Adding and removing providers, and their keys: in the vault, read for each request, kept nowhere else.

use secrecy::{ExposeSecret as _, SecretString};

use super::provider::Provider;
use super::shelf::Providers;
use super::{ModelError, Models};
use crate::api::{self, Code, ModelKind, NewProvider, ProviderView};
use crate::say;
use crate::store::providers as table;

impl Models {
    /// Adds a provider of the person's. The key goes to the vault first, so that no provider is shown whose key was
    /// lost.
    pub async fn add(&self, new: NewProvider, key: Option<SecretString>) -> Result<ProviderView, api::Error> {
        self.may_own()?;
        let provider = Provider::new(uuid::Uuid::now_v7().to_string(), &new)?;
        let id = provider.id.clone();
        let key = key.as_ref().and_then(tidy);
        if let Some(key) = &key {
            self.keep_key(&id, key).await?;
        }
        table::insert(&self.inner.parts.store, &provider.row(), &self.inner.parts.clock.text()).await?;
        self.write(|p| p.add(provider.clone(), key.is_some()));
        self.tell();
        if provider.models.is_empty() {
            self.look_around();
        }
        self.view(&id)
    }

    /// Removes a provider of the person's, and its key.
    pub async fn remove(&self, id: &str) -> Result<(), api::Error> {
        let view = self.view(id)?;
        if view.locked || view.source != api::Source::User {
            return Err(api::Error::new(
                Code::Blocked,
                say!("{provider} can't be removed here.", provider = &view.name),
            ));
        }
        self.drop_key(id).await?;
        table::delete(&self.inner.parts.store, id).await?;
        self.write(|p| p.remove(id));
        self.tell();
        Ok(())
    }

    /// Sets a provider's key, the company gateway's included; none or an empty one removes it.
    pub async fn set_key(&self, id: &str, key: Option<SecretString>) -> Result<(), api::Error> {
        let view = self.view(id)?;
        if view.kind == ModelKind::Demo {
            return Err(api::Error::new(Code::Invalid, say!("The demo model needs no key.")));
        }
        let key = key.as_ref().and_then(tidy);
        match &key {
            Some(key) => self.keep_key(id, key).await?,
            None => self.drop_key(id).await?,
        }
        self.write(|p| p.set_key(id, key.is_some()));
        self.tell();
        if self.read(Providers::unlisted).iter().any(|p| p.id == id) {
            self.look_around();
        }
        Ok(())
    }

    /// Removes every key from the vault: the profile is being removed. A vault that fails is only reported.
    pub async fn forget_keys(&self) {
        for id in self.read(Providers::keyed) {
            if let Err(error) = self.drop_key(&id).await {
                tracing::warn!(%error, "a model's key could not be removed");
            }
        }
    }

    pub(super) async fn key(&self, provider: &Provider) -> Result<Option<SecretString>, ModelError> {
        if !self.read(|p| p.has_key(&provider.id)) {
            // The keychain is not opened for a provider that has nothing in it.
            return Ok(None);
        }
        self.inner
            .parts
            .vault
            .get(&vault_name(&provider.id))
            .await
            .map_err(ModelError::Vault)
    }

    async fn keep_key(&self, id: &str, key: &SecretString) -> Result<(), api::Error> {
        self.inner
            .parts
            .vault
            .set(&vault_name(id), key)
            .await
            .map_err(ModelError::Vault)?;
        table::note_key(&self.inner.parts.store, id, true).await?;
        Ok(())
    }

    async fn drop_key(&self, id: &str) -> Result<(), api::Error> {
        if self.read(|p| p.has_key(id)) {
            self.inner
                .parts
                .vault
                .delete(&vault_name(id))
                .await
                .map_err(ModelError::Vault)?;
            table::note_key(&self.inner.parts.store, id, false).await?;
        }
        Ok(())
    }

    fn may_own(&self) -> Result<(), api::Error> {
        if self.read(Providers::own_allowed) {
            Ok(())
        } else {
            Err(ModelError::Blocked.into())
        }
    }
}

/// A key as it was meant: pasted keys often carry a line end. None where nothing is left.
fn tidy(key: &SecretString) -> Option<SecretString> {
    let text = key.expose_secret().trim();
    (!text.is_empty()).then(|| SecretString::from(text.to_owned()))
}

fn vault_name(provider: &str) -> String {
    format!("model/{provider}")
}
