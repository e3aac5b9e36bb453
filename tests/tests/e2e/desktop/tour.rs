//! Every screen of the app, one after the other, in the offline demo.
//!
//! What enters: a language, and somebody who looks. What leaves: nothing; whoever looks keeps what they saw. On each
//! screen the one who looks may change theme and size: the tour goes on from wherever they leave it. A screen that is
//! added here is seen by the accessibility test and by `cargo xtask pictures` alike: one line with its name, what is
//! clicked to come to it, and what is there then. What the demo can't say or be is in the modules below.

mod answers;
mod around;
mod content;
mod doors;
mod words;

use serde_json::json;

use self::words::Words;
use super::ask;
use crate::support::desktop::keys::CONTROL;
use crate::support::desktop::{App, Desk, Keychain, Keys, Page};

/// What a tour speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

/// The looks that the app has.
pub(crate) const THEMES: [&str; 2] = ["light", "dark"];

impl Language {
    /// Its name in the settings and in `<html lang>`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// A screen that is there, in one theme or the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight<'a> {
    /// What it is called.
    pub(crate) screen: &'a str,
    /// What it is about: the test id of an element.
    pub(crate) shows: &'a str,
    pub(crate) language: Language,
}

/// Somebody who looks at each screen.
pub(crate) trait Eye {
    /// Looks.
    async fn look(&mut self, page: &Page, sight: Sight<'_>);
}

/// Sets the theme and waits until the page wears it, so that what is open on the page stays open.
pub(crate) async fn wear(page: &Page, theme: &str) {
    set(page, "theme", theme).await;
    page.see(&format!("html[data-theme={theme}]")).await;
}

/// By the command that the settings page itself uses.
async fn set(page: &Page, key: &str, value: &str) {
    let script = "const [key, value, done] = arguments; \
                  window.__TAURI_INTERNALS__.invoke('set_setting', { key, value }).then(() => done(null), done)";
    let wrong = page.promise(script, json!([key, value])).await;
    assert!(wrong.is_null(), "{key} can be set: {wrong}");
}

/// One who walks.
struct Tour<'a, E: Eye> {
    page: &'a Page,
    language: Language,
    eye: &'a mut E,
}

impl<E: Eye> Tour<'_, E> {
    /// Clicks its way to a screen, waits for what it shows, and has it looked at.
    async fn at(&mut self, screen: &str, clicks: &[&str], shows: &str) {
        for click in clicks {
            self.page.click(click).await;
        }
        self.page.see(shows).await;
        // Told for whoever has to find out where a tour ended.
        eprintln!("{screen} ({})", self.language.tag());
        let sight = Sight {
            screen,
            shows,
            language: self.language,
        };
        self.eye.look(self.page, sight).await;
    }

    async fn speak(&self) {
        set(self.page, "language", self.language.tag()).await;
        self.page.see(&format!("html[lang=\"{}\"]", self.language.tag())).await;
    }

    /// Closes a menu, as Escape does.
    async fn leave_menu(&self) {
        let script =
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))";
        self.page.script(script, json!([])).await;
    }
}

/// Walks through all of it once.
pub(crate) async fn walk(language: Language, eye: &mut impl Eye) {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("app[data-screen=welcome]").await;
    let mut tour = Tour {
        page,
        language,
        eye: &mut *eye,
    };
    tour.speak().await;
    doors::welcome(&mut tour).await;
    doors::sign_in(&desk, &mut tour).await;
    chat(&mut tour, &language.words()).await;
    composer(&mut tour).await;
    tools(&mut tour).await;
    settings(&mut tour).await;
    sidebar(&mut tour, &language.words()).await;
    answers::answers(&mut tour).await;
    answers::loading(&mut tour).await;
    around::files_waiting(&mut tour).await;
    around::model_away(&mut tour, &language.words()).await;
    doors::out(&mut tour, &language.words()).await;
    around::no_model(&mut tour).await;
    App::close(app, &desk).await;
    around::no_keychain(language, eye).await;
}

async fn chat(tour: &mut Tour<'_, impl Eye>, words: &Words) {
    let page = tour.page;
    tour.at("chat-empty", &[], "suggestion").await;
    ask(page, words.balance).await;
    page.see("tool-card[data-state=done]").await;
    tour.at("chat", &[], "message-assistant[data-end=complete]").await;
    tour.at("tool-card", &["tool-card-toggle"], "tool-result").await;
    tour.at("tool-card-json", &["show-json"], "json").await;
    page.click("tool-card-toggle").await;
    tour.at("details", &["tool-card-details"], "details-panel").await;
    page.click("details-panel-close").await;
    page.gone("details-panel").await;
    // These are there for who hovers or tabs to them.
    press(page, "message-edit").await;
    tour.at("editing", &[], "edit-message").await;
    page.click("edit-cancel").await;
    press(page, "message-again").await;
    tour.at("branches", &[], "branches").await;
    page.see("message-assistant[data-end=complete]").await;

    ask(page, words.leave).await;
    tour.at("approval", &[], "approval").await;
    page.click("approve-once").await;
    page.see("tool-card[data-tool=leave_request][data-state=done]").await;
    ask(page, words.cancel).await;
    page.click("approve-once").await;
    tour.at("question", &[], "elicitation[data-kind=form]").await;
    page.click("elicitation-decline").await;
    page.gone("elicitation").await;
    ask(page, words.forbidden).await;
    page.wait_count("message-assistant[data-end]", 4).await;
    tour.at("chat-failed", &[], "tool-card[data-state=failed]").await;
    ask(page, words.report).await;
    tour.at("running", &[], "tool-card[data-tool=report_build]").await;
    // It may have come to its end while it was looked at.
    page.script("document.querySelector('[data-testid=stop]')?.click()", json!([]))
        .await;
    page.wait_count("message-assistant[data-end]", 5).await;
}

/// Presses a button that is only seen by who hovers over it.
async fn press(page: &Page, button: &str) {
    page.see(button).await;
    let script = "document.querySelector(`[data-testid=${arguments[0]}]`).click()";
    page.script(script, json!([button])).await;
}

async fn composer(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    tour.at("models", &["model-picker"], "model-option").await;
    tour.leave_menu().await;
    page.gone("model-option").await;
    page.fill("composer", "/").await;
    tour.at("prompts", &[], "offers[data-kind=prompt]").await;
    page.fill("composer", "/plan").await;
    tour.at("prompt-arguments", &["offer"], "argument-form").await;
    page.click("argument-cancel").await;
    page.fill("composer", "@vacation").await;
    tour.at("resources", &[], "offers[data-kind=resource]").await;
    tour.at("attached", &["offer"], "attached").await;
    page.click("attachment-remove").await;
}

async fn tools(tour: &mut Tour<'_, impl Eye>) {
    let page = tour.page;
    tour.at("tools", &["nav-tools"], "tool-row").await;
    tour.at("server-menu", &["server-more"], "server-test").await;
    tour.at("server-test", &["server-test"], "test-step").await;
    page.click("test-close").await;
    tour.at("add-server", &["add-server"], "connect-url").await;
    // Nobody listens there; it stays all the same, and is the person's own.
    page.fill("connect-url", "http://127.0.0.1:9/mcp").await;
    tour.at("server-dead", &["connect-submit"], "connect-keep").await;
    page.click("connect-keep").await;
    page.click("server-row:not([data-state=ready]) [data-testid=server-more]")
        .await;
    tour.at(
        "server-options",
        &["server-options-open", "options-more"],
        "options-cancel",
    )
    .await;
    page.click("options-cancel").await;
    page.click("import-open").await;
    let file = json!({ "mcpServers": {
        "tickets": { "type": "http", "url": "https://tickets.example.com/mcp" },
        "files": { "command": "npx", "args": ["files-server", "~/Documents"], "env": { "API_KEY": "secret" } },
        "odd": { "url": "ftp://example.com" },
    } });
    page.upload("import-file", "claude_desktop_config.json", &file.to_string())
        .await;
    tour.at("import", &[], "import-entry").await;
    page.click("import-cancel").await;
}

async fn settings(tour: &mut Tour<'_, impl Eye>) {
    tour.at("settings", &["nav-settings"], "settings-page").await;
    tour.at("settings-model", &["provider-add"], "provider-new-key").await;
    tour.at("settings-calls", &["diagnostics-calls-toggle"], "audit-line")
        .await;
    tour.at("settings-traffic", &["diagnostics-traffic-toggle"], "traffic-line")
        .await;
}

async fn sidebar(tour: &mut Tour<'_, impl Eye>, words: &Words) {
    let page = tour.page;
    tour.at("shortcuts", &["show-shortcuts"], "shortcuts-page").await;
    tour.page.click("shortcuts-close").await;
    tour.page.gone("shortcuts-page").await;
    Keys::new(tour.page).chord(&[CONTROL, "k"]).await;
    tour.at("palette", &[], "palette-item").await;
    tour.leave_menu().await;
    tour.page.gone("palette-input").await;
    tour.at("account-menu", &["account-menu"], "sign-out").await;
    tour.leave_menu().await;
    page.gone("sign-out").await;
    page.click("new-conversation").await;
    ask(page, words.handbook).await;
    page.see("message-assistant[data-end=complete]").await;
    page.wait_count("conversation-row", 2).await;
    tour.at("header-menu", &["header-menu"], "conversation-instructions")
        .await;
    tour.at("instructions", &["conversation-instructions"], "instructions-here")
        .await;
    page.click("instructions-close").await;
    page.gone("instructions-here").await;
    tour.at("exported", &["header-menu", "conversation-export-json"], "toast")
        .await;
    // It is there for who hovers or tabs to it.
    page.script(
        "document.querySelector('[data-testid=conversation-menu]').focus()",
        json!([]),
    )
    .await;
    tour.at("conversation-menu", &["conversation-menu"], "conversation-delete")
        .await;
    tour.at("confirm", &["conversation-delete"], "confirm").await;
    page.click("confirm-cancel").await;
    page.gone("confirm").await;
    tour.at("rename", &["conversation-menu", "conversation-rename"], "rename-input")
        .await;
    page.press("rename-input", "\u{e00c}").await;
    page.fill("search", "2026").await;
    tour.at("search", &[], "search-conversation").await;
    page.fill("search", "nothing says this").await;
    page.gone("search-conversation").await;
    tour.at("search-none", &[], "search").await;
    page.press("search", "\u{e00c}").await;
    page.see("conversation-row").await;
}
