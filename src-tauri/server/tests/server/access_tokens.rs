//! Access tokens at the MCP endpoint: what is refused, and with which challenge.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::world::World;

async fn good(world: &World) -> String {
    world.sign_in("x:read").await.1["access_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn part(token: &str, number: usize) -> Value {
    serde_json::from_slice(&B64.decode(token.split('.').nth(number).unwrap()).unwrap()).unwrap()
}

fn encode(header: &Value, claims: &Value, signature: &str) -> String {
    format!(
        "{}.{}.{signature}",
        B64.encode(header.to_string()),
        B64.encode(claims.to_string())
    )
}

#[tokio::test]
async fn without_a_token_the_challenge_says_where_to_sign_in_and_for_what() {
    let world = World::start().await;
    let response = world.mcp_with(&[], "tools/list", json!({})).await;
    assert_eq!(response.status(), 401);
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    let metadata = format!(
        "resource_metadata=\"{}/.well-known/oauth-protected-resource/mcp\"",
        world.origin
    );
    assert!(
        challenge.starts_with("Bearer ") && challenge.contains(&metadata),
        "{challenge}"
    );
    assert!(
        challenge.contains("scope=\"x:read\"") && !challenge.contains("error="),
        "{challenge}"
    );
}

#[tokio::test]
async fn an_unsigned_token_and_one_signed_with_the_public_key_are_refused() {
    let world = World::start().await;
    let token = good(&world).await;
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let mut none = header.clone();
    none["alg"] = json!("none");
    assert_eq!(world.call(&encode(&none, &claims, ""), "look").await.0, 401);
    // Key confusion: HMAC with the public key as the secret.
    let jwks: Value = world
        .http
        .get(world.url("/jwks"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mut hmac = Header::new(Algorithm::HS256);
    hmac.kid = header["kid"].as_str().map(str::to_owned);
    hmac.typ = Some("at+jwt".to_owned());
    let secret = B64.decode(jwks["keys"][0]["x"].as_str().unwrap()).unwrap();
    let forged = jsonwebtoken::encode(&hmac, &claims, &EncodingKey::from_secret(&secret)).unwrap();
    assert_eq!(world.call(&forged, "look").await.0, 401);
}

#[tokio::test]
async fn a_changed_claim_breaks_the_signature() {
    let world = World::start().await;
    let token = good(&world).await;
    for (key, value) in [
        ("sub", json!("sub-boss")),
        ("scope", json!("x:write")),
        ("exp", json!(9_999_999_999_u64)),
    ] {
        let mut claims = part(&token, 1);
        claims[key] = value;
        let forged = encode(&part(&token, 0), &claims, token.split('.').nth(2).unwrap());
        assert_eq!(world.call(&forged, "look").await.0, 401, "{key}");
    }
}

#[tokio::test]
async fn a_token_of_another_server_with_the_same_keys_is_refused() {
    // Two servers with one database and one key: only issuer and audience differ.
    let folder = tempfile::tempdir().unwrap();
    let vault = lanyard_vault::Vault::memory();
    let provider = crate::provider::Provider::start().await;
    let mut settings = crate::world::settings(&provider);
    settings.database = Some(folder.path().join("server.db"));
    let world = World::start_from(provider, settings.clone(), vault.clone()).await;
    let token = good(&world).await;
    let other = World::start_from(crate::provider::Provider::start().await, settings, vault).await;
    assert_eq!(world.call(&token, "look").await.0, 200);
    assert_eq!(other.call(&token, "look").await.0, 401);
}

#[tokio::test]
async fn an_expired_token_is_refused_although_its_signature_was_just_seen() {
    let world = World::start().await;
    let token = good(&world).await;
    assert_eq!(world.call(&token, "look").await.0, 200);
    world.later(290);
    assert_eq!(world.call(&token, "look").await.0, 200);
    world.later(20);
    let response = world.mcp(&token, "tools/list", json!({})).await;
    assert_eq!(response.status(), 401);
    assert!(
        response.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .contains("error=\"invalid_token\"")
    );
}

#[tokio::test]
async fn a_token_from_the_future_is_refused() {
    let world = World::start().await;
    world.later(100);
    let token = good(&world).await;
    world.later(-100);
    assert_eq!(world.call(&token, "look").await.0, 401);
}

#[tokio::test]
async fn a_token_that_nobody_issued_is_refused() {
    let world = World::start().await;
    for nonsense in ["", "x", "a.b.c", "lanyard_0000000000000000_x", "lanyard_", "💥"] {
        let headers = [("authorization", format!("Bearer {nonsense}"))];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let status = world
            .mcp_with(&headers, "tools/list", json!({}))
            .await
            .status()
            .as_u16();
        assert!(matches!(status, 400 | 401), "{nonsense}: {status}");
    }
}

#[tokio::test]
async fn a_token_in_the_query_or_beside_another_does_not_count() {
    let world = World::start().await;
    let token = good(&world).await;
    let url = format!("{}?access_token={token}", world.server.url());
    assert_eq!(world.http.post(url).body("{}").send().await.unwrap().status(), 401);
    let bearer = format!("Bearer {token}");
    let twice = [("authorization", bearer.as_str()), ("authorization", bearer.as_str())];
    assert_eq!(world.mcp_with(&twice, "tools/list", json!({})).await.status(), 400);
}

#[tokio::test]
async fn the_provider_is_not_asked_when_a_tool_is_called() {
    let world = World::start().await;
    let token = good(&world).await;
    world.provider.vanish();
    assert_eq!(world.call(&token, "look").await.0, 200);
}
