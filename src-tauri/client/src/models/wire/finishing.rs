//! What is added to a body that genai wrote: Ollama's window, Claude's thinking on Vertex, the marks of a cache on Bedrock,
//! and a signature over all of it.

use http::{HeaderMap, Method};
use lanyard_net::url::Url;
use serde_json::{Map, Value, json};

use super::Asking;
use super::relay::Finish;
use crate::api::ModelKind;
use crate::models::effort::Effort;

/// What lacks; none: genai writes all of it.
pub(super) fn wanted(asking: &Asking, effort: Option<Effort>, url: &Url) -> Option<Finish> {
    match asking.provider.kind {
        ModelKind::Ollama => {
            let window = asking.window?;
            Some(changed(move |body| {
                // Any other than the last time makes Ollama load the model anew: it follows from the model alone.
                body.entry("options")
                    .or_insert_with(|| json!({}))
                    .as_object_mut()?
                    .insert("num_ctx".to_owned(), json!(window));
                Some(())
            }))
        }
        ModelKind::Vertex if asking.model.starts_with("claude") => {
            let tokens = match effort? {
                Effort::Low => 1_024,
                Effort::Medium => 8_000,
                Effort::High => 24_000,
            };
            Some(changed(move |body| {
                let thinking = json!({ "type": "enabled", "budget_tokens": tokens });
                body.insert("thinking".to_owned(), thinking);
                Some(())
            }))
        }
        ModelKind::Bedrock => {
            let (access, region) = (asking.access.clone(), asking.provider.fields.location.clone());
            let (url, clock) = (url.clone(), asking.clock.clone());
            let caches = caches(&asking.model);
            if !caches && access.signs().is_none() {
                return None;
            }
            Some(Box::new(move |body| {
                let body = if caches { marked(body)? } else { body.to_vec() };
                let signed = match access.signs() {
                    Some(key) => key.sign(&region, &Method::POST, &url, &body, &clock)?,
                    None => HeaderMap::new(),
                };
                Some((body, signed))
            }))
        }
        _ => None,
    }
}

/// The body after a change; no header follows from it.
fn changed(change: impl Fn(&mut Map<String, Value>) -> Option<()> + Send + Sync + 'static) -> Finish {
    Box::new(move |body| {
        let mut body: Value = serde_json::from_slice(body).ok()?;
        change(body.as_object_mut()?)?;
        Some((serde_json::to_vec(&body).ok()?, HeaderMap::new()))
    })
}

/// Whether a model of Bedrock takes marks of a cache; the others refuse them. From 3.7 on Claude does, and Nova.
fn caches(model: &str) -> bool {
    let older = [
        "claude-3-5-sonnet",
        "claude-3-sonnet",
        "claude-3-opus",
        "claude-3-haiku",
        "claude-v2",
        "claude-instant",
    ];
    let claude = model.contains("anthropic.claude") && !older.iter().any(|name| model.contains(name));
    claude || model.contains("amazon.nova")
}

/// Marks where a cache may end: after the instructions, which the tools stand before, and after what was said last.
fn marked(body: &[u8]) -> Option<Vec<u8>> {
    let mut body: Value = serde_json::from_slice(body).ok()?;
    let mark = || json!({ "cachePoint": { "type": "default" } });
    if let Some(system) = body.get_mut("system").and_then(Value::as_array_mut) {
        system.push(mark());
    }
    if let Some(content) = body
        .pointer_mut("/messages")
        .and_then(Value::as_array_mut)
        .and_then(|all| all.last_mut())
        .and_then(|last| last.get_mut("content"))
        .and_then(Value::as_array_mut)
    {
        content.push(mark());
    }
    serde_json::to_vec(&body).ok()
}
