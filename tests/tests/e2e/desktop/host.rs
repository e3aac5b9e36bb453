//! The window as a host: prompts, resources, forms, calls that are denied and stopped, and servers from another app's file.

use serde_json::json;

use super::{ask, enter_demo, sign_in};
use crate::support::desktop::{Desk, Keychain, Leaks, Plan, Story};
use crate::support::headless::office::Office;

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn prompts_resources_forms_and_calls_that_do_not_run() {
    let desk = Desk::open(Keychain::Unlocked);
    let mut story = Story::begin(Some("host"));
    desk.browse(&Plan::approve("ada"));
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    sign_in(&app).await;

    // A prompt behind the slash, with an argument that the server completes.
    page.fill("composer", "/plan").await;
    page.read("offers", "Plan my leave").await;
    story
        .tell(page, "prompts", "A slash lists the prompts of the servers.")
        .await;
    page.press("composer", ENTER).await;
    page.see("argument-form").await;
    page.fill("argument-month", "2026-12").await;
    story
        .tell(page, "prompt-arguments", "A prompt asks for what it takes.")
        .await;
    page.click("argument-submit").await;
    page.see("attached").await;
    // A resource behind the at sign.
    page.press("composer", "Look at @vacation").await;
    page.see("offers[data-kind=resource]").await;
    story
        .tell(page, "resources", "An at sign lists what can be read.")
        .await;
    page.press("composer", ENTER).await;
    page.wait_count("attachment", 2).await;
    story.tell(page, "attached", "Both are added to the message.").await;
    page.click("send").await;
    page.see("message-assistant[data-end=complete]").await;
    assert_eq!(page.count("attachment").await, 2, "they stand in the message");

    // What a result names is added with a click, and stays added over a look elsewhere.
    ask(page, "What does the handbook say about vacation?").await;
    page.wait_count("message-assistant[data-end=complete]", 2).await;
    page.click("tool-card[data-tool=handbook_search][data-state=done] [data-testid=tool-card-toggle]")
        .await;
    page.click("tool-card[data-tool=handbook_search] li:first-child [data-testid=resource-link]")
        .await;
    page.see("attached").await;
    story
        .tell(page, "links", "A result names pages that can be added.")
        .await;
    page.click("nav-tools").await;
    page.gone("attached").await;
    page.click("conversation-row").await;
    page.see("attached").await;
    page.click("attachment-remove").await;
    page.gone("attached").await;

    // A call that is denied changes nothing.
    ask(page, "Request leave from 2026-12-28 to 2026-12-29").await;
    page.see("approval").await;
    page.click("approve-deny").await;
    page.see("tool-card[data-tool=leave_request][data-state=declined]")
        .await;
    // One that is allowed, so that there is something to cancel.
    ask(page, "Request leave from 2026-12-21 to 2026-12-23").await;
    page.see("approval").await;
    page.click("approve-once").await;
    page.see("tool-card[data-tool=leave_request][data-state=done]").await;

    // A form that a server asks for in the middle of a call.
    ask(page, "Cancel my leave").await;
    page.see("approval").await;
    page.click("approve-once").await;
    page.see("elicitation[data-kind=form]").await;
    page.read("elicitation", "asks you").await;
    story.tell(page, "form", "A server asks in the middle of a call.").await;
    let first = "const select = document.querySelector('[data-testid=elicitation] select'); \
        return select && select.options[1] ? [select.dataset.testid, select.options[1].value] : null;";
    let first = page.script(first, json!([])).await;
    let (field, value) = (first[0].as_str().unwrap(), first[1].as_str().unwrap());
    page.choose(field, value).await;
    page.click("elicitation-submit").await;
    page.gone("elicitation").await;
    page.see("tool-card[data-tool=leave_cancel][data-state=done]").await;

    // A call that is stopped: the person does not wait for the server.
    ask(page, "Build the quarterly report").await;
    page.see("tool-card[data-tool=report_build][data-state=running]").await;
    page.click("stop").await;
    page.see("tool-card[data-tool=report_build][data-state=stopped]").await;
    story.tell(page, "stopped", "A call that was stopped.").await;

    // Each left its line, and the report holds nothing of what was said.
    page.click("nav-settings").await;
    page.click("diagnostics-calls-toggle").await;
    page.read("audit", "prompt:plan_leave").await;
    page.read("audit", "leave_cancel").await;
    page.click("diagnostics-traffic-toggle").await;
    page.see("traffic-line").await;
    page.fill("traffic-search", "tools/call").await;
    page.read("traffic", "tools/call").await;
    story
        .tell(page, "diagnostics", "What was called, and what was said.")
        .await;
    app.close(&desk).await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn servers_from_another_apps_file() {
    let office = Office::open().await;
    let desk = Desk::open(Keychain::Unlocked);
    let mut story = Story::begin(Some("import"));
    desk.browse(&Plan::approve("ada"));
    let app = desk.start(&[]).await;
    let page = app.page();
    let notes = desk.path("tmp").join("notes");
    let program = std::env::var("LANYARD_NODE").expect("cargo xtask test names it");
    let script = format!(
        "{}/typescript.mjs",
        std::env::var("LANYARD_SERVERS").expect("cargo xtask test names it")
    );
    let file = json!({ "mcpServers": {
        "office": { "type": "http", "url": office.url() },
        "small": { "command": program, "args": [script, notes], "env": { "API_KEY": "s3cret-of-the-file" } },
        "odd": { "url": "ftp://example.com" },
    } });
    page.click("welcome-settings").await;
    page.click("nav-tools").await;
    page.click("import-open").await;
    page.upload("import-file", "claude_desktop_config.json", &file.to_string())
        .await;
    page.wait_count("import-entry", 2).await;
    page.read("import-left-out", "odd is left out").await;
    page.read("import-panel", "API_KEY").await;
    story
        .tell(page, "import", "What another app's file would add is shown first.")
        .await;
    page.click("import-entry[data-name=small] [data-testid=import-choose]")
        .await;
    page.click("import-submit").await;

    // The program waits until its whole command was seen and allowed.
    page.see("server-row[data-state=consent_required]").await;
    page.read("consent-command", "typescript.mjs").await;
    assert!(!notes.exists(), "it has not run");
    story
        .tell(page, "consent", "A program of this computer asks before it ever runs.")
        .await;
    page.click("consent-allow").await;
    page.see("server-row[data-state=ready]").await;
    // The address is signed in to as any other.
    page.click("server-sign-in").await;
    page.read("signed-in-as", "ada.lim@").await;
    page.click("waiting-continue").await;
    page.click("nav-tools").await;
    page.wait_count("server-row[data-state=ready]", 2).await;
    story.tell(page, "two-servers", "Both are ready.").await;
    assert_eq!(page.count("import-panel").await, 0);
    let shown = "return document.documentElement.outerHTML + JSON.stringify([localStorage, sessionStorage]);";
    let shown = page.script(shown, json!([])).await;
    assert!(!shown.as_str().unwrap().contains("s3cret-of-the-file"));
    app.close(&desk).await;
    let mut leaks = Leaks::default();
    leaks.watch_for("the program's secret", "s3cret-of-the-file");
    leaks.look_in_files(desk.home(), &[]);
    leaks.assert_none();
    office.close().await;
}

const ENTER: &str = "\u{e007}";
