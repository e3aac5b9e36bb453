//! Every wire of models with a provider that nobody here wrote: `aimock`, which speaks all five.

use std::collections::HashSet;

use futures::StreamExt as _;
use lanyard_client::api::{ModelKind, NewProvider, ProviderFields, ProviderSecrets};
use lanyard_client::clock::Clock;
use lanyard_client::events::Bus;
use lanyard_client::models::{
    Arguments, Delta, Models, Outcome, OutcomeKind, Parts, Patience, Request, Surroundings, ToolRequest, Turn,
};
use lanyard_client::settings::Settings;
use lanyard_client::store::Store;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::headless::provider::Mock;

/// The kinds, with what of an address their base URL holds.
const WIRES: [(ModelKind, &str); 5] = [
    (ModelKind::OpenAi, "/v1"),
    (ModelKind::Responses, "/v1"),
    (ModelKind::Anthropic, "/v1"),
    (ModelKind::Gemini, "/v1beta"),
    (ModelKind::Ollama, ""),
];

async fn models(folder: &TempDir) -> Models {
    let (store, _) = Store::open(&folder.path().join("lanyard.db"), &Clock::system())
        .await
        .unwrap();
    let parts = Parts {
        settings: Settings::load(&store, None).await.unwrap(),
        store,
        vault: lanyard_vault::Vault::memory(),
        net: lanyard_net::Net::new(&lanyard_net::Settings::default()).unwrap(),
        bus: Bus::new(),
        company: None,
        authorizer: None,
        clock: Clock::system(),
        demo: false,
    };
    let surroundings = Surroundings {
        nearby: Vec::new(),
        patience: Patience::default(),
    };
    Models::load_in(parts, surroundings).await.unwrap()
}

/// The text and the calls of an answer that ended well.
async fn answer(models: &Models, model: &str, request: &Request) -> (String, Vec<ToolRequest>) {
    let mut stream = models.send(model, request.clone()).await.unwrap();
    let (mut text, mut calls, mut ended) = (String::new(), Vec::new(), false);
    while let Some(delta) = stream.next().await {
        match delta.unwrap_or_else(|error| panic!("{model}: {error}")) {
            Delta::Text(piece) => text.push_str(&piece),
            Delta::Calls(asked) => calls = asked,
            Delta::End(_) => ended = true,
            Delta::Reasoning(_) => {}
        }
    }
    assert!(ended, "{model}");
    (text, calls)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn every_wire_carries_text_two_calls_and_their_results() {
    let (mock, folder) = (Mock::start(), TempDir::new().unwrap());
    let models = models(&folder).await;
    for (kind, path) in WIRES {
        let new = NewProvider {
            kind,
            name: String::new(),
            base_url: format!("{}{path}", mock.url()),
            models: vec!["m1".to_owned()],
            fields: ProviderFields::default(),
        };
        let secrets = ProviderSecrets {
            key: "k".to_owned(),
            ..ProviderSecrets::default()
        };
        let model = format!("{}/m1", models.add(new, secrets).await.unwrap().id);
        let mut request = Request {
            turns: vec![Turn::user("Hello")],
            ..Request::default()
        };
        let (text, calls) = answer(&models, &model, &request).await;
        assert_eq!((text.as_str(), calls.len()), ("Héllo \"there\" 日本 🎉", 0), "{kind:?}");

        request.turns = vec![Turn::user("Find both")];
        let (_, calls) = answer(&models, &model, &request).await;
        let queries: Vec<Value> = calls.iter().map(query).collect();
        assert_eq!(queries, [json!("日本 \"a\""), json!("b")], "{kind:?}");
        assert_eq!(
            calls.iter().map(|call| &call.id).collect::<HashSet<_>>().len(),
            2,
            "{kind:?}"
        );

        let outcome = |call: &ToolRequest| Outcome {
            id: call.id.clone(),
            name: call.name.clone(),
            kind: OutcomeKind::Done,
            text: "there".to_owned(),
            ours: false,
            structured: None,
        };
        let results = calls.iter().map(outcome).collect();
        request.turns.push(Turn::Assistant {
            text: String::new(),
            calls,
        });
        request.turns.push(Turn::Results(results));
        let (text, calls) = answer(&models, &model, &request).await;
        assert_eq!((text.as_str(), calls.len()), ("Both are there.", 0), "{kind:?}");
    }
}

fn query(call: &ToolRequest) -> Value {
    match &call.arguments {
        Arguments::Object(map) => map["query"].clone(),
        Arguments::Broken(text) => panic!("{text}"),
    }
}
