//! What stands around answers and is rare in the demo: files that wait, a model that is away, none at all, no keychain.

use serde_json::json;

use super::content::Content;
use super::words::Words;
use super::{Eye, Language, Tour};
use crate::desktop::ask;
use crate::support::desktop::{App, Desk, Keychain};

/// Hands the page a picture that it draws itself, a text, and a program.
const HAND_OVER: &str = r##"
const [done] = arguments;
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [600, 400];
const brush = canvas.getContext("2d");
brush.fillStyle = "#7aa2f7";
brush.fillRect(0, 0, 300, 400);
canvas.toBlob((blob) => {
  const held = new DataTransfer();
  held.items.add(new File([blob], "whiteboard.png", { type: "image/png" }));
  held.items.add(new File(["import csv\n\nprint(30)\n"], "days_left.py"));
  held.items.add(new File([new Uint8Array([77, 90, 0, 255])], "setup.exe"));
  const input = document.querySelector("[data-testid=attach-input]");
  input.files = held.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  done(true);
});
"##;

/// Files that wait to be sent, and one that can't be used.
pub(super) async fn files_waiting(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    page.click("new-conversation").await;
    page.see("suggestion").await;
    page.promise(HAND_OVER, json!([])).await;
    page.see("attachment[data-kind=text]").await;
    page.see("attachment-refused").await;
    tour.at("composer-files", &[], "attachment[data-kind=image]").await;
    page.click("attachment-dismiss").await;
    page.click("attachment[data-kind=image] [data-testid=attachment-remove]")
        .await;
    page.click("attachment[data-kind=text] [data-testid=attachment-remove]")
        .await;
    page.gone("attached").await;
}

/// A provider at whose address nobody is, and what becomes of a question to it.
pub(super) async fn model_away(tour: &mut Tour<'_, impl Eye>, words: &Words) {
    let page = tour.page;
    page.click("nav-settings").await;
    page.click("provider-add").await;
    page.fill("provider-url", "http://127.0.0.1:9/v1/").await;
    page.fill("provider-models", "nobody").await;
    tour.at(
        "settings-model-away",
        &["provider-submit"],
        "provider-row:has([data-testid=error-message])",
    )
    .await;
    page.click("new-conversation").await;
    page.click("model-picker").await;
    page.click("model-option[data-model$=nobody]").await;
    page.see("model-picker[data-demo=false]").await;
    ask(page, words.balance).await;
    page.see("try-again").await;
    tour.at("answer-failed", &[], "message-assistant[data-end=failed]")
        .await;
    page.click("model-picker").await;
    page.click("model-option:has([data-testid=demo-label])").await;
    page.see("model-picker[data-demo=true]").await;
}

/// Outside the demo no model has been added yet; what was said before is still to be read.
pub(super) async fn no_model(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    page.click("welcome-settings").await;
    Content::of(tour.language).cut().read_in_settings(page).await;
    tour.at("chat-no-model", &[], "continue").await;
    tour.at("no-model", &["new-conversation"], "no-model").await;
    tour.at("models-none", &["model-picker"], "model-add").await;
}

/// A desktop without a keychain: what is said of it at the start, and what can be done about it.
pub(super) async fn no_keychain(language: Language, eye: &mut impl Eye) {
    let desk = Desk::open(Keychain::None);
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("app[data-screen=welcome]").await;
    let mut tour = Tour { page, language, eye };
    tour.speak().await;
    tour.at("notice", &[], "notice[data-kind=keychain]").await;
    page.click("welcome-settings").await;
    tour.at("settings-secrets", &["vault-make-file"], "vault-passphrase")
        .await;
    App::close(app, &desk).await;
}
