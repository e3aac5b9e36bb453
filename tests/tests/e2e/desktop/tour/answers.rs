//! What an answer can hold, in a conversation that is read in from a file: no rule of the demo's model writes such
//! things.

use serde_json::json;

use super::content::Content;
use super::{Eye, Tour, set};
use crate::desktop::hostile;
use crate::support::desktop::Page;
use crate::support::desktop::keys::ESCAPE;

/// The scripts that hold back what a command answers, and let it go.
const HOLD: &str = r"
const [command] = arguments;
const asked = window.fetch;
let go;
const held = new Promise((resolve) => (go = resolve));
window.fetch = async (...args) => {
  if (String(args[0]?.url ?? args[0]).includes(command)) await held;
  return asked.apply(window, args);
};
window.__letGo = () => { window.fetch = asked; go(); };
";
const LET_GO: &str = "window.__letGo()";

pub(super) async fn answers(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    let content = Content::of(tour.language);
    page.click("nav-settings").await;
    page.upload("import-conversation", "notes.json", r#"{"format":"notes"}"#)
        .await;
    tour.at("import-refused", &[], "error-message").await;
    content.conversation().read_in_settings(page).await;
    for (screen, question, shows) in [
        ("answer", content.prose[0], "message-assistant:has(blockquote)"),
        ("answer-code", content.code[0], "message-assistant:has(.code-block)"),
        ("answer-table", content.table[0], "message-assistant:has(table)"),
        ("answer-formulas", content.formulas[0], "message-assistant:has(.katex)"),
        ("answer-diagram", content.diagram[0], "diagram"),
    ] {
        scroll_to(page, question).await;
        tour.at(screen, &[], shows).await;
    }
    tour.at(
        "answer-diagram-source",
        &["diagram-source"],
        "diagram-source[aria-pressed=true]",
    )
    .await;
    scroll_to(page, content.thoughts[0]).await;
    tour.at("thoughts", &["message-reasoning-toggle"], "message-reasoning")
        .await;
    files(tour, content.files[0]).await;
    tour.at("summary", &["message-summary-toggle"], "message-summary[open]")
        .await;
    tour.at("answer-cut", &[], "continue").await;
    looks(tour, content.table[0]).await;
    hostile::conversation(hostile::ELSEWHERE).read_in(page).await;
    tour.at("hostile", &[], "message-assistant").await;
}

/// Files in a message that was sent.
async fn files(tour: &mut Tour<'_, impl Eye>, question: &str) {
    let page = tour.page;
    scroll_to(page, question).await;
    tour.at("files", &[], "attachment[data-kind=image]").await;
    tour.at("file-text", &["attachment-toggle"], "file-text:has(figcaption)")
        .await;
    tour.at("picture", &["picture"], "picture-large").await;
    page.press("picture-viewer", ESCAPE).await;
    page.gone("picture-viewer").await;
}

/// The same conversation, narrower and larger.
async fn looks(tour: &mut Tour<'_, impl Eye>, question: &str) {
    let page = tour.page;
    for (screen, key, value, look, usual) in [
        (
            "chat-compact",
            "density",
            "compact",
            "html[data-density=compact]",
            "comfortable",
        ),
        (
            "chat-large",
            "text_size",
            "x_large",
            "html[data-size=x_large]",
            "medium",
        ),
    ] {
        set(page, key, value).await;
        page.see(look).await;
        scroll_to(page, question).await;
        tour.at(screen, &[], "message-assistant:has(table)").await;
        set(page, key, usual).await;
        page.gone(look).await;
    }
}

/// A conversation that is on its way from the disk: a window that has just begun knows only its row.
pub(super) async fn loading(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    page.reload().await;
    page.see("message-assistant").await;
    page.script(HOLD, json!(["open_conversation"])).await;
    tour.at(
        "chat-loading",
        &["conversation-row[data-current=false]"],
        "chat:has(.skeleton)",
    )
    .await;
    page.script(LET_GO, json!([])).await;
    page.see("message-assistant").await;
}

/// Scrolls to a question: colours, diagrams and formulas are made of what is near to what is seen.
async fn scroll_to(page: &Page, question: &str) {
    let asked = page.read("message-user", question).await;
    page.script("arguments[0].scrollIntoView({ block: 'start' })", json!([asked]))
        .await;
}
