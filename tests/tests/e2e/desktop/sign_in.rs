//! Sign-ins that do not go as planned: declined, abandoned, answered another way.

use super::{DEMO_KEYS, enter_demo, sign_in};
use crate::support::desktop::{Desk, Keychain, Plan};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn declined_and_then_allowed() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    desk.browse(&Plan::deny());
    page.click("welcome-sign-in").await;
    page.see("waiting[data-state=denied]").await;
    assert_eq!(
        desk.journal().iter().filter(|note| note["what"] == "who").count(),
        0,
        "nobody was asked who they are"
    );
    desk.browse(&Plan::approve("grace"));
    page.click("waiting-again").await;
    page.read("signed-in-as", "grace.okafor@").await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn browser_closed_then_cancelled_then_again() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    desk.browse(&Plan::close());
    page.click("welcome-sign-in").await;
    desk.robot_notes("closed", 0);
    page.see("waiting[data-state=waiting]").await;
    page.click("waiting-cancel").await;
    page.gone("waiting[data-state=waiting]").await;
    if page.count("waiting-close").await > 0 {
        page.click("waiting-close").await;
    }
    desk.browse(&Plan::approve("ada"));
    sign_in(&app).await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn answered_by_loopback() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    desk.browse(&Plan::close());
    page.click("welcome-sign-in").await;
    page.see("waiting[data-state=waiting]").await;
    desk.robot_notes("closed", 0);
    desk.browse(&Plan::approve("ada"));
    page.click("waiting-other").await;
    page.click("waiting-way-loopback").await;
    page.read("signed-in-as", "ada.lim@").await;
    let notes = desk.journal();
    assert!(
        notes.iter().all(|note| note["what"] != "left"),
        "the answer came by loopback: {notes:#?}"
    );
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn answered_by_pasting() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    // A browser that cannot reach the app: its handler for our links is gone.
    desk.browse(&Plan::approve("ada").holding());
    page.click("welcome-sign-in").await;
    page.see("waiting[data-state=waiting]").await;
    desk.robot_notes("consent", 0);
    desk.break_link_handler();
    desk.let_robot_go_on();
    let left = desk.robot_notes("left", 0);
    page.see("waiting[data-state=waiting]").await;
    page.click("waiting-paste-open").await;
    page.fill(
        "waiting-paste",
        "dev.lanyard.desktop:/oauth/callback?code=made-up&state=made-up",
    )
    .await;
    page.click("waiting-paste-submit").await;
    page.see("error-message").await;
    page.see("waiting[data-state=waiting]").await;
    page.fill("waiting-paste", left["link"].as_str().unwrap()).await;
    page.click("waiting-paste-submit").await;
    page.read("signed-in-as", "ada.lim@").await;
    assert!(!desk.secrets("service", DEMO_KEYS).is_empty());
}
