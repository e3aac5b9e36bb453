//! All places that run models: the company's gateway, the person's own, an Ollama found on this machine, the demo.

use std::collections::{HashMap, HashSet};

use lanyard_net::url::Url;

use super::provider::{Provider, base_url, usual_place};
use crate::api::{ModelKind, ModelView, ProviderView, Source, Words};
use crate::company::Company;
use crate::say;
use crate::store::providers::Row;

/// The demo's provider.
const DEMO: &str = "demo";
/// The company's gateway.
const GATEWAY: &str = "company";
/// An Ollama found on this machine.
const LOCAL_OLLAMA: &str = "ollama-here";

/// What the demo model is called: it says what it is.
fn demo_model() -> Words {
    say!("Demo model (rules, not a language model)").into()
}

/// A model's name as it was stored beside a message.
pub(crate) fn model_name(stored: &str) -> Words {
    Some(demo_model())
        .filter(|demo| demo.to_string() == stored)
        .unwrap_or_else(|| stored.into())
}

/// All providers and what is known of them.
pub(super) struct Providers {
    list: Vec<Provider>,
    found: HashMap<String, Vec<String>>,
    keyed: HashSet<String>,
    own_allowed: bool,
}

impl Providers {
    pub(super) fn new(company: Option<&Company>, rows: Vec<Row>, keyed: Vec<String>, demo: bool) -> Self {
        let own_allowed = company.is_none_or(|c| c.models.allow_own_providers);
        let mut list = Vec::new();
        if let Some(gateway) = company.and_then(|c| c.gateway.as_ref())
            && let Ok(base_url) = base_url(&gateway.base_url)
        {
            list.push(Provider {
                id: GATEWAY.to_owned(),
                name: gateway.name.clone(),
                kind: gateway.kind,
                base_url,
                models: gateway.models.clone(),
                source: Source::Policy,
            });
        }
        // What the person added is kept, and not used while the company does not allow it.
        if own_allowed {
            list.extend(rows.into_iter().filter_map(Provider::of_row));
        }
        let mut all = Self {
            list,
            found: HashMap::new(),
            keyed: keyed.into_iter().collect(),
            own_allowed,
        };
        if demo {
            all.offer_demo();
        }
        all
    }

    /// Adds the demo's, last, if it is not there.
    pub(super) fn offer_demo(&mut self) {
        if self.list.iter().all(|p| p.kind != ModelKind::Demo) {
            self.list.push(Provider {
                id: DEMO.to_owned(),
                name: "Lanyard".into(),
                kind: ModelKind::Demo,
                base_url: String::new(),
                models: vec![DEMO.to_owned()],
                source: Source::Default,
            });
        }
    }

    pub(super) fn own_allowed(&self) -> bool {
        self.own_allowed
    }

    pub(super) fn views(&self) -> Vec<ProviderView> {
        let view = |p: &Provider| ProviderView {
            id: p.id.clone(),
            name: p.name.clone(),
            kind: p.kind,
            base_url: p.base_url.clone(),
            key_set: self.keyed.contains(&p.id),
            source: p.source,
            locked: p.source == Source::Policy,
        };
        self.list.iter().map(view).collect()
    }

    pub(super) fn models(&self) -> Vec<ModelView> {
        let mut views = Vec::new();
        for provider in &self.list {
            let demo = provider.kind == ModelKind::Demo;
            views.extend(self.names(provider).iter().map(|model| ModelView {
                id: format!("{}/{model}", provider.id),
                provider_id: provider.id.clone(),
                provider_name: provider.name.clone(),
                name: if demo { demo_model() } else { model.into() },
                demo,
            }));
        }
        views
    }

    /// The provider and model of an id `provider/model`.
    pub(super) fn find(&self, id: &str) -> Option<(Provider, String)> {
        let (provider, model) = id.split_once('/')?;
        let provider = self.list.iter().find(|p| p.id == provider)?;
        self.names(provider)
            .iter()
            .any(|m| m == model)
            .then(|| (provider.clone(), model.to_owned()))
    }

    /// Providers that are to be asked for their models.
    pub(super) fn unlisted(&self) -> Vec<Provider> {
        let unlisted = |p: &&Provider| p.models.is_empty() && p.id != LOCAL_OLLAMA;
        self.list.iter().filter(unlisted).cloned().collect()
    }

    pub(super) fn has_key(&self, id: &str) -> bool {
        self.keyed.contains(id)
    }

    pub(super) fn keyed(&self) -> Vec<String> {
        self.keyed.iter().cloned().collect()
    }

    pub(super) fn add(&mut self, provider: Provider, keyed: bool) {
        if keyed {
            self.keyed.insert(provider.id.clone());
        }
        // The demo stays last, because the first model is the one used when none is chosen.
        let at = self
            .list
            .iter()
            .position(|p| p.kind == ModelKind::Demo)
            .unwrap_or(self.list.len());
        self.list.insert(at, provider);
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.list.retain(|p| p.id != id);
        self.found.remove(id);
        self.keyed.remove(id);
    }

    pub(super) fn set_key(&mut self, id: &str, there: bool) {
        if there {
            self.keyed.insert(id.to_owned());
        } else {
            self.keyed.remove(id);
        }
    }

    pub(super) fn set_found(&mut self, id: &str, models: Vec<String>) {
        self.found.insert(id.to_owned(), models);
    }

    /// Whether an Ollama of this machine would be news.
    pub(super) fn wants_ollama(&self, url: &Url) -> bool {
        let same = |p: &Provider| {
            let place = if p.base_url.is_empty() {
                usual_place(p.kind)
            } else {
                &p.base_url
            };
            p.kind == ModelKind::Ollama && p.id != LOCAL_OLLAMA && Url::parse(place).is_ok_and(|own| own == *url)
        };
        self.own_allowed && !self.list.iter().any(same)
    }

    pub(super) fn set_local_ollama(&mut self, url: &Url, models: Vec<String>) {
        if self.list.iter().all(|p| p.id != LOCAL_OLLAMA) {
            let provider = Provider {
                id: LOCAL_OLLAMA.to_owned(),
                name: say!("Ollama on this computer").into(),
                kind: ModelKind::Ollama,
                base_url: url.to_string(),
                models: Vec::new(),
                source: Source::Default,
            };
            self.add(provider, false);
        }
        self.set_found(LOCAL_OLLAMA, models);
    }

    fn names<'a>(&'a self, provider: &'a Provider) -> &'a [String] {
        if provider.models.is_empty() {
            self.found.get(&provider.id).map_or(&[], Vec::as_slice)
        } else {
            &provider.models
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::api::NewProvider;

    #[test]
    fn the_demo_is_last_and_a_companys_refusal_hides_own_providers() {
        let own = NewProvider {
            kind: ModelKind::OpenAi,
            name: String::new(),
            base_url: String::new(),
            models: vec!["m".into()],
        };
        let provider = Provider::new("p".into(), &own).unwrap();
        let mut providers = Providers::new(None, Vec::new(), Vec::new(), true);
        providers.add(provider.clone(), false);
        let ids: Vec<String> = providers.models().into_iter().map(|m| m.id).collect();
        assert_eq!(ids, ["p/m", "demo/demo"]);
        assert_eq!(Provider::of_row(provider.row()), Some(provider));
    }
}
