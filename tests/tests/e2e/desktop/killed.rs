//! `kill -9` of the real app, in the middle of a streamed answer and at random instants, while tools run. The same without
//! a window, more often and event by event: `headless::killed`.

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;

use super::ask;
use crate::headless::killed::says;
use crate::support::desktop::{Desk, Keychain, Page};
use crate::support::headless::dice::{Dice, repeats};
use crate::support::headless::echo;
use crate::support::headless::model::{Model, Piece};

/// What was shown for longer than this is not lost.
const KEPT: Duration = Duration::from_millis(250);
/// A turn lasts about as long.
const LATEST: f64 = 4.0;

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

/// The words of the model that the page shows, and the calls.
async fn shown(page: &Page) -> BTreeSet<String> {
    let script = r"const words = document.body.innerText.match(/w\d-\d+ /g) ?? [];
        const calls = document.querySelectorAll('[data-testid=tool-card]').length;
        return [...words, ...Array.from({ length: calls }, (_, at) => `call ${at}`)]";
    let found = page.script(script, json!([])).await;
    let found = found.as_array().expect("a list").iter();
    found
        .map(|one| one.as_str().expect("a text").trim().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn what_the_window_showed_is_there_after_a_kill_at_any_instant() {
    let mut dice = Dice::new();
    eprintln!("{dice}");
    let model = Model::start(Duration::from_millis(12), says).await;
    let desk = Desk::open(Keychain::Unlocked);
    let folder = desk.path("config/lanyard");
    fs::create_dir_all(&folder).unwrap();
    let company = format!("name = \"Meridian\"\n{}{}", echo::serve().await, model.gateway());
    fs::write(folder.join("company.toml"), company).unwrap();
    let mut app = desk.start(&[]).await;
    let mut streaming = 0;
    for round in 1..=repeats(100) {
        let page = app.page();
        page.see("server-status[data-ready=\"1\"]").await;
        page.click("new-conversation").await;
        ask(page, "Go on").await;
        let wait = Duration::from_secs_f64(dice.roll() * LATEST);
        let begun = Instant::now();
        let mut seen = Vec::new();
        while begun.elapsed() < wait {
            let words = shown(page).await;
            seen.push((Instant::now(), words));
        }
        let running = page.count("stop").await > 0;
        let killed = Instant::now();
        app.kill();
        let kept = seen.iter().rev().find(|(at, _)| killed.duration_since(*at) > KEPT);
        let kept = kept.map(|(_, words)| words.clone()).unwrap_or_default();
        streaming += u32::from(running && !kept.is_empty());

        app = desk.start(&[]).await;
        let page = app.page();
        page.read("message-user", "Go on").await;
        page.see("message-assistant[data-end]").await;
        let there = shown(page).await;
        let lost: Vec<&String> = kept.difference(&there).collect();
        assert!(lost.is_empty(), "kill {round} after {wait:?} lost {lost:?} ({dice})");
    }
    eprintln!("{streaming} kills came in the middle of an answer");
    // The conversation goes on where it was.
    ask(app.page(), "And now?").await;
    app.page().see("message-assistant[data-end=complete]").await;
    app.close(&desk).await;
}
