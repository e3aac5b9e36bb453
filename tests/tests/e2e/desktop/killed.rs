//! `kill -9` of the real app in the middle of a streamed answer. At random instants, without a window:
//! `headless::killed`.

use std::fs;
use std::time::Duration;

use super::ask;
use crate::support::desktop::{Desk, Keychain};
use crate::support::headless::model::{Model, Piece};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn an_answer_that_was_being_read_is_there_after_a_crash() {
    let words = |_: &serde_json::Value| (0..200).map(|n| Piece::Text(format!("word-{n} "))).collect();
    let model = Model::start(Duration::from_millis(20), words).await;
    let desk = Desk::open(Keychain::Unlocked);
    let folder = desk.path("config/lanyard");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("company.toml"),
        format!("name = \"Meridian\"\n{}", model.gateway()),
    )
    .unwrap();
    let app = desk.start(&[]).await;
    app.page().click("welcome-skip").await;
    ask(app.page(), "Tell me something long").await;
    app.page().read("message-assistant", "word-40 ").await;
    // By then the first forty were shown for longer than a quarter of a second.
    app.page().read("message-assistant", "word-60 ").await;
    app.kill();

    let app = desk.start(&[]).await;
    let page = app.page();
    page.read("message-user", "Tell me something long").await;
    page.see("message-assistant[data-end=interrupted]").await;
    page.read("message-assistant", "word-40 ").await;
    page.read("message-assistant", "closed before this answer was complete")
        .await;
    ask(page, "Once more").await;
    page.see("message-assistant[data-end=complete]").await;
    page.read("message-assistant[data-end=complete]", "word-199").await;
    app.close(&desk).await;
}
