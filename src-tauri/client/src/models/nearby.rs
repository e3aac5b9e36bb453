//! Model servers of this computer that nobody set up: asked on their usual ports, in the background, with little
//! patience.
//!
//! Only loopback is asked, no redirect is followed, and nothing is sent but the question. What listens there and is no
//! model server is not offered.

use std::time::Duration;

use lanyard_net::url::{Url, is_loopback};
use lanyard_net::{Fetch, Net};
use serde::Deserialize;

use crate::api::{ModelKind, Words};
use crate::say;

/// On this machine an answer comes at once or not at all.
const PATIENCE: Duration = Duration::from_millis(1500);
/// A list of models is a few kilobytes.
const MAX_BODY: usize = 1 << 20;
/// The most models of one of them.
const MOST: usize = 500;

/// Where a model server of this computer would be.
#[derive(Debug, Clone)]
pub struct Nearby {
    /// The id of its provider; stable, because the chosen model is remembered by it.
    pub id: &'static str,
    /// Its name for people.
    pub name: Words,
    /// Its wire: Ollama's, or Chat Completions.
    pub kind: ModelKind,
    /// Its base URL.
    pub url: Url,
}

/// Those that are known, on their usual ports.
pub(super) fn usual() -> Vec<Nearby> {
    let all = [
        (
            "ollama-here",
            say!("Ollama on this computer"),
            ModelKind::Ollama,
            "http://127.0.0.1:11434/",
        ),
        (
            "lm-studio-here",
            say!("LM Studio on this computer"),
            ModelKind::OpenAi,
            "http://127.0.0.1:1234/v1/",
        ),
        (
            "llama-cpp-here",
            say!("llama.cpp on this computer"),
            ModelKind::OpenAi,
            "http://127.0.0.1:8080/v1/",
        ),
        (
            "vllm-here",
            say!("vLLM on this computer"),
            ModelKind::OpenAi,
            "http://127.0.0.1:8000/v1/",
        ),
        (
            "jan-here",
            say!("Jan on this computer"),
            ModelKind::OpenAi,
            "http://127.0.0.1:1337/v1/",
        ),
    ];
    let one = |(id, name, kind, url): (&'static str, crate::api::Sentence, ModelKind, &str)| {
        Some(Nearby {
            id,
            name: name.into(),
            kind,
            url: Url::parse(url).ok()?,
        })
    };
    all.into_iter().filter_map(one).collect()
}

#[derive(Deserialize)]
struct Tags {
    models: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
}

/// What `GET /v1/models` answers.
#[derive(Deserialize)]
struct List {
    object: String,
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
}

/// The models of whatever listens there; none: it is no model server, or has none.
pub(super) async fn ask(net: &Net, place: &Nearby) -> Option<Vec<String>> {
    if !is_loopback(&place.url) {
        return None;
    }
    let ollama = place.kind == ModelKind::Ollama;
    let url = place.url.join(if ollama { "api/tags" } else { "models" }).ok()?;
    let question = Fetch::get(url).timeout(PATIENCE).no_redirects().max_body(MAX_BODY);
    let answer = net
        .fetch(question)
        .await
        .ok()
        .filter(|answer| answer.status.is_success())?;
    let names: Vec<String> = if ollama {
        answer
            .json::<Tags>()
            .ok()?
            .models
            .into_iter()
            .map(|tag| tag.name)
            .collect()
    } else {
        let list = answer.json::<List>().ok().filter(|list| list.object == "list")?;
        list.data.into_iter().map(|entry| entry.id).collect()
    };
    let usable = |name: &String| !name.trim().is_empty() && name.len() <= 200 && !name.chars().any(char::is_control);
    let names: Vec<String> = names.into_iter().filter(usable).take(MOST).collect();
    // An Ollama without a model is one all the same: its first model is found when it is there.
    (ollama || !names.is_empty()).then_some(names)
}
