//! Which model answers: the chosen one and no other, or the first there is where nobody ever chose.
//!
//! A chosen model that is not listed stays the chosen one: another provider must not get words that were not meant for
//! it. When it is asked, its provider is asked once for its list.

use std::sync::PoisonError;
use std::time::Duration;

use super::list;
use super::provider::Provider;
use super::shelf::Providers;
use super::{ModelError, Models};
use crate::api::{self, Code, EventBody, SettingKey, Source};
use crate::say;

/// How long a question waits for the list in which its model should be.
const PATIENCE: Duration = Duration::from_secs(15);

impl Models {
    /// The model that is asked: the chosen one, whether or not it is there right now, or the first there is where none
    /// was ever chosen.
    pub fn current_id(&self) -> Option<String> {
        let setting = self.inner.parts.settings.view(SettingKey::Model);
        let locked = setting.source == Source::Policy;
        let for_now = self.for_now().filter(|_| !locked);
        let chosen = for_now.unwrap_or(setting.value);
        if chosen.is_empty() {
            self.read(Providers::first)
        } else {
            Some(chosen)
        }
    }

    /// Uses a model for as long as this process lives, and remembers nothing.
    pub fn use_for_now(&self, id: &str) -> Result<(), api::Error> {
        let setting = self.inner.parts.settings.view(SettingKey::Model);
        if setting.source == Source::Policy && setting.value != id {
            return Err(api::Error::new(
                Code::Blocked,
                say!("Your company chose the model. Another one can't be used."),
            ));
        }
        self.must_be_there(id)?;
        *self.inner.for_now.write().unwrap_or_else(PoisonError::into_inner) = Some(id.to_owned());
        self.tell();
        Ok(())
    }

    /// Uses a model from now on, and remembers it as the setting `model`.
    pub async fn choose(&self, id: &str) -> Result<(), api::Error> {
        self.must_be_there(id)?;
        let setting = self.inner.parts.settings.set(SettingKey::Model, id).await?;
        self.inner.parts.bus.emit(EventBody::Setting { setting });
        self.tell();
        Ok(())
    }

    /// A model whose list has not come: its provider is asked for it once, and not for ever.
    pub(super) async fn ask_once_for(&self, model: &str) -> Result<(Provider, String), ModelError> {
        let unknown = || ModelError::Unknown(model.to_owned());
        let (id, _) = model.split_once('/').ok_or_else(unknown)?;
        let nearby = self.inner.surroundings.nearby.iter().find(|place| place.id == id);
        if let Some(place) = nearby {
            if self.look_at(place).await {
                self.tell();
            }
            let missing = ModelError::NotListed {
                provider: place.name.clone(),
            };
            return self.read(|p| p.find(model)).ok_or(missing);
        }
        let unlisted = self.read(Providers::unlisted);
        let provider = unlisted.into_iter().find(|p| p.id == id).ok_or_else(unknown)?;
        let missing = ModelError::NotListed {
            provider: provider.name.clone(),
        };
        let access = self.access(&provider).await?;
        let parts = &self.inner.parts;
        let asked = list::models(&parts.net, &provider, &access, &parts.clock);
        let Ok(listed) = tokio::time::timeout(PATIENCE, asked).await else {
            return Err(missing);
        };
        let names = listed?.filter(|names| !names.is_empty()).ok_or(missing)?;
        self.write(|p| p.set_found(&provider.id, names));
        self.tell();
        self.read(|p| p.find(model)).ok_or_else(unknown)
    }

    fn for_now(&self) -> Option<String> {
        let for_now = self.inner.for_now.read();
        for_now.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn must_be_there(&self, id: &str) -> Result<(), api::Error> {
        let found = self.read(|p| p.find(id));
        found.map(drop).ok_or_else(|| ModelError::Unknown(id.to_owned()).into())
    }
}
