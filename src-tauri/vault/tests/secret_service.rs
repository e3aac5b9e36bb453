//! The Secret Service for real: a session bus of this test's own, on which nobody keeps secrets until gnome-keyring is
//! started.

#![cfg(all(unix, not(target_os = "macos")))]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lanyard_vault::{Kind, Vault, VaultError};
use secrecy::{ExposeSecret as _, SecretString};

/// A bus that starts no service by itself.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

fn is_installed(program: &str) -> bool {
    let tried = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    tried.is_ok()
}

#[test]
fn a_keychain_that_starts_late_is_found_and_keeps_long_secrets_whole() {
    for program in ["dbus-run-session", "gnome-keyring-daemon"] {
        assert!(
            is_installed(program),
            "{program} is not installed; `cargo xtask test --only headless` installs it"
        );
    }
    let home = tempfile::tempdir().unwrap();
    let bus = home.path().join("bus.conf");
    std::fs::write(&bus, BUS).unwrap();
    let done = Command::new("dbus-run-session")
        .arg(format!("--config-file={}", bus.display()))
        .arg("--")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "on_a_bus_of_its_own", "--ignored", "--nocapture"])
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .env("XDG_RUNTIME_DIR", home.path())
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

/// Not a test of its own: what happens within that session.
#[tokio::test]
#[ignore = "started by the test above"]
async fn on_a_bus_of_its_own() {
    let vault = Vault::keychain("Lanyard test");
    let none = vault.probe().await.unwrap_err();
    assert!(matches!(none, VaultError::Missing(_)), "{none}");
    let headless = Vault::keychain_or_memory("Lanyard test");
    headless.probe().await.unwrap();
    assert_eq!(headless.kind(), Kind::Memory);

    start_keyring();
    let begun = Instant::now();
    while let Err(error) = vault.probe().await {
        assert!(begun.elapsed() < Duration::from_secs(20), "{error}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let desktop = Vault::keychain_or_memory("Lanyard test");
    desktop.probe().await.unwrap();
    assert_eq!(desktop.kind(), Kind::Keychain);
    assert_eq!(headless.kind(), Kind::Memory, "who began with memory stays there");

    let probes = (0..8).map(|_| {
        let vault = vault.clone();
        tokio::spawn(async move { vault.probe().await })
    });
    for probe in probes.collect::<Vec<_>>() {
        probe.await.unwrap().unwrap();
    }

    let long = |letter: &str| SecretString::from(letter.repeat(7000));
    vault.set("name", &long("a")).await.unwrap();
    let writer = {
        let vault = vault.clone();
        tokio::spawn(async move {
            for round in 0..10 {
                vault.set("name", &long(["b", "a"][round % 2])).await.unwrap();
            }
        })
    };
    while !writer.is_finished() {
        match vault.get("name").await {
            Ok(found) => {
                let found = found.unwrap();
                let found = found.expose_secret();
                assert!(found.len() == 7000 && found.chars().all(|c| found.starts_with(c)));
            }
            Err(error) => assert!(matches!(error, VaultError::Damaged), "{error}"),
        }
    }
    writer.await.unwrap();
    vault.delete("name").await.unwrap();
    assert!(vault.get("name").await.unwrap().is_none());
}

/// It ends with its bus.
fn start_keyring() {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    daemon.stdin.take().unwrap().write_all(b"a passphrase").unwrap();
    assert!(daemon.wait().unwrap().success());
}
