//! Model servers of this computer that nobody set up.

use lanyard_client::api::ModelKind;
use lanyard_client::models::{Delta, Nearby};
use lanyard_net::url::Url;
use serde_json::json;

use crate::server::{Reply, Server};
use crate::shelf::{PATIENT, Shelf, asked, at, joined, key};
use crate::streams::{TEXT, Wire};

fn place(id: &'static str, kind: ModelKind, url: &str) -> Nearby {
    Nearby {
        id,
        name: id.into(),
        kind,
        url: Url::parse(url).unwrap(),
    }
}

fn list(names: &[&str]) -> Reply {
    let data: Vec<_> = names.iter().map(|id| json!({ "id": id, "object": "model" })).collect();
    Reply::whole(200, json!({ "object": "list", "data": data }).to_string())
}

fn ids(shelf: &Shelf) -> Vec<String> {
    shelf.models.models().into_iter().map(|m| m.id).collect()
}

#[tokio::test]
async fn what_runs_nearby_is_offered_by_itself() {
    let (ollama, studio) = (Server::start().await, Server::start().await);
    let tags = json!({ "models": [{ "name": "qwen3:8b" }, { "name": "llama4" }] }).to_string();
    ollama.will(Reply::whole(200, tags));
    studio.will(list(&["gpt-oss"]));
    let places = vec![
        place("ollama-here", ModelKind::Ollama, &ollama.root),
        place("studio-here", ModelKind::OpenAi, &format!("{}v1/", studio.root)),
    ];
    let shelf = Shelf::of(None, places, PATIENT).await;
    assert_eq!(
        ids(&shelf),
        ["demo/demo"],
        "nobody is asked on the way to the first view"
    );
    shelf.models.look_around().await.unwrap();
    let found = [
        "ollama-here/qwen3:8b",
        "ollama-here/llama4",
        "studio-here/gpt-oss",
        "demo/demo",
    ];
    assert_eq!(ids(&shelf), found);
    assert_eq!(
        (ollama.last().uri.path(), studio.last().uri.path()),
        ("/api/tags", "/v1/models")
    );
    assert!(
        !studio.last().headers.contains_key("authorization"),
        "whoever listens is shown nothing"
    );
    for (server, wire, model) in [
        (&ollama, Wire::Ollama, "ollama-here/llama4"),
        (&studio, Wire::Chat, "studio-here/gpt-oss"),
    ] {
        server.will(Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]));
        let (deltas, error) = joined(&shelf.models, model, asked("Hello")).await;
        assert!(error.is_none() && matches!(deltas[0], Delta::Text(_)), "{error:?}");
    }
    // A second look changes nothing that is there.
    studio.will(list(&["gpt-oss", "new"]));
    shelf.models.look_around().await.unwrap();
    assert!(ids(&shelf).contains(&"studio-here/new".to_owned()));
}

#[tokio::test]
async fn something_else_on_the_port_is_not_offered() {
    let elsewhere = Server::start().await;
    elsewhere.will(list(&["stolen"]));
    let answers = [
        Reply::whole(200, "<html>hello</html>"),
        Reply::whole(200, json!({ "data": [{ "id": "x" }] }).to_string()),
        Reply::whole(200, json!({ "object": "list", "data": [] }).to_string()),
        Reply::whole(
            200,
            json!({ "object": "list", "data": [{ "id": "a\nb" }, { "id": " " }] }).to_string(),
        ),
        Reply::whole(404, "{}"),
        Reply::whole(401, json!({ "object": "list", "data": [{ "id": "x" }] }).to_string()),
        Reply::whole(302, "").with("location", format!("{}v1/models", elsewhere.root)),
        Reply::whole(200, vec![b' '; 2 << 20]),
    ];
    for answer in answers {
        let server = Server::start().await;
        server.will(answer);
        let places = vec![place("here", ModelKind::OpenAi, &format!("{}v1/", server.root))];
        let shelf = Shelf::of(None, places, PATIENT).await;
        shelf.models.look_around().await.unwrap();
        assert_eq!(server.asked().len(), 1);
        assert_eq!(ids(&shelf), ["demo/demo"]);
    }
    assert!(elsewhere.asked().is_empty(), "no redirect is followed");
}

#[tokio::test]
async fn nobody_is_asked_whom_the_company_forbids_or_who_is_set_up_already() {
    let server = Server::start().await;
    let places = || vec![place("here", ModelKind::OpenAi, &format!("{}v1/", server.root))];
    let company = "name = \"Acme\"\nallow_user_models = false\n";
    let shelf = Shelf::of(Some(company), places(), PATIENT).await;
    shelf.models.look_around().await.unwrap();
    assert!(server.asked().is_empty());
    let shelf = Shelf::of(None, places(), PATIENT).await;
    let localhost = server.root.replace("127.0.0.1", "localhost");
    shelf.models.add(at(&format!("{localhost}v1")), key("")).await.unwrap();
    shelf.models.look_around().await.unwrap();
    assert!(server.asked().is_empty(), "it is there under another spelling");
    // A place that is not on this computer is never asked, whoever lists it.
    let far = vec![place("far", ModelKind::OpenAi, "http://192.0.2.1/v1/")];
    let shelf = Shelf::of(None, far, PATIENT).await;
    shelf.models.look_around().await.unwrap();
    assert_eq!(ids(&shelf), ["demo/demo"]);
}
