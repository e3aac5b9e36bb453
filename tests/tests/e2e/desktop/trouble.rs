//! What a person may run into: a wrong address, a dead host, a damaged database.

use super::{ask, enter_demo, sign_in};
use crate::support::desktop::{Desk, Keychain};
use crate::support::headless::office::Office;

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn an_address_that_leads_nowhere_gets_a_sentence() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    for (address, sentence) in [
        ("not an address", "not a web address"),
        ("http://example.com/mcp", "not encrypted"),
    ] {
        page.click("welcome-connect").await;
        page.fill("connect-url", address).await;
        page.click("connect-submit").await;
        page.read("error-message", sentence).await;
        page.click("connect-cancel").await;
        page.gone("connect-url").await;
    }
    // A port on which nobody listens any more.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    page.click("welcome-connect").await;
    page.fill("connect-url", &format!("http://127.0.0.1:{port}/mcp")).await;
    page.click("connect-submit").await;
    page.read("welcome", "can't be reached").await;
    page.see("welcome-demo").await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_damaged_database_is_kept_aside_and_the_app_goes_on() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    app.page().see("app[data-screen=welcome]").await;
    app.close(&desk).await;
    let database = find(&desk.path("data"), "lanyard.db").expect("the app has a database");
    std::fs::write(&database, b"this was a database once").unwrap();
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("notice[data-kind=database]").await;
    let said = page.text("notice[data-kind=database]").await;
    let folder = database.parent().unwrap();
    let aside = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| std::fs::read(path).is_ok_and(|bytes| bytes == b"this was a database once"));
    let aside = aside.expect("the damaged file is kept");
    assert!(
        said.contains(&*aside.file_name().unwrap().to_string_lossy()),
        "the person is told where: {said}"
    );
    enter_demo(page).await;
    sign_in(&app).await;
    ask(page, "How many vacation days do I have left?").await;
    page.see("tool-card[data-state=done]").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_server_that_goes_away_in_mid_chat_comes_back() {
    let mut office = Office::open().await;
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    // The demo's profile has a model; its own server stays signed out, so that every tool is this server's.
    enter_demo(page).await;
    page.click("welcome-connect").await;
    page.fill("connect-url", &office.url()).await;
    page.click("connect-submit").await;
    page.read("signed-in-as", "ada.lim@").await;
    page.click("waiting-continue").await;
    ask(page, "How many vacation days do I have left?").await;
    allow(page).await;
    page.see("tool-card[data-state=done]").await;
    page.wait_count("message-assistant[data-end=complete]", 1).await;

    office.stop_server().await;
    ask(page, "How many vacation days do I have left?").await;
    allow(page).await;
    page.see("server-status[data-ready=\"0\"]").await;
    page.read("message-user", "How many vacation days").await;
    assert_eq!(
        page.count("tool-card[data-state=done]").await,
        1,
        "what was shown stays"
    );

    office.start_server().await;
    page.click("nav-tools").await;
    page.see("server-row[data-state=ready]").await;
    page.click("conversation-row").await;
    ask(page, "How many vacation days do I have left?").await;
    allow(page).await;
    page.wait_count("tool-card[data-state=done]", 2).await;
    office.close().await;
}

/// A server of the person's own has no rules: its tools ask before they run.
async fn allow(page: &crate::support::desktop::Page) {
    page.see("approval[data-tool=leave_balance]").await;
    page.click("approve-once").await;
    page.gone("approval").await;
}

/// The first file of this name below a folder.
fn find(folder: &std::path::Path, name: &str) -> Option<std::path::PathBuf> {
    std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find_map(|path| {
            if path.is_dir() {
                find(&path, name)
            } else {
                path.ends_with(name).then_some(path)
            }
        })
}
