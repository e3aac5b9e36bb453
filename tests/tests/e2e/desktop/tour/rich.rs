//! What an answer may hold, files, and how the window looks when a person set it otherwise.

use std::fs;

use serde_json::json;

use super::{Eye, Language, Tour, set};
use crate::desktop::files::HAND_OVER;
use crate::desktop::read_in;
use crate::support::desktop::{Desk, Keychain, Page};
use crate::support::headless::echo;

/// Brings the first element in sight that fits a selector.
async fn show(page: &Page, selector: &str) {
    let script = "const found = document.querySelector(arguments[0]); \
                  found?.scrollIntoView({ block: 'center' }); return found !== null";
    assert_eq!(
        page.script(script, json!([selector])).await,
        true,
        "{selector} is there"
    );
}

/// An answer read in from a file: one part of it after the other.
pub(super) async fn answer(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    tour.at("settings-import", &["nav-settings"], "import-conversation")
        .await;
    page.upload(
        "import-conversation",
        "year.json",
        &read_in::rich(tour.language).to_string(),
    )
    .await;
    page.wait_count("message-assistant[data-end]", 3).await;
    page.see("continue").await;
    tour.at("continue", &[], "message-assistant[data-end=interrupted]")
        .await;
    page.see("diagram").await;
    for (name, selector) in [
        ("answer-table", "[data-testid=message-text] table"),
        (
            "answer-math",
            "[data-testid=message-text] .katex-display, [data-testid=message-text] math[display=block]",
        ),
        ("answer-code", "[data-testid=message-text] pre"),
    ] {
        show(page, selector).await;
        tour.at(name, &[], "app").await;
    }
    tour.at("answer-diagram", &[], "diagram").await;
    tour.at("thoughts", &["message-reasoning"], "message-reasoning").await;
    tour.at("summary", &["message-summary"], "message-summary").await;
}

/// Files that wait to be sent, one that was refused, and all of them sent.
pub(super) async fn files(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    page.click("new-conversation").await;
    page.see("composer").await;
    assert_eq!(page.promise(HAND_OVER, json!(["pick"])).await, json!(true));
    page.see("attachment[data-kind=image]").await;
    page.see("attachment[data-kind=text]").await;
    page.see("attachment-refused").await;
    tour.at("files-waiting", &[], "attachment-refused").await;
    page.fill("composer", "?").await;
    page.click("send").await;
    page.see("message-assistant[data-end=complete]").await;
    tour.at("files", &[], "message-user").await;
    page.reveal("picture").await;
    page.click("picture").await;
    page.see("picture-large").await;
    tour.at("picture", &[], "picture-viewer").await;
    page.press("picture-viewer", "\u{e00c}").await;
    page.gone("picture-viewer").await;
    tour.at("file-text", &["attachment-toggle"], "file-text").await;
}

/// Close together, and in large letters.
pub(super) async fn otherwise(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    set(page, "density", "compact").await;
    page.see("html[data-density=compact]").await;
    tour.at("compact", &[], "message-user").await;
    set(page, "density", "comfortable").await;
    set(page, "text_size", "x_large").await;
    page.see("html[data-size=x_large]").await;
    tour.at("large", &[], "message-user").await;
    set(page, "text_size", "medium").await;
    page.see("html[data-size=medium]").await;
}

/// Where a company has tools, and nobody has a model yet.
pub(super) async fn without_a_model(language: Language, eye: &mut impl Eye) {
    let desk = Desk::open(Keychain::Unlocked);
    let folder = desk.path("config/lanyard");
    fs::create_dir_all(&folder).unwrap();
    let company = format!("name = \"Meridian\"\n{}", echo::serve().await);
    fs::write(folder.join("company.toml"), company).unwrap();
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("server-status[data-ready=\"1\"]").await;
    let mut tour = Tour { page, language, eye };
    tour.speak().await;
    tour.at("no-model", &["new-conversation"], "no-model").await;
    app.close(&desk).await;
}
