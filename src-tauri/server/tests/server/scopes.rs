//! Scopes at the tools: what is missing is said, and what is implied is not asked for.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_call_without_its_scope_is_answered_with_a_step_up_challenge() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let token = tokens["access_token"].as_str().unwrap();
    let response = world
        .mcp(token, "tools/call", json!({"name": "change", "arguments": {}}))
        .await;
    assert_eq!(response.status(), 403);
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
    assert!(challenge.contains("scope=\"x:write\""), "{challenge}");
    assert!(challenge.contains("resource_metadata=\""), "{challenge}");
}

#[tokio::test]
async fn writing_implies_reading() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:write").await;
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(world.call(token, "look").await.0, 200);
    assert_eq!(world.call(token, "change").await.0, 200);
}

#[tokio::test]
async fn a_scope_that_the_groups_do_not_allow_is_not_granted() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read money").await;
    assert_eq!(tokens["scope"], "x:read");
    let token = tokens["access_token"].as_str().unwrap();
    let response = world
        .mcp(token, "tools/call", json!({"name": "money", "arguments": {}}))
        .await;
    assert_eq!(response.status(), 403);
    assert!(
        !response.headers().contains_key("www-authenticate"),
        "no consent could give it, so none is asked for"
    );
}

#[tokio::test]
async fn a_call_that_names_no_tool_reaches_none_and_hears_why() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let token = tokens["access_token"].as_str().unwrap();
    for odd in [
        json!({}),
        json!({"name": 7}),
        json!({"name": ["change"]}),
        json!({"name": {"change": 1}}),
    ] {
        let response = world.mcp(token, "tools/call", odd.clone()).await;
        assert!(response.status().is_client_error(), "{odd}: {}", response.status());
        let body = response.text().await.unwrap();
        assert!(
            body.contains("\"error\"") && body.contains("\"code\":-32"),
            "{odd}: {body}"
        );
    }
    // What 2026-07-28 took out is not found there, whatever its parameters say.
    let response = world.mcp(token, "resources/subscribe", json!({})).await;
    assert_eq!(response.status(), 404);
    assert!(response.text().await.unwrap().contains("-32601"));
}

#[tokio::test]
async fn attack_a_call_that_means_two_things_reaches_no_tool() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let meta = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}"#;
    for params in [
        format!(r#"{{"name":"look","name":"change",{meta}}}"#),
        format!(r#"{{"name":"change",{meta}}},"params":{{"name":"look",{meta}}}"#),
        r#"["change"]"#.to_owned(),
        r#"[null,"change",{}]"#.to_owned(),
    ] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#);
        let response = world
            .http
            .post(world.server.url().clone())
            .bearer_auth(tokens["access_token"].as_str().unwrap())
            .header("accept", "application/json, text/event-stream")
            .header("content-type", "application/json")
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", "tools/call")
            .header("mcp-name", "look")
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 400, "{body}");
        assert!(!response.text().await.unwrap().contains("principal"), "{body}");
    }
}

#[tokio::test]
async fn every_call_of_a_batch_needs_its_scope() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let call = |name: &str| json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name}});
    let response = world
        .http
        .post(world.server.url().clone())
        .bearer_auth(tokens["access_token"].as_str().unwrap())
        .header("accept", "application/json, text/event-stream")
        .json(&json!([call("look"), call("change")]))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 403);
}

#[tokio::test]
async fn a_call_hidden_behind_a_second_method_key_does_not_get_through() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"change"},"method":"tools/list"}"#;
    let response = world
        .http
        .post(world.server.url().clone())
        .bearer_auth(tokens["access_token"].as_str().unwrap())
        .header("accept", "application/json, text/event-stream")
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
        .unwrap();
    assert!(!response.text().await.unwrap().contains("saw_credential"));
}

#[tokio::test]
async fn a_step_up_names_all_that_the_operation_needs_and_nothing_that_is_there() {
    let world = World::start().await;
    world.provider.mood().person.as_mut().unwrap().groups = vec!["finance".to_owned()];
    for (held, asked) in [
        ("x:read", "scope=\"x:write money\""),
        ("x:write", "scope=\"money\""),
        ("x:read money", "scope=\"x:write\""),
    ] {
        let (_, tokens) = world.sign_in(held).await;
        let token = tokens["access_token"].as_str().unwrap();
        let response = world.mcp(token, "tools/call", json!({"name": "both"})).await;
        assert_eq!(response.status(), 403);
        let challenge = response.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains(asked), "{held}: {challenge}");
    }
    let (_, tokens) = world.sign_in("x:write money").await;
    assert_eq!(
        world.call(tokens["access_token"].as_str().unwrap(), "both").await.0,
        200
    );
}

#[tokio::test]
async fn an_answer_that_needs_no_stream_is_json_where_that_is_asked_for() {
    for (json_response, kind) in [(false, "text/event-stream"), (true, "application/json")] {
        let world = World::start_with(|settings| settings.json_response = json_response).await;
        let (_, tokens) = world.sign_in("x:read").await;
        let call = json!({"name": "look", "arguments": {}});
        let token = tokens["access_token"].as_str().unwrap();
        let response = world.mcp(token, "tools/call", call).await;
        assert_eq!(response.headers()["content-type"], kind);
        let said = crate::world::said(&response.text().await.unwrap());
        assert_eq!(said["tool"], "look", "{said}");
    }
}
