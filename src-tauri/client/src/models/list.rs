//! Which models a provider runs: asked with what its other requests carry.

use std::time::Duration;

use http::Method;
use lanyard_net::{Fetch, Net};
use serde_json::Value;

use super::ModelError;
use super::access::Access;
use super::provider::Provider;
use super::wire::address;
use super::wire::trouble::{Failure, fetch_failed, refused};
use crate::api::ModelKind;
use crate::clock::Clock;

const PATIENCE: Duration = Duration::from_secs(15);
/// The longest list known has some hundred kilobytes.
const MAX_BODY: usize = 8 << 20;
/// The most models of one provider.
const MOST: usize = 2000;
/// How often a token is replaced before a refusal counts.
const RENEWALS: u32 = 2;

/// The models of a provider; none: it has no list.
pub(super) async fn models(
    net: &Net,
    provider: &Provider,
    access: &Access,
    clock: &Clock,
) -> Result<Option<Vec<String>>, ModelError> {
    let mut renewals = 0;
    loop {
        match once(net, provider, access, clock).await {
            Ok(found) => return Ok(found),
            Err(failure) if failure.renewed && renewals < RENEWALS => renewals += 1,
            Err(failure) => return Err(failure.error),
        }
    }
}

async fn once(net: &Net, provider: &Provider, access: &Access, clock: &Clock) -> Result<Option<Vec<String>>, Failure> {
    let Some(url) = address::list(provider) else {
        return Ok(None);
    };
    let shown = access.show(provider, &Method::GET, &url).await?;
    // Whoever the list sends us to is not shown a key.
    let mut question = Fetch::get(url).timeout(PATIENCE).no_redirects().max_body(MAX_BODY);
    for (name, value) in &shown.headers {
        question = question.header(name.clone(), value.clone());
    }
    let answer = net.fetch(question).await;
    let answer = answer.map_err(|error| fetch_failed(provider.name.clone(), &error))?;
    // A gateway of which only the answers are known has no list.
    if matches!(answer.status.as_u16(), 404 | 405 | 501) {
        return Ok(None);
    }
    if !answer.status.is_success() {
        let body = String::from_utf8_lossy(&answer.body);
        let failure = refused(provider, &shown, answer.status, &answer.headers, &body, clock);
        return Err(failure.seen_by(access, &shown).await);
    }
    access.accepted(&shown).await;
    let nonsense = || ModelError::Nonsense {
        provider: provider.name.clone(),
        said: "the list of models is none".to_owned(),
    };
    let body: Value = answer.json().map_err(|_| nonsense())?;
    let names = names(provider.kind, &body).ok_or_else(nonsense)?;
    Ok(Some(names))
}

fn names(kind: ModelKind, body: &Value) -> Option<Vec<String>> {
    let (list, key) = match kind {
        ModelKind::Ollama | ModelKind::Gemini => (&body["models"], "name"),
        _ => (&body["data"], "id"),
    };
    // Gemini lists what makes pictures and numbers too; only what answers is of use here.
    let answers = |model: &&Value| match model["supportedGenerationMethods"].as_array() {
        Some(methods) if kind == ModelKind::Gemini => methods.iter().any(|m| m == "generateContent"),
        _ => true,
    };
    let name = |model: &Value| {
        let name = model[key].as_str()?;
        let name = name
            .strip_prefix("models/")
            .filter(|_| kind == ModelKind::Gemini)
            .unwrap_or(name);
        (!name.is_empty() && !name.chars().any(char::is_control)).then(|| name.to_owned())
    };
    let mut listed: Vec<&Value> = list.as_array()?.iter().filter(answers).collect();
    // OpenAI's order is none. The newest first: the first is the one that answers where nobody chose.
    listed.sort_by_key(|model| std::cmp::Reverse(model["created"].as_u64().unwrap_or_default()));
    Some(listed.into_iter().filter_map(name).take(MOST).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_newest_is_listed_first() {
        let model = |id: &str, created: u32| json!({ "id": id, "object": "model", "created": created });
        let body = json!({ "data": [model("gpt-4o", 5), model("whisper-1", 9), model("gpt-6", 7)] });
        assert_eq!(
            names(ModelKind::OpenAi, &body).unwrap_or_default(),
            ["whisper-1", "gpt-6", "gpt-4o"]
        );
        // Without times, in the order given.
        let body = json!({ "data": [{ "id": "b" }, { "id": "a" }] });
        assert_eq!(names(ModelKind::Anthropic, &body).unwrap_or_default(), ["b", "a"]);
        let body = json!({ "models": [{ "name": "nomic-embed-text" }] });
        assert_eq!(
            names(ModelKind::Ollama, &body).unwrap_or_default(),
            ["nomic-embed-text"]
        );
        assert_eq!(names(ModelKind::OpenAi, &json!({ "data": {} })), None);
    }
}
