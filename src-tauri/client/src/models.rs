//! Models: where they run, which one is in use, and the one door to them.
//!
//! What enters: a [`Request`] in our own words. What leaves: a stream of [`Delta`]s that ends with `End` or with an
//! error, never by merely stopping. Dropping the stream cancels the request. It knows no conversation and runs no
//! tool on purpose: a model only asks for calls. Keys are read from the vault for each request and kept nowhere.

mod access;
mod again;
mod check;
mod chosen;
mod credential;
mod demo;
mod edit;
mod effort;
mod error;
mod gate;
pub(crate) mod header;
pub(crate) mod kind;
mod list;
mod names;
mod nearby;
mod provider;
mod request;
mod shelf;
mod surroundings;
mod talking;
mod window;
mod wire;

use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

use futures::Stream;
use lanyard_net::Net;
use lanyard_oauth::Authorizer;
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
pub use nearby::Nearby;
pub(crate) use provider::lacks;
pub use request::{Arguments, Delta, GO_ON, Image, Offer, Outcome, OutcomeKind, Request, ToolRequest, Turn, Usage};
pub(crate) use shelf::model_name;
pub use surroundings::{Patience, Surroundings};

use credential::google::Tokens;
use effort::Efforts;
use gate::Gate;
use provider::Provider;
use shelf::Providers;
use window::Windows;

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
    /// Where people sign in, for a gateway that takes their token. Without it nobody is signed in.
    pub authorizer: Option<Authorizer>,
    /// The time.
    pub clock: Clock,
    /// Offer the demo model.
    pub demo: bool,
}

/// All models; a clone shares them.
#[derive(Clone)]
pub struct Models {
    inner: Arc<Inner>,
}

struct Inner {
    parts: Parts,
    surroundings: Surroundings,
    /// Of the key files.
    tokens: Arc<Tokens>,
    windows: Windows,
    efforts: Arc<Efforts>,
    providers: RwLock<Providers>,
    /// The sign-in in front of the company's gateway.
    gate: Option<Gate>,
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
        let tokens = Arc::new(Tokens::new(parts.net.clone(), parts.clock.clone()));
        let server = parts.company.as_ref().and_then(Company::gateway_server);
        let gate = parts.authorizer.clone().zip(server);
        let models = Self {
            inner: Arc::new(Inner {
                parts,
                surroundings,
                tokens,
                windows: Windows::default(),
                efforts: Arc::default(),
                providers,
                gate: gate.and_then(|(authorizer, server)| Gate::new(authorizer, server)),
                for_now: RwLock::default(),
            }),
        };
        models.look_at_gate().await;
        Ok(models)
    }

    /// Asks in the background what there is: model servers of this computer, and the models of providers that name
    /// none. All at once: one that does not answer keeps no other waiting.
    pub fn look_around(&self) -> tokio::task::JoinHandle<()> {
        let models = self.clone();
        tokio::spawn(async move {
            let unlisted = models.read(Providers::unlisted);
            let nearby = models
                .inner
                .surroundings
                .nearby
                .iter()
                .map(|place| models.look_at(place));
            let listed = unlisted.iter().map(|provider| models.ask_for_models(provider));
            let (nearby, listed) = futures::join!(futures::future::join_all(nearby), futures::future::join_all(listed));
            if nearby.into_iter().chain(listed).any(|changed| changed) {
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

    /// How much a model reads at once, in tokens, where its provider is told so with each request; none: nobody says.
    pub async fn window(&self, id: &str) -> Option<u32> {
        let (provider, name) = self.read(|p| p.find(id)).filter(|(p, _)| p.kind == ModelKind::Ollama)?;
        let access = self.access(&provider).await.ok()?;
        self.inner
            .windows
            .of(&self.inner.parts.net, &provider, &access, &name)
            .await
    }

    /// The one door to a model. The stream ends with `End` or an error; dropping it cancels the request.
    pub async fn send(&self, model: &str, request: Request) -> Result<Answer, ModelError> {
        let (provider, name) = match self.read(|p| p.find(model)) {
            Some(found) => found,
            None => self.ask_once_for(model).await?,
        };
        if provider.kind == ModelKind::Demo {
            return Ok(demo::answer(&request, self.inner.parts.clock.now()));
        }
        let (net, access) = (&self.inner.parts.net, self.access(&provider).await?);
        Ok(wire::send(wire::Asking {
            net: net.clone(),
            window: self.inner.windows.of(net, &provider, &access, &name).await,
            thinking: self.inner.parts.settings.value(SettingKey::Thinking),
            efforts: Arc::clone(&self.inner.efforts),
            access,
            provider,
            model: name,
            request,
            patience: self.inner.surroundings.patience,
            clock: self.inner.parts.clock.clone(),
        }))
    }

    async fn look_at(&self, place: &Nearby) -> bool {
        if !self.read(|p| p.wants(place)) {
            return false;
        }
        match nearby::ask(&self.inner.parts.net, place).await {
            Some(names) => {
                self.write(|p| p.set_nearby(place, names));
                true
            }
            None => false,
        }
    }

    async fn ask_for_models(&self, provider: &Provider) -> bool {
        let Ok(access) = self.access(provider).await else {
            return false;
        };
        let parts = &self.inner.parts;
        match list::models(&parts.net, provider, &access, &parts.clock).await {
            Ok(Some(names)) if !names.is_empty() => {
                self.write(|p| p.set_found(&provider.id, names));
                true
            }
            _ => false,
        }
    }

    fn provider(&self, id: &str) -> Result<Provider, api::Error> {
        self.read(|p| p.get(id)).ok_or_else(gone)
    }

    fn view(&self, id: &str) -> Result<ProviderView, api::Error> {
        self.providers().into_iter().find(|p| p.id == id).ok_or_else(gone)
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

fn gone() -> api::Error {
    api::Error::new(Code::NotFound, say!("That provider is not there any more."))
}
