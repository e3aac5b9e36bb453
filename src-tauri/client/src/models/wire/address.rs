//! Where a provider's requests go. Every address is made here, and none by genai, so that what a test sees is what is
//! sent.
//!
//! The names of models and deployments become path segments, encoded; a name can't lead to another path or host.

use lanyard_net::url::Url;

use crate::api::ModelKind;
use crate::models::ModelError;
use crate::models::kind::usual_place;
use crate::models::provider::Provider;

/// Where a model answers, streaming.
pub(in crate::models) fn chat(provider: &Provider, model: &str) -> Result<Url, ModelError> {
    let mut url = base(provider)?;
    if matches!(model, "." | "..") {
        return Err(ModelError::Unknown(model.to_owned()));
    }
    match provider.kind {
        ModelKind::OpenAi => push(&mut url, &["chat", "completions"]),
        ModelKind::Responses => push(&mut url, &["responses"]),
        ModelKind::Anthropic => push(&mut url, &["messages"]),
        ModelKind::Ollama => push(&mut url, &["api", "chat"]),
        ModelKind::Azure => {
            let version = &provider.fields.api_version;
            if version.is_empty() {
                push(&mut url, &["openai", "v1", "chat", "completions"]);
            } else {
                push(&mut url, &["openai", "deployments", model, "chat", "completions"]);
                url.query_pairs_mut().append_pair("api-version", version);
            }
        }
        ModelKind::Gemini => {
            push(&mut url, &["models", &format!("{model}:streamGenerateContent")]);
            url.set_query(Some("alt=sse"));
        }
        ModelKind::Vertex => {
            let fields = &provider.fields;
            let (publisher, method, query) = if model.starts_with("claude") {
                ("anthropic", "streamRawPredict", None)
            } else {
                ("google", "streamGenerateContent", Some("alt=sse"))
            };
            push(
                &mut url,
                &[
                    "v1",
                    "projects",
                    &fields.project,
                    "locations",
                    &fields.location,
                    "publishers",
                    publisher,
                    "models",
                    &format!("{model}:{method}"),
                ],
            );
            url.set_query(query);
        }
        ModelKind::Bedrock => {
            push(&mut url, &["model"]);
            // A colon is no separator in this path, and the service wants it encoded.
            let id = model.replace('%', "%25").replace(':', "%3A").replace('/', "%2F");
            url.set_path(&format!("{}/{id}/converse-stream", url.path()));
        }
        ModelKind::Demo => {}
    }
    Ok(url)
}

/// Where a provider lists its models; none: it does not.
pub(in crate::models) fn list(provider: &Provider) -> Option<Url> {
    let mut url = base(provider).ok()?;
    match provider.kind {
        ModelKind::OpenAi | ModelKind::Responses | ModelKind::Anthropic => push(&mut url, &["models"]),
        ModelKind::Gemini => {
            push(&mut url, &["models"]);
            url.set_query(Some("pageSize=1000"));
        }
        ModelKind::Ollama => push(&mut url, &["api", "tags"]),
        ModelKind::Azure | ModelKind::Vertex | ModelKind::Bedrock | ModelKind::Demo => return None,
    }
    if provider.kind == ModelKind::Anthropic {
        url.set_query(Some("limit=1000"));
    }
    Some(url)
}

/// Where a provider tells of one model what it takes; none: it does not.
pub(in crate::models) fn about(provider: &Provider) -> Option<Url> {
    let mut url = base(provider).ok().filter(|_| provider.kind == ModelKind::Ollama)?;
    push(&mut url, &["api", "show"]);
    Some(url)
}

/// Whom a provider's requests go to.
pub(in crate::models) fn origin(provider: &Provider) -> Option<String> {
    base(provider).ok().map(|url| url.origin().ascii_serialization())
}

fn base(provider: &Provider) -> Result<Url, ModelError> {
    let location = &provider.fields.location;
    let text = if !provider.base_url.is_empty() {
        provider.base_url.clone()
    } else if provider.kind == ModelKind::Vertex {
        match location.as_str() {
            "global" => "https://aiplatform.googleapis.com/".to_owned(),
            // The two that span several regions are at hosts of their own.
            "us" | "eu" => format!("https://aiplatform.{location}.rep.googleapis.com/"),
            location => format!("https://{location}-aiplatform.googleapis.com/"),
        }
    } else if provider.kind == ModelKind::Bedrock {
        format!("https://bedrock-runtime.{location}.amazonaws.com/")
    } else {
        usual_place(provider.kind).to_owned()
    };
    let mut url = lanyard_net::url::parse(&text).map_err(|error| ModelError::Refused {
        provider: provider.name.clone(),
        status: None,
        said: Some(error.to_string()),
    })?;
    if provider.kind == ModelKind::Azure {
        leave_out_usual_path(&mut url);
    }
    Ok(url)
}

/// A resource's address is often copied with the path that belongs to every request. Only whole segments of the path
/// count: the same letters at the end of a host's name are the host.
fn leave_out_usual_path(url: &mut Url) {
    let path = url.path().trim_end_matches('/');
    let rest = path.strip_suffix("/openai/v1").or_else(|| path.strip_suffix("/openai"));
    if let Some(rest) = rest.map(|rest| format!("{rest}/")) {
        url.set_path(&rest);
    }
}

fn push(url: &mut Url, segments: &[&str]) {
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::api::{NewProvider, ProviderFields};
    use crate::models::header::Proof;

    fn of(kind: ModelKind, base_url: &str, model: &str, fields: [&str; 3]) -> String {
        let [api_version, project, location] = fields.map(str::to_owned);
        let new = NewProvider {
            kind,
            name: String::new(),
            base_url: base_url.to_owned(),
            models: vec![model.to_owned()],
            fields: ProviderFields {
                api_version,
                project,
                location,
                headers: Vec::new(),
            },
        };
        let provider = Provider::new("p".into(), &new, Proof::Key).unwrap();
        chat(&provider, model).unwrap().to_string()
    }

    #[test]
    fn every_kind_is_asked_at_its_own_address() {
        use ModelKind as K;
        let none = ["", "", ""];
        let cases = [
            (
                of(K::OpenAi, "", "gpt", none),
                "https://api.openai.com/v1/chat/completions",
            ),
            (
                of(K::OpenAi, "https://g.example/llm", "gpt", none),
                "https://g.example/llm/chat/completions",
            ),
            (of(K::Responses, "", "gpt", none), "https://api.openai.com/v1/responses"),
            (
                of(K::Anthropic, "", "claude", none),
                "https://api.anthropic.com/v1/messages",
            ),
            (
                of(K::Gemini, "", "gemini-3", none),
                "https://generativelanguage.googleapis.com/v1beta/models/gemini-3:streamGenerateContent?alt=sse",
            ),
            (of(K::Ollama, "", "qwen3:8b", none), "http://127.0.0.1:11434/api/chat"),
            (
                of(K::Azure, "https://x.openai.azure.com", "my gpt", ["2024-10-21", "", ""]),
                "https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21",
            ),
            (
                of(K::Azure, "https://x.openai.azure.com/openai/v1/", "gpt", none),
                "https://x.openai.azure.com/openai/v1/chat/completions",
            ),
            // A host that ends in the same letters stays the host, and so does a segment that only ends in them.
            (
                of(K::Azure, "https://azure-openai/", "gpt", none),
                "https://azure-openai/openai/v1/chat/completions",
            ),
            (
                of(K::Azure, "https://acme.azure-openai/openai", "gpt", none),
                "https://acme.azure-openai/openai/v1/chat/completions",
            ),
            (
                of(K::Azure, "https://g.example/my-openai/v1", "gpt", none),
                "https://g.example/my-openai/v1/openai/v1/chat/completions",
            ),
            (
                of(K::Azure, "https://g.example/team/openai/openai/v1", "gpt", none),
                "https://g.example/team/openai/openai/v1/chat/completions",
            ),
            (
                of(K::Vertex, "", "gemini-3", ["", "acme-1", "eu"]),
                "https://aiplatform.eu.rep.googleapis.com/v1/projects/acme-1/locations/eu/publishers/google/models/gemini-3:streamGenerateContent?alt=sse",
            ),
            (
                of(K::Vertex, "", "claude-x", ["", "acme-1", "us"]),
                "https://aiplatform.us.rep.googleapis.com/v1/projects/acme-1/locations/us/publishers/anthropic/models/claude-x:streamRawPredict",
            ),
            (
                of(K::Vertex, "", "gemini-3", ["", "acme-1", "europe-west4"]),
                "https://europe-west4-aiplatform.googleapis.com/v1/projects/acme-1/locations/europe-west4/publishers/google/models/gemini-3:streamGenerateContent?alt=sse",
            ),
            (
                of(K::Vertex, "", "claude-x@20250929", ["", "acme-1", "global"]),
                "https://aiplatform.googleapis.com/v1/projects/acme-1/locations/global/publishers/anthropic/models/claude-x@20250929:streamRawPredict",
            ),
            (
                of(K::Bedrock, "", "anthropic.claude-x-v1:0", ["", "", "eu-central-1"]),
                "https://bedrock-runtime.eu-central-1.amazonaws.com/model/anthropic.claude-x-v1%3A0/converse-stream",
            ),
        ];
        for (made, wanted) in cases {
            assert_eq!(made, wanted);
        }
    }

    #[test]
    fn a_models_name_leads_to_no_other_path() {
        let vertex = ["", "acme-1", "global"];
        for name in ["gemini/../../x", "gemini?x=1#y", "gemini%2f..", "gemini\\..\\x"] {
            let made = of(ModelKind::Vertex, "", name, vertex);
            let url = Url::parse(&made).unwrap();
            assert!(
                url.path()
                    .starts_with("/v1/projects/acme-1/locations/global/publishers/google/models/gemini"),
                "{made}"
            );
            assert_eq!((url.query(), url.fragment()), (Some("alt=sse"), None), "{made}");
        }
        for name in ["../x", "a/../../b", "a?b#c", "%2e%2e"] {
            let made = of(ModelKind::Bedrock, "https://b.example/", name, ["", "", ""]);
            let url = Url::parse(&made).unwrap();
            assert!(
                url.path().starts_with("/model/") && url.path().ends_with("/converse-stream"),
                "{made}"
            );
            assert_eq!((url.query(), url.fragment()), (None, None), "{made}");
        }
    }
}
