//! Every wire of models with a provider that nobody here wrote: `aimock`, which speaks all five.

use std::collections::HashSet;
use std::time::Duration;

use futures::StreamExt as _;
use lanyard_client::api::{ModelKind, NewProvider, ProviderFields, ProviderSecrets};
use lanyard_client::clock::Clock;
use lanyard_client::events::Bus;
use lanyard_client::models::{
    Arguments, Delta, ModelError, Models, Outcome, OutcomeKind, Parts, Patience, Request, Surroundings, ToolRequest,
    Turn,
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
        // Whoever is busy here stays so.
        patience: Patience {
            pause: Duration::from_millis(1),
            ..Patience::default()
        },
    };
    Models::load_in(parts, surroundings).await.unwrap()
}

/// What an answer carried.
#[derive(Debug, Default)]
struct Said {
    text: String,
    thoughts: String,
    calls: Vec<ToolRequest>,
    ended: bool,
    error: Option<ModelError>,
}

async fn said(models: &Models, model: &str, request: &Request) -> Said {
    let mut stream = models.send(model, request.clone()).await.unwrap();
    let mut said = Said::default();
    while let Some(delta) = stream.next().await {
        match delta {
            Ok(Delta::Text(piece)) => said.text.push_str(&piece),
            Ok(Delta::Reasoning(piece)) => said.thoughts.push_str(&piece),
            Ok(Delta::Calls(asked)) => said.calls = asked,
            Ok(Delta::End(_)) => said.ended = true,
            Err(error) => said.error = Some(error),
        }
    }
    said
}

/// The text and the calls of an answer that ended well.
async fn answer(models: &Models, model: &str, request: &Request) -> (String, Vec<ToolRequest>) {
    let said = said(models, model, request).await;
    assert!(said.ended && said.error.is_none(), "{model}: {said:?}");
    (said.text, said.calls)
}

/// Adds the provider of a wire, and gives the id of its model.
async fn add(models: &Models, mock: &Mock, (kind, path): (ModelKind, &str)) -> String {
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
    format!("{}/m1", models.add(new, secrets).await.unwrap().id)
}

fn asked(text: &str) -> Request {
    Request {
        turns: vec![Turn::user(text)],
        ..Request::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn every_wire_carries_thoughts_and_a_call_alone() {
    let (mock, folder) = (Mock::start(), TempDir::new().unwrap());
    let models = models(&folder).await;
    for wire in WIRES {
        let model = add(&models, &mock, wire).await;
        let thought = said(&models, &model, &asked("Think")).await;
        assert!(thought.ended && thought.error.is_none(), "{wire:?}: {thought:?}");
        assert_eq!(
            (thought.thoughts.as_str(), thought.text.as_str()),
            ("I count to 十二.", "Twelve."),
            "{wire:?}"
        );
        let (_, calls) = answer(&models, &model, &asked("Find one")).await;
        assert_eq!(calls.iter().map(query).collect::<Vec<_>>(), [json!("c")], "{wire:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn every_wire_tells_what_breaks_off_what_is_busy_and_what_fails() {
    let (mock, folder) = (Mock::start(), TempDir::new().unwrap());
    let models = models(&folder).await;
    for wire in WIRES {
        let model = add(&models, &mock, wire).await;
        let broken = said(&models, &model, &asked("Break off")).await;
        assert!(!broken.ended && broken.text.starts_with("One"), "{wire:?}: {broken:?}");
        assert!(
            matches!(broken.error, Some(ModelError::Cut { .. })),
            "{wire:?}: {broken:?}"
        );
        for (text, wanted, words) in [("Too often", 429, "Slow down."), ("Fall over", 500, "Out of order.")] {
            let failed = said(&models, &model, &asked(text)).await;
            let Some(ModelError::Busy { status, said, .. }) = &failed.error else {
                panic!("{wire:?}: {failed:?}")
            };
            assert_eq!((*status, said.as_deref()), (wanted, Some(words)), "{wire:?}");
            assert!(!failed.ended && failed.text.is_empty(), "{wire:?}: {failed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn every_wire_carries_text_two_calls_and_their_results() {
    let (mock, folder) = (Mock::start(), TempDir::new().unwrap());
    let models = models(&folder).await;
    for (kind, path) in WIRES {
        let model = add(&models, &mock, (kind, path)).await;
        let mut request = asked("Hello");
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
