//! How much a model reads at once, where the request has to say so: Ollama reads a few thousand tokens if it is told
//! nothing, and leaves the beginning out without a word.
//!
//! What enters: what Ollama tells of a model (`/api/show`). What leaves: the `num_ctx` of its requests, which stays the same,
//! because a change makes Ollama load the model anew.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::Method;
use lanyard_net::{Fetch, Net};
use serde_json::{Value, json};

use super::access::Access;
use super::provider::Provider;
use super::wire::address;
use crate::api::ModelKind;

/// What is asked for where nobody chose: room for a conversation with tools, in memory that most computers have.
const USUAL: u32 = 16_384;
/// The most that a model's own settings are followed.
const MOST: u32 = 1 << 20;
/// It is asked on the way to an answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is told of a model holds its licence and its template.
const MAX_BODY: usize = 8 << 20;

/// A server that told nothing is not asked again so soon: an answer waits for it.
const AGAIN: Duration = Duration::from_mins(1);

/// What was told so far, by places and models; for as long as the app runs. With a time: nothing was, until then.
#[derive(Default)]
pub(super) struct Windows(Mutex<HashMap<String, (u32, Option<Instant>)>>);

impl Windows {
    /// In tokens; none where the request has no word for it.
    pub(super) async fn of(&self, net: &Net, provider: &Provider, access: &Access, model: &str) -> Option<u32> {
        if provider.kind != ModelKind::Ollama {
            return None;
        }
        let id = format!("{} {} {model}", provider.id, provider.base_url);
        if let Some(known) = self.known(&id, Instant::now()) {
            return Some(known);
        }
        let told = ask(net, provider, access, model).await;
        let found = match &told {
            Some(told) => (window(told), None),
            None => (USUAL, Some(Instant::now() + AGAIN)),
        };
        self.lock().insert(id, found);
        Some(found.0)
    }

    fn known(&self, id: &str, now: Instant) -> Option<u32> {
        let found = self.lock().get(id).copied();
        found
            .filter(|(_, until)| until.is_none_or(|until| now < until))
            .map(|(window, _)| window)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (u32, Option<Instant>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn ask(net: &Net, provider: &Provider, access: &Access, model: &str) -> Option<Value> {
    let url = address::about(provider)?;
    let shown = access.show(provider, &Method::POST, &url).await.ok()?;
    let mut question = Fetch::post(url).json(&json!({ "model": model })).ok()?;
    for (name, value) in &shown.headers {
        question = question.header(name.clone(), value.clone());
    }
    let answer = net.fetch(question.timeout(PATIENCE).max_body(MAX_BODY)).await.ok()?;
    answer.status.is_success().then(|| answer.json().ok()).flatten()
}

/// What stands in the model's own settings, else the usual; never more than it was made for.
fn window(told: &Value) -> u32 {
    let number = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    let info = told["model_info"].as_object();
    let made_for = info.and_then(|info| {
        let family = info.get("general.architecture").and_then(Value::as_str)?;
        info.get(&format!("{family}.context_length")).and_then(number)
    });
    let settings = told["parameters"].as_str().unwrap_or_default();
    let chosen = settings.lines().find_map(|line| {
        let value = line.trim().strip_prefix("num_ctx")?;
        value.trim().parse::<u32>().ok().filter(|n| *n > 0)
    });
    chosen.unwrap_or(USUAL).min(made_for.unwrap_or(MOST)).min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_kept_and_what_was_not_for_a_while() {
        let (windows, now) = (Windows::default(), Instant::now());
        windows.lock().insert("told".into(), (9_000, None));
        windows.lock().insert("silent".into(), (USUAL, Some(now + AGAIN)));
        let known = |id, now| windows.known(id, now);
        assert_eq!(
            (known("told", now), known("silent", now), known("new", now)),
            (Some(9_000), Some(USUAL), None)
        );
        let later = now + AGAIN;
        assert_eq!((known("told", later), known("silent", later)), (Some(9_000), None));
    }

    #[test]
    fn a_models_own_setting_counts_and_what_it_was_made_for_is_the_limit() {
        let told = |made_for: u32, settings: &str| {
            window(&json!({
                "parameters": settings,
                "model_info": { "general.architecture": "llama", "llama.context_length": made_for, "x.context_length": 7 },
            }))
        };
        assert_eq!(told(131_072, ""), USUAL);
        assert_eq!(told(8_192, ""), 8_192);
        assert_eq!(
            told(
                131_072,
                "stop \"<|eot|>\"\nnum_ctx                        32768\ntemperature 1"
            ),
            32_768
        );
        assert_eq!(told(8_192, "num_ctx 32768"), 8_192);
        assert_eq!(told(131_072, "num_ctx 0\nnum_ctx_x 9"), USUAL);
        for nonsense in [
            json!(null),
            json!([]),
            json!({ "model_info": [], "parameters": 7 }),
            json!({ "model_info": {
            "general.architecture": "llama", "llama.context_length": -1 } }),
        ] {
            assert_eq!(window(&nonsense), USUAL, "{nonsense}");
        }
        assert_eq!(window(&json!({ "parameters": "num_ctx 4000000000" })), MOST);
    }
}
