//! Places that run models: the company's gateway, the person's own, an Ollama found on this machine, the demo.

use std::collections::{HashMap, HashSet};

use lanyard_net::url::Url;

use crate::api::{self, Code, ModelKind, ModelView, NewProvider, ProviderView, Source};
use crate::company::Company;
use crate::store::providers::Row;

/// The demo's provider.
const DEMO: &str = "demo";
/// The company's gateway.
const GATEWAY: &str = "company";
/// An Ollama found on this machine.
const LOCAL_OLLAMA: &str = "ollama-here";
/// What the demo model is called: it says what it is.
const DEMO_MODEL: &str = "Demo model (rules, not a language model)";

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: ModelKind,
    /// Ends with a slash; empty for the kind's usual place.
    pub(super) base_url: String,
    /// Empty asks the provider.
    pub(super) models: Vec<String>,
    pub(super) source: Source,
}

impl Provider {
    /// A provider of the person's, checked.
    pub(super) fn new(id: String, new: &NewProvider) -> Result<Self, api::Error> {
        if new.kind == ModelKind::Demo {
            return Err(api::Error::new(
                Code::Invalid,
                "The demo model can't be added; it is there by itself.",
            ));
        }
        let base_url = base_url(&new.base_url)?;
        let name = new.name.trim();
        let name = if name.is_empty() {
            usual_name(new.kind).to_owned()
        } else {
            name.to_owned()
        };
        let models = new
            .models
            .iter()
            .map(|m| m.trim().to_owned())
            .filter(|m| !m.is_empty())
            .collect();
        Ok(Self {
            id,
            name,
            kind: new.kind,
            base_url,
            models,
            source: Source::User,
        })
    }

    fn of_row(row: Row) -> Option<Self> {
        Some(Self {
            kind: parse_kind(&row.kind)?,
            // Checked again: a row may be older than the rule.
            base_url: base_url(&row.base_url).ok()?,
            models: serde_json::from_str(&row.models).unwrap_or_default(),
            id: row.id,
            name: row.name,
            source: Source::User,
        })
    }

    /// As it is stored.
    pub(super) fn row(&self) -> Row {
        Row {
            id: self.id.clone(),
            kind: kind_text(self.kind).to_owned(),
            name: self.name.clone(),
            base_url: self.base_url.clone(),
            models: serde_json::Value::from(self.models.clone()).to_string(),
        }
    }
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
                name: "Lanyard".to_owned(),
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
                name: if demo { DEMO_MODEL.to_owned() } else { model.clone() },
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
                name: "Ollama on this computer".to_owned(),
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

/// Where a kind usually is.
pub(super) fn usual_place(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Demo => "",
        ModelKind::OpenAi => "https://api.openai.com/v1/",
        ModelKind::Anthropic => "https://api.anthropic.com/v1/",
        ModelKind::Gemini => "https://generativelanguage.googleapis.com/v1beta/",
        ModelKind::Ollama => "http://127.0.0.1:11434/",
    }
}

fn usual_name(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Demo => "Lanyard",
        ModelKind::OpenAi => "OpenAI",
        ModelKind::Anthropic => "Anthropic",
        ModelKind::Gemini => "Gemini",
        ModelKind::Ollama => "Ollama",
    }
}

/// https, or http on this computer; ends with a slash, because paths are joined to it.
fn base_url(text: &str) -> Result<String, api::Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let refused =
        |said: String| {
            api::Error::new(
            Code::Invalid,
            "That is not an address a model can be reached at. It starts with https, or with http on this computer.",
        )
        .with(api::Details { server: None, step: Some("address".into()), rule: None, said: Some(said) })
        };
    let mut url = lanyard_net::url::parse(text).map_err(|e| refused(e.to_string()))?;
    if url.query().is_some() {
        return Err(refused("the address has a query (?...); leave it out".to_owned()));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url.to_string())
}

fn kind_text(kind: ModelKind) -> &'static str {
    match kind {
        ModelKind::Demo => "demo",
        ModelKind::OpenAi => "open_ai",
        ModelKind::Anthropic => "anthropic",
        ModelKind::Gemini => "gemini",
        ModelKind::Ollama => "ollama",
    }
}

fn parse_kind(text: &str) -> Option<ModelKind> {
    let kinds = [
        ModelKind::OpenAi,
        ModelKind::Anthropic,
        ModelKind::Gemini,
        ModelKind::Ollama,
    ];
    kinds.into_iter().find(|kind| kind_text(*kind) == text)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_https_or_loopback_and_ends_with_a_slash() {
        assert_eq!(base_url("").unwrap(), "");
        assert_eq!(
            base_url("https://gateway.example/v1").unwrap(),
            "https://gateway.example/v1/"
        );
        assert_eq!(
            base_url(" http://127.0.0.1:8000/v1/ ").unwrap(),
            "http://127.0.0.1:8000/v1/"
        );
        for bad in [
            "http://gateway.example/v1",
            "ftp://x/",
            "gateway",
            "https://u:p@x/",
            "https://x/?a=b",
            "https://x/#a",
        ] {
            assert_eq!(base_url(bad).unwrap_err().code, Code::Invalid, "{bad}");
        }
    }

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
