//! The whole way of a sign-in, and what a person's tools see.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};

use crate::browser::param;
use crate::world::{REDIRECT, World};

fn claims(token: &str) -> Value {
    serde_json::from_slice(&B64.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn a_person_signs_in_and_calls_a_tool_that_knows_who_they_are() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read openid email").await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["scope"], "email openid x:read");
    assert!(tokens["expires_in"].as_i64().unwrap() <= 300);
    let (status, answer) = world.call(tokens["access_token"].as_str().unwrap(), "look").await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["principal"]["subject"], "sub-ada");
    assert_eq!(answer["principal"]["email"], "ada@meridian.example");
    assert_eq!(answer["principal"]["client_id"], client);
    assert_eq!(answer["principal"]["way"], "oauth");
    assert_eq!(answer["principal"]["groups"], json!(["employees"]));
}

#[tokio::test]
async fn no_credential_reaches_the_tools() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read").await;
    let (_, answer) = world.call(tokens["access_token"].as_str().unwrap(), "look").await;
    assert_eq!(answer["saw_credential"], false);
}

#[tokio::test]
async fn the_clients_state_comes_back_unchanged_with_our_issuer() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let odd = "ä & = + % \u{1f600} /?#";
    let back = world.authorize(&mut world.browser(), &client, &[("state", odd)]).await;
    assert!(back.target().starts_with(&format!("{REDIRECT}?")));
    assert_eq!(back.param("state").unwrap(), odd);
    assert_eq!(back.param("iss").unwrap(), world.origin);
}

#[tokio::test]
async fn the_access_token_is_ours_short_lived_and_bound_to_the_resource() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read").await;
    let token = tokens["access_token"].as_str().unwrap();
    let header: Value = serde_json::from_slice(&B64.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
    assert_eq!(
        (header["alg"].as_str(), header["typ"].as_str()),
        (Some("ES256"), Some("at+jwt"))
    );
    let claims = claims(token);
    assert_eq!(claims["iss"], world.origin);
    assert_eq!(claims["aud"], world.server.url().as_str());
    assert_eq!(claims["client_id"], client);
    assert!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap() <= 300);
}

#[tokio::test]
async fn with_openid_the_answer_carries_an_id_token_with_the_clients_nonce() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let changes = [
        ("scope", "x:read openid email profile"),
        ("nonce", "the client's nonce"),
    ];
    let back = world.authorize(&mut world.browser(), &client, &changes).await;
    let (_, tokens) = world.redeem(&client, &back.param("code").unwrap()).await;
    let identity = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(identity["aud"], client);
    assert_eq!(identity["sub"], "sub-ada");
    assert_eq!(identity["nonce"], "the client's nonce");
    assert_eq!(identity["email"], "ada@meridian.example");
    assert_eq!(identity["name"], "Ada");
    let (_, without) = world.sign_in("x:read").await;
    assert!(without.get("id_token").is_none());
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let world = World::start().await;
    let (_, tokens) = world.sign_in("x:read openid").await;
    let (status, _) = world.call(tokens["id_token"].as_str().unwrap(), "look").await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn the_providers_tokens_never_leave_the_server() {
    let world = World::start().await;
    world.provider.mood().refreshes = true;
    let (_, tokens) = world.sign_in("x:read openid").await;
    assert!(!tokens.to_string().contains("provider-"));
}

#[tokio::test]
async fn the_provider_is_asked_with_a_state_nonce_and_verifier_of_our_own() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    world
        .authorize(&mut world.browser(), &client, &[("nonce", "the client's nonce")])
        .await;
    let asked = world.provider.mood().asked.clone();
    assert_ne!(asked["state"], "the client's state");
    assert_ne!(asked["nonce"], "the client's nonce");
    assert_ne!(asked["code_challenge"], crate::world::challenge());
    assert_eq!(asked["code_challenge_method"], "S256");
    assert_eq!(asked["redirect_uri"], world.server.callback_url());
    assert_eq!(asked["scope"], "openid email profile");
}

#[tokio::test]
async fn a_private_scheme_is_reached_through_the_last_page() {
    let world = World::start().await;
    let redirect = "dev.lanyard.desktop:/oauth/callback";
    let client = world.register(&[redirect]).await;
    let page = world
        .authorize(&mut world.browser(), &client, &[("redirect_uri", redirect)])
        .await;
    assert_eq!(page.status, 200);
    let href = page
        .body
        .split("id=\"open\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let target = href.replace("&#x2f;", "/").replace("&amp;", "&");
    assert!(target.starts_with(&format!("{redirect}?code=")), "{target}");
    assert!(page.body.contains(&format!("content=\"0;url={href}\"")));
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", client.as_str()),
        ("code", &param(&target, "code").unwrap()),
        ("redirect_uri", redirect),
        ("code_verifier", crate::world::VERIFIER),
    ];
    assert_eq!(world.token(&form).await.0, 200);
}

#[tokio::test]
async fn everything_holds_after_a_restart_on_the_same_database_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let vault = lanyard_vault::Vault::memory();
    let provider = crate::provider::Provider::start().await;
    let mut settings = crate::world::settings(&provider);
    settings.database = Some(folder.path().join("server.db"));
    let world = World::start_from(provider, settings.clone(), vault.clone()).await;
    let (client, tokens) = world.sign_in("x:read").await;
    let World { provider, server, .. } = world;
    server.stop().await;
    let world = World::start_from(provider, settings, vault).await;
    let (status, answer) = world.refresh(&client, tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        world.call(answer["access_token"].as_str().unwrap(), "look").await.0,
        200
    );
}

#[tokio::test]
async fn nothing_secret_stands_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let world = World::start_with(|settings| settings.database = Some(path.clone())).await;
    world.provider.mood().refreshes = true;
    let (client, tokens) = world.sign_in("x:read openid").await;
    let (_, next) = world.refresh(&client, tokens["refresh_token"].as_str().unwrap()).await;
    let World { server, .. } = world;
    server.stop().await;
    let mut stored = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        stored.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let stored = String::from_utf8_lossy(&stored).into_owned();
    assert!(stored.contains(&client));
    for secret in [
        &tokens["access_token"],
        &tokens["refresh_token"],
        &next["refresh_token"],
        &next["access_token"],
    ] {
        assert!(!stored.contains(secret.as_str().unwrap()));
    }
    assert!(!stored.contains("provider-refresh-"));
    assert!(!stored.contains("provider-secret"));
}
