//! Whom a key goes to: the address it was given for, and nobody else.

use lanyard_client::api::{Code, ModelKind, ProviderSecrets};
use lanyard_client::company::Company;
use lanyard_client::models::Nearby;
use lanyard_net::url::Url;
use secrecy::SecretString;
use serde_json::json;

use crate::server::{Reply, Server};
use crate::shelf::{PATIENT, Shelf, asked, at, collect, key};
use crate::streams::{TEXT, Wire};

fn company(base_url: &str) -> String {
    format!("name = \"Acme\"\n[gateway]\nkind = \"openai\"\nbase_url = \"{base_url}\"\nmodels = [\"m1\"]\n")
}

fn is_set(models: &lanyard_client::models::Models) -> bool {
    models.providers().iter().any(|p| p.id == "company" && p.key_set)
}

#[tokio::test]
async fn the_gateways_key_does_not_follow_it_to_another_address() {
    let (old, new) = (Server::start().await, Server::start().await);
    let (here, there) = (company(&format!("{}v1", old.root)), company(&format!("{}v1", new.root)));
    let shelf = Shelf::of(Some(&here), Vec::new(), PATIENT).await;
    let secret = || Some(SecretString::from("sk-secret-1".to_owned()));
    shelf.models.set_key("company", secret()).await.unwrap();
    assert!(
        is_set(&shelf.under(&company(&format!("{}v2/other", old.root))).await),
        "the same server"
    );

    let moved = shelf.under(&there).await;
    assert!(!is_set(&moved));
    new.will(Reply::stream("text/event-stream", &Wire::Chat.stream(&TEXT), &[]));
    collect(&moved, "company/m1", asked("Hello")).await;
    assert!(!new.last().headers.contains_key("authorization"), "{:?}", new.last());

    // A new key is the only one that is left.
    moved.set_key("company", secret()).await.unwrap();
    assert!(is_set(&moved) && !is_set(&shelf.under(&here).await));
    new.will(Reply::stream("text/event-stream", &Wire::Chat.stream(&TEXT), &[]));
    collect(&moved, "company/m1", asked("Hello")).await;
    assert_eq!(new.last().headers["authorization"], "Bearer sk-secret-1");
    moved.set_key("company", None).await.unwrap();
    assert!(!is_set(&moved) && !is_set(&shelf.under(&there).await));
}

#[tokio::test]
async fn what_was_found_nearby_takes_no_key() {
    let server = Server::start().await;
    let list = json!({ "object": "list", "data": [{ "id": "m1" }] });
    server.will(Reply::whole(200, list.to_string()));
    let place = Nearby {
        id: "here",
        name: "here".into(),
        kind: ModelKind::OpenAi,
        url: Url::parse(&format!("{}v1/", server.root)).unwrap(),
    };
    let shelf = Shelf::of(None, vec![place], PATIENT).await;
    shelf.models.look_around().await.unwrap();
    let given = shelf
        .models
        .set_key("here", Some("sk-secret-1".to_owned().into()))
        .await;
    assert_eq!(given.unwrap_err().code, Code::Invalid);
    assert!(shelf.models.providers().iter().all(|p| !p.key_set));
}

#[tokio::test]
async fn a_secret_that_no_header_carries_is_refused_and_never_left_out() {
    let server = Server::start().await;
    let shelf = Shelf::new().await;
    let new = || at(&format!("{}v1", server.root));
    let refused = shelf.models.add(new(), key("sk-schlüssel")).await.unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    let view = shelf.models.add(new(), key("sk-1")).await.unwrap();
    let given = shelf.models.set_key(&view.id, Some("密钥".to_owned().into())).await;
    assert_eq!(given.unwrap_err().code, Code::Invalid);
    let mut with_header = new();
    with_header.fields.headers = vec!["X-Team".to_owned()];
    let secrets = ProviderSecrets {
        headers: [("X-Team".to_owned(), "Zoë".to_owned())].into(),
        ..key("k")
    };
    assert_eq!(
        shelf.models.add(with_header, secrets).await.unwrap_err().code,
        Code::Invalid
    );

    // One that came into the vault another way stops the request.
    let name = format!("model/{}", view.id);
    shelf
        .vault
        .set(&name, &SecretString::from("sk-ü".to_owned()))
        .await
        .unwrap();
    let (_, error) = collect(&shelf.models, &format!("{}/m1", view.id), asked("Hello")).await;
    assert!(error.is_some());
    assert!(server.asked().is_empty(), "nothing is sent without it");
}

#[test]
fn a_sign_in_needs_an_address_for_its_token() {
    let text = "name = \"Acme\"\n[gateway]\nkind = \"bedrock\"\nlocation = \"eu-central-1\"\nmodels = [\"a.b\"]\n\
                sign_in = \"https://login.example\"\nclient_id = \"x\"\n";
    let (company, problems) = Company::parse(text, std::path::Path::new("company.toml"));
    assert!(company.gateway.is_none());
    assert!(format!("{problems:?}").contains("needs base_url"), "{problems:?}");
    let (company, problems) = Company::parse(
        &format!("{text}base_url = \"https://b.example\"\n"),
        std::path::Path::new("c"),
    );
    assert!(company.gateway.is_some() && problems.is_empty(), "{problems:?}");
}
