//! No token, code or verifier in the page, the files, the logs, or the words that processes were started with.

use super::{DEMO_KEYS, ask, enter_demo};
use crate::support::desktop::{Desk, Keychain, Leaks, Plan};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn secrets_are_in_the_keychain_and_nowhere_else() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    desk.browse(&Plan::approve("ada").holding());
    page.click("welcome-sign-in").await;
    page.see("waiting[data-state=waiting]").await;
    desk.robot_notes("consent", 0);

    // While the browser is open the verifier is in the keychain.
    let mut leaks = Leaks::default();
    leaks.watch_for_keychain(&desk, DEMO_KEYS);
    let before = leaks.watched();
    assert!(before > 0, "the verifier is in the keychain");
    desk.let_robot_go_on();
    page.see("waiting[data-state=done]").await;
    leaks.watch_for_keychain(&desk, DEMO_KEYS);
    assert!(leaks.watched() > before, "the tokens are in the keychain");
    let link = desk.robot_notes("left", 0)["link"].as_str().unwrap().to_owned();
    let code = url::Url::parse(&link)
        .unwrap()
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    leaks.watch_for("the code", &code);

    page.click("waiting-continue").await;
    ask(page, "How many vacation days do I have left?").await;
    page.see("tool-card[data-tool=leave_balance][data-state=done]").await;
    leaks.look_in_page(page).await;

    // The browser is the one that may know the code: its own files and arguments are not ours. It closes by itself,
    // and the app that the desktop started with the link has ended by then.
    desk.robot_notes("closed", 0);
    let own = [desk.path("robot"), desk.path("data/keyrings"), desk.path("tmp")];
    leaks.look_in_files(desk.home(), &own);
    leaks.look_in_processes();
    app.close(&desk).await;
    leaks.look_in_files(desk.home(), &own);
    leaks.assert_none();
}
