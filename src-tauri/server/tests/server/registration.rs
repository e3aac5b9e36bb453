//! Registration: what is taken, what is refused, and how much of it.

use serde_json::json;

use crate::world::{REDIRECT, VERIFIER, World};

#[tokio::test]
async fn a_dangerous_redirect_is_not_registered() {
    let world = World::start_with(|settings| settings.limits.registrations_per_minute = 1_000).await;
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://app.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "myapp:/callback",
        "https://app.example/cb#x",
        "https://user@app.example/cb",
        "https://*.example/cb",
    ] {
        let (status, body) = world.register_with(json!({"redirect_uris": [REDIRECT, bad]})).await;
        assert_eq!(
            (status, body["error"].as_str()),
            (400, Some("invalid_redirect_uri")),
            "{bad}"
        );
    }
    let web = json!({"redirect_uris": ["dev.lanyard.desktop:/cb"], "application_type": "web"});
    assert_eq!(world.register_with(web).await.0, 400);
    assert_eq!(world.register_with(json!({"redirect_uris": []})).await.0, 400);
    assert_eq!(world.register_with(json!([1])).await.0, 400);
}

#[tokio::test]
async fn the_answer_lists_what_was_registered_and_drops_what_is_not_offered() {
    let world = World::start().await;
    let (status, body) = world
        .register_with(json!({
            "redirect_uris": [REDIRECT, "dev.lanyard.desktop:/oauth/callback"], "client_name": "Lanyard",
            "grant_types": ["authorization_code", "refresh_token", "implicit"], "application_type": "native",
            "token_endpoint_auth_method": "none", "software_id": "lanyard",
        }))
        .await;
    assert_eq!(status, 201);
    assert_eq!(
        body["redirect_uris"],
        json!([REDIRECT, "dev.lanyard.desktop:/oauth/callback"])
    );
    assert_eq!(body["grant_types"], json!(["authorization_code", "refresh_token"]));
    assert_eq!(body["software_id"], "lanyard");
    let kept = world
        .http
        .post(world.url("/register"))
        .json(&json!({"redirect_uris": [REDIRECT]}));
    assert_eq!(kept.send().await.unwrap().headers()["cache-control"], "no-store");
    assert!(body.get("client_secret").is_none());
}

#[tokio::test]
async fn a_confidential_client_needs_its_secret_in_header_or_form_but_not_both() {
    let world = World::start().await;
    let (_, body) = world.register_with(json!({"redirect_uris": [REDIRECT]})).await;
    let (client, secret) = (
        body["client_id"].as_str().unwrap(),
        body["client_secret"].as_str().unwrap(),
    );
    let mut browser = world.browser();
    let mut form = vec![("grant_type", "authorization_code"), ("code_verifier", VERIFIER)];
    let code = world.authorize(&mut browser, client, &[]).await.param("code").unwrap();
    form.push(("code", &code));
    let send = |form: Vec<(&'static str, String)>, basic: Option<String>| {
        let mut request = world.http.post(world.url("/token")).form(&form);
        if let Some(secret) = basic {
            request = request.basic_auth(client, Some(secret));
        }
        request.send()
    };
    let base = || {
        vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code_verifier", VERIFIER.to_owned()),
            ("code", code.clone()),
        ]
    };
    let with = |more: &[(&'static str, &str)]| {
        let mut form = base();
        form.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
        form
    };
    let status = |answer: reqwest::Response| answer.status().as_u16();
    assert_eq!(status(send(with(&[("client_id", client)]), None).await.unwrap()), 401);
    let wrong = send(with(&[("client_id", client), ("client_secret", "wrong")]), None)
        .await
        .unwrap();
    assert_eq!(status(wrong), 401);
    let both = send(with(&[("client_secret", secret)]), Some(secret.to_owned()))
        .await
        .unwrap();
    assert_eq!(status(both), 400);
    assert_eq!(status(send(base(), Some(secret.to_owned())).await.unwrap()), 200);
}

#[tokio::test]
async fn registrations_are_limited_by_rate() {
    let world = World::start_with(|settings| settings.limits.registrations_per_minute = 3).await;
    world.begin_a_minute();
    for _ in 0..3 {
        world.register(&[REDIRECT]).await;
    }
    assert_eq!(world.register_with(json!({"redirect_uris": [REDIRECT]})).await.0, 429);
    world.later(60);
    world.register(&[REDIRECT]).await;
}

#[tokio::test]
async fn registrations_are_limited_in_size_and_number() {
    let world = World::start_with(|settings| settings.limits.unused_registrations = 2).await;
    let long = "x".repeat(20_000);
    assert_eq!(
        world
            .register_with(json!({"redirect_uris": [REDIRECT], "client_name": long}))
            .await
            .0,
        413
    );
    let huge = vec![b' '; 1 << 20];
    assert_eq!(
        world
            .http
            .post(world.url("/register"))
            .body(huge)
            .send()
            .await
            .unwrap()
            .status(),
        413
    );
    world.register(&[REDIRECT]).await;
    // A used one does not count.
    let used = world.register(&[REDIRECT]).await;
    assert_eq!(world.register_with(json!({"redirect_uris": [REDIRECT]})).await.0, 429);
    world.authorize(&mut world.browser(), &used, &[]).await;
    world.register(&[REDIRECT]).await;
}

#[tokio::test]
async fn an_administrator_can_switch_registration_off() {
    let world = World::start_with(|settings| settings.registration = false).await;
    assert_eq!(world.register_with(json!({"redirect_uris": [REDIRECT]})).await.0, 403);
    let url = world.url("/.well-known/oauth-authorization-server");
    let metadata: serde_json::Value = world.http.get(url).send().await.unwrap().json().await.unwrap();
    assert!(metadata.get("registration_endpoint").is_none());
}
