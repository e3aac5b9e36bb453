//! A place that runs models.

use std::collections::BTreeMap;

use super::header::{self, Proof};
use super::kind::{self, usual_name};
use super::wire::address::origin;
use crate::api::{self, Code, ModelKind, NewProvider, ProviderFields, Sentence, Source, Words};
use crate::company::{Gateway, SecretPlace};
use crate::say;
use crate::store::providers::Row;

/// The company's gateway.
pub(super) const GATEWAY: &str = "company";

/// Why a company's gateway lacks something; none: it lacks nothing.
pub(crate) fn lacks(gateway: &Gateway) -> Option<Sentence> {
    Provider::of_gateway(gateway).and_then(|provider| provider.lacks())
}

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
    pub(super) fields: ProviderFields,
    /// Where the values of the headers are that the company named; the person's are in the vault.
    pub(super) header_places: BTreeMap<String, SecretPlace>,
    /// It takes the token of a sign-in.
    pub(super) signed_in_to: bool,
    pub(super) source: Source,
}

impl Provider {
    /// A provider of the person's, checked.
    pub(super) fn new(id: String, new: &NewProvider, proof: Proof) -> Result<Self, api::Error> {
        if new.kind == ModelKind::Demo {
            return Err(invalid(say!("The demo model can't be added; it is there by itself.")));
        }
        let name = new.name.trim();
        let tidy = |text: &String| text.trim().to_owned();
        let models = new.models.iter().map(tidy).filter(|m| !m.is_empty()).collect();
        let provider = Self {
            id,
            name: if name.is_empty() {
                usual_name(new.kind).into()
            } else {
                name.into()
            },
            kind: new.kind,
            base_url: base_url(&new.base_url)?,
            models,
            fields: ProviderFields {
                api_version: tidy(&new.fields.api_version),
                project: tidy(&new.fields.project),
                location: tidy(&new.fields.location),
                headers: new.fields.headers.iter().map(tidy).filter(|h| !h.is_empty()).collect(),
            },
            header_places: BTreeMap::new(),
            signed_in_to: false,
            source: Source::User,
        };
        if let Some(missing) = provider.lacks() {
            return Err(invalid(missing));
        }
        check_headers(&provider.fields.headers, provider.kind, proof)?;
        Ok(provider)
    }

    /// The company's.
    pub(super) fn of_gateway(gateway: &Gateway) -> Option<Self> {
        Some(Self {
            id: GATEWAY.to_owned(),
            name: gateway.name.clone(),
            kind: gateway.kind,
            base_url: base_url(&gateway.base_url).ok()?,
            models: gateway.models.clone(),
            fields: gateway.fields.clone(),
            header_places: gateway.headers.clone(),
            signed_in_to: gateway.sign_in.is_some(),
            source: Source::Policy,
        })
    }

    pub(super) fn of_row(row: Row) -> Option<Self> {
        let provider = Self {
            kind: kind::parse(&row.kind)?,
            // Checked again: a row may be older than the rule.
            base_url: base_url(&row.base_url).ok()?,
            models: serde_json::from_str(&row.models).unwrap_or_default(),
            // A row from before there were fields holds none.
            fields: serde_json::from_str(&row.fields).unwrap_or_default(),
            header_places: BTreeMap::new(),
            id: row.id,
            name: row.name.into(),
            signed_in_to: false,
            source: Source::User,
        };
        provider.lacks().is_none().then_some(provider)
    }

    /// Where its key lies; none: it takes none. The company's file may name another address tomorrow, which must not get
    /// the key that was given for this one. Whatever listens nearby is shown nothing.
    pub(super) fn key_place(&self) -> Option<String> {
        match self.source {
            Source::User => Some(self.id.clone()),
            Source::Policy => origin(self).map(|origin| format!("{}/{origin}", self.id)),
            Source::Default => None,
        }
    }

    /// As it is stored.
    pub(super) fn row(&self) -> Row {
        Row {
            id: self.id.clone(),
            kind: kind::text(self.kind).to_owned(),
            name: self.name.to_string(),
            base_url: self.base_url.clone(),
            models: serde_json::Value::from(self.models.clone()).to_string(),
            fields: self.fields_text(),
        }
    }

    /// The fields as they are stored.
    pub(super) fn fields_text(&self) -> String {
        serde_json::to_string(&self.fields).unwrap_or_else(|_| "{}".to_owned())
    }

    /// The sentence about what a provider of this kind can't do without.
    pub(super) fn lacks(&self) -> Option<Sentence> {
        let fields = &self.fields;
        let made_of = |text: &str, more: &[u8]| text.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b));
        // They become part of an address: a location even of a host's name, a project of the older kind is `domain:name`.
        let plain =
            made_of(&fields.location, b"-") && made_of(&fields.api_version, b"-.") && made_of(&fields.project, b"-.:_");
        if !plain {
            return Some(say!(
                "Project, location, region and version have letters, digits, dots and hyphens only."
            ));
        }
        let by_hand = !kind::lists_models(self.kind) && self.kind != ModelKind::Demo && self.models.is_empty();
        match self.kind {
            ModelKind::Azure if self.base_url.is_empty() => Some(say!(
                "Azure OpenAI needs the address of your resource, as in https://example.openai.azure.com."
            )),
            ModelKind::Azure if by_hand => Some(say!("Azure OpenAI needs the names of your deployments as models.")),
            ModelKind::Vertex if fields.project.is_empty() || fields.location.is_empty() => Some(say!(
                "Vertex AI needs a project and a location, as in europe-west4 or global."
            )),
            ModelKind::Vertex
                if by_hand
                    || !self
                        .models
                        .iter()
                        .all(|m| m.starts_with("gemini") || m.starts_with("claude")) =>
            {
                Some(say!(
                    "Vertex AI needs the names of its models; they begin with gemini or claude."
                ))
            }
            ModelKind::Bedrock if fields.location.is_empty() && self.base_url.is_empty() => {
                Some(say!("Amazon Bedrock needs a region, as in eu-central-1."))
            }
            ModelKind::Bedrock if by_hand => Some(say!(
                "Amazon Bedrock needs the ids of its models, as in anthropic.claude-sonnet-4-5-20250929-v1:0."
            )),
            _ => None,
        }
    }
}

/// All headers of one provider: each may be sent, and none twice.
pub(super) fn check_headers(names: &[String], kind: ModelKind, proof: Proof) -> Result<(), api::Error> {
    if names.len() > header::MOST {
        return Err(invalid(say!(
            "A provider takes at most {count} headers.",
            count = header::MOST.to_string()
        )));
    }
    for (at, name) in names.iter().enumerate() {
        if let Some(why) = header::refused(name, kind, proof) {
            return Err(invalid(why));
        }
        if names[..at].iter().any(|other| other.eq_ignore_ascii_case(name)) {
            return Err(invalid(say!("The header {name} is there twice.", name)));
        }
    }
    Ok(())
}

pub(super) fn invalid(message: Sentence) -> api::Error {
    api::Error::new(Code::Invalid, message)
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
    fn a_kind_that_needs_more_than_a_key_says_so() {
        let new = |kind, base_url: &str, models: &[&str], fields: ProviderFields| NewProvider {
            kind,
            name: String::new(),
            base_url: base_url.to_owned(),
            models: models.iter().map(|m| (*m).to_owned()).collect(),
            fields,
        };
        let located = |location: &str| ProviderFields {
            project: "acme-1".into(),
            location: location.into(),
            ..ProviderFields::default()
        };
        let none = ProviderFields::default;
        let bad = [
            new(ModelKind::Azure, "", &["gpt"], none()),
            new(ModelKind::Azure, "https://x.openai.azure.com", &[], none()),
            new(ModelKind::Vertex, "", &["gemini-3"], none()),
            new(ModelKind::Vertex, "", &["llama"], located("global")),
            new(ModelKind::Vertex, "", &["gemini-3"], located("evil.example/")),
            new(ModelKind::Vertex, "", &["gemini-3"], located("a@b")),
            new(ModelKind::Bedrock, "", &["amazon.nova"], none()),
            new(ModelKind::Bedrock, "", &[], located("eu-central-1")),
        ];
        for new in bad {
            let refused = Provider::new("p".into(), &new, Proof::Key).unwrap_err();
            assert_eq!(refused.code, Code::Invalid, "{new:?}");
        }
        for new in [
            new(ModelKind::Azure, "https://x.openai.azure.com", &["gpt"], none()),
            new(ModelKind::Vertex, "", &["gemini-3", "claude-x"], located("global")),
            new(ModelKind::Bedrock, "", &["amazon.nova"], located("eu-central-1")),
        ] {
            let provider = Provider::new("p".into(), &new, Proof::Key).unwrap();
            assert_eq!(Provider::of_row(provider.row()), Some(provider));
        }
    }
}
