//! A desktop without a keychain: the app stays usable, says so, and writes no secret anywhere else.

use super::{ask, enter_demo, sign_in};
use crate::support::desktop::{Desk, Keychain};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn without_a_keychain_the_sign_in_lasts_until_the_end() {
    let desk = Desk::open(Keychain::None);
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("notice[data-kind=keychain]").await;
    enter_demo(page).await;
    sign_in(&app).await;
    ask(page, "How many vacation days do I have left?").await;
    page.see("tool-card[data-tool=leave_balance][data-state=done]").await;
    app.close(&desk).await;
    let app = desk.start(&[]).await;
    app.page().see("html[data-phase=ready][data-profile=demo]").await;
    app.page().see("server-status[data-ready=\"0\"]").await;
}
