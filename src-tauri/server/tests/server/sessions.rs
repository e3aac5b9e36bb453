//! Legacy sessions (2025-11-25) belong to the person who opened them.

use reqwest::Response;
use serde_json::{Value, json};

use crate::provider::Person;
use crate::world::{World, said};

async fn send(world: &World, token: &str, session: Option<&str>, message: Value) -> Response {
    let mut request = world
        .http
        .post(world.server.url().clone())
        .bearer_auth(token)
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-11-25");
    if let Some(session) = session {
        request = request.header("mcp-session-id", session);
    }
    request.json(&message).send().await.unwrap()
}

async fn open(world: &World, token: &str) -> String {
    let initialize = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}});
    let response = send(world, token, None, initialize).await;
    assert_eq!(response.status(), 200);
    let session = response.headers()["mcp-session-id"].to_str().unwrap().to_owned();
    response.text().await.unwrap();
    let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    assert_eq!(send(world, token, Some(&session), ready).await.status(), 202);
    session
}

fn call() -> Value {
    json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "look", "arguments": {}}})
}

async fn token_of(world: &World, name: &str) -> String {
    world.provider.mood().person = Some(Person::named(name));
    world.sign_in("x:read").await.1["access_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_2025_protocol_works_with_a_session() {
    let world = World::start().await;
    let ada = token_of(&world, "ada").await;
    let session = open(&world, &ada).await;
    let answer = send(&world, &ada, Some(&session), call()).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(said(&answer.text().await.unwrap())["principal"]["subject"], "sub-ada");
}

#[tokio::test]
async fn another_persons_valid_token_with_a_stolen_session_id_is_refused() {
    let world = World::start().await;
    let ada = token_of(&world, "ada").await;
    let session = open(&world, &ada).await;
    let eve = token_of(&world, "eve").await;
    assert_eq!(send(&world, &eve, Some(&session), call()).await.status(), 404);
    let delete = |token: &str| {
        let request = world.http.delete(world.server.url().clone()).bearer_auth(token);
        request
            .header("mcp-session-id", &session)
            .header("mcp-protocol-version", "2025-11-25")
            .send()
    };
    assert_eq!(delete(&eve).await.unwrap().status(), 404);
    let stream = world
        .http
        .get(world.server.url().clone())
        .bearer_auth(&eve)
        .header("accept", "text/event-stream")
        .header("mcp-session-id", &session)
        .send()
        .await
        .unwrap();
    assert_eq!(stream.status(), 404);
    assert_eq!(send(&world, &ada, Some(&session), call()).await.status(), 200);
    assert!(delete(&ada).await.unwrap().status().is_success());
    assert_eq!(send(&world, &ada, Some(&session), call()).await.status(), 404);
}

#[tokio::test]
async fn a_session_outlives_a_refresh_and_not_a_sign_out() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    let session = open(&world, tokens["access_token"].as_str().unwrap()).await;
    let (_, next) = world.refresh(&client, tokens["refresh_token"].as_str().unwrap()).await;
    let token = next["access_token"].as_str().unwrap();
    assert_eq!(send(&world, token, Some(&session), call()).await.status(), 200);
    world.revoke(&client, next["refresh_token"].as_str().unwrap()).await;
    assert_eq!(send(&world, token, Some(&session), call()).await.status(), 401);
}
