//! The example `own_tools`, as it stands there, behind a provider, a store and a clock of the test's choice.

use serde_json::json;

use crate::provider::Provider;
use crate::world::{World, settings};

#[path = "../../examples/own_tools.rs"]
#[expect(
    dead_code,
    reason = "its `main` reads the environment and serves until it is interrupted"
)]
mod example;

#[tokio::test]
async fn the_example_greets_who_signed_in_and_asks_for_its_scope() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start().await;
    let mut settings = settings(&provider);
    settings.database = Some(folder.path().join("server.db"));
    let world = World::start_tools(provider, settings, example::Greeter("Hello"), example::POLICY).await;
    let nobody = world.mcp_with(&[], "tools/call", json!({"name": "greet"})).await;
    assert_eq!(nobody.status(), 401);
    let challenge = nobody.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(challenge.contains("scope=\"greeting:read\""), "{challenge}");
    let (_, tokens) = world.sign_in("greeting:read").await;
    let token = tokens["access_token"].as_str().unwrap();
    let (status, answer) = world.call(token, "greet").await;
    let said = &answer["result"]["content"][0]["text"];
    assert_eq!((status, said.as_str()), (200, Some("Hello, Ada.")), "{answer}");
    // The clock is the test's, too.
    world.later(306);
    assert_eq!(world.call(token, "greet").await.0, 401);
}

#[test]
fn the_example_stays_under_sixty_lines() {
    let lines = include_str!("../../examples/own_tools.rs").lines().count();
    assert!(lines < 60, "{lines}");
}
