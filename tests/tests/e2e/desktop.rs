//! The built app in a real window, on a desktop of its own.
//!
//! In the order of a first day: what the desktop itself can do, the whole journey, then what may go wrong on the way.

mod accessible;
mod brought;
mod demo;
mod disk;
mod files;
mod host;
mod hostile;
mod inspector;
mod keyboard;
mod keychain;
mod killed;
mod links;
mod local_server;
mod own_server;
mod secrecy;
mod sign_in;
mod start;
mod surroundings;
pub(crate) mod tour;
mod trouble;
mod window;

use crate::support::desktop::{App, Page};

/// The keychain's name for what the demo keeps.
const DEMO_KEYS: &str = "Lanyard demo";

/// From the welcome screen of the main profile into the demo's.
async fn enter_demo(page: &Page) {
    page.see("app[data-screen=welcome]").await;
    page.click("welcome-demo").await;
    page.see("html[data-profile=demo]").await;
    page.see("welcome-sign-in").await;
}

/// From the demo's welcome screen to a signed-in, empty chat. The robot at the browser must have a plan that approves.
async fn sign_in(app: &App) {
    app.page().click("welcome-sign-in").await;
    app.page().see("waiting[data-state=done]").await;
    app.page().click("waiting-continue").await;
    app.page().see("composer").await;
}

/// Types a question and sends it.
async fn ask(page: &Page, question: &str) {
    page.fill("composer", question).await;
    page.click("send").await;
    page.read("message-user", question).await;
}
