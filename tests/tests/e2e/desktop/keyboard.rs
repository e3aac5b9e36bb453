//! The main tasks of a day with the keyboard alone: no click anywhere, and the focus is seen at every stop.

use std::time::Duration;

use crate::support::desktop::keys::{CONTROL, ENTER, ESCAPE, SPACE};
use crate::support::desktop::{Desk, Keychain, Keys, Page, Plan};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_day_without_a_pointer() {
    let desk = Desk::open(Keychain::Unlocked);
    desk.browse(&Plan::approve("ada"));
    let app = desk.start(&[]).await;
    let page = app.page();
    let keys = Keys::new(page);
    signs_in(page, &keys).await;
    asks(page, &keys).await;
    allows(page, &keys).await;
    stops(page, &keys).await;
    picks_a_model(page, &keys).await;
    keeps_order(page, &keys).await;
    changes_the_look(page, &keys).await;
    adds_a_server(page, &keys).await;
    app.close(&desk).await;
}

/// From the welcome screen into the demo, and through its sign-in.
async fn signs_in(page: &Page, keys: &Keys<'_>) {
    page.see("app[data-screen=welcome]").await;
    keys.tab_to("welcome-demo").await;
    keys.press(ENTER).await;
    page.see("html[data-profile=demo]").await;
    page.see("welcome-sign-in").await;
    keys.tab_to("welcome-sign-in").await;
    keys.press(ENTER).await;
    page.see("waiting[data-state=done]").await;
    page.see("waiting-continue").await;
    keys.tab_to("waiting-continue").await;
    keys.press(ENTER).await;
}

/// A question; the card of its tool is opened and closed.
async fn asks(page: &Page, keys: &Keys<'_>) {
    keys.find("composer").await;
    keys.write("How many vacation days do I have left?").await;
    keys.press(ENTER).await;
    page.see("message-assistant[data-end=complete]").await;
    keys.find("composer").await;
    keys.back_to("tool-card-toggle").await;
    keys.press(ENTER).await;
    page.see("tool-card[data-open=true]").await;
    keys.press(SPACE).await;
    page.see("tool-card[data-open=false]").await;
    keys.tab_to("composer").await;
}

/// A tool that changes something: its request takes the focus from the empty composer, and gives it back.
async fn allows(page: &Page, keys: &Keys<'_>) {
    keys.write("Request leave from 2026-12-21 to 2026-12-23").await;
    keys.press(ENTER).await;
    page.see("approval").await;
    keys.find("approve-once").await;
    // What comes at once was not meant for it, and how long that is nobody is told: whoever wants it presses again.
    for _ in 0..40 {
        keys.press(ENTER).await;
        if page.count("approval").await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    page.see("tool-card[data-tool=leave_request][data-state=done]").await;
    page.wait_count("message-assistant[data-end=complete]", 2).await;
    keys.find("composer").await;
}

/// An answer that takes long is stopped.
async fn stops(page: &Page, keys: &Keys<'_>) {
    keys.write("Build the yearly report").await;
    keys.press(ENTER).await;
    page.see("tool-card[data-tool=report_build][data-state=running]").await;
    keys.press(ESCAPE).await;
    page.see("tool-card[data-tool=report_build][data-state=stopped]").await;
    keys.find("composer").await;
}

/// The list of models opens, is chosen from, and gives the focus back.
async fn picks_a_model(page: &Page, keys: &Keys<'_>) {
    keys.tab_to("model-picker").await;
    keys.press(ENTER).await;
    // It is searched in: the focus stays in the field, and the arrows choose.
    page.see("model-option[data-highlighted]").await;
    keys.find("model-search").await;
    keys.press(ENTER).await;
    page.gone("model-option").await;
    keys.find("model-picker").await;
}

/// A second conversation; the search; another title; deleted.
async fn keeps_order(page: &Page, keys: &Keys<'_>) {
    keys.chord(&[CONTROL, "n"]).await;
    page.see("suggestion").await;
    keys.find("composer").await;
    keys.write("What does the handbook say about vacation?").await;
    keys.press(ENTER).await;
    page.wait_count("conversation-row", 2).await;
    page.see("message-assistant[data-end=complete]").await;

    keys.chord(&[CONTROL, "f"]).await;
    keys.find("search").await;
    keys.write("handbook").await;
    page.read("search-conversation", "What does the handbook say").await;
    keys.press(ESCAPE).await;
    page.wait_count("conversation-row", 2).await;
    keys.find("search").await;

    keys.tab_to("conversation-menu").await;
    keys.press(ENTER).await;
    page.see("conversation-rename").await;
    keys.down_to("conversation-rename").await;
    keys.press(ENTER).await;
    page.see("rename-input").await;
    keys.find("rename-input").await;
    keys.write("Vacation rules").await;
    keys.press(ENTER).await;
    page.read("conversation-row", "Vacation rules").await;

    keys.chord(&[CONTROL, "f"]).await;
    keys.find("search").await;
    keys.tab_to("conversation-menu").await;
    keys.press(ENTER).await;
    keys.down_to("conversation-delete").await;
    keys.press(ENTER).await;
    page.see("confirm").await;
    // What destroys is not the first key away.
    keys.find("confirm-cancel").await;
    keys.tab_to("confirm-ok").await;
    keys.press(ENTER).await;
    page.gone("confirm").await;
    page.wait_just("conversation-row", 1).await;
}

/// A dark window.
async fn changes_the_look(page: &Page, keys: &Keys<'_>) {
    keys.chord(&[CONTROL, ","]).await;
    page.see("settings-page").await;
    keys.tab_to("setting-theme").await;
    keys.write("D").await;
    page.see("html[data-theme=dark]").await;
}

/// The form for another server, with an address that is none.
async fn adds_a_server(page: &Page, keys: &Keys<'_>) {
    keys.back_to("nav-tools").await;
    keys.press(ENTER).await;
    page.see("tools-page").await;
    keys.tab_to("add-server").await;
    keys.press(ENTER).await;
    page.see("connect-url").await;
    keys.find("connect-url").await;
    keys.write("http://example.com/mcp").await;
    keys.press(ENTER).await;
    page.read("error-message", "not encrypted").await;
    keys.find("connect-url").await;
    keys.tab_to("connect-cancel").await;
    keys.press(ENTER).await;
    page.gone("connect-url").await;
}
