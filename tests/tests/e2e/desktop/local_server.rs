//! The bundled server, switched on in Settings and used like any other.

use serde_json::json;

use crate::support::desktop::{Desk, Keychain, Page};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn the_local_server_is_switched_on_signed_in_to_and_switched_off() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    page.click("welcome-settings").await;
    page.see("local-server[data-state=off]").await;
    set_port(page, free_port()).await;
    page.click("local-server-check").await;
    page.see("finding[data-severity=ok]").await;
    page.click("local-server-switch").await;
    page.see("local-server[data-state=running]").await;
    let url = attribute(page, "local-server-url", "data-url").await;
    page.click("nav-tools").await;
    page.click("add-server").await;
    page.fill("connect-url", &url).await;
    page.click("connect-submit").await;
    page.read("signed-in-as", "ada.lim@").await;
    page.click("waiting-continue").await;
    page.click("nav-settings").await;
    page.click("local-server-log-toggle").await;
    page.read("local-server-log", "allowed").await;
    page.click("local-server-switch").await;
    page.see("local-server[data-state=off]").await;
    app.close(&desk).await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_port_in_use_is_said_and_another_one_works() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    page.click("welcome-settings").await;
    page.see("local-server[data-state=off]").await;
    set_port(page, port).await;
    page.click("local-server-switch").await;
    page.see("local-server[data-state=failed]").await;
    page.read("local-server", &format!("Port {port} is in use")).await;
    set_port(page, free_port()).await;
    page.click("local-server-switch").await;
    page.see("local-server[data-state=running]").await;
    app.close(&desk).await;
}

/// A port on which nobody listens, at least until a moment ago.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

async fn set_port(page: &Page, port: u16) {
    page.fill("local-server-port", &port.to_string()).await;
    page.click("local-server-save").await;
    // Saved is what comes back from the core: the redirect address names the port.
    page.see(&format!("local-server-redirect[data-url*=':{port}/']")).await;
}

async fn attribute(page: &Page, id: &str, name: &str) -> String {
    let element = page.see(id).await;
    let value = page
        .script("return arguments[0].getAttribute(arguments[1])", json!([element, name]))
        .await;
    value.as_str().unwrap().to_owned()
}
