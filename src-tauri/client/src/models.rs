//! Models: where they run, which one is in use, and the one door to them.
//!
//! What enters: a [`Request`] in our own words. What leaves: a stream of [`Delta`]s that ends with `End` or with an
//! error, never by merely stopping. Dropping the stream cancels the request. It knows no conversation and runs no
//! tool on purpose: a model only asks for calls. Keys are read from the vault for each request and kept nowhere.

mod demo;
mod edit;
mod error;
mod list;
mod names;
mod provider;
mod request;
mod shelf;
mod wire;

use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use futures::Stream;
use lanyard_net::Net;
use lanyard_net::url::Url;
use lanyard_vault::Vault;

use crate::api::{self, Code, EventBody, ModelKind, ModelView, ProviderView, SettingKey};
use crate::clock::Clock;
use crate::company::Company;
use crate::events::Bus;
use crate::say;
use crate::settings::Settings;
use crate::store::{Store, providers as table};

pub use error::ModelError;
pub use names::{Names, name_of};
pub use request::{Arguments, Delta, GO_ON, Image, Offer, Outcome, OutcomeKind, Request, ToolRequest, Turn, Usage};
pub(crate) use shelf::model_name;

use provider::Provider;
use shelf::Providers;

/// A model's answer on its way.
pub type Answer = Pin<Box<dyn Stream<Item = Result<Delta, ModelError>> + Send>>;

/// What models are made of.
#[derive(Clone)]
pub struct Parts {
    /// Providers that the person added.
    pub store: Store,
    /// Keys.
    pub vault: Vault,
    /// HTTP.
    pub net: Net,
    /// Where changes are told.
    pub bus: Bus,
    /// Where the choice of the model is kept.
    pub settings: Settings,
    /// The company, with its gateway and what it allows.
    pub company: Option<Company>,
    /// The time.
    pub clock: Clock,
    /// Offer the demo model.
    pub demo: bool,
}

/// What surrounds the models; tests bring their own.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Where an Ollama of this machine would be; none asks nobody.
    pub ollama: Option<Url>,
    /// How long a provider may be silent.
    pub patience: Patience,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            ollama: Url::parse("http://127.0.0.1:11434/").ok(),
            patience: Patience::default(),
        }
    }
}

/// How long a provider may be silent.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the first piece of an answer; a reasoning model takes its time.
    pub first: Duration,
    /// Between two pieces.
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_mins(2),
            idle: Duration::from_secs(90),
        }
    }
}

/// All models; a clone shares them.
#[derive(Clone)]
pub struct Models {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    surroundings: Surroundings,
    genai: Option<genai::Client>,
    providers: RwLock<Providers>,
    /// The model for as long as this process lives, whatever is remembered.
    for_now: RwLock<Option<String>>,
}

impl Models {
    /// Reads the providers from disk. Asks nobody yet: see [`Models::look_around`].
    pub async fn load(parts: Parts) -> Result<Self, api::Error> {
        Self::load_in(parts, Surroundings::default()).await
    }

    /// The same, with other surroundings.
    pub async fn load_in(parts: Parts, surroundings: Surroundings) -> Result<Self, api::Error> {
        let rows = table::all(&parts.store).await?;
        let keys = table::with_key(&parts.store).await?;
        let providers = RwLock::new(Providers::new(parts.company.as_ref(), rows, keys, parts.demo));
        let genai = wire::client(parts.net.client());
        Ok(Self {
            inner: Arc::new(Inner {
                parts,
                surroundings,
                genai,
                providers,
                for_now: RwLock::default(),
            }),
        })
    }

    /// Asks in the background what there is: an Ollama on this machine, and the models of providers that name none.
    pub fn look_around(&self) -> tokio::task::JoinHandle<()> {
        let models = self.clone();
        tokio::spawn(async move {
            let mut changed = models.look_for_ollama().await;
            let unlisted = models.read(Providers::unlisted);
            for provider in unlisted {
                changed |= models.ask_for_models(&provider).await;
            }
            if changed {
                models.tell();
            }
        })
    }

    /// Offers the demo model in a profile that is not the demo's; it is used when there is no other.
    pub fn offer_demo(&self) {
        self.write(Providers::offer_demo);
        self.tell();
    }

    /// Providers as shown.
    pub fn providers(&self) -> Vec<ProviderView> {
        self.read(Providers::views)
    }

    /// Models that can be picked, the demo's last.
    pub fn models(&self) -> Vec<ModelView> {
        self.read(Providers::models)
    }

    /// The model in use: the chosen one, or the first there is.
    pub fn current_id(&self) -> Option<String> {
        let for_now = self
            .inner
            .for_now
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let chosen = for_now.unwrap_or_else(|| self.inner.parts.settings.value(SettingKey::Model));
        let models = self.models();
        models
            .iter()
            .find(|m| m.id == chosen)
            .or_else(|| models.first())
            .map(|m| m.id.clone())
    }

    /// The name for people of a model.
    pub fn title(&self, id: &str) -> Option<String> {
        self.models()
            .into_iter()
            .find(|m| m.id == id)
            .map(|m| m.name.to_string())
    }

    /// The wire of a model.
    pub fn kind(&self, id: &str) -> Option<ModelKind> {
        self.read(|p| p.find(id)).map(|(provider, _)| provider.kind)
    }

    /// Uses a model for as long as this process lives, and remembers nothing.
    pub fn use_for_now(&self, id: &str) -> Result<(), api::Error> {
        if self.models().iter().all(|m| m.id != id) {
            return Err(ModelError::Unknown(id.to_owned()).into());
        }
        *self.inner.for_now.write().unwrap_or_else(PoisonError::into_inner) = Some(id.to_owned());
        self.tell();
        Ok(())
    }

    /// Uses a model from now on, and remembers it as the setting `model`.
    pub async fn choose(&self, id: &str) -> Result<(), api::Error> {
        if self.models().iter().all(|m| m.id != id) {
            return Err(ModelError::Unknown(id.to_owned()).into());
        }
        let setting = self.inner.parts.settings.set(SettingKey::Model, id).await?;
        self.inner.parts.bus.emit(EventBody::Setting { setting });
        self.tell();
        Ok(())
    }

    /// The one door to a model. The stream ends with `End` or an error; dropping it cancels the request.
    pub async fn send(&self, model: &str, request: Request) -> Result<Answer, ModelError> {
        let unknown = || ModelError::Unknown(model.to_owned());
        let (provider, name) = self.read(|p| p.find(model)).ok_or_else(unknown)?;
        if provider.kind == ModelKind::Demo {
            return Ok(demo::answer(&request, self.inner.parts.clock.now()));
        }
        let key = self.key(&provider).await?;
        let genai = self.inner.genai.as_ref().ok_or_else(unknown)?;
        Ok(wire::send(
            genai,
            provider,
            &name,
            key,
            request,
            self.inner.surroundings.patience,
        ))
    }

    async fn look_for_ollama(&self) -> bool {
        let Some(url) = self.inner.surroundings.ollama.clone() else {
            return false;
        };
        if !self.read(|p| p.wants_ollama(&url)) {
            return false;
        }
        match list::ollama(&self.inner.parts.net, &url).await {
            Some(names) => {
                self.write(|p| p.set_local_ollama(&url, names));
                true
            }
            None => false,
        }
    }

    async fn ask_for_models(&self, provider: &Provider) -> bool {
        let Ok(key) = self.key(provider).await else {
            return false;
        };
        let Some(genai) = &self.inner.genai else { return false };
        match list::models(genai, provider, key).await {
            Some(names) => {
                self.write(|p| p.set_found(&provider.id, names));
                true
            }
            None => false,
        }
    }

    fn view(&self, id: &str) -> Result<ProviderView, api::Error> {
        self.providers()
            .into_iter()
            .find(|p| p.id == id)
            .ok_or_else(|| api::Error::new(Code::NotFound, say!("That provider is not there any more.")))
    }

    fn tell(&self) {
        let body = EventBody::Models {
            providers: self.providers(),
            models: self.models(),
            model: self.current_id(),
        };
        self.inner.parts.bus.emit(body);
    }

    fn read<T>(&self, look: impl FnOnce(&Providers) -> T) -> T {
        look(&self.inner.providers.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, change: impl FnOnce(&mut Providers) -> T) -> T {
        change(&mut self.inner.providers.write().unwrap_or_else(PoisonError::into_inner))
    }
}
