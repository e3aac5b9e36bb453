//! Providers of models: adding and removing them, the company's refusal, and names.

use lanyard_client::api::{Code, ModelKind, Source};
use lanyard_client::models::{Arguments, Delta, ModelError, ToolRequest};
use serde_json::{Map, json};

use crate::server::{Reply, Server};
use crate::shelf::{PATIENT, Shelf, asked, at, collect, key, provider};
use crate::streams::{TEXT, Wire};

#[tokio::test]
async fn a_provider_is_remembered_and_removed() {
    let shelf = Shelf::new().await;
    let view = shelf
        .models
        .add(at("https://gateway.example/v1"), key("k"))
        .await
        .unwrap();
    assert_eq!(
        (view.key_set, view.source, view.base_url.as_str()),
        (true, Source::User, "https://gateway.example/v1/")
    );
    // It is known after a restart without a look into the vault.
    let again = shelf.again().await;
    assert!(again.providers().iter().any(|p| p.id == view.id && p.key_set));
    let chosen = format!("{}/m1", view.id);
    again.choose(&chosen).await.unwrap();
    assert_eq!(shelf.again().await.current_id(), Some(chosen));
    again.remove(&view.id).await.unwrap();
    let gone = again.current_id().unwrap();
    let error = again.send(&gone, asked("Hello")).await.err();
    assert!(
        matches!(error, Some(ModelError::Unknown(_))),
        "another one does not stand in for it"
    );
    again.choose("demo/demo").await.unwrap();
    assert_eq!(again.current_id().as_deref(), Some("demo/demo"));
}

#[tokio::test]
async fn what_a_kind_needs_is_remembered_with_it() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    for wire in [Wire::Azure, Wire::VertexGemini, Wire::Bedrock, Wire::Responses] {
        let view = shelf.models.add(provider(wire, &server), key("k")).await.unwrap();
        let again = shelf.again().await.providers();
        assert!(again.contains(&view), "{wire:?}: {again:?}");
        assert_eq!(view.fields, wire.fields());
    }
}

#[tokio::test]
async fn bad_addresses_and_a_companys_refusal_are_sentences() {
    let shelf = Shelf::new().await;
    let refused = shelf
        .models
        .add(at("http://gateway.example/"), key(""))
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    assert_eq!(shelf.models.remove("demo").await.unwrap_err().code, Code::Blocked);
    let company = "name = \"Acme\"\nallow_user_models = false\n[gateway]\nname = \"Acme models\"\nkind = \"openai\"\nbase_url = \"https://models.example/v1/\"\nmodels = [\"big\"]\n";
    let shelf = Shelf::of(Some(company), Vec::new(), PATIENT).await;
    let refused = shelf.models.add(at(""), key("")).await.unwrap_err();
    assert_eq!(refused.code, Code::Blocked);
    let views = shelf.models.providers();
    let gateway = views.iter().find(|p| p.source == Source::Policy).unwrap();
    assert!(gateway.locked && gateway.sign_in.is_none());
    assert_eq!(shelf.models.remove(&gateway.id).await.unwrap_err().code, Code::Blocked);
    let headers = shelf
        .models
        .set_headers(&gateway.id, vec!["X-A".into()], [("X-A".into(), "b".into())].into());
    assert_eq!(headers.await.unwrap_err().code, Code::Blocked);
    assert_eq!(shelf.models.current_id().as_deref(), Some("company/big"));
}

#[tokio::test]
async fn an_address_where_nobody_is_can_not_be_reached() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/", listener.local_addr().unwrap());
    drop(listener);
    let shelf = Shelf::new().await;
    let id = shelf.models.add(at(&url), key("")).await.unwrap().id;
    let (_, error) = collect(&shelf.models, &format!("{id}/m1"), asked("Hello")).await;
    let error: lanyard_client::api::Error = error.unwrap().into();
    assert_eq!(error.code, Code::Unreachable);
    let gone = shelf.models.send("nobody/m1", asked("Hello")).await.err().unwrap();
    assert!(matches!(gone, ModelError::Unknown(_)));
}

#[tokio::test]
async fn arguments_that_are_no_object_are_told_apart_from_none() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    let model = shelf.add(Wire::Chat, &server).await;
    let call = |index: u32, id: &str, arguments: &str| json!({ "index": index, "id": id, "type": "function", "function": { "name": "x", "arguments": arguments } });
    let calls = [call(0, "a", ""), call(1, "b", "[1]"), call(2, "c", "{\"a\":")];
    let event = |value: serde_json::Value| format!("data: {value}\n\n");
    let body = [
        event(json!({ "choices": [{ "index": 0, "delta": { "tool_calls": calls }, "finish_reason": null }] })),
        event(json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "tool_calls" }] })),
        "data: [DONE]\n\n".to_owned(),
    ];
    server.will(Reply::stream("text/event-stream", body.concat().as_bytes(), &[]));
    let (deltas, _) = collect(&shelf.models, &model, asked("Hello")).await;
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

/// A name that ends in "-high" or holds "::" is a name, and no wish.
#[tokio::test]
async fn a_models_name_reaches_the_provider_as_it_was_written() {
    let (shelf, server) = (Shelf::new().await, Server::start().await);
    for (wire, name) in [
        (Wire::Chat, "team-max"),
        (Wire::Chat, "openai::gpt-high"),
        (Wire::Responses, "gpt-none"),
        (Wire::Anthropic, "claude-low"),
        (Wire::Ollama, "qwen-high"),
    ] {
        let mut new = provider(wire, &server);
        new.models = vec![name.to_owned()];
        let id = shelf.models.add(new, key("k")).await.unwrap().id;
        server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
        let (_, error) = collect(&shelf.models, &format!("{id}/{name}"), asked("Hello")).await;
        assert!(error.is_none(), "{error:?}");
        let body = server.last().body;
        assert_eq!(body["model"], name);
        for wish in ["reasoning_effort", "reasoning", "thinking", "output_config", "think"] {
            assert!(body.get(wish).is_none(), "{wire:?} {name}: {body}");
        }
    }
    let mut new = provider(Wire::Gemini, &server);
    new.models = vec!["gemini-x-high".to_owned()];
    assert_eq!(new.kind, ModelKind::Gemini);
    let id = shelf.models.add(new, key("k")).await.unwrap().id;
    server.will(Reply::stream("text/event-stream", &Wire::Gemini.stream(&TEXT), &[]));
    collect(&shelf.models, &format!("{id}/gemini-x-high"), asked("Hello")).await;
    assert_eq!(
        server.last().uri.path(),
        "/v1beta/models/gemini-x-high:streamGenerateContent"
    );
    assert!(server.last().body.get("generationConfig").is_none());
}
