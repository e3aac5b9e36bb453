//! All places that run models: the company's gateway, the person's own, those found on this computer, the demo.

use std::collections::{BTreeMap, HashMap, HashSet};

use lanyard_net::url::Url;

use super::kind::{lists_models, usual_place};
use super::nearby::Nearby;
use super::provider::Provider;
use super::talking;
use crate::api::{ModelKind, ModelView, ProviderFields, ProviderSignIn, ProviderView, Source, Words};
use crate::company::Company;
use crate::say;
use crate::store::providers::Row;

/// The demo's provider.
const DEMO: &str = "demo";

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
    /// The places of keys; see [`Provider::key_place`].
    keyed: HashSet<String>,
    /// Those that were found on this computer.
    nearby: HashSet<String>,
    /// How the gateway is signed in to.
    sign_in: Option<ProviderSignIn>,
    own_allowed: bool,
}

impl Providers {
    pub(super) fn new(company: Option<&Company>, rows: Vec<Row>, keyed: Vec<String>, demo: bool) -> Self {
        let own_allowed = company.is_none_or(|c| c.models.allow_own_providers);
        let mut list = Vec::new();
        list.extend(company.and_then(|c| c.gateway.as_ref()).and_then(Provider::of_gateway));
        // What the person added is kept, and not used while the company does not allow it.
        if own_allowed {
            list.extend(rows.into_iter().filter_map(Provider::of_row));
        }
        let mut all = Self {
            list,
            found: HashMap::new(),
            keyed: keyed.into_iter().collect(),
            nearby: HashSet::new(),
            sign_in: None,
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
                fields: ProviderFields::default(),
                header_places: BTreeMap::new(),
                signed_in_to: false,
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
            fields: p.fields.clone(),
            key_set: self.is_keyed(p),
            sign_in: self.sign_in.clone().filter(|_| p.signed_in_to),
            source: p.source,
            locked: p.source == Source::Policy,
        };
        self.list.iter().map(view).collect()
    }

    pub(super) fn models(&self) -> Vec<ModelView> {
        let mut views = Vec::new();
        for provider in &self.list {
            let demo = provider.kind == ModelKind::Demo;
            views.extend(self.offered(provider).into_iter().map(|model| ModelView {
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
        let unlisted = |p: &&Provider| p.models.is_empty() && lists_models(p.kind) && !self.nearby.contains(&p.id);
        self.list.iter().filter(unlisted).cloned().collect()
    }

    /// The model where none was ever chosen. What happens to run nearby does not stand in for the company's gateway.
    pub(super) fn first(&self) -> Option<String> {
        let gateway = self.list.iter().any(|p| p.source == Source::Policy);
        let fits = |m: &ModelView| !gateway || !self.nearby.contains(&m.provider_id);
        let mut models: Vec<ModelView> = self.models().into_iter().filter(fits).collect();
        // Stable: of those alike the first, and the demo's stays behind all others.
        models.sort_by_key(|m| (m.demo, !talking::is_plain(&m.id)));
        models.into_iter().next().map(|m| m.id)
    }

    pub(super) fn is_keyed(&self, provider: &Provider) -> bool {
        provider.key_place().is_some_and(|place| self.keyed.contains(&place))
    }

    pub(super) fn has_key_at(&self, place: &str) -> bool {
        self.keyed.contains(place)
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

    pub(super) fn set_key(&mut self, place: &str, there: bool) {
        if there {
            self.keyed.insert(place.to_owned());
        } else {
            self.keyed.remove(place);
        }
    }

    pub(super) fn set_found(&mut self, id: &str, models: Vec<String>) {
        self.found.insert(id.to_owned(), models);
    }

    pub(super) fn set_sign_in(&mut self, sign_in: ProviderSignIn) {
        self.sign_in = Some(sign_in);
    }

    pub(super) fn signed_in(&self) -> bool {
        self.sign_in.as_ref().is_some_and(|sign_in| sign_in.signed_in)
    }

    pub(super) fn get(&self, id: &str) -> Option<Provider> {
        self.list.iter().find(|p| p.id == id).cloned()
    }

    pub(super) fn set_headers(&mut self, id: &str, names: Vec<String>) {
        if let Some(provider) = self.list.iter_mut().find(|p| p.id == id) {
            provider.fields.headers = names;
        }
    }

    /// Whether a model server of this computer would be news.
    pub(super) fn wants(&self, place: &Nearby) -> bool {
        let same = |p: &Provider| {
            let own = if p.base_url.is_empty() {
                usual_place(p.kind)
            } else {
                &p.base_url
            };
            !self.nearby.contains(&p.id) && Url::parse(own).is_ok_and(|own| same_server(&own, &place.url))
        };
        self.own_allowed && !self.list.iter().any(same)
    }

    pub(super) fn set_nearby(&mut self, place: &Nearby, models: Vec<String>) {
        if self.nearby.insert(place.id.to_owned()) {
            let provider = Provider {
                id: place.id.to_owned(),
                name: place.name.clone(),
                kind: place.kind,
                base_url: place.url.to_string(),
                models: Vec::new(),
                fields: ProviderFields::default(),
                header_places: BTreeMap::new(),
                signed_in_to: false,
                source: Source::Default,
            };
            self.add(provider, false);
        }
        self.set_found(place.id, models);
    }

    /// Those that are shown: all that a person or a company named, and of a provider's list those that talk.
    fn offered<'a>(&'a self, provider: &'a Provider) -> Vec<&'a String> {
        let names = self.names(provider);
        if provider.models.is_empty() {
            talking::offered(names)
        } else {
            names.iter().collect()
        }
    }

    fn names<'a>(&'a self, provider: &'a Provider) -> &'a [String] {
        if provider.models.is_empty() {
            self.found.get(&provider.id).map_or(&[], Vec::as_slice)
        } else {
            &provider.models
        }
    }
}

/// Two addresses of one port of this computer, however the host is written.
fn same_server(own: &Url, place: &Url) -> bool {
    let loopback = |url: &Url| lanyard_net::url::is_loopback(url);
    loopback(own) && loopback(place) && own.port_or_known_default() == place.port_or_known_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::api::NewProvider;
    use crate::models::header::Proof;

    #[test]
    fn the_demo_is_last_and_a_companys_refusal_hides_own_providers() {
        let own = NewProvider {
            kind: ModelKind::OpenAi,
            name: String::new(),
            base_url: String::new(),
            models: vec!["m".into()],
            fields: ProviderFields::default(),
        };
        let provider = Provider::new("p".into(), &own, Proof::Nothing).unwrap();
        let mut providers = Providers::new(None, Vec::new(), Vec::new(), true);
        providers.add(provider.clone(), false);
        let ids: Vec<String> = providers.models().into_iter().map(|m| m.id).collect();
        assert_eq!(ids, ["p/m", "demo/demo"]);
        assert_eq!(Provider::of_row(provider.row()), Some(provider));
    }
}
