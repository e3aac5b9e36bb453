//! What the server publishes about itself.

use serde_json::{Value, json};

use crate::world::World;

async fn get(world: &World, path: &str) -> Value {
    let response = world.http.get(world.url(path)).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    response.json().await.unwrap()
}

#[tokio::test]
async fn the_protected_resource_names_its_authorization_server_in_both_places() {
    let world = World::start().await;
    for path in [
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-protected-resource",
    ] {
        let document = get(&world, path).await;
        assert_eq!(document["resource"], world.server.url().as_str());
        assert_eq!(document["authorization_servers"], json!([world.origin]));
        assert_eq!(document["scopes_supported"], json!(["x:read", "x:write", "money"]));
    }
}

#[tokio::test]
async fn the_authorization_server_says_what_it_can() {
    let world = World::start().await;
    for path in [
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
    ] {
        let document = get(&world, path).await;
        assert_eq!(document["issuer"], world.origin);
        assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(document["authorization_response_iss_parameter_supported"], true);
        assert_eq!(document["client_id_metadata_document_supported"], true);
        assert_eq!(document["registration_endpoint"], world.url("/register"));
        assert_eq!(document["revocation_endpoint"], world.url("/revoke"));
    }
}

#[tokio::test]
async fn the_published_key_verifies_our_tokens() {
    let world = World::start().await;
    let (client, tokens) = world.sign_in("x:read openid").await;
    let jwks: jsonwebtoken::jwk::JwkSet = serde_json::from_value(get(&world, "/jwks").await).unwrap();
    let token = tokens["id_token"].as_str().unwrap();
    let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(jwks.find(&kid).unwrap()).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    validation.set_audience(&[client]);
    validation.set_issuer(&[&world.origin]);
    jsonwebtoken::decode::<Value>(token, &key, &validation).unwrap();
}

#[tokio::test]
async fn the_server_says_that_it_is_well() {
    let world = World::start().await;
    assert_eq!(get(&world, "/healthz").await["status"], "ok");
}

#[tokio::test]
async fn check_names_what_is_wrong_with_the_settings() {
    use lanyard_server::{Clock, Severity, check};
    let world = World::start().await;
    let mut settings = crate::world::settings(&world.provider);
    let findings = check(&settings, &crate::world::net(), &Clock::system(), None).await;
    assert!(
        findings.iter().all(|finding| finding.severity < Severity::Error),
        "{findings:?}"
    );
    settings.provider.issuer.push('/');
    settings.provider.client_id.clear();
    let findings = check(&settings, &crate::world::net(), &Clock::system(), None).await;
    let wrong: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.key.as_str())
        .collect();
    assert_eq!(wrong, ["MCP_CLIENT_ID", "MCP_ISSUER"]);
}

#[tokio::test]
async fn an_address_that_is_nobodys_is_not_found_and_leads_to_no_sign_in() {
    let world = World::start().await;
    for path in [
        "/",
        "/mcp/",
        "/mcp2",
        "/.well-known/oauth-authorization-server/mcp",
        "/.well-known/oauth-protected-resource/other",
    ] {
        let answer = world.http.get(world.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert!(answer.headers().get("www-authenticate").is_none(), "{path}");
    }
}
