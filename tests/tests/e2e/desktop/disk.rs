//! A disk that is full, and then is not.

use std::io::Write as _;
use std::process::Command;

use super::{ask, enter_demo, sign_in};
use crate::support::desktop::{Desk, Keychain};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_full_disk_is_said_and_nothing_shown_is_lost() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    sign_in(&app).await;
    ask(page, "How many vacation days do I have left?").await;
    page.see("message-assistant[data-end=complete]").await;
    app.close(&desk).await;

    // The app's data on a small disk of its own. It vanishes with the mount namespace that this test runs in.
    let data = desk.path("data/lanyard");
    let kept = desk.path("tmp/kept");
    std::fs::rename(&data, &kept).unwrap();
    std::fs::create_dir(&data).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
        .arg(&data)
        .status()
        .unwrap();
    assert!(mounted.success(), "a small disk can be mounted");
    assert!(
        Command::new("cp")
            .args(["-a", "--"])
            .arg(kept.join("."))
            .arg(&data)
            .status()
            .unwrap()
            .success()
    );

    let app = desk.start(&[]).await;
    let page = app.page();
    page.click("conversation-row").await;
    page.read("message-user", "How many vacation days").await;
    page.see("server-status[data-ready=\"1\"]").await;
    fill(&data.join("filler"));
    page.fill("composer", "What can you do?").await;
    page.click("send").await;
    page.read("error-message", "disk is full").await;
    page.read("message-user", "How many vacation days").await;
    page.read("composer", "What can you do?").await;

    std::fs::remove_file(data.join("filler")).unwrap();
    page.click("send").await;
    page.wait_count("message-assistant[data-end=complete]", 2).await;
    app.close(&desk).await;
    assert!(Command::new("umount").arg("-l").arg(&data).status().unwrap().success());
}

/// Writes until nothing more goes in.
fn fill(path: &std::path::Path) {
    let mut file = std::fs::File::create(path).unwrap();
    for size in [1 << 16, 1 << 12, 1 << 8, 1] {
        let piece = vec![0u8; size];
        while file.write_all(&piece).and_then(|()| file.flush()).is_ok() {}
    }
}
