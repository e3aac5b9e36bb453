//! Programs: API keys, and clients that act for themselves.

use lanyard_server::api_keys::ApiKeys;
use lanyard_server::{Clock, StaticClient};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::handler::POLICY;
use crate::world::{World, said};

#[tokio::test]
async fn an_api_key_opens_what_it_carries_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let world = World::start_with(|settings| settings.database = Some(path.clone())).await;
    let mut settings = crate::world::settings(&world.provider);
    settings.database = Some(path);
    let keys = ApiKeys::open(&settings, POLICY, Clock::system()).await.unwrap();
    let (listed, key) = keys
        .create("nightly report", &["x:read".to_owned()], None)
        .await
        .unwrap();
    let key = key.expose_secret();
    let (status, answer) = world.call(key, "look").await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["principal"]["way"], "api_key");
    assert_eq!(answer["principal"]["client_id"], "nightly report");
    assert_eq!(answer["saw_credential"], false);
    let by_header = world
        .mcp_with(&[("x-api-key", key)], "tools/call", json!({"name": "look"}))
        .await;
    assert_eq!(said(&by_header.text().await.unwrap())["principal"]["way"], "api_key");
    assert_eq!(world.call(key, "change").await.0, 403);
    let mut wrong = key.to_owned();
    wrong.pop();
    assert_eq!(world.call(&wrong, "look").await.0, 401);
    assert!(keys.revoke(&listed.id).await.unwrap());
    assert_eq!(world.call(key, "look").await.0, 401);
}

#[tokio::test]
async fn an_api_key_ends_when_it_said_it_would() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let world = World::start_with(|settings| settings.database = Some(path.clone())).await;
    let mut settings = crate::world::settings(&world.provider);
    settings.database = Some(path);
    let keys = ApiKeys::open(&settings, POLICY, Clock::system()).await.unwrap();
    let end = jiff::Timestamp::from_second(Clock::system().unix() + 100).unwrap();
    let (_, key) = keys.create("short", &["x:read".to_owned()], Some(end)).await.unwrap();
    assert_eq!(world.call(key.expose_secret(), "look").await.0, 200);
    world.later(101);
    assert_eq!(world.call(key.expose_secret(), "look").await.0, 401);
    assert!(keys.create("odd", &["nothing".to_owned()], None).await.is_err());
}

fn robot() -> StaticClient {
    StaticClient {
        id: "robot".to_owned(),
        name: "The robot".to_owned(),
        secret: Some(SecretString::from("robot-secret")),
        redirect_uris: Vec::new(),
        own_scopes: vec!["x:write".to_owned()],
    }
}

#[tokio::test]
async fn a_program_that_was_set_up_acts_for_itself_with_its_own_scopes() {
    let world = World::start_with(|settings| settings.clients = vec![robot()]).await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "robot"),
        ("client_secret", "robot-secret"),
    ];
    let (status, tokens) = world.token(&form).await;
    assert_eq!(status, 200, "{tokens}");
    assert!(tokens.get("refresh_token").is_none());
    let (_, answer) = world.call(tokens["access_token"].as_str().unwrap(), "change").await;
    assert_eq!(answer["principal"]["subject"], "client:robot");
    assert_eq!(answer["principal"]["way"], "client_credentials");
    let more = [&form[..], &[("scope", "money")]].concat();
    assert_eq!(world.token(&more).await.1["error"], "invalid_scope");
    let wrong = [
        ("grant_type", "client_credentials"),
        ("client_id", "robot"),
        ("client_secret", "guess"),
    ];
    assert_eq!(world.token(&wrong).await.1["error"], "invalid_client");
}

#[tokio::test]
async fn an_application_that_registered_itself_may_not_act_for_itself() {
    let world = World::start().await;
    let (_, body) = world
        .register_with(json!({"redirect_uris": [crate::world::REDIRECT]}))
        .await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", body["client_id"].as_str().unwrap()),
        ("client_secret", body["client_secret"].as_str().unwrap()),
    ];
    assert_eq!(world.token(&form).await.1["error"], "unauthorized_client");
}
