//! A provider that misbehaves, and answers that this browser did not ask for.

use std::time::Duration;

use crate::browser::param;
use crate::provider::{Lie, Mood, Person};
use crate::world::{REDIRECT, World};

async fn error_of(world: &World) -> Option<String> {
    let client = world.register(&[REDIRECT]).await;
    let back = world.authorize(&mut world.browser(), &client, &[]).await;
    assert!(back.param("code").is_none());
    back.param("error")
}

#[tokio::test]
async fn an_id_token_that_breaks_a_rule_signs_nobody_in() {
    let world = World::start().await;
    for lie in [
        Lie::Audience,
        Lie::SharedAudience,
        Lie::Issuer,
        Lie::Nonce,
        Lie::NoNonce,
        Lie::AlgNone,
        Lie::Hmac,
        Lie::Key,
        Lie::Expired,
        Lie::Future,
        Lie::NoIdToken,
    ] {
        world.provider.mood().lie = lie;
        assert_eq!(error_of(&world).await.as_deref(), Some("server_error"), "{lie:?}");
    }
    world.provider.mood().lie = Lie::Nothing;
    world.sign_in("x:read").await;
}

#[tokio::test]
async fn the_answer_of_another_provider_is_not_redeemed_at_ours() {
    let world = World::start().await;
    world.provider.mood().iss = Some("https://evil.example".to_owned());
    assert_eq!(error_of(&world).await.as_deref(), Some("server_error"));
    assert_eq!(world.provider.mood().token_requests, 0, "the code went nowhere");
    let own = world.provider.issuer.clone();
    world.provider.mood().iss = Some(own);
    world.sign_in("x:read").await;
}

#[tokio::test]
async fn a_cancelled_sign_in_at_the_provider_is_a_denied_access() {
    let world = World::start().await;
    world.provider.mood().error = Some("access_denied");
    assert_eq!(error_of(&world).await.as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn a_guessed_or_repeated_state_at_the_callback_changes_nothing() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let departure = world.decide(&mut browser, start.target(), "allow").await;
    let guessed = world.url("/oauth/callback?state=guessed&code=code-1");
    assert_eq!(browser.get(&guessed).await.status, 400);
    let back = browser.get(departure.target()).await;
    assert!(browser.get(back.target()).await.param("code").is_some());
    let repeated = browser.get(back.target()).await;
    assert_eq!(repeated.status, 400);
    assert!(repeated.location.is_none());
}

#[tokio::test]
async fn a_code_injected_into_the_callback_is_refused_by_its_nonce_and_verifier() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut attacker = world.browser();
    let start = attacker.get(&world.authorize_url(&client, &[])).await;
    let departure = world.decide(&mut attacker, start.target(), "allow").await;
    let stolen = attacker.get(departure.target()).await.param("code").unwrap();
    let mut victim = world.browser();
    let start = victim.get(&world.authorize_url(&client, &[])).await;
    let departure = world.decide(&mut victim, start.target(), "allow").await;
    let state = param(departure.target(), "state").unwrap();
    let end = victim
        .get(&world.url(&format!("/oauth/callback?state={state}&code={stolen}")))
        .await;
    assert!(end.param("code").is_none());
    assert!(end.param("error").is_some());
}

#[tokio::test]
async fn a_provider_that_is_down_gives_a_page_with_a_retry_that_works() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    world.provider.mood().broken = true;
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let page = world.decide(&mut browser, start.target(), "allow").await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("The sign-in service can&#x27;t be reached") && page.body.contains("Try again"));
    world.provider.mood().broken = false;
    let departure = world.decide(&mut browser, start.target(), "allow").await;
    assert!(
        world
            .through_provider(&mut browser, departure.target())
            .await
            .param("code")
            .is_some()
    );
}

#[tokio::test]
async fn a_provider_that_vanishes_before_the_code_is_redeemed_is_told_to_the_client() {
    let world = World::start().await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let departure = world.decide(&mut browser, start.target(), "allow").await;
    let back = browser.get(departure.target()).await;
    world.provider.mood().broken = true;
    let end = browser.get(back.target()).await;
    assert!(end.param("error").is_some());
    assert_eq!(end.param("state").as_deref(), Some("the client's state"));
}

#[tokio::test]
async fn a_provider_that_never_answers_gives_a_page_with_a_retry_that_works() {
    let world = World::start_with(|settings| settings.limits.body_time = Duration::from_secs(1)).await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    world.provider.mood().metadata_hangs = true;
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let page = world.decide(&mut browser, start.target(), "allow").await;
    assert_eq!(page.status, 503);
    assert!(page.body.contains("Try again"), "{}", page.body);
    world.provider.mood().metadata_hangs = false;
    let departure = world.decide(&mut browser, start.target(), "allow").await;
    let end = world.through_provider(&mut browser, departure.target()).await;
    assert!(end.param("code").is_some());
}

#[tokio::test]
async fn a_provider_whose_tokens_or_keys_never_come_is_told_to_the_client() {
    let of = async |hang: fn(&mut Mood, bool)| {
        let world = World::start_with(|settings| settings.limits.body_time = Duration::from_secs(1)).await;
        hang(&mut world.provider.mood(), true);
        assert_eq!(error_of(&world).await.as_deref(), Some("temporarily_unavailable"));
        hang(&mut world.provider.mood(), false);
        world.sign_in("x:read").await;
    };
    tokio::join!(
        of(|mood, hang| mood.keys_hang = hang),
        of(|mood, hang| mood.tokens_hang = hang)
    );
}

#[tokio::test]
async fn what_the_provider_says_about_itself_is_asked_once() {
    let world = World::start().await;
    world.sign_in("x:read").await;
    world.sign_in("x:read").await;
    assert_eq!(world.provider.mood().metadata_requests, 1);
}

#[tokio::test]
async fn strangers_are_turned_away_by_domain_address_or_group() {
    let world = World::start_with(|settings| {
        settings.access.domains = vec!["meridian.example".to_owned()];
        settings.access.groups = vec!["employees".to_owned()];
    })
    .await;
    world.sign_in("x:read").await;
    let with = |change: fn(&mut Person)| {
        let mut person = Person::named("eve");
        change(&mut person);
        world.provider.mood().person = Some(person);
    };
    with(|person| person.email = "eve@evil.example".to_owned());
    assert_eq!(error_of(&world).await.as_deref(), Some("access_denied"));
    with(|person| person.verified = false);
    assert_eq!(error_of(&world).await.as_deref(), Some("access_denied"));
    with(|person| person.groups = vec!["visitors".to_owned()]);
    assert_eq!(error_of(&world).await.as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn the_providers_new_key_is_found_and_its_old_one_forgotten() {
    let world = World::start().await;
    world.sign_in("x:read").await;
    assert_eq!(world.provider.mood().key_requests, 1);
    world.sign_in("x:read").await;
    assert_eq!(world.provider.mood().key_requests, 1, "keys are kept");
    world.provider.mood().rotated = true;
    // A name that nobody knows makes the server ask again, but not at every token that names one.
    assert_eq!(error_of(&world).await.as_deref(), Some("server_error"));
    assert_eq!(world.provider.mood().key_requests, 1);
    world.later(11);
    world.sign_in("x:read").await;
    assert_eq!(world.provider.mood().key_requests, 2);
    world.provider.mood().rotated = false;
    assert_eq!(error_of(&world).await.as_deref(), Some("server_error"));
    assert_eq!(world.provider.mood().key_requests, 2);
}

#[tokio::test]
async fn a_clock_that_is_half_a_minute_off_signs_people_in() {
    let world = World::start().await;
    world.provider.mood().lie = Lie::Skewed;
    world.sign_in("x:read").await;
}

#[tokio::test]
async fn attack_metadata_that_names_another_issuer_is_not_used() {
    let world = World::start().await;
    world.provider.mood().spoof = Some("https://evil.example");
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let page = world.decide(&mut browser, start.target(), "allow").await;
    assert!(!page.location.unwrap_or_default().starts_with(&world.provider.issuer));
    world.provider.mood().spoof = None;
    world.sign_in("x:read").await;
}

#[tokio::test]
async fn single_endpoints_of_the_provider_can_be_replaced() {
    let other = crate::provider::Provider::start().await;
    let (auth, token) = (format!("{}/authorize", other.issuer), format!("{}/token", other.issuer));
    let world = World::start_with(|settings| {
        settings.provider.auth_url = Some(auth.parse().unwrap());
        settings.provider.token_url = Some(token.parse().unwrap());
    })
    .await;
    let client = world.register(&[REDIRECT]).await;
    let mut browser = world.browser();
    let start = browser.get(&world.authorize_url(&client, &[])).await;
    let departure = world.decide(&mut browser, start.target(), "allow").await;
    assert!(departure.target().starts_with(&auth), "{}", departure.target());
    let back = browser.get(departure.target()).await;
    let back = browser.get(back.target()).await;
    // The code went to the endpoint that the settings name; what it answered is held against the issuer all the same.
    assert_eq!(
        (other.mood().token_requests, world.provider.mood().token_requests),
        (1, 0)
    );
    assert_eq!(back.param("error").as_deref(), Some("server_error"));
}
