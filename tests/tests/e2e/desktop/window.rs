//! The window itself: keyboard, reload, sizes, languages and themes, and an end in the middle of everything.

use std::time::Duration;

use serde_json::json;

use super::{ask, enter_demo, sign_in};
use crate::support::desktop::{App, Desk, Kept, Keychain, Story};
use crate::support::headless::dice::{Dice, repeats};

/// WebDriver's name for the Enter key (W3C WebDriver §17.4.2).
const ENTER: &str = "\u{e007}";

/// Within this time after its start, in seconds, the app is closed.
const LATEST: f64 = 2.0;

/// Into a chat with one answered question.
async fn answered(desk: &Desk) -> App {
    let app = desk.start(&[]).await;
    enter_demo(app.page()).await;
    sign_in(&app).await;
    app.page()
        .fill("composer", "How many vacation days do I have left?")
        .await;
    app.page().press("composer", ENTER).await;
    app.page().see("tool-card[data-state=done]").await;
    app.page().see("message-assistant[data-end=complete]").await;
    app
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_reload_shows_the_same_conversation() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = answered(&desk).await;
    let page = app.page();
    let before = page.text("message-assistant").await;
    page.reload().await;
    page.click("conversation-row").await;
    page.see("message-assistant[data-end=complete]").await;
    assert_eq!(page.text("message-assistant").await, before);
    page.see("composer").await;
    ask(page, "How many vacation days do I have left?").await;
    page.wait_count("tool-card[data-state=done]", 2).await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn an_end_in_the_middle_loses_nothing_that_was_shown() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = answered(&desk).await;
    let before = app.page().text("message-assistant").await;
    ask(app.page(), "Request leave from 2026-12-21 to 2026-12-23").await;
    app.page().see("approval").await;
    app.kill();
    let app = desk.start(&[]).await;
    let page = app.page();
    page.click("conversation-row").await;
    page.read("message-user", "Request leave from 2026-12-21").await;
    assert_eq!(page.text("message-assistant").await, before);
    assert_eq!(
        page.count("tool-card[data-tool=leave_request][data-state=done]").await,
        0,
        "nobody allowed it"
    );
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn every_size_language_and_theme_shows_the_whole_chat() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = answered(&desk).await;
    let page = app.page();
    let mut story = Story::begin(Some("looks"));
    for (language, theme) in [("en", "light"), ("zh-CN", "dark")] {
        page.resize(1180, 780).await;
        page.click("nav-settings").await;
        page.choose("setting-language", language).await;
        page.choose("setting-theme", theme).await;
        page.see(&format!("html[lang=\"{language}\"][data-theme={theme}]"))
            .await;
        story
            .tell(page, &format!("settings-{language}-{theme}"), "Settings")
            .await;
        page.click("nav-tools").await;
        page.see("tools-page").await;
        story.tell(page, &format!("tools-{language}-{theme}"), "Tools").await;
        page.click("conversation-row").await;
        page.see("composer").await;
        for (width, height) in [(480, 640), (800, 600), (1380, 980)] {
            page.resize(width, height).await;
            page.see("composer").await;
            let wider = "return document.documentElement.scrollWidth - window.innerWidth";
            let wider = page.script(wider, json!([])).await;
            assert!(
                wider.as_i64() <= Some(0),
                "at {width}x{height} the page is {wider} pixels too wide"
            );
            story
                .tell(page, &format!("chat-{language}-{theme}-{width}"), "Chat")
                .await;
        }
    }
}

/// On X11 a thread of the window's library reads every key, also while the process ends. What came of that was seen in
/// one end of ninety: it takes the full count to find it again.
#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn it_ends_well_at_any_instant_while_somebody_types() {
    let desk = Desk::open(Keychain::None);
    let mut dice = Dice::new();
    eprintln!("{dice}");
    for _ in 0..repeats(100) {
        let app = desk.start(&["--demo"]).await;
        let mut keys = desk.command("xdotool");
        keys.args(["key", "--delay", "4", "--repeat", "5000", "a"]);
        let _typist = Kept::start(&mut keys, &desk.log("typist"));
        tokio::time::sleep(Duration::from_secs_f64(dice.roll() * LATEST)).await;
        app.close(&desk).await;
    }
}
