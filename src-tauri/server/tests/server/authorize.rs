//! The authorization request: what is refused, where, and without telling the wrong party.

use crate::world::{REDIRECT, World};

/// An error that must stay on a page here.
async fn stays_here(world: &World, client: &str, changes: &[(&str, &str)]) {
    let page = world.browser().get(&world.authorize_url(client, changes)).await;
    assert_eq!(page.status, 400, "{changes:?}");
    assert!(page.location.is_none(), "{changes:?}");
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
}

/// An error that goes back to the client.
async fn goes_back(world: &World, client: &str, changes: &[(&str, &str)], error: &str) {
    let page = world.browser().get(&world.authorize_url(client, changes)).await;
    assert!(page.target().starts_with(&format!("{REDIRECT}?")), "{}", page.target());
    assert_eq!(page.param("error").as_deref(), Some(error), "{changes:?}");
    assert_eq!(page.param("state").as_deref(), Some("the client's state"));
    assert_eq!(page.param("iss").as_deref(), Some(world.origin.as_str()));
}

#[tokio::test]
async fn redirects_to_elsewhere_by_any_trick_stay_on_a_page_here() {
    let world = World::start().await;
    let client = world.register(&["https://app.example/cb", REDIRECT]).await;
    for trick in [
        "https://evil.example/cb",
        "https://app.example.evil.example/cb",
        "https://app.example@evil.example/cb",
        "https://app.example/cb/../../evil",
        "https://app.example/cb%2f..%2fevil",
        "https://app.example:8443/cb",
        "https://app.example/CB",
        "https://app.example/cb#fragment",
        "https://app.example/cb?next=https://evil.example",
        "http://127.0.0.1:9@evil.example/callback",
        "http://127.0.0.1.evil.example:9/callback",
        "javascript:alert(1)//https://app.example/cb",
        "",
    ] {
        stays_here(&world, &client, &[("redirect_uri", trick)]).await;
    }
}

#[tokio::test]
async fn an_error_before_the_redirect_is_known_opens_no_redirect() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    stays_here(
        &world,
        &client,
        &[("redirect_uri", "https://evil.example/"), ("response_type", "token")],
    )
    .await;
    stays_here(&world, "nobody", &[("response_type", "token")]).await;
    stays_here(&world, &client, &[("client_id", "")]).await;
    let twice = format!("{}&client_id=other", world.authorize_url(&client, &[]));
    assert_eq!(world.browser().get(&twice).await.status, 400);
}

#[tokio::test]
async fn an_error_is_no_open_redirect_to_a_site_that_registered_itself() {
    let world = World::start().await;
    let client = world.register(&["https://evil.example/cb"]).await;
    let evil = ("redirect_uri", "https://evil.example/cb");
    for wrong in [
        ("response_type", "token"),
        ("scope", "nothing known"),
        ("prompt", "none"),
        ("code_challenge", ""),
    ] {
        stays_here(&world, &client, &[evil, wrong]).await;
    }
}

#[tokio::test]
async fn a_flood_of_authorization_requests_fills_no_disk() {
    let world = World::start_with(|settings| settings.limits.open_requests = 2).await;
    let client = world.register(&[REDIRECT]).await;
    let url = world.authorize_url(&client, &[]);
    for _ in 0..2 {
        assert!(world.browser().get(&url).await.target().starts_with("/consent"));
    }
    assert_eq!(world.browser().get(&url).await.status, 503);
    world.later(601);
    assert!(world.browser().get(&url).await.target().starts_with("/consent"));
}

#[tokio::test]
async fn a_loopback_redirect_may_use_any_port() {
    let world = World::start().await;
    let client = world.register(&["http://127.0.0.1/callback"]).await;
    let other = "http://127.0.0.1:54321/callback";
    let back = world
        .authorize(&mut world.browser(), &client, &[("redirect_uri", other)])
        .await;
    assert!(back.target().starts_with(&format!("{other}?code=")));
}

#[tokio::test]
async fn pkce_can_not_be_left_out_or_downgraded() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    goes_back(
        &world,
        &client,
        &[("code_challenge_method", "plain")],
        "invalid_request",
    )
    .await;
    goes_back(&world, &client, &[("code_challenge_method", "")], "invalid_request").await;
    goes_back(&world, &client, &[("code_challenge", "")], "invalid_request").await;
    goes_back(&world, &client, &[("code_challenge", "short")], "invalid_request").await;
}

#[tokio::test]
async fn another_resource_is_an_invalid_target_and_none_means_ours() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    goes_back(
        &world,
        &client,
        &[("resource", "https://other.example/mcp")],
        "invalid_target",
    )
    .await;
    goes_back(
        &world,
        &client,
        &[("resource", &format!("{}/", world.server.url()))],
        "invalid_target",
    )
    .await;
    let ours = world.server.url().to_string();
    let page = world
        .browser()
        .get(&world.authorize_url(&client, &[("resource", &ours)]))
        .await;
    assert!(page.target().starts_with("/consent?"));
    let both = format!(
        "{}&resource={ours}&resource=https://other.example",
        world.authorize_url(&client, &[])
    );
    assert_eq!(
        world.browser().get(&both).await.param("error").as_deref(),
        Some("invalid_target")
    );
}

#[tokio::test]
async fn other_flows_than_the_code_flow_are_refused() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    goes_back(
        &world,
        &client,
        &[("response_type", "token")],
        "unsupported_response_type",
    )
    .await;
    goes_back(&world, &client, &[("response_mode", "fragment")], "invalid_request").await;
    goes_back(
        &world,
        &client,
        &[("request_uri", "https://evil.example/request")],
        "request_not_supported",
    )
    .await;
    goes_back(&world, &client, &[("scope", "nothing known")], "invalid_scope").await;
    goes_back(&world, &client, &[("prompt", "none")], "interaction_required").await;
}

#[tokio::test]
async fn without_a_scope_the_default_ones_are_meant() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let back = world.authorize(&mut world.browser(), &client, &[("scope", "")]).await;
    let (_, tokens) = world.redeem(&client, &back.param("code").unwrap()).await;
    assert_eq!(tokens["scope"], "x:read");
}

#[tokio::test]
async fn the_wish_for_another_account_reaches_the_provider() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    world
        .authorize(&mut world.browser(), &client, &[("prompt", "select_account")])
        .await;
    assert_eq!(world.provider.mood().asked["prompt"], "select_account");
}
