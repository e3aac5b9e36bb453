//! A desktop whose keychain is not there, or locked: the app stays usable, says so, and writes no secret anywhere else.

use super::{DEMO_KEYS, ask, enter_demo, sign_in};
use crate::support::desktop::{App, Desk, Keychain};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn without_a_keychain_the_sign_in_lasts_until_the_end() {
    let desk = Desk::open(Keychain::None);
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("notice[data-kind=keychain]").await;
    enter_demo(page).await;
    sign_in(&app).await;
    ask(page, "How many vacation days do I have left?").await;
    page.see("tool-card[data-tool=leave_balance][data-state=done]").await;
    app.close(&desk).await;
    let app = desk.start(&[]).await;
    app.page().see("html[data-phase=ready][data-profile=demo]").await;
    app.page().see("server-status[data-ready=\"0\"]").await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_keychain_that_is_locked_is_said_and_nothing_is_lost() {
    let mut desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    enter_demo(app.page()).await;
    sign_in(&app).await;
    ask(app.page(), "How many vacation days do I have left?").await;
    app.page().see("message-assistant[data-end=complete]").await;
    app.close(&desk).await;
    desk.lock_keychain();
    // The demo's own key is behind the lock too, so the window opens beside it.
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("notice[data-kind=keychain]").await;
    page.see("app[data-screen=welcome]").await;
    page.see("html[data-profile=main]").await;
    app.close(&desk).await;

    desk.log_in_again();
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("html[data-profile=demo]").await;
    page.see("server-status[data-ready=\"1\"]").await;
    page.click("conversation-row").await;
    page.read("message-user", "How many vacation days do I have left?")
        .await;
    app.close(&desk).await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_demo_that_is_ended_from_outside_leaves_no_secret() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&["--demo"]).await;
    sign_in(&app).await;
    app.close(&desk).await;
    assert!(!desk.secrets("service", DEMO_KEYS).is_empty());
    desk.run(&App::program().to_string_lossy(), &["--forget-demo"]);
    assert_eq!(desk.secrets("service", DEMO_KEYS), []);
    // Once more is no error, and the next start is a first one.
    desk.run(&App::program().to_string_lossy(), &["--forget-demo"]);
    let app = desk.start(&[]).await;
    app.page().see("app[data-screen=welcome]").await;
    app.page().see("html[data-profile=main]").await;
}
