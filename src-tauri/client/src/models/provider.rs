//! A place that runs models.

use crate::api::{self, Code, ModelKind, NewProvider, Source, Words};
use crate::say;
use crate::store::providers::Row;

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) name: Words,
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
                say!("The demo model can't be added; it is there by itself."),
            ));
        }
        let base_url = base_url(&new.base_url)?;
        let name = new.name.trim();
        let name = if name.is_empty() {
            usual_name(new.kind).into()
        } else {
            name.into()
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

    pub(super) fn of_row(row: Row) -> Option<Self> {
        Some(Self {
            kind: parse_kind(&row.kind)?,
            // Checked again: a row may be older than the rule.
            base_url: base_url(&row.base_url).ok()?,
            models: serde_json::from_str(&row.models).unwrap_or_default(),
            id: row.id,
            name: row.name.into(),
            source: Source::User,
        })
    }

    /// As it is stored.
    pub(super) fn row(&self) -> Row {
        Row {
            id: self.id.clone(),
            kind: kind_text(self.kind).to_owned(),
            name: self.name.to_string(),
            base_url: self.base_url.clone(),
            models: serde_json::Value::from(self.models.clone()).to_string(),
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
pub(super) fn base_url(text: &str) -> Result<String, api::Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let refused = |said: String| {
        api::Error::new(
            Code::Invalid,
            say!(
                "That is not an address a model can be reached at. It starts with https, or with http on this computer."
            ),
        )
        .with(api::Details {
            server: None,
            step: Some("address".into()),
            rule: None,
            said: Some(said),
        })
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
}
