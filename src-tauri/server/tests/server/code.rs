//! Authorization codes: one use, bound to client, redirect and verifier.

use crate::world::{REDIRECT, VERIFIER, World};

async fn code(world: &World, client: &str) -> String {
    world
        .authorize(&mut world.browser(), client, &[])
        .await
        .param("code")
        .unwrap()
}

#[tokio::test]
async fn a_replayed_code_ends_everything_issued_from_it() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let code = code(&world, &client).await;
    let (_, tokens) = world.redeem(&client, &code).await;
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(world.call(access, "look").await.0, 200);
    let (status, answer) = world.redeem(&client, &code).await;
    assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")));
    assert_eq!(world.call(access, "look").await.0, 401);
    let (status, _) = world.refresh(&client, tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn of_many_that_redeem_a_code_at_once_at_most_one_gets_tokens() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let code = code(&world, &client).await;
    let answers = tokio::join!(
        world.redeem(&client, &code),
        world.redeem(&client, &code),
        world.redeem(&client, &code),
        world.redeem(&client, &code),
    );
    let good = [answers.0, answers.1, answers.2, answers.3]
        .iter()
        .filter(|(status, _)| *status == 200)
        .count();
    assert!(good <= 1, "{good}");
}

#[tokio::test]
async fn a_wrong_or_missing_verifier_redeems_nothing_and_burns_the_code() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    for verifier in [
        "another-verifier-of-forty-three-characters-xyz",
        "",
        "short",
        crate::world::challenge().as_str(),
    ] {
        let code = code(&world, &client).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", client.as_str()),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", verifier),
        ];
        let (status, answer) = world.token(&form).await;
        assert_eq!(
            (status, answer["error"].as_str()),
            (400, Some("invalid_grant")),
            "{verifier}"
        );
        assert_eq!(world.redeem(&client, &code).await.0, 400);
    }
}

#[tokio::test]
async fn a_code_of_one_client_is_of_no_use_to_another() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let thief = world.register(&[REDIRECT]).await;
    let code = code(&world, &client).await;
    assert_eq!(world.redeem(&thief, &code).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn another_redirect_than_the_one_asked_for_redeems_nothing() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let code = code(&world, &client).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client.as_str()),
        ("code", &code),
        ("redirect_uri", "http://127.0.0.1:10/callback"),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(world.token(&form).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_code_is_good_for_a_minute() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let code = code(&world, &client).await;
    world.later(61);
    assert_eq!(world.redeem(&client, &code).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_token_for_another_resource_is_not_issued() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let code = code(&world, &client).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client.as_str()),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("resource", "https://other.example/mcp"),
    ];
    assert_eq!(world.token(&form).await.1["error"], "invalid_target");
}
