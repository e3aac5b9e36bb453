//! A server that the person adds: with a key, with several accounts, and on a machine without a keychain.

use lanyard_server::Clock;
use lanyard_server::api_keys::ApiKeys;
use secrecy::ExposeSecret as _;

use crate::support::desktop::{Desk, Keychain, Leaks, Page, Plan};
use crate::support::headless::office::Office;

const PASSPHRASE: &str = "correct horse battery staple";

/// A key of the company's server, for a program.
async fn key(office: &Office) -> String {
    let keys = ApiKeys::open(office.settings(), lanyard_server::company::POLICY, Clock::system())
        .await
        .unwrap();
    let (_, key) = keys.create("laptop", &["company:read".to_owned()], None).await.unwrap();
    key.expose_secret().to_owned()
}

/// From the welcome screen: adds the server, leaves the sign-in that it asks for, and gives the key instead.
async fn add_with_key(page: &Page, office: &Office, key: &str) {
    page.click("welcome-settings").await;
    page.click("nav-tools").await;
    page.click("add-server").await;
    page.fill("connect-url", &office.url()).await;
    page.click("connect-submit").await;
    page.see("waiting[data-state=waiting]").await;
    page.click("waiting-cancel").await;
    page.see("waiting[data-state=cancelled]").await;
    page.click("waiting-close").await;
    page.click("server-more").await;
    page.click("server-options-open").await;
    page.choose("options-how", "headers").await;
    page.fill("options-header-name", "X-Api-Key").await;
    page.fill("options-header-value", key).await;
    page.click("options-save").await;
    page.see("server-row[data-state=ready]").await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_key_is_given_once_and_seen_nowhere() {
    let office = Office::open().await;
    let key = key(&office).await;
    let desk = Desk::open(Keychain::Unlocked);
    desk.browse(&Plan::approve("ada").holding());
    let app = desk.start(&[]).await;
    add_with_key(app.page(), &office, &key).await;
    let everything = app.page().everything().await;
    assert_eq!(
        everything.matches(&key).count(),
        1,
        "it crosses the bridge once, inward"
    );
    app.close(&desk).await;
    let mut leaks = Leaks::default();
    leaks.watch_for("the key", &key);
    leaks.look_in_files(desk.home(), &[]);
    leaks.assert_none();

    // The next start opens it by itself, and its settings say that there is a key, not which.
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("server-status[data-ready=\"1\"]").await;
    page.click("nav-tools").await;
    page.click("server-more").await;
    page.click("server-options-open").await;
    page.see("options-header-value[placeholder^=Kept]").await;
    page.click("options-cancel").await;
    app.close(&desk).await;
    office.close().await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn another_account_is_chosen_at_the_same_server() {
    let office = Office::open().await;
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    page.click("welcome-settings").await;
    page.click("nav-tools").await;
    page.click("add-server").await;
    page.fill("connect-url", &office.url()).await;
    page.click("connect-submit").await;
    page.read("signed-in-as", "ada.lim@").await;
    page.click("waiting-continue").await;
    desk.browse(&Plan::approve("grace"));
    page.click("nav-tools").await;
    page.click("server-more").await;
    page.click("server-switch").await;
    page.read("signed-in-as", "grace.okafor@").await;
    page.click("waiting-continue").await;
    page.click("nav-tools").await;
    page.read("server-account", "grace.okafor@").await;
    app.close(&desk).await;
    office.close().await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn without_a_keychain_secrets_can_be_kept_in_an_encrypted_file() {
    let office = Office::open().await;
    let key = key(&office).await;
    let desk = Desk::open(Keychain::None);
    desk.browse(&Plan::approve("ada").holding());
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("notice[data-kind=keychain]").await;
    add_with_key(page, &office, &key).await;
    page.click("nav-settings").await;
    page.click("vault-make-file").await;
    page.fill("vault-passphrase", "too short").await;
    page.click("vault-passphrase-submit").await;
    page.read("error-message", "at least 10 characters").await;
    page.fill("vault-passphrase", PASSPHRASE).await;
    page.click("vault-passphrase-submit").await;
    page.see("vault[data-kind=file]").await;
    page.gone("notice[data-kind=keychain]").await;
    app.close(&desk).await;
    let mut leaks = Leaks::default();
    leaks.watch_for("the key", &key);
    leaks.watch_for("the passphrase", PASSPHRASE);
    leaks.look_in_files(desk.home(), &[]);
    leaks.assert_none();

    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("notice[data-kind=keychain]").await;
    page.read("server-line", "secrets").await;
    page.click("welcome-settings").await;
    page.see("vault[data-kind=file_closed]").await;
    page.fill("vault-passphrase", "wrong horse battery staple").await;
    page.click("vault-passphrase-submit").await;
    page.read("error-message", "does not open the file").await;
    page.fill("vault-passphrase", PASSPHRASE).await;
    page.click("vault-passphrase-submit").await;
    page.see("vault[data-kind=file]").await;
    page.see("server-status[data-ready=\"1\"]").await;
    app.close(&desk).await;

    // Whoever has forgotten it is not shut out for ever.
    let app = desk.start(&[]).await;
    let page = app.page();
    page.see("notice[data-kind=keychain]").await;
    page.click("welcome-settings").await;
    page.see("vault[data-kind=file_closed]").await;
    page.click("vault-start-over").await;
    page.see("confirm").await;
    page.click("confirm-cancel").await;
    page.gone("confirm").await;
    page.see("vault[data-kind=file_closed]").await;
    page.click("vault-start-over").await;
    page.click("confirm-ok").await;
    page.see("vault[data-kind=memory]").await;
    page.read("notice", "set aside as").await;
    app.close(&desk).await;
    office.close().await;
}
