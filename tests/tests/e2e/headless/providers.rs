//! The whole road with identity providers that nobody here wrote: `oidc-provider`, certified, as the company's sign-in,
//! and `emulate` as Google.

mod direct;
mod models;

use lanyard_client::api::{Answer, Code, Error, ServerState};
use lanyard_client::{Client, Effect};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use crate::support::headless::browser::{Browser, Page, Stop, has_button};
use crate::support::headless::office::{Desk, Office};
use crate::support::headless::provider::Provider;
use crate::support::headless::watch::Watch;

const SERVER: &str = "meridian-hr";
const ADA: &str = "ada.lim@meridian.example";
/// Longer than an access token of the bundled server lives, in seconds.
const TOKEN_LIFE: i64 = 6 * 60;

/// The bundled server with another one's provider behind it, and somebody who wants to sign in.
async fn at_the_desk(start: fn(&str) -> Provider) -> (Provider, Office, Desk, Client, UnboundedReceiver<Effect>) {
    let mut provider = None;
    let office = Office::open_with(|settings| {
        let redirect = format!("http://127.0.0.1:{}/oauth/callback", settings.port);
        let other = start(&redirect);
        settings.provider = other.settings();
        settings.access.domains = vec!["meridian.example".to_owned()];
        settings.demo = false;
        provider = Some(other);
    })
    .await;
    let desk = Desk::new(&office.url());
    let (client, effects) = desk.start().await;
    Watch::from_start(&client)
        .server("a server that asks", |s| {
            matches!(s, ServerState::SignInRequired { .. })
        })
        .await;
    (provider.unwrap(), office, desk, client, effects)
}

/// Signs in on the provider's own pages.
async fn sign_in(client: &Client, effects: &mut UnboundedReceiver<Effect>, browser: &mut Browser, who: &str) {
    let mut watch = Watch::new(client);
    let done = to_the_last_page(client, effects, browser, who).await;
    assert!(done.body.contains("close this tab"), "{}: {}", done.url, done.body);
    watch
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    assert_eq!(effects.recv().await, Some(Effect::Focus));
}

/// From the click to the last page that the browser shows.
async fn to_the_last_page(
    client: &Client,
    effects: &mut UnboundedReceiver<Effect>,
    browser: &mut Browser,
    who: &str,
) -> Page {
    client.sign_in(SERVER).unwrap();
    let Some(Effect::OpenUrl(url)) = effects.recv().await else {
        panic!("not the browser first")
    };
    let mut stop = browser.open(&url).await;
    for _ in 0..5 {
        let Stop::Page(page) = &stop else { panic!("{stop:?}") };
        assert!(
            page.status < 400,
            "{} answered {}: {}",
            page.url,
            page.status,
            page.body
        );
        stop = if has_button(page, "Allow") {
            browser.press(page, "Allow").await
        } else if has_button(page, "Sign-in") {
            browser
                .fill_and_press(page, &[("login", who), ("password", "any")], "Sign-in")
                .await
        } else if has_button(page, "Continue") {
            browser.press(page, "Continue").await
        } else if has_button(page, who) {
            // Google shows whom it knows.
            browser.press(page, who).await
        } else {
            break;
        };
    }
    stop.page()
}

async fn call(client: &Client, tool: &str, arguments: Value) -> Result<Value, Error> {
    let arguments: Map<String, Value> = arguments.as_object().cloned().unwrap_or_default();
    let call = client.prepare_call(SERVER, tool, arguments)?;
    let answer = call.question().map(|_| Answer::AllowOnce);
    let result = client
        .run_call(call, answer, |_, _| {}, CancellationToken::new())
        .await?;
    Ok(result.structured.unwrap_or_else(|| json!({"text": result.text})))
}

/// Signs in, steps up, renews and signs out: the same with each provider.
async fn the_whole_road(start: fn(&str) -> Provider) {
    let (provider, office, _desk, client, mut effects) = at_the_desk(start).await;
    let mut browser = Browser::new();
    sign_in(&client, &mut effects, &mut browser, ADA).await;
    let me = call(&client, "whoami", json!({})).await.unwrap();
    assert_eq!((&me["email"], &me["way"]), (&json!(ADA), &json!("oauth")), "{me}");
    assert_eq!(
        provider.ask("/seen").await,
        json!({"code": 1, "refresh": 0, "revoked": 0})
    );

    // A tool that needs more than was granted.
    let ticket = json!({"kind": "hardware", "title": "Screen is broken", "description": "It is black."});
    let refused = call(&client, "ticket_create", ticket.clone()).await.unwrap_err();
    assert_eq!(refused.code, Code::SignInRequired, "{refused:?}");
    sign_in(&client, &mut effects, &mut browser, ADA).await;
    call(&client, "ticket_create", ticket).await.unwrap();

    // Our token has ended: the refresh asks the provider again.
    office.pass_seconds(TOKEN_LIFE);
    call(&client, "whoami", json!({})).await.unwrap();
    assert_eq!(
        provider.ask("/seen").await,
        json!({"code": 2, "refresh": 1, "revoked": 0})
    );

    // The grants of both sign-ins end, and so the provider is told.
    client.sign_out(SERVER).await.unwrap();
    provider.ask("/revoked").await;

    client.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn a_certified_provider_signs_in_steps_up_renews_and_hears_of_the_sign_out() {
    the_whole_road(Provider::oidc).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn google_signs_in_steps_up_renews_and_hears_of_the_sign_out() {
    the_whole_road(Provider::google).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn an_account_of_another_organisation_is_not_let_in_by_google() {
    let (_provider, office, _desk, client, mut effects) = at_the_desk(Provider::google).await;
    let page = to_the_last_page(&client, &mut effects, &mut Browser::new(), "eve@elsewhere.example").await;
    assert!(page.body.contains("Not signed in"), "{}", page.body);
    assert!(call(&client, "whoami", json!({})).await.is_err());
    client.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn a_sign_out_reaches_the_certified_provider() {
    let (provider, office, _desk, client, mut effects) = at_the_desk(Provider::oidc).await;
    sign_in(&client, &mut effects, &mut Browser::new(), ADA).await;
    let before = provider.ask("/seen").await["revoked"].as_u64().unwrap();
    client.sign_out(SERVER).await.unwrap();
    let after = provider.ask("/revoked").await["revoked"].as_u64().unwrap();
    assert!(after > before, "the sign-out reached the provider");
    client.close().await;
    office.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn who_left_the_company_is_out_at_the_next_renewal() {
    let (provider, office, _desk, client, mut effects) = at_the_desk(Provider::oidc).await;
    sign_in(&client, &mut effects, &mut Browser::new(), ADA).await;
    provider.ask(&format!("/forget?account={ADA}")).await;
    let mut watch = Watch::new(&client);
    office.pass_seconds(TOKEN_LIFE);
    let refused = call(&client, "whoami", json!({})).await.unwrap_err();
    assert_eq!(refused.code, Code::SignInRequired, "{refused:?}");
    watch
        .server("a server that asks", |s| {
            matches!(s, ServerState::SignInRequired { .. })
        })
        .await;
    client.close().await;
    office.close().await;
}
