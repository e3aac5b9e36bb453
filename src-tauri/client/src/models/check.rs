//! Trying a provider: whether it answers, and what is wrong if it does not.

use futures::StreamExt as _;

use super::provider::invalid;
use super::request::{Delta, Request, Turn};
use super::{ModelError, Models, list};
use crate::api::{self, ModelKind, ProviderTried};
use crate::say;

impl Models {
    /// Asks a provider for its models, or one of them for an answer where there is no list. What is asked is what a
    /// conversation would ask: the same wire, key and headers.
    pub async fn test(&self, id: &str) -> Result<ProviderTried, api::Error> {
        let provider = self.provider(id)?;
        if provider.kind == ModelKind::Demo {
            return Err(invalid(say!(
                "The demo model needs no test: it runs in Lanyard itself."
            )));
        }
        let access = self.access(&provider).await?;
        let parts = &self.inner.parts;
        if let Some(names) = list::models(&parts.net, &provider, &access, &parts.clock).await? {
            let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
            if provider.models.is_empty() {
                self.write(|p| p.set_found(&provider.id, names));
                self.tell();
            }
            return Ok(ProviderTried { models: Some(count) });
        }
        let Some(model) = provider.models.first() else {
            return Err(invalid(say!(
                "{provider} does not list its models. Name at least one.",
                provider = &provider.name
            )));
        };
        let request = Request {
            turns: vec![Turn::user("Answer with one word: ready?")],
            ..Request::default()
        };
        let mut answer = self.send(&format!("{}/{model}", provider.id), request).await?;
        // The first piece is proof enough; dropping the rest ends the request.
        match answer.next().await {
            Some(Ok(Delta::Text(_) | Delta::Reasoning(_) | Delta::Calls(_) | Delta::End(_))) => {
                Ok(ProviderTried { models: None })
            }
            Some(Err(error)) => Err(error.into()),
            None => Err(ModelError::Cut {
                provider: provider.name,
                said: None,
            }
            .into()),
        }
    }
}
