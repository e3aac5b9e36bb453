//! A company's own MCP server, with a certified authorization server that knows nothing of Lanyard: dynamic registration,
//! rotated refresh tokens, step-up and revocation as `oidc-provider` does them.

use lanyard_client::Client;
use lanyard_client::api::{Code, ServerState};
use serde_json::json;

use super::{ADA, SERVER, call, sign_in};
use crate::support::headless::browser::Browser;
use crate::support::headless::office::Desk;
use crate::support::headless::provider::Resource;
use crate::support::headless::watch::Watch;

async fn text(client: &Client, tool: &str) -> String {
    let result = call(client, tool, json!({})).await.unwrap();
    result["text"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn a_server_behind_a_certified_provider_takes_the_whole_road() {
    let resource = Resource::start();
    let desk = Desk::new(resource.url());
    let (client, mut effects) = desk.start().await;
    let asks = |s: &ServerState| matches!(s, ServerState::SignInRequired { .. });
    Watch::from_start(&client).server("a server that asks", asks).await;
    let mut browser = Browser::new();
    sign_in(&client, &mut effects, &mut browser, ADA).await;
    assert_eq!(text(&client, "who").await, format!("{ADA}: who, call 1"));

    let refused = call(&client, "file", json!({})).await.unwrap_err();
    assert_eq!(refused.code, Code::SignInRequired, "{refused:?}");
    sign_in(&client, &mut effects, &mut browser, ADA).await;
    assert_eq!(text(&client, "file").await, format!("{ADA}: file, call 2"));
    // What was granted before still is.
    assert_eq!(text(&client, "who").await, format!("{ADA}: who, call 3"));

    // Each refresh token is good for once.
    for refreshes in 1..=3 {
        resource.ask("/end").await;
        assert_eq!(
            text(&client, "file").await,
            format!("{ADA}: file, call {}", 3 + refreshes)
        );
        assert_eq!(
            resource.ask("/seen").await,
            json!({"code": 2, "refresh": refreshes, "revoked": 0})
        );
    }

    // After a restart too.
    client.close().await;
    let (client, mut effects) = desk.start().await;
    Watch::from_start(&client)
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    resource.ask("/end").await;
    assert_eq!(text(&client, "who").await, format!("{ADA}: who, call 7"));

    let mut watch = Watch::new(&client);
    client.sign_out(SERVER).await.unwrap();
    resource.ask("/revoked").await;
    watch.server("a server that asks", asks).await;
    // The registration is still good, and so is the person's session at the provider.
    sign_in(&client, &mut effects, &mut browser, ADA).await;
    assert_eq!(text(&client, "who").await, format!("{ADA}: who, call 8"));
    client.close().await;
}
