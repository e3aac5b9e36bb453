//! Links from the desktop: to an app that is not running, and links that nobody asked for.

use std::time::Duration;

use super::{enter_demo, sign_in};
use crate::support::desktop::{App, Desk, Keychain, Plan};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn the_app_is_started_by_the_link_and_finishes_the_sign_in() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    enter_demo(app.page()).await;
    desk.browse(&Plan::approve("ada").holding());
    app.page().click("welcome-sign-in").await;
    app.page().see("waiting[data-state=waiting]").await;
    desk.robot_notes("consent", 0);
    // The person answers, but the link does not get through; then the app ends. The demo's server ends with it, and
    // comes back with it on the same port.
    desk.break_link_handler();
    desk.let_robot_go_on();
    let link = desk.robot_notes("left", 0)["link"].as_str().unwrap().to_owned();
    // One that came later would start an app of its own.
    desk.see_link_lost();
    app.close(&desk).await;
    desk.mend_link_handler();
    let app = App::start_by_link(&desk, &link).await;
    app.page().see("html[data-phase=ready][data-profile=demo]").await;
    app.page().read("account-menu", "ada.lim@").await;
    app.page().see("server-status[data-ready=\"1\"]").await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_link_that_nobody_waits_for_changes_and_shows_nothing() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    sign_in(&app).await;
    let used = desk.robot_notes("left", 0)["link"].as_str().unwrap().to_owned();
    page.see("server-status[data-ready=\"1\"]").await;
    let before = page.text("app").await;
    app.minimise(&desk);
    for link in [
        used.as_str(),
        "dev.lanyard.desktop:/oauth/callback?code=c&state=made-up",
        "dev.lanyard.desktop:/",
    ] {
        desk.open_link(link);
    }
    assert!(
        !app.is_in_front_within(&desk, Duration::from_secs(1)),
        "a link of a stranger does not bring the window to the front"
    );
    assert_eq!(page.count("error-message").await, 0);
    assert_eq!(page.count("notice").await, 0);
    assert_eq!(page.text("app").await, before, "the window shows what it showed");
    page.see("server-status[data-ready=\"1\"]").await;
}
