//! The whole journey in the offline demo. `cargo xtask demo --headless` runs this test alone and shows its steps.

use serde_json::json;

use super::{DEMO_KEYS, ask, enter_demo};
use crate::support::desktop::{App, Desk, Keychain, PATIENCE, Plan, Story};

#[tokio::test]
#[ignore = "needs a display: cargo xtask demo --headless"]
async fn walk() {
    let desk = Desk::open(Keychain::Unlocked);
    let mut story = Story::begin(None);
    let app = desk.start(&[]).await;
    welcome(&app, &mut story).await;
    browser(&desk, &app, &mut story).await;
    chat(&app, &mut story).await;
    let app = again(&desk, app, &mut story).await;
    out(&desk, app, &mut story).await;
}

/// Three ways in, and the way into the demo.
async fn welcome(app: &App, story: &mut Story) {
    let page = app.page();
    page.see("app[data-screen=welcome]").await;
    for way in ["welcome-sign-in", "welcome-connect", "welcome-demo"] {
        page.see(way).await;
    }
    story
        .tell(page, "welcome", "Lanyard is open, with three ways in.")
        .await;
    enter_demo(page).await;
    page.see("demo-band").await;
    story
        .tell(page, "demo", "The demo company is ready, on this computer alone.")
        .await;
}

/// The sign-in, through the system browser and back.
async fn browser(desk: &Desk, app: &App, story: &mut Story) {
    let page = app.page();
    let pictures = desk.path("tmp");
    desk.browse(&Plan::approve("ada").holding().with_pictures(&pictures));
    page.click("welcome-sign-in").await;
    page.see("waiting[data-state=waiting]").await;
    story
        .tell(
            page,
            "waiting",
            "The sign-in button opened the system browser; Lanyard waits.",
        )
        .await;

    let consent = desk.robot_notes("consent", 0);
    let asked = consent["text"].as_str().unwrap();
    assert!(asked.contains("Lanyard"), "the page says which app asks: {asked}");
    desk.let_robot_go_on();
    let who = desk.robot_notes("who", 0);
    let who = who["text"].as_str().unwrap();
    assert!(who.contains("Demo"), "the page says that it is a demo: {who}");
    assert!(
        ["Ada Lim", "Grace Okafor", "Wei Zhang"]
            .iter()
            .all(|name| who.contains(name)),
        "employees to pick: {who}"
    );
    story.adopt(
        &pictures.join("browser-consent.png"),
        "browser-consent",
        "The consent page: which app, for what.",
    );
    story.adopt(
        &pictures.join("browser-who.png"),
        "browser-who",
        "The demo's sign-in page: which employee.",
    );

    page.see("waiting[data-state=done]").await;
    assert_eq!(
        desk.robot_notes("left", 0)["link"].as_str().unwrap().split('?').next(),
        Some(CALLBACK)
    );
    assert!(
        app.is_in_front_within(desk, PATIENCE),
        "the link brings the window to the front"
    );
    page.read("signed-in-as", "ada.lim@").await;
    let top = async || {
        let button = page.see("waiting-continue").await;
        let script = "return arguments[0].getBoundingClientRect().top";
        page.script(script, json!([button])).await.as_f64().expect("a place")
    };
    // Perhaps before the tools have come: nobody's pointer is to miss it when they do.
    let before = top().await;
    page.see("signed-in-tool").await;
    assert!((top().await - before).abs() < 1.0, "the button stays where it is");
    assert!(
        page.count("signed-in-tool").await >= 3,
        "the tools of this employee are listed"
    );
    assert!(
        !desk.secrets("service", DEMO_KEYS).is_empty(),
        "the sign-in is kept in the keychain"
    );
    story
        .tell(
            page,
            "signed-in",
            "The deep link came back: signed in as Ada Lim, with her tools.",
        )
        .await;
    page.click("waiting-continue").await;
    page.see("suggestion").await;
    story
        .tell(page, "chat", "An empty chat with four questions to begin with.")
        .await;
}

/// Where the system browser hands the answer to the app.
const CALLBACK: &str = "dev.lanyard.desktop:/oauth/callback";

/// A question that reads, one that writes and asks first, and one in Chinese.
async fn chat(app: &App, story: &mut Story) {
    let page = app.page();
    page.see("demo-label").await;
    ask(page, "How many vacation days do I have left?").await;
    page.see("tool-card[data-tool=leave_balance][data-state=done]").await;
    page.see("message-assistant[data-end=complete]").await;
    story
        .tell(
            page,
            "balance",
            "A question called a tool; its card shows server, tool and result.",
        )
        .await;

    ask(page, "Request leave from 2026-12-21 to 2026-12-23").await;
    page.see("approval").await;
    for choice in ["approve-once", "approve-always", "approve-deny"] {
        page.see(choice).await;
    }
    page.read("approval-arguments", "2026").await;
    story
        .tell(page, "approval", "A tool that changes something asks first.")
        .await;
    page.click("approve-once").await;
    page.gone("approval").await;
    page.see("tool-card[data-tool=leave_request][data-state=done]").await;
    story.tell(page, "allowed", "Allowed once, and done.").await;

    ask(page, "我还剩多少天年假？").await;
    page.wait_count("tool-card[data-tool=leave_balance][data-state=done]", 2)
        .await;
    page.wait_count("message-assistant[data-end=complete]", 3).await;
    story.tell(page, "chinese", "The same question in Chinese.").await;
}

/// Close and start again: still signed in, and the conversation is still there.
async fn again(desk: &Desk, app: App, story: &mut Story) -> App {
    app.close(desk).await;
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("html[data-profile=demo]").await;
    page.see("conversation-row").await;
    page.click("conversation-row").await;
    page.read("message-user", "How many vacation days do I have left?")
        .await;
    page.read("account-menu", "ada.lim@").await;
    page.see("server-status[data-ready=\"1\"]").await;
    story
        .tell(
            page,
            "again",
            "Closed and started again: still signed in, the conversation still there.",
        )
        .await;
    app
}

/// Sign out, then leave the demo: nothing of it stays.
async fn out(desk: &Desk, app: App, story: &mut Story) {
    let page = app.page();
    let token = access_token(desk);
    assert_ne!(status_with(desk, &token).await, 401, "the token is alive");
    page.click("account-menu").await;
    page.click("sign-out").await;
    page.see("server-status[data-ready=\"0\"]").await;
    let kept = desk.secrets("service", DEMO_KEYS);
    assert!(
        kept.iter().all(|secret| !secret.value.contains("refresh_token")),
        "no token is left in the keychain: {:?}",
        kept.iter().map(|secret| &secret.attributes).collect::<Vec<_>>()
    );
    assert_eq!(status_with(desk, &token).await, 401, "the server's token is dead");
    story
        .tell(
            page,
            "signed-out",
            "Signed out: the keychain holds no token any more, and the old one is dead.",
        )
        .await;
    page.click("leave-demo").await;
    page.click("confirm-ok").await;
    page.see("html[data-profile=main]").await;
    page.see("app[data-screen=welcome]").await;
    assert!(
        desk.secrets("service", DEMO_KEYS).is_empty(),
        "the demo leaves nothing in the keychain"
    );
    story
        .tell(page, "left", "The demo is gone; Lanyard is as it was.")
        .await;
    app.close(desk).await;
}

/// The access token that the keychain holds.
fn access_token(desk: &Desk) -> String {
    let secrets = desk.secrets("service", DEMO_KEYS);
    let mut entries = secrets
        .iter()
        .filter_map(|secret| serde_json::from_str::<serde_json::Value>(&secret.value).ok());
    let token = entries.find_map(|entry| find(&entry, "access_token"));
    token.expect("the keychain holds the token of a signed-in person")
}

fn find(value: &serde_json::Value, name: &str) -> Option<String> {
    match value {
        serde_json::Value::Object(fields) => fields
            .get(name)
            .and_then(|field| field.as_str().map(str::to_owned))
            .or_else(|| fields.values().find_map(|field| find(field, name))),
        serde_json::Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}

/// What the demo's server answers to whoever carries this token.
async fn status_with(desk: &Desk, token: &str) -> u16 {
    let ports = std::fs::read_to_string(desk.path("data/lanyard/demo/demo.json")).unwrap();
    let ports: serde_json::Value = serde_json::from_str(&ports).unwrap();
    let net = lanyard_net::Net::new(&lanyard_net::Settings::default()).unwrap();
    let request = net
        .client()
        .post(format!("http://127.0.0.1:{}/mcp", ports["server"]))
        .bearer_auth(token)
        .header("accept", "application/json, text/event-stream")
        .json(&serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}));
    request.send().await.unwrap().status().as_u16()
}
