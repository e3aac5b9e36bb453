//! A question on a page: for the person who was asked, whatever happens to its address.

use lanyard_server::clock::Clock;
use lanyard_server::company::{Company, POLICY};
use serde_json::{Value, json};

use crate::browser::{Browser, Page};
use crate::provider::{Person, Provider};
use crate::world::{World, settings};

const IBAN: &str = "DE89 3704 0044 0532 0130 00";
const SCOPE: &str = "payout:change";

async fn world() -> World {
    let provider = Provider::start().await;
    let settings = settings(&provider);
    let company = Company::open(None, Clock::system()).await.unwrap();
    World::start_tools(provider, settings, company, POLICY).await
}

/// Everybody who signs in at the provider from now on is this person.
fn sit_down(world: &World, name: &str) {
    world.provider.mood().person = Some(Person::named(name));
}

async fn signed_in(world: &World, name: &str) -> String {
    sit_down(world, name);
    let (_, tokens) = world.sign_in(SCOPE).await;
    tokens["access_token"].as_str().unwrap().to_owned()
}

/// The tool, with what the call brings beside its name.
async fn change(world: &World, token: &str, mut params: Value) -> Value {
    params["name"] = json!("payout_account_change");
    params["arguments"] = json!({});
    params["_meta"] = json!({"io.modelcontextprotocol/clientCapabilities": {"elicitation": {"url": {}}}});
    let answer = world.mcp(token, "tools/call", params).await.text().await.unwrap();
    let mut data = answer.lines().filter_map(|line| line.strip_prefix("data:"));
    let last = data.rfind(|data| data.contains("jsonrpc"));
    let message: Value = serde_json::from_str(last.unwrap_or(&answer)).unwrap();
    message["result"].clone()
}

/// The page's address and the state that comes back with the call.
async fn asked(world: &World, token: &str) -> (String, Value) {
    let asked = change(world, token, json!({})).await;
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    let page = &asked["inputRequests"]["page"];
    assert_eq!(page["method"], "elicitation/create", "{asked}");
    assert_eq!(page["params"]["mode"], "url", "{asked}");
    let url = page["params"]["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&world.url("/ask/")), "{url}");
    (url, asked["requestState"].clone())
}

fn again(state: &Value, action: &str) -> Value {
    json!({"requestState": state, "inputResponses": {"page": {"action": action}}})
}

/// Opens the page and proves at the provider who one is, if that is asked.
async fn open(world: &World, browser: &mut Browser, url: &str) -> Page {
    let page = browser.get(url).await;
    let Some(departure) = page.location else { return page };
    let back = world.through_provider(browser, &departure).await;
    match &back.location {
        Some(path) => browser.get(&world.url(path)).await,
        None => back,
    }
}

async fn fill_in(world: &World, browser: &mut Browser, page: &Page, url: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = page.field("csrf");
    let form: Vec<_> = [("csrf", csrf.as_str())].iter().chain(fields).copied().collect();
    browser.post(url, &form, &[("origin", &world.origin)]).await
}

#[tokio::test]
async fn what_is_typed_on_the_page_reaches_the_tool_and_nobody_else() {
    let world = world().await;
    let token = signed_in(&world, "ada").await;
    let (url, state) = asked(&world, &token).await;
    let mut browser = world.browser();
    let page = open(&world, &mut browser, &url).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("ada@meridian.example"), "{}", page.body);
    let wrong = fill_in(
        &world,
        &mut browser,
        &page,
        &url,
        &[("iban", "DE00 1"), ("decision", "send")],
    )
    .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("This is no IBAN"), "{}", wrong.body);
    let empty = fill_in(&world, &mut browser, &wrong, &url, &[("decision", "send")]).await;
    assert_eq!(empty.status, 422);
    // The call may come before the person is done, or after.
    let (done, page) = tokio::join!(change(&world, &token, again(&state, "accept")), async {
        fill_in(
            &world,
            &mut browser,
            &empty,
            &url,
            &[("iban", IBAN), ("decision", "send")],
        )
        .await
    });
    assert!(page.status == 200 && page.body.contains("Passed on"), "{}", page.body);
    assert_eq!(done["structuredContent"]["account"], "DE…3000", "{done}");
    assert!(!done.to_string().contains("0532"), "{done}");
    // What was answered is over, for the browser and for the call.
    assert_eq!(browser.get(&url).await.status, 404);
    let twice = change(&world, &token, again(&state, "accept")).await;
    assert!(
        twice["isError"] == true && twice.to_string().contains("over"),
        "{twice}"
    );
    let (url, state) = asked(&world, &token).await;
    let page = browser.get(&url).await;
    assert!(page.body.contains("DE…3000"), "{}", page.body);
    fill_in(
        &world,
        &mut browser,
        &page,
        &url,
        &[("iban", "GB82WEST12345698765432"), ("decision", "send")],
    )
    .await;
    let done = change(&world, &token, again(&state, "accept")).await;
    assert_eq!(done["structuredContent"]["account"], "GB…5432", "{done}");
}

#[tokio::test]
async fn who_declines_on_the_page_or_in_the_app_changes_nothing() {
    let world = world().await;
    let token = signed_in(&world, "ada").await;
    let mut browser = world.browser();
    let (url, state) = asked(&world, &token).await;
    let page = open(&world, &mut browser, &url).await;
    let page = fill_in(&world, &mut browser, &page, &url, &[("decision", "decline")]).await;
    assert!(page.body.contains("Nothing was changed"), "{}", page.body);
    let told = change(&world, &token, again(&state, "accept")).await;
    assert!(
        told["isError"] == true && told.to_string().contains("nothing was changed"),
        "{told}"
    );
    for action in ["decline", "cancel"] {
        let (url, state) = asked(&world, &token).await;
        let told = change(&world, &token, again(&state, action)).await;
        assert!(
            told["isError"] == true && told.to_string().contains("not answered"),
            "{told}"
        );
        assert_eq!(browser.get(&url).await.status, 404, "its page is gone");
    }
}

#[tokio::test]
async fn attack_an_address_that_is_passed_on_opens_nothing() {
    let world = world().await;
    let token = signed_in(&world, "mallory").await;
    let (url, state) = asked(&world, &token).await;
    // The victim opens it, and is asked who they are.
    sit_down(&world, "victim");
    let mut victim = world.browser();
    let page = open(&world, &mut victim, &url).await;
    assert_eq!(page.status, 403);
    assert!(
        page.body.contains("not for you") && !page.body.contains("iban"),
        "{}",
        page.body
    );
    let forced = victim
        .post(
            &url,
            &[("csrf", ""), ("iban", IBAN), ("decision", "send")],
            &[("origin", &world.origin)],
        )
        .await;
    assert_eq!(forced.status, 404);
    // Another account can be chosen there; only the right one sees the question.
    let other = victim.get(&format!("{url}?another")).await;
    assert_eq!(other.param("prompt").as_deref(), Some("select_account"));
    // Nor does the answer go to another person's call.
    let page = {
        sit_down(&world, "mallory");
        open(&world, &mut world.browser(), &url).await
    };
    assert_eq!(page.status, 200);
    let thief = signed_in(&world, "thief").await;
    let told = change(&world, &thief, again(&state, "accept")).await;
    assert!(told["isError"] == true && told.to_string().contains("over"), "{told}");
}

#[tokio::test]
async fn attack_a_visit_is_one_browsers_and_its_answer_counts_once() {
    let world = world().await;
    let token = signed_in(&world, "ada").await;
    let (url, _) = asked(&world, &token).await;
    let mut browser = world.browser();
    let departure = browser.get(&url).await;
    let back = browser.get(departure.target()).await;
    // Somebody lures another browser to the provider's answer (login CSRF): it is not that browser's.
    let mut lured = world.browser();
    open(&world, &mut lured, &url).await;
    assert_eq!(lured.get(back.target()).await.status, 400);
    assert_eq!(browser.get(back.target()).await.status, 303);
    assert_eq!(browser.get(back.target()).await.status, 400, "a second time");
    // It is believed for a while.
    world.later(290);
    let (later, _) = asked(&world, &token).await;
    assert_eq!(browser.get(&url).await.status, 200);
    world.later(15);
    assert_eq!(browser.get(&url).await.status, 303, "asked again who is there");
    world.later(300);
    assert_eq!(browser.get(&url).await.status, 404, "the question is over");
    assert_eq!(browser.get(&later).await.status, 303, "a later one is not");
}

#[tokio::test]
async fn attack_a_form_from_elsewhere_answers_nothing() {
    let world = world().await;
    let token = signed_in(&world, "ada").await;
    let (url, state) = asked(&world, &token).await;
    let mut browser = world.browser();
    let page = open(&world, &mut browser, &url).await;
    let csrf = page.field("csrf");
    let own = world.origin.clone();
    let good = [("csrf", csrf.as_str()), ("iban", IBAN), ("decision", "send")];
    let guessed = [("csrf", "guessed"), ("iban", IBAN), ("decision", "send")];
    for (form, header) in [
        (&good, ("origin", "https://evil.example")),
        (&good, ("origin", "null")),
        (&good, ("sec-fetch-site", "cross-site")),
        (&guessed, ("origin", own.as_str())),
    ] {
        let answer = browser.post(&url, form, &[header]).await;
        assert_eq!(answer.status, 404, "{header:?}");
    }
    let mut stranger = world.browser();
    assert_eq!(stranger.post(&url, &good, &[("origin", &own)]).await.status, 404);
    let sent = browser.post(&url, &good, &[("origin", &own)]).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let done = change(&world, &token, again(&state, "accept")).await;
    assert_eq!(done["structuredContent"]["account"], "DE…3000", "{done}");
}

#[tokio::test]
async fn a_page_that_nobody_asked_for_sends_nobody_to_the_provider() {
    let world = world().await;
    for path in ["/ask/guessed", "/ask/", "/ask/%00", "/ask/..%2fauthorize"] {
        let page = world.browser().get(&world.url(path)).await;
        assert_eq!(page.status, 404, "{path}");
    }
    assert!(world.provider.mood().asked.is_empty());
}

#[tokio::test]
async fn a_provider_that_will_not_say_who_it_is_or_is_down_leads_to_a_page_with_a_way_on() {
    let world = world().await;
    let token = signed_in(&world, "ada").await;
    let (url, _) = asked(&world, &token).await;
    let mut browser = world.browser();
    world.provider.mood().error = Some("access_denied");
    let page = open(&world, &mut browser, &url).await;
    assert_eq!(page.status, 403);
    assert!(page.body.contains("You are not signed in"), "{}", page.body);
    world.provider.mood().error = None;
    let departure = browser.get(&url).await;
    let back = browser.get(departure.target()).await;
    world.provider.mood().broken = true;
    let page = browser.get(back.target()).await;
    assert!(
        page.status.is_client_error() || page.status.is_server_error(),
        "{}",
        page.status
    );
    assert!(page.body.contains("Try again"), "{}", page.body);
    world.provider.mood().broken = false;
    assert_eq!(open(&world, &mut browser, &url).await.status, 200);
}

#[tokio::test]
async fn one_person_has_five_questions_and_the_oldest_ends() {
    let world = world().await;
    let token = signed_in(&world, "ada").await;
    let mut urls = Vec::new();
    for _ in 0..6 {
        urls.push(asked(&world, &token).await.0);
        world.later(1);
    }
    let mut browser = world.browser();
    let mut stand = Vec::new();
    for url in &urls {
        stand.push(browser.get(url).await.status != 404);
    }
    assert_eq!(stand, [false, true, true, true, true, true]);
}

#[tokio::test]
async fn a_client_that_opens_no_pages_is_told_another_way() {
    let world = world().await;
    let token = signed_in(&world, "ada").await;
    let (status, said) = world.call(&token, "payout_account_change").await;
    assert_eq!(status, 200);
    assert!(said.to_string().contains("ask finance"), "{said}");
}
