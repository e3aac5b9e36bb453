//! Trying a provider: it answers, or a sentence says what is wrong.

use lanyard_client::api::{Code, ProviderTried};
use serde_json::json;

use crate::server::{Reply, Server};
use crate::shelf::{PATIENT, Shelf, at, key, provider};
use crate::streams::{ALL, TEXT, Wire};

#[tokio::test]
async fn a_provider_with_a_list_is_asked_for_it_and_another_for_an_answer() {
    let server = Server::start().await;
    for wire in ALL {
        let shelf = Shelf::new().await;
        let id = shelf
            .models
            .add(provider(wire, &server), key("sk-secret-1"))
            .await
            .unwrap()
            .id;
        let (reply, wanted, path) = match wire {
            Wire::Chat | Wire::Responses | Wire::Anthropic => (
                json!({ "data": [{ "id": "m1" }, { "id": "m2" }] }),
                Some(2),
                "/v1/models",
            ),
            Wire::Gemini => (
                json!({ "models": [{ "name": "models/m1", "supportedGenerationMethods": ["generateContent"] },
                    { "name": "models/e", "supportedGenerationMethods": ["embedContent"] }] }),
                Some(1),
                "/v1beta/models",
            ),
            Wire::Ollama => (json!({ "models": [{ "name": "m1" }] }), Some(1), "/api/tags"),
            _ => (json!(null), None, ""),
        };
        server.will(match wanted {
            Some(_) => Reply::whole(200, reply.to_string()),
            None => Reply::stream(wire.media_type(), &wire.stream(&TEXT), &[]),
        });
        let tried = shelf.models.test(&id).await.unwrap();
        assert_eq!(tried, ProviderTried { models: wanted }, "{wire:?}");
        let asked = server.last();
        if wanted.is_some() {
            assert_eq!((asked.method.as_str(), asked.uri.path()), ("GET", path));
        } else {
            assert_eq!(asked.method.as_str(), "POST", "{wire:?}");
        }
        server.will(Reply::whole(401, "{}"));
        let error = shelf.models.test(&id).await.unwrap_err();
        assert!(
            error.message.to_string().contains("did not accept the key"),
            "{wire:?}: {error}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_a_sentence() {
    let server = Server::start().await;
    let shelf = Shelf::new().await;
    let id = shelf
        .models
        .add(provider(Wire::Chat, &server), key(""))
        .await
        .unwrap()
        .id;
    // Where there is no list, a model answers.
    server.will(Reply::whole(404, "{}"));
    server.will(Reply::stream("text/event-stream", &Wire::Chat.stream(&TEXT), &[]));
    assert_eq!(shelf.models.test(&id).await.unwrap(), ProviderTried { models: None });
    server.will(Reply::whole(200, "<html>"));
    let page = shelf.models.test(&id).await.unwrap_err();
    assert!(page.message.to_string().contains("not a model's answer"), "{page}");
    server.will(Reply::whole(302, "").with("location", "https://evil.example/"));
    assert!(shelf.models.test(&id).await.is_err());
    let nowhere = shelf.models.add(at("http://127.0.0.1:9/v1"), key("")).await.unwrap().id;
    assert_eq!(shelf.models.test(&nowhere).await.unwrap_err().code, Code::Unreachable);
    assert_eq!(shelf.models.test("demo").await.unwrap_err().code, Code::Invalid);
    assert_eq!(shelf.models.test("nobody").await.unwrap_err().code, Code::NotFound);
}

/// The company's headers come from where its file says, and not from the file.
#[tokio::test]
async fn the_gateways_headers_are_read_where_the_file_says() {
    let server = Server::start().await;
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("team.secret");
    let company = format!(
        "name = \"Acme\"\n[gateway]\nkind = \"responses\"\nbase_url = \"{}v1\"\nmodels = [\"m1\"]\n[gateway.headers]\nX-Team = \"file:{}\"\n",
        server.root,
        file.display()
    );
    let shelf = Shelf::of(Some(&company), Vec::new(), PATIENT).await;
    let error = shelf.models.test("company").await.unwrap_err();
    assert!(error.message.to_string().contains("X-Team"), "{error}");
    assert!(server.asked().is_empty(), "nothing leaves without it");
    std::fs::write(&file, "team-7\n").unwrap();
    server.will(Reply::whole(200, json!({ "data": [{ "id": "m1" }] }).to_string()));
    shelf.models.test("company").await.unwrap();
    assert_eq!(server.last().headers["x-team"], "team-7");
    let views = serde_json::to_string(&shelf.models.providers()).unwrap();
    assert!(views.contains("X-Team") && !views.contains("team-7"));
}
