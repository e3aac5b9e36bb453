//! The chosen model answers, or none: nobody else is asked in its place.

use lanyard_client::api::{Code, Error, ModelKind};
use lanyard_client::models::{ModelError, Nearby};
use lanyard_net::url::Url;
use serde_json::json;

use crate::server::{Reply, Server};
use crate::shelf::{PATIENT, Shelf, asked, at, collect, key};
use crate::streams::{TEXT, Wire};

fn list(names: &[&str]) -> Reply {
    let data: Vec<_> = names.iter().map(|id| json!({ "id": id, "object": "model" })).collect();
    Reply::whole(200, json!({ "object": "list", "data": data }).to_string())
}

fn gateway(server: &Server, more: &str) -> String {
    let root = &server.root;
    format!("name = \"Acme\"\n[gateway]\nname = \"Acme models\"\nkind = \"openai\"\nbase_url = \"{root}v1\"\n{more}")
}

fn places(server: &Server) -> Vec<Nearby> {
    vec![Nearby {
        id: "studio-here",
        name: "studio-here".into(),
        kind: ModelKind::OpenAi,
        url: Url::parse(&format!("{}v1/", server.root)).unwrap(),
    }]
}

#[tokio::test]
async fn a_chosen_model_that_is_not_listed_yet_is_waited_for_and_not_replaced() {
    let (company, other) = (Server::start().await, Server::start().await);
    let text = gateway(&company, "[settings]\nmodel = \"company/big\"\n");
    let shelf = Shelf::of(Some(&text), Vec::new(), PATIENT).await;
    shelf
        .models
        .add(at(&format!("{}v1", other.root)), key("k"))
        .await
        .unwrap();
    let current = shelf.models.current_id().unwrap();
    assert_eq!(shelf.models.title(&current), None, "the list has not come");
    assert_eq!(current, "company/big");

    // The list does not come: that is told, and nobody else is asked.
    company.will(Reply::whole(404, ""));
    let error = shelf.models.send(&current, asked("Hello")).await.err().unwrap();
    assert!(matches!(error, ModelError::NotListed { .. }), "{error:?}");
    assert!(Error::from(error).message.to_string().contains("not there right now"));
    company.will(list(&["small"]));
    let error = shelf.models.send(&current, asked("Hello")).await.err().unwrap();
    assert!(matches!(error, ModelError::Unknown(_)), "{error:?}");

    // It comes with the question.
    company.will(list(&["small", "big"]));
    company.will(Reply::stream("text/event-stream", &Wire::Chat.stream(&TEXT), &[]));
    let (_, error) = collect(&shelf.models, &current, asked("Hello")).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(company.last().body["model"], "big");
    assert_eq!(shelf.models.title(&current).as_deref(), Some("big"));
    assert!(other.asked().is_empty());

    let refused = shelf.models.use_for_now("company/small").unwrap_err();
    assert_eq!(refused.code, Code::Blocked);
    shelf.models.use_for_now("company/big").unwrap();
    assert_eq!(shelf.models.current_id().as_deref(), Some("company/big"));
}

#[tokio::test]
async fn what_runs_nearby_does_not_stand_in_for_the_gateway() {
    let (company, nearby) = (Server::start().await, Server::start().await);
    company.will(Reply::whole(503, ""));
    nearby.will(list(&["found"]));
    let shelf = Shelf::of(Some(&gateway(&company, "")), places(&nearby), PATIENT).await;
    shelf.models.look_around().await.unwrap();
    assert!(shelf.models.models().iter().any(|m| m.id == "studio-here/found"));
    assert_eq!(shelf.models.current_id().as_deref(), Some("demo/demo"));
    company.will(list(&["big"]));
    nearby.will(list(&["found"]));
    shelf.models.look_around().await.unwrap();
    assert_eq!(shelf.models.current_id().as_deref(), Some("company/big"));
}
