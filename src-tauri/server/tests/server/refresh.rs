//! Refresh tokens: rotated, with a grace window, and a family that ends when one is used twice.

use std::time::Duration;

use crate::world::World;

fn refresh_token(tokens: &serde_json::Value) -> String {
    tokens["refresh_token"].as_str().unwrap().to_owned()
}

fn access_token(tokens: &serde_json::Value) -> String {
    tokens["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_and_uses_the_old_one_up() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    let (status, next) = world.refresh(&client, &refresh_token(&tokens)).await;
    assert_eq!(status, 200, "{next}");
    assert_ne!(refresh_token(&next), refresh_token(&tokens));
    assert_eq!(world.call(&access_token(&next), "look").await.0, 200);
}

#[tokio::test]
async fn a_client_that_lost_the_answer_gets_the_same_successor_again() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    let (_, first) = world.refresh(&client, &refresh_token(&tokens)).await;
    world.later(20);
    let (status, second) = world.refresh(&client, &refresh_token(&tokens)).await;
    assert_eq!(status, 200, "{second}");
    assert_eq!(refresh_token(&first), refresh_token(&second));
    assert_eq!(world.refresh(&client, &refresh_token(&second)).await.0, 200);
}

#[tokio::test]
async fn reuse_after_the_grace_window_ends_the_family() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    let (_, next) = world.refresh(&client, &refresh_token(&tokens)).await;
    world.later(31);
    assert_eq!(
        world.refresh(&client, &refresh_token(&tokens)).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(
        world.refresh(&client, &refresh_token(&next)).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(world.call(&access_token(&next), "look").await.0, 401);
}

#[tokio::test]
async fn reuse_by_a_thief_ends_the_family_even_within_the_window() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    let (_, second) = world.refresh(&client, &refresh_token(&tokens)).await;
    // The successor was used, so that nobody lost an answer: a repeat is a theft.
    let (_, third) = world.refresh(&client, &refresh_token(&second)).await;
    assert_eq!(
        world.refresh(&client, &refresh_token(&tokens)).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(
        world.refresh(&client, &refresh_token(&third)).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn many_that_refresh_at_once_get_one_and_the_same_successor() {
    let world = World::start().await;
    world.provider.mood().refreshes = true;
    let (client, tokens) = world.sign_in("x:read").await;
    let token = refresh_token(&tokens);
    let before = world.provider.mood().token_requests;
    let answers = tokio::join!(
        world.refresh(&client, &token),
        world.refresh(&client, &token),
        world.refresh(&client, &token),
    );
    let successors: std::collections::BTreeSet<String> = [answers.0, answers.1, answers.2]
        .iter()
        .map(|(_, answer)| refresh_token(answer))
        .collect();
    assert_eq!(successors.len(), 1);
    assert_eq!(
        world.provider.mood().token_requests - before,
        1,
        "the provider's rotating token is used once"
    );
}

#[tokio::test]
async fn another_client_can_not_use_a_refresh_token() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let thief = world.register(&[crate::world::REDIRECT]).await;
    assert_eq!(
        world.refresh(&thief, &refresh_token(&tokens)).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn a_refresh_may_narrow_scopes_and_never_widen_them() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:write").await;
    let token = refresh_token(&tokens);
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str()),
        ("refresh_token", &token),
    ];
    let with = |scope: &'static str| [&form[..], &[("scope", scope)]].concat();
    assert_eq!(world.token(&with("x:write money")).await.1["error"], "invalid_scope");
    let (_, narrow) = world.token(&with("x:read")).await;
    assert_eq!(narrow["scope"], "x:read");
    assert_eq!(world.call(&access_token(&narrow), "change").await.0, 403);
    // The next refresh has everything again.
    let (_, whole) = world.refresh(&client, &refresh_token(&narrow)).await;
    assert_eq!(world.call(&access_token(&whole), "change").await.0, 200);
}

#[tokio::test]
async fn who_is_dismissed_at_the_provider_is_signed_out_at_the_next_refresh() {
    let world = World::start().await;
    world.provider.mood().refreshes = true;
    let (client, tokens) = world.sign_in("x:read").await;
    let (status, next) = world.refresh(&client, &refresh_token(&tokens)).await;
    assert_eq!(status, 200, "{next}");
    world.provider.mood().dismissed = true;
    assert_eq!(
        world.refresh(&client, &refresh_token(&next)).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(world.call(&access_token(&next), "look").await.0, 401);
}

#[tokio::test]
async fn who_changes_groups_keeps_what_the_new_ones_allow() {
    let world = World::start().await;
    world.provider.mood().refreshes = true;
    world.provider.mood().person.as_mut().unwrap().groups = vec!["finance".to_owned()];
    let (client, tokens) = world.sign_in("x:read money").await;
    assert_eq!(world.call(&access_token(&tokens), "money").await.0, 200);
    world.provider.mood().person.as_mut().unwrap().groups = vec!["employees".to_owned()];
    let (_, next) = world.refresh(&client, &refresh_token(&tokens)).await;
    assert_eq!(next["scope"], "x:read");
    assert_eq!(world.call(&access_token(&next), "money").await.0, 403);
    // The older token loses it as well, at once.
    assert_eq!(world.call(&access_token(&tokens), "money").await.0, 403);
    world.provider.mood().person.as_mut().unwrap().groups = vec!["nobody".to_owned()];
    assert_eq!(
        world.refresh(&client, &refresh_token(&next)).await.1["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn a_provider_that_is_down_ends_no_sign_in_and_renews_none() {
    let world = World::start().await;
    world.provider.mood().refreshes = true;
    let (client, tokens) = world.sign_in("x:read").await;
    world.provider.mood().broken = true;
    let (status, answer) = world.refresh(&client, &refresh_token(&tokens)).await;
    assert_eq!(
        (status, answer["error"].as_str()),
        (503, Some("temporarily_unavailable"))
    );
    world.provider.mood().broken = false;
    assert_eq!(world.refresh(&client, &refresh_token(&tokens)).await.0, 200);
    world.provider.vanish();
}

#[tokio::test]
async fn a_revocation_is_effective_at_once_and_reaches_the_provider() {
    let world = World::start().await;
    world.provider.mood().refreshes = true;
    let (client, tokens) = world.sign_in("x:read").await;
    assert_eq!(world.call(&access_token(&tokens), "look").await.0, 200);
    assert_eq!(world.revoke(&client, &refresh_token(&tokens)).await, 200);
    assert_eq!(world.call(&access_token(&tokens), "look").await.0, 401);
    assert_eq!(
        world.refresh(&client, &refresh_token(&tokens)).await.1["error"],
        "invalid_grant"
    );
    // The provider is told beside the answer; its own answer is awaited here.
    let told = async {
        while world.provider.mood().revoked.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), told).await.unwrap();
}

#[tokio::test]
async fn signing_out_of_one_application_leaves_the_persons_other_one_signed_in() {
    let world = World::start().await;
    world.provider.mood().refreshes = true;
    let (client, tokens) = world.sign_in("x:read").await;
    let (other, others) = world.sign_in("x:read").await;
    world.revoke(&client, &refresh_token(&tokens)).await;
    let (status, next) = world.refresh(&other, &refresh_token(&others)).await;
    assert_eq!(status, 200, "{next}");
    // At providers one revocation ends all of a person's tokens for us: it waits for the last sign-in.
    assert!(world.provider.mood().revoked.is_empty());
}

#[tokio::test]
async fn revoking_an_access_token_ends_its_family_too() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    assert_eq!(world.revoke(&client, &access_token(&tokens)).await, 200);
    assert_eq!(world.call(&access_token(&tokens), "look").await.0, 401);
    assert_eq!(world.refresh(&client, &refresh_token(&tokens)).await.0, 400);
}

#[tokio::test]
async fn a_stranger_can_not_revoke_and_an_unknown_token_is_as_good_as_revoked() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    let stranger = world.register(&[crate::world::REDIRECT]).await;
    assert_eq!(world.revoke(&stranger, &refresh_token(&tokens)).await, 400);
    assert_eq!(world.call(&access_token(&tokens), "look").await.0, 200);
    assert_eq!(world.revoke(&client, "nonsense").await, 200);
}

#[tokio::test]
async fn a_client_that_did_not_ask_for_refreshing_gets_no_refresh_token() {
    let world = World::start().await;
    let (_, body) = world
        .register_with(serde_json::json!({
            "redirect_uris": [crate::world::REDIRECT], "token_endpoint_auth_method": "none",
        }))
        .await;
    let client = body["client_id"].as_str().unwrap();
    let back = world.authorize(&mut world.browser(), client, &[]).await;
    let (_, tokens) = world.redeem(client, &back.param("code").unwrap()).await;
    assert!(tokens.get("refresh_token").is_none());
}
