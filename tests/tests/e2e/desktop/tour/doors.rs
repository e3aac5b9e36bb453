//! Into the demo, through the browser, and out again.

use super::words::Words;
use super::{Eye, Tour};
use crate::desktop::ask;
use crate::support::desktop::{Desk, Plan};

pub(super) async fn welcome(tour: &mut Tour<'_, impl Eye>) {
    tour.at("welcome", &[], "welcome-demo").await;
    tour.at("connect", &["welcome-connect"], "connect-url").await;
    tour.page.fill("connect-url", "http://example.com/mcp").await;
    tour.at("error", &["connect-submit", "details-toggle"], "details").await;
    tour.page.click("connect-cancel").await;
    tour.page.click("welcome-demo").await;
    tour.page.see("html[data-profile=demo]").await;
    tour.page.see("welcome-sign-in").await;
    tour.speak().await;
    tour.at("welcome-demo", &[], "demo-band").await;
}

pub(super) async fn sign_in(desk: &Desk, tour: &mut Tour<'_, impl Eye>) {
    desk.browse(&Plan::approve("ada").holding());
    tour.at("waiting", &["welcome-sign-in"], "waiting[data-state=waiting]")
        .await;
    tour.at("waiting-paste", &["waiting-paste-open"], "waiting-paste").await;
    desk.robot_notes("consent", 0);
    desk.let_robot_go_on();
    tour.at("signed-in", &[], "waiting[data-state=done]").await;
    tour.page.click("waiting-continue").await;
}

pub(super) async fn out(tour: &mut Tour<'_, impl Eye>, words: &Words) {
    let page = tour.page;
    page.click("account-menu").await;
    page.click("sign-out").await;
    page.see("server-status[data-ready=\"0\"]").await;
    page.click("new-conversation").await;
    tour.at("chat-signed-out", &[], "composer").await;
    ask(page, words.balance).await;
    page.wait_count("message-assistant[data-end]", 1).await;
    tour.at("answer-signed-out", &[], "message-assistant[data-end]").await;
    tour.at("leave-demo", &["leave-demo"], "confirm").await;
    page.click("confirm-ok").await;
    page.see("html[data-profile=main]").await;
}
