//! Which models a provider runs: asked in the background, with little patience.

use std::time::Duration;

use lanyard_net::url::Url;
use lanyard_net::{Fetch, Net};
use secrecy::SecretString;
use serde::Deserialize;
use tracing::instrument::WithSubscriber as _;
use tracing::subscriber::NoSubscriber;

use super::provider::Provider;
use super::wire;

/// On this machine an answer comes at once or not at all.
const HERE: Duration = Duration::from_millis(1500);
/// A provider elsewhere.
const ELSEWHERE: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
struct Tags {
    models: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
}

/// The models of an Ollama, if one answers there.
pub(super) async fn ollama(net: &Net, base: &Url) -> Option<Vec<String>> {
    let url = base.join("api/tags").ok()?;
    let answer = net.fetch(Fetch::get(url).timeout(HERE).no_redirects()).await.ok()?;
    let tags: Tags = answer.status.is_success().then(|| answer.json().ok()).flatten()?;
    Some(tags.models.into_iter().map(|tag| tag.name).collect())
}

/// The models of a provider, if it tells.
pub(super) async fn models(
    client: &genai::Client,
    provider: &Provider,
    key: Option<SecretString>,
) -> Option<Vec<String>> {
    let asked = client.all_model_names(wire::adapter(provider.kind)?, wire::place(provider, key.as_ref()));
    let names = tokio::time::timeout(ELSEWHERE, asked.with_subscriber(NoSubscriber::default()))
        .await
        .ok()?
        .ok()?;
    (!names.is_empty()).then_some(names)
}
