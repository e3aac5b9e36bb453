//! The consent page, and the browser that a sign-in belongs to.

use crate::provider::Person;
use crate::world::{REDIRECT, World};

#[tokio::test]
async fn the_page_says_who_asks_for_what_and_where_the_answer_goes() {
    let world = World::start().await;
    let client = world.register(&["https://app.example/cb"]).await;
    let mut browser = world.browser();
    let url = world.authorize_url(
        &client,
        &[("redirect_uri", "https://app.example/cb"), ("scope", "x:write x:read")],
    );
    let start = browser.get(&url).await;
    let page = browser.get(&world.url(start.target())).await;
    for words in [
        "A test app",
        "Test tools",
        "Change things",
        "app.example",
        "nobody checked it",
    ] {
        assert!(page.body.contains(words), "{words} is not in {}", page.body);
    }
    // What x:write brings along is not said twice.
    assert!(!page.body.contains("Look at things"));
    assert!(!page.body.contains("<script"));
    assert!(
        world.provider.mood().asked.is_empty(),
        "the provider is told nothing before the consent"
    );
}

#[tokio::test]
async fn the_page_can_not_be_framed_or_loaded_with_anything_foreign() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let page = browser.get(&world.url(start.target())).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    assert_eq!(page.headers["x-frame-options"], "DENY");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(page.headers.get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn a_name_with_markup_is_shown_as_text() {
    let world = World::start().await;
    let (_, body) = world
        .register_with(serde_json::json!({
            "client_name": "<script>alert(1)</script>", "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none",
        }))
        .await;
    let mut browser = world.browser();
    let start = browser
        .get(&world.authorize_url(body["client_id"].as_str().unwrap(), &[]))
        .await;
    let page = browser.get(&world.url(start.target())).await;
    assert!(!page.body.contains("<script>") && page.body.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn a_declined_consent_tells_the_client_and_not_the_provider() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let back = world.decide(&mut browser, start.target(), "deny").await;
    assert_eq!(back.param("error").as_deref(), Some("access_denied"));
    assert_eq!(back.param("state").as_deref(), Some("the client's state"));
    assert!(world.provider.mood().asked.is_empty());
}

#[tokio::test]
async fn a_form_from_another_site_or_without_the_pages_token_decides_nothing() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let page = browser.get(&world.url(start.target())).await;
    let (request, csrf) = (page.field("request"), page.field("csrf"));
    let url = world.url("/consent");
    let origin = world.origin.clone();
    let own = [("origin", origin.as_str())];
    let good = [("request", request.as_str()), ("csrf", &csrf), ("decision", "allow")];
    for (form, headers) in [
        (&good[..], &[("origin", "https://evil.example")][..]),
        (&good[..], &[("origin", "null")][..]),
        (&good[..], &[("sec-fetch-site", "cross-site")][..]),
        (&[("request", request.as_str()), ("decision", "allow")][..], &own[..]),
        (
            &[
                ("request", request.as_str()),
                ("csrf", "guessed"),
                ("decision", "allow"),
            ][..],
            &own[..],
        ),
    ] {
        let answer = browser.post(&url, form, headers).await;
        assert_eq!(answer.status, 400);
        assert!(answer.location.is_none());
    }
    let answer = browser.post(&url, &good, &own).await;
    assert!(answer.target().starts_with(&world.provider.issuer));
}

#[tokio::test]
async fn another_browser_can_neither_see_nor_answer_the_page() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut victim = world.browser();
    let start = victim.get(&world.authorize_url(&client, &[])).await;
    let page = victim.get(&world.url(start.target())).await;
    let mut thief = world.browser();
    thief.get(&world.authorize_url(&client, &[])).await;
    assert_eq!(thief.get(&world.url(start.target())).await.status, 400);
    let (request, csrf) = (page.field("request"), page.field("csrf"));
    let form = [("request", request.as_str()), ("csrf", &csrf), ("decision", "allow")];
    assert_eq!(thief.post(&world.url("/consent"), &form, &[]).await.status, 400);
}

#[tokio::test]
async fn a_stolen_authorization_can_not_be_finished_in_another_browser() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut attacker = world.browser();
    let start = attacker.get(&world.authorize_url(&client, &[])).await;
    let departure = world.decide(&mut attacker, start.target(), "allow").await;
    // The victim is lured to the attacker's way to the provider, and is signed in there.
    let mut victim = world.browser();
    victim.get(&world.authorize_url(&client, &[])).await;
    let end = world.through_provider(&mut victim, departure.target()).await;
    assert_eq!(end.status, 400);
    assert!(end.location.is_none());
}

#[tokio::test]
async fn a_made_up_cookie_is_no_browser() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    for value in browser.cookies.values_mut() {
        *value = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned();
    }
    assert_eq!(browser.get(&world.url(start.target())).await.status, 400);
}

#[tokio::test]
async fn consent_is_remembered_for_the_same_browser_client_and_scopes_only() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    world.authorize(&mut browser, &client, &[("scope", "x:write")]).await;
    let again = browser.get(&world.authorize_url(&client, &[("scope", "x:read")])).await;
    assert!(
        again.target().starts_with(&world.provider.issuer),
        "what was implied is remembered as well"
    );
    let more = browser
        .get(&world.authorize_url(&client, &[("scope", "x:write money")]))
        .await;
    assert!(more.target().starts_with("/consent"));
    let asked = browser
        .get(&world.authorize_url(&client, &[("prompt", "consent")]))
        .await;
    assert!(asked.target().starts_with("/consent"));
    // Asking for less in between forgets nothing.
    world.through_provider(&mut browser, again.target()).await;
    let whole = browser
        .get(&world.authorize_url(&client, &[("scope", "x:write")]))
        .await;
    assert!(whole.target().starts_with(&world.provider.issuer));
    let elsewhere = world.browser().get(&world.authorize_url(&client, &[])).await;
    assert!(elsewhere.target().starts_with("/consent"));
}

#[tokio::test]
async fn a_second_client_is_asked_for_by_itself() {
    // The confused deputy: the provider knows only us, and would let a second client through in silence.
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    world.authorize(&mut browser, &client, &[]).await;
    let other = world.register(&["https://evil.example/cb"]).await;
    let url = world.authorize_url(&other, &[("redirect_uri", "https://evil.example/cb")]);
    assert!(browser.get(&url).await.target().starts_with("/consent"));
}

#[tokio::test]
async fn another_redirect_host_of_the_same_client_is_asked_for_again() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT, "https://app.example/cb"]).await;
    let mut browser = world.browser();
    world.authorize(&mut browser, &client, &[]).await;
    let url = world.authorize_url(&client, &[("redirect_uri", "https://app.example/cb")]);
    assert!(browser.get(&url).await.target().starts_with("/consent"));
}

#[tokio::test]
async fn another_person_who_comes_back_is_asked_as_well() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    world.authorize(&mut browser, &client, &[]).await;
    world.provider.mood().person = Some(Person::named("bob"));
    let page = world.authorize(&mut browser, &client, &[]).await;
    assert!(page.target().starts_with("/consent"), "bob has not been asked yet");
    let asked = browser.get(&world.url(page.target())).await;
    assert!(asked.body.contains("bob@meridian.example"));
    let back = world.decide(&mut browser, page.target(), "allow").await;
    let (_, tokens) = world.redeem(&client, &back.param("code").unwrap()).await;
    let (_, answer) = world.call(tokens["access_token"].as_str().unwrap(), "look").await;
    assert_eq!(answer["principal"]["subject"], "sub-bob");
    // And declining gives nothing.
    world.provider.mood().person = Some(Person::named("cy"));
    let page = world.authorize(&mut browser, &client, &[]).await;
    let back = world.decide(&mut browser, page.target(), "deny").await;
    assert_eq!(back.param("error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn the_demo_says_so_on_every_page() {
    let world = World::start_with(|settings| settings.demo = true).await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    for page in [
        browser.get(&world.url(start.target())).await,
        browser.get(&world.url("/consent")).await,
    ] {
        assert!(page.body.contains("Demo: no real account"));
    }
}

#[tokio::test]
async fn a_request_is_over_after_ten_minutes() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    world.later(601);
    assert_eq!(browser.get(&world.url(start.target())).await.status, 400);
}

#[tokio::test]
async fn on_loopback_the_cookie_has_a_plain_name_with_the_port_and_answers_are_kept_by_nobody() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let cookie = start.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.starts_with(&format!("lanyard_{}=", world.address.port())),
        "{cookie}"
    );
    assert!(
        cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"),
        "{cookie}"
    );
    assert!(
        !cookie.contains("Secure") && !cookie.to_lowercase().contains("domain"),
        "{cookie}"
    );
    let page = browser.get(&world.url(start.target())).await;
    let departure = world.decide(&mut browser, start.target(), "allow").await;
    let back = browser.get(departure.target()).await;
    let back = browser.get(back.target()).await;
    for answer in [&start, &page, &departure, &back] {
        assert_eq!(answer.headers["cache-control"], "no-store");
        // The page's own form may say where it stands; nobody else learns of it.
        let policy = answer.headers["referrer-policy"].to_str().unwrap();
        assert!(matches!(policy, "no-referrer" | "same-origin"), "{policy}");
    }
}
