//! Providers of models: keys, addresses, other wires, an Ollama nearby, and patience.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use lanyard_client::api::{Code, ModelKind, NewProvider, Source};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::events::Bus;
use lanyard_client::models::{
    Arguments, Delta, ModelError, Models, Outcome, OutcomeKind, Parts, Patience, Request, Surroundings, ToolRequest,
    Turn,
};
use lanyard_client::settings::Settings;
use lanyard_client::store::Store;
use lanyard_net::Net;
use lanyard_net::url::Url;
use lanyard_vault::Vault;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, json};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::wire::{Script, Step, Wire, event, named};

struct Shelf {
    models: Models,
    vault: Vault,
    folder: TempDir,
}

async fn shelf(company: Option<&str>, ollama: Option<Url>, patience: Patience) -> Shelf {
    let folder = TempDir::new().unwrap();
    let vault = Vault::memory();
    let models = load(&folder, &vault, company, ollama, patience).await;
    Shelf { models, vault, folder }
}

async fn load(
    folder: &TempDir,
    vault: &Vault,
    company: Option<&str>,
    ollama: Option<Url>,
    patience: Patience,
) -> Models {
    let company = company.map(|text| Company::parse(text, std::path::Path::new("company.toml")).0);
    let (store, _) = Store::open(&folder.path().join("lanyard.db"), &Clock::system())
        .await
        .unwrap();
    let settings = Settings::load(&store, company.as_ref()).await.unwrap();
    let parts = Parts {
        store,
        vault: vault.clone(),
        net: Net::new(&lanyard_net::Settings::default()).unwrap(),
        bus: Bus::new(),
        settings,
        company,
        clock: Clock::system(),
        demo: true,
    };
    Models::load_in(parts, Surroundings { ollama, patience }).await.unwrap()
}

fn provider(kind: ModelKind, base_url: &str) -> NewProvider {
    NewProvider {
        kind,
        name: String::new(),
        base_url: base_url.to_owned(),
        models: vec!["m1".into()],
    }
}

fn asked(text: &str) -> Request {
    Request {
        turns: vec![Turn::user(text)],
        ..Request::default()
    }
}

async fn collect(models: &Models, model: &str, request: Request) -> (Vec<Delta>, Option<ModelError>) {
    let mut stream = models.send(model, request).await.unwrap();
    let mut deltas = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(delta) => deltas.push(delta),
            Err(error) => return (deltas, Some(error)),
        }
    }
    (deltas, None)
}

#[tokio::test]
async fn a_key_is_in_the_vault_and_nowhere_else() {
    let Shelf { models, vault, folder } = shelf(None, None, Patience::default()).await;
    let key = "sk-secret-abcdef";
    let new = provider(ModelKind::OpenAi, "https://gateway.example/v1");
    let view = models
        .add(new, Some(SecretString::from(format!("  {key}\n"))))
        .await
        .unwrap();
    assert_eq!(
        (view.key_set, view.source, view.base_url.as_str()),
        (true, Source::User, "https://gateway.example/v1/")
    );
    let name = format!("model/{}", view.id);
    assert_eq!(vault.get(&name).await.unwrap().unwrap().expose_secret(), key);
    let disk: Vec<u8> = std::fs::read_dir(folder.path())
        .unwrap()
        .flat_map(|e| std::fs::read(e.unwrap().path()).unwrap())
        .collect();
    assert!(!disk.windows(key.len()).any(|w| w == key.as_bytes()));
    // It is known after a restart without a look into the vault.
    let again = load(&folder, &vault, None, None, Patience::default()).await;
    assert!(again.providers().iter().any(|p| p.id == view.id && p.key_set));
    let chosen = format!("{}/m1", view.id);
    again.choose(&chosen).await.unwrap();
    assert_eq!(again.current_id(), Some(chosen.clone()));
    assert_eq!(
        load(&folder, &vault, None, None, Patience::default())
            .await
            .current_id(),
        Some(chosen)
    );
    again.remove(&view.id).await.unwrap();
    assert!(vault.get(&name).await.unwrap().is_none());
    assert_eq!(again.current_id().as_deref(), Some("demo/demo"), "the first there is");
}

#[tokio::test]
async fn bad_addresses_and_a_companys_refusal_are_sentences() {
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, None, Patience::default()).await;
    let refused = models
        .add(provider(ModelKind::OpenAi, "http://gateway.example/"), None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    assert_eq!(models.remove("demo").await.unwrap_err().code, Code::Blocked);
    let company = "name = \"Acme\"\nallow_user_models = false\n[gateway]\nname = \"Acme models\"\nkind = \"openai\"\nbase_url = \"https://models.example/v1/\"\nmodels = [\"big\"]\n";
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(Some(company), None, Patience::default()).await;
    let refused = models.add(provider(ModelKind::OpenAi, ""), None).await.unwrap_err();
    assert_eq!(refused.code, Code::Blocked);
    let gateway = models
        .providers()
        .into_iter()
        .find(|p| p.source == Source::Policy)
        .unwrap();
    assert!(gateway.locked);
    assert_eq!(models.remove(&gateway.id).await.unwrap_err().code, Code::Blocked);
    assert_eq!(models.current_id().as_deref(), Some("company/big"));
}

#[tokio::test]
async fn an_ollama_nearby_is_offered_by_itself() {
    let wire = Wire::start().await;
    let here = Url::parse(&wire.url.replace("/v1/", "/")).unwrap();
    let tags = json!({ "models": [{ "name": "qwen3:8b" }, { "name": "llama4" }] }).to_string();
    wire.will(Script::plain(
        200,
        vec![("content-type", "application/json".into())],
        &tags,
    ));
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, Some(here), Patience::default()).await;
    assert_eq!(models.models().len(), 1, "nobody is asked on the way to the first view");
    models.look_around().await.unwrap();
    let ids: Vec<String> = models.models().into_iter().map(|m| m.id).collect();
    assert_eq!(ids, ["ollama-here/qwen3:8b", "ollama-here/llama4", "demo/demo"]);
    assert_eq!(
        (wire.asked()[0].method.as_str(), wire.asked()[0].path.as_str()),
        ("GET", "/api/tags")
    );

    // Its own wire: one JSON a line. A connection that ends early is not an answer, though genai makes up an end.
    let line = |value: serde_json::Value| Step::Send(format!("{value}\n").into_bytes());
    let piece = || line(json!({ "model": "q", "message": { "role": "assistant", "content": "Hi" }, "done": false }));
    let end = line(
        json!({ "model": "q", "message": { "role": "assistant", "content": "" }, "done": true, "done_reason": "stop", "prompt_eval_count": 7, "eval_count": 2 }),
    );
    wire.will(Script {
        status: 200,
        headers: vec![("content-type", "application/x-ndjson".into())],
        steps: vec![piece(), end],
    });
    let (deltas, error) = collect(&models, "ollama-here/qwen3:8b", asked("Hello")).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(deltas[0], Delta::Text("Hi".into()));
    assert!(
        matches!(deltas[1], Delta::End(usage) if usage.input == Some(7) && usage.output == Some(2)),
        "{deltas:?}"
    );
    wire.will(Script {
        status: 200,
        headers: vec![("content-type", "application/x-ndjson".into())],
        steps: vec![piece()],
    });
    let (deltas, error) = collect(&models, "ollama-here/qwen3:8b", asked("Hello")).await;
    assert_eq!(deltas, [Delta::Text("Hi".into())]);
    assert!(matches!(error, Some(ModelError::Cut { .. })), "{error:?}");
}

#[tokio::test]
async fn anthropics_wire_carries_text_calls_and_results() {
    let wire = Wire::start().await;
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, None, Patience::default()).await;
    let key = SecretString::from("sk-ant-1".to_owned());
    let id = models
        .add(provider(ModelKind::Anthropic, &wire.url), Some(key))
        .await
        .unwrap()
        .id;
    let model = format!("{id}/m1");
    wire.will(Script::stream(vec![
        named(&json!({ "type": "message_start", "message": { "id": "m", "type": "message", "role": "assistant", "model": "m1", "content": [], "usage": { "input_tokens": 9, "output_tokens": 1 } } })),
        named(&json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } })),
        named(&json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "Looking" } })),
        named(&json!({ "type": "content_block_stop", "index": 0 })),
        named(&json!({ "type": "content_block_start", "index": 1, "content_block": { "type": "tool_use", "id": "t1", "name": "s__find", "input": {} } })),
        named(&json!({ "type": "content_block_delta", "index": 1, "delta": { "type": "input_json_delta", "partial_json": "{\"query\": \"a\\u00" } })),
        named(&json!({ "type": "content_block_delta", "index": 1, "delta": { "type": "input_json_delta", "partial_json": "e9\"}" } })),
        named(&json!({ "type": "content_block_stop", "index": 1 })),
        named(&json!({ "type": "message_delta", "delta": { "stop_reason": "tool_use" }, "usage": { "output_tokens": 5 } })),
        named(&json!({ "type": "message_stop" })),
    ]));
    let (deltas, error) = collect(&models, &model, asked("Find it")).await;
    assert!(error.is_none(), "{error:?}");
    let [Delta::Text(text), Delta::Calls(calls), Delta::End(_)] = deltas.as_slice() else {
        panic!("{deltas:?}")
    };
    assert_eq!(text, "Looking");
    let Arguments::Object(arguments) = &calls[0].arguments else {
        panic!("{calls:?}")
    };
    assert_eq!((calls[0].name.as_str(), &arguments["query"]), ("s__find", &json!("aé")));
    let first = wire.asked().remove(0);
    assert_eq!(
        (first.path.as_str(), first.headers["x-api-key"].to_str().unwrap()),
        ("/v1/messages", "sk-ant-1")
    );

    // The second turn, and an answer that ends without an end.
    let mut request = asked("Find it");
    request.turns.push(Turn::Assistant {
        text: "Looking".into(),
        calls: calls.clone(),
    });
    let outcome = Outcome {
        id: "t1".into(),
        name: "s__find".into(),
        kind: OutcomeKind::Declined,
        text: String::new(),
        ours: false,
        structured: None,
    };
    request.turns.push(Turn::Results(vec![outcome]));
    wire.will(Script::stream(vec![
        named(&json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } })),
        named(&json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "So" } })),
    ]));
    let (deltas, error) = collect(&models, &model, request).await;
    assert_eq!(deltas, [Delta::Text("So".into())]);
    assert!(matches!(error, Some(ModelError::Cut { .. })), "{error:?}");
    let sent = wire.asked()[1].body["messages"].to_string();
    assert!(
        sent.contains("\"tool_use_id\":\"t1\"") && sent.contains("declined"),
        "{sent}"
    );
}

#[tokio::test]
async fn geminis_wire_carries_text_calls_and_results() {
    let wire = Wire::start().await;
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, None, Patience::default()).await;
    let key = SecretString::from("AIza-1".to_owned());
    let id = models
        .add(provider(ModelKind::Gemini, &wire.url), Some(key))
        .await
        .unwrap()
        .id;
    let model = format!("{id}/m1");
    let usage = json!({ "promptTokenCount": 9, "candidatesTokenCount": 5, "totalTokenCount": 14 });
    let says = |parts: serde_json::Value, end: Option<&str>| {
        event(
            &json!({ "candidates": [{ "content": { "role": "model", "parts": parts }, "finishReason": end, "index": 0 }],
            "usageMetadata": usage, "modelVersion": "m1" }),
        )
    };
    let call =
        json!([{ "functionCall": { "name": "s__find", "args": { "query": "aé" } }, "thoughtSignature": "c2ln" }]);
    wire.will(Script::stream(vec![
        says(json!([{ "text": "Look" }]), None),
        says(json!([{ "text": "ing" }]), None),
        says(call, Some("STOP")),
    ]));
    let (deltas, error) = collect(&models, &model, asked("Find it")).await;
    assert!(error.is_none(), "{error:?}");
    let [
        Delta::Text(first),
        Delta::Text(second),
        Delta::Calls(calls),
        Delta::End(used),
    ] = deltas.as_slice()
    else {
        panic!("{deltas:?}")
    };
    assert_eq!(format!("{first}{second}"), "Looking");
    assert_eq!((used.input, used.output), (Some(9), Some(5)));
    let Arguments::Object(arguments) = &calls[0].arguments else {
        panic!("{calls:?}")
    };
    assert_eq!((calls[0].name.as_str(), &arguments["query"]), ("s__find", &json!("aé")));
    let first = wire.asked().remove(0);
    assert_eq!(first.path, "/v1/models/m1:streamGenerateContent");
    assert_eq!(
        first.headers["x-goog-api-key"], "AIza-1",
        "the key is in a header, not in the address"
    );

    // The second turn, and an answer that ends without an end.
    let mut request = asked("Find it");
    request.turns.push(Turn::Assistant {
        text: "Looking".into(),
        calls: calls.clone(),
    });
    let outcome = Outcome {
        id: calls[0].id.clone(),
        name: "s__find".into(),
        kind: OutcomeKind::Declined,
        text: String::new(),
        structured: None,
        ours: false,
    };
    request.turns.push(Turn::Results(vec![outcome]));
    wire.will(Script::stream(vec![says(json!([{ "text": "So" }]), None)]));
    let (deltas, error) = collect(&models, &model, request).await;
    assert_eq!(deltas, [Delta::Text("So".into())]);
    assert!(matches!(error, Some(ModelError::Cut { .. })), "{error:?}");
    let sent = wire.asked()[1].body["contents"].clone();
    let answered = &sent[2]["parts"][0]["functionResponse"];
    assert_eq!(answered["name"], "s__find", "{sent}");
    assert!(answered.to_string().contains("declined"), "{sent}");
}

/// Google answers 400 to a key that is none.
#[tokio::test]
async fn geminis_refusal_of_a_key_is_told_as_one() {
    let wire = Wire::start().await;
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, None, Patience::default()).await;
    let key = SecretString::from("AIza-1".to_owned());
    let id = models
        .add(provider(ModelKind::Gemini, &wire.url), Some(key))
        .await
        .unwrap()
        .id;
    let refusal = json!({ "error": { "code": 400, "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT", "details": [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID", "domain": "googleapis.com" }] } });
    wire.will(Script::plain(400, Vec::new(), &refusal.to_string()));
    let (_, error) = collect(&models, &format!("{id}/m1"), asked("Hello")).await;
    assert!(matches!(error, Some(ModelError::Key { status: 400, .. })), "{error:?}");
}

#[tokio::test]
async fn a_silent_provider_is_given_up() {
    let wire = Wire::start().await;
    let patience = Patience {
        first: Duration::from_millis(150),
        idle: Duration::from_millis(150),
    };
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, None, patience).await;
    let id = models
        .add(provider(ModelKind::OpenAi, &wire.url), None)
        .await
        .unwrap()
        .id;
    let silence = || Step::Wait(Arc::new(Notify::new()));
    wire.will(Script::stream(vec![silence()]));
    let (deltas, error) = collect(&models, &format!("{id}/m1"), asked("Hello")).await;
    assert!(
        deltas.is_empty() && matches!(error, Some(ModelError::Silent { .. })),
        "{error:?}"
    );
    wire.caller_left().await;
    wire.will(Script::stream(vec![crate::wire::text("So"), silence()]));
    let (deltas, error) = collect(&models, &format!("{id}/m1"), asked("Hello")).await;
    assert_eq!(deltas, [Delta::Text("So".into())]);
    assert!(matches!(error, Some(ModelError::Silent { .. })), "{error:?}");
}

#[tokio::test]
async fn an_address_where_nobody_is_can_not_be_reached() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/", listener.local_addr().unwrap());
    drop(listener);
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, None, Patience::default()).await;
    let id = models.add(provider(ModelKind::OpenAi, &url), None).await.unwrap().id;
    let (_, error) = collect(&models, &format!("{id}/m1"), asked("Hello")).await;
    let error: lanyard_client::api::Error = error.unwrap().into();
    assert_eq!(error.code, Code::Unreachable);
    let gone = models.send("nobody/m1", asked("Hello")).await.err().unwrap();
    assert!(matches!(gone, ModelError::Unknown(_)));
}

#[tokio::test]
async fn arguments_that_are_no_object_are_told_apart_from_none() {
    let wire = Wire::start().await;
    let Shelf {
        models,
        folder: _folder,
        ..
    } = shelf(None, None, Patience::default()).await;
    let id = models
        .add(provider(ModelKind::OpenAi, &wire.url), None)
        .await
        .unwrap()
        .id;
    wire.will(Script::calls(&[
        ("a", "x", ""),
        ("b", "x", "[1]"),
        ("c", "x", "{\"a\":"),
    ]));
    let (deltas, _) = collect(&models, &format!("{id}/m1"), asked("Hello")).await;
    let Delta::Calls(calls) = &deltas[0] else {
        panic!("{deltas:?}")
    };
    let arguments: Vec<&Arguments> = calls.iter().map(|ToolRequest { arguments, .. }| arguments).collect();
    assert_eq!(*arguments[0], Arguments::Object(Map::new()));
    assert!(
        matches!(arguments[1..], [Arguments::Broken(_), Arguments::Broken(_)]),
        "{arguments:?}"
    );
}
