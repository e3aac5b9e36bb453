//! Adding and removing providers, and their secrets: in the vault, read for each request, kept nowhere else.

use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::access::Access;
use super::credential::{Credential, is_sendable};
use super::header::Proof;
use super::provider::{GATEWAY, Provider, check_headers, invalid};
use super::shelf::Providers;
use super::{ModelError, Models};
use crate::api::{self, Code, ModelKind, NewProvider, ProviderSecrets, ProviderView};
use crate::say;
use crate::store::providers as table;

impl Models {
    /// Adds a provider of the person's. Secrets go to the vault first, so that no provider is shown whose key was lost.
    pub async fn add(&self, new: NewProvider, secrets: ProviderSecrets) -> Result<ProviderView, api::Error> {
        self.may_own()?;
        let key = tidy(&SecretString::from(secrets.key));
        check_key(new.kind, new.fields.location.trim(), key.as_ref())?;
        let proof = if key.is_some() { Proof::Key } else { Proof::Nothing };
        let provider = Provider::new(uuid::Uuid::now_v7().to_string(), &new, proof)?;
        let id = provider.id.clone();
        self.keep_headers(&id, &[], &provider.fields.headers, secrets.headers)
            .await?;
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

    /// Sets the headers that every request of a provider carries. A name without a value here keeps the one it has.
    pub async fn set_headers(
        &self,
        id: &str,
        names: Vec<String>,
        values: BTreeMap<String, String>,
    ) -> Result<(), api::Error> {
        let view = self.view(id)?;
        if view.source != api::Source::User {
            return Err(api::Error::new(
                Code::Blocked,
                say!(
                    "The headers of {provider} can't be changed here.",
                    provider = &view.name
                ),
            ));
        }
        let mut provider = self.provider(id)?;
        let proof = if view.key_set { Proof::Key } else { Proof::Nothing };
        let names: Vec<String> = names
            .iter()
            .map(|n| n.trim().to_owned())
            .filter(|n| !n.is_empty())
            .collect();
        check_headers(&names, provider.kind, proof)?;
        let had = std::mem::replace(&mut provider.fields.headers, names.clone());
        self.keep_headers(id, &had, &names, values).await?;
        table::set_fields(&self.inner.parts.store, id, &provider.fields_text()).await?;
        self.write(|p| p.set_headers(id, names.clone()));
        for gone in had
            .iter()
            .filter(|name| !names.iter().any(|n| n.eq_ignore_ascii_case(name)))
        {
            self.drop_secret(&header_name(id, gone)).await?;
        }
        self.tell();
        Ok(())
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
        for name in &view.fields.headers {
            self.drop_secret(&header_name(id, name)).await?;
        }
        table::delete(&self.inner.parts.store, id).await?;
        self.write(|p| p.remove(id));
        self.tell();
        Ok(())
    }

    /// Sets a provider's key, the company gateway's included; none or an empty one removes it.
    pub async fn set_key(&self, id: &str, key: Option<SecretString>) -> Result<(), api::Error> {
        let view = self.view(id)?;
        if view.kind == ModelKind::Demo {
            return Err(invalid(say!("The demo model needs no key.")));
        }
        if view.sign_in.is_some() {
            return Err(invalid(say!(
                "{provider} is signed in to and takes no key.",
                provider = &view.name
            )));
        }
        let key = key.as_ref().and_then(tidy);
        let Some(place) = self.provider(id)?.key_place() else {
            return Err(invalid(say!(
                "{provider} was found on this computer and takes no key. Add it as a provider of your own to give it one.",
                provider = &view.name
            )));
        };
        check_key(view.kind, &view.fields.location, key.as_ref())?;
        if key.is_some() {
            check_headers(&view.fields.headers, view.kind, Proof::Key)?;
        }
        if view.source == api::Source::Policy {
            self.forget_other_gateways(&place).await?;
        }
        match &key {
            Some(key) => self.keep_key(&place, key).await?,
            None => self.drop_key(&place).await?,
        }
        self.write(|p| p.set_key(&place, key.is_some()));
        self.tell();
        if self.read(Providers::unlisted).iter().any(|p| p.id == id) {
            self.look_around();
        }
        Ok(())
    }

    /// Removes every secret from the vault: the profile is being removed. A vault that fails is only reported.
    pub async fn forget_keys(&self) {
        for place in self.read(Providers::keyed) {
            if let Err(error) = self.drop_key(&place).await {
                tracing::warn!(%error, "a model's key could not be removed");
            }
        }
        for view in self
            .providers()
            .into_iter()
            .filter(|view| view.source == api::Source::User)
        {
            for name in &view.fields.headers {
                if let Err(error) = self.drop_secret(&header_name(&view.id, name)).await {
                    tracing::warn!(%error, "a model's header could not be removed");
                }
            }
        }
    }

    /// What a provider's requests show of who asks, as it is now.
    pub(super) async fn access(&self, provider: &Provider) -> Result<Access, ModelError> {
        let mut headers = Vec::new();
        for name in &provider.fields.headers {
            let value = match provider.header_places.get(name) {
                Some(place) => self.placed(place).await,
                None => self.secret(&header_name(&provider.id, name)).await?,
            };
            let value = value.ok_or_else(|| ModelError::Header {
                provider: provider.name.clone(),
                name: name.clone(),
            })?;
            headers.push((name.clone(), value));
        }
        let gate = self
            .inner
            .gate
            .clone()
            .filter(|_| provider.id == GATEWAY && provider.signed_in_to);
        if provider.signed_in_to && gate.is_none() {
            return Err(ModelError::SignIn {
                provider: provider.name.clone(),
            });
        }
        // The keychain is not opened for a provider that has nothing in it.
        let place = provider
            .key_place()
            .filter(|_| gate.is_none() && self.read(|p| p.is_keyed(provider)));
        let key = match place {
            Some(place) => self.secret(&key_name(&place)).await?,
            None => None,
        };
        // It was read before it was kept; one of an older version may be none now.
        let read = key.map(|key| Credential::read(provider.kind, &key)).transpose();
        let key = read.map_err(|_| ModelError::Key {
            provider: provider.name.clone(),
            status: None,
        })?;
        Ok(Access {
            key,
            headers,
            gate,
            tokens: Arc::clone(&self.inner.tokens),
        })
    }

    async fn placed(&self, place: &crate::company::SecretPlace) -> Option<SecretString> {
        let found = lanyard_oauth::SecretRef::from(place)
            .resolve(&self.inner.parts.vault)
            .await;
        found.ok().flatten().as_ref().and_then(tidy)
    }

    async fn secret(&self, name: &str) -> Result<Option<SecretString>, ModelError> {
        self.inner.parts.vault.get(name).await.map_err(ModelError::Vault)
    }

    async fn drop_secret(&self, name: &str) -> Result<(), api::Error> {
        self.inner.parts.vault.delete(name).await.map_err(ModelError::Vault)?;
        Ok(())
    }

    /// Puts the values of headers into the vault; each name has one then, a new one or one from before.
    async fn keep_headers(
        &self,
        id: &str,
        had: &[String],
        names: &[String],
        values: BTreeMap<String, String>,
    ) -> Result<(), api::Error> {
        let mut kept = Vec::new();
        for (name, value) in values {
            if let Some(value) = tidy(&SecretString::from(value)) {
                kept.push((name, value));
            }
        }
        for name in names {
            let new = kept.iter().find(|(other, _)| other.trim().eq_ignore_ascii_case(name));
            let sendable = new.is_none_or(|(_, value)| is_sendable(value));
            if !sendable {
                return Err(invalid(say!(
                    "The value of the header {name} has a character that no header can carry.",
                    name
                )));
            }
            if new.is_none() && !had.iter().any(|other| other.eq_ignore_ascii_case(name)) {
                return Err(invalid(say!("The header {name} needs a value.", name)));
            }
        }
        for name in names {
            if let Some((_, value)) = kept.iter().find(|(other, _)| other.trim().eq_ignore_ascii_case(name)) {
                let place = header_name(id, name);
                self.inner
                    .parts
                    .vault
                    .set(&place, value)
                    .await
                    .map_err(ModelError::Vault)?;
            }
        }
        Ok(())
    }

    /// Removes the keys that were given for the company's gateway at other addresses.
    async fn forget_other_gateways(&self, place: &str) -> Result<(), api::Error> {
        let old = |other: &String| other != place && other.split('/').next() == Some(GATEWAY);
        for other in self.read(Providers::keyed).into_iter().filter(old) {
            self.drop_key(&other).await?;
            self.write(|p| p.set_key(&other, false));
        }
        Ok(())
    }

    async fn keep_key(&self, place: &str, key: &SecretString) -> Result<(), api::Error> {
        self.inner.tokens.clear();
        self.inner
            .parts
            .vault
            .set(&key_name(place), key)
            .await
            .map_err(ModelError::Vault)?;
        table::note_key(&self.inner.parts.store, place, true).await?;
        Ok(())
    }

    async fn drop_key(&self, place: &str) -> Result<(), api::Error> {
        self.inner.tokens.clear();
        if self.read(|p| p.has_key_at(place)) {
            self.inner
                .parts
                .vault
                .delete(&key_name(place))
                .await
                .map_err(ModelError::Vault)?;
            table::note_key(&self.inner.parts.store, place, false).await?;
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

/// Whether a provider can be asked with a key.
fn check_key(kind: ModelKind, region: &str, key: Option<&SecretString>) -> Result<(), api::Error> {
    let Some(key) = key else { return Ok(()) };
    match Credential::read(kind, key).map_err(invalid)? {
        Credential::Aws(_) if region.is_empty() => Err(invalid(say!(
            "Amazon Bedrock needs a region to sign with, as in eu-central-1."
        ))),
        _ => Ok(()),
    }
}

fn key_name(place: &str) -> String {
    format!("model/{place}")
}

fn header_name(provider: &str, name: &str) -> String {
    format!("model/{provider}/header/{}", name.to_ascii_lowercase())
}
