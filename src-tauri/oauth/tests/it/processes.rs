//! C4.3 over real processes: this test binary starts itself again as the other process.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use http::Method;
use lanyard_net::{Net, Settings};
use lanyard_oauth::{AccountId, Authorizer, Clock, Random, ServerSettings};
use lanyard_vault::Vault;
use secrecy::SecretString;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

use crate::discovery::server;
use crate::support::{Lanyard, World, parts, status};

const FOLDER: &str = "LANYARD_TEST_FOLDER";
const URL: &str = "LANYARD_TEST_URL";
const TASKS: usize = 25;
const PROCESSES: usize = 8;

/// The full count in `cargo xtask soak`, a twentieth of it otherwise.
fn repeats(full: u32) -> u32 {
    if std::env::var_os("LANYARD_SOAK").is_some() {
        full
    } else {
        full.div_ceil(20)
    }
}

fn file_vault(folder: &std::path::Path) -> Vault {
    Vault::file(folder.join("vault"), SecretString::from("a passphrase"))
}

/// Not a test of its own: the other process. It opens the profile, says `ready`, waits for a line, makes its calls
/// with a token that has ended, and prints the tokens' hashes.
#[tokio::test]
#[ignore = "started by the tests of this module"]
async fn other_process() {
    let (Ok(folder), Ok(url)) = (std::env::var(FOLDER), std::env::var(URL)) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let net = Net::new(&Settings {
        proxy: lanyard_net::Proxy::Direct,
        ..Settings::default()
    })
    .unwrap();
    let mut given = parts(&folder, &net, &file_vault(&folder), Clock::system());
    given.random = Random::system();
    let authorizer = Authorizer::open(given).await.unwrap();
    let door = authorizer.door(ServerSettings::new("x", url.clone()).unwrap(), AccountId::default());
    say("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let calls = (0..TASKS).map(|_| {
        let (door, url, net) = (door.clone(), url.parse().unwrap(), net.clone());
        tokio::spawn(async move {
            let pass = door.authorize(&Method::POST, &url).await.unwrap();
            let answer = net
                .client()
                .post(url)
                .headers(pass.headers().clone())
                .send()
                .await
                .unwrap();
            answer.status().as_u16()
        })
    });
    let statuses: Vec<u16> = futures::future::join_all(calls)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    say(&format!("statuses {statuses:?}"));
}

fn say(text: &str) {
    let mut out = std::io::stdout();
    out.write_all(format!("{text}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn spawn(folder: &std::path::Path, url: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "processes::other_process",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .env(URL, url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Reads until a line holds `wanted` (the test harness of the other process prints lines of its own).
async fn line(child: &mut Child, wanted: &str) -> String {
    let out = child.stdout.as_mut().unwrap();
    let mut reader = BufReader::with_capacity(1, out);
    loop {
        let mut text = String::new();
        assert_ne!(
            reader.read_line(&mut text).await.unwrap(),
            0,
            "the other process ended before it said {wanted:?}"
        );
        if text.contains(wanted) {
            return text;
        }
    }
}

/// A profile whose access token ends at once, by the system's clock.
async fn expired_profile(world: &World) -> Lanyard {
    let folder = tempfile::tempdir().unwrap();
    let vault = file_vault(folder.path());
    world.set(|f| f.token_extra = json!({ "expires_in": 1 }));
    // The other processes have the system's clock, which is ahead of a sign-in made in 2001.
    let lanyard = Lanyard::at(folder, vault, 1_000_000_000).await;
    lanyard.sign_in(world, &server(world)).await;
    world.set(|f| {
        f.expire_access();
        f.token_extra = json!({ "expires_in": 3600 });
    });
    lanyard
}

#[tokio::test]
async fn c4_3_processes_at_expiry_make_one_refresh() {
    for round in 1..=repeats(50) {
        let world = World::new().await;
        let lanyard = expired_profile(&world).await;
        // The first answer is held back long enough for the other processes to send requests of their own, if they would.
        let fake = std::sync::Arc::clone(&world.fake);
        world.answer("/token", move |seen| {
            let fake = std::sync::Arc::clone(&fake);
            async move {
                tokio::time::sleep(Duration::from_millis(1500)).await;
                fake.lock().unwrap().grant(&seen)
            }
        });
        let mut children: Vec<Child> = (0..PROCESSES)
            .map(|_| spawn(lanyard.folder.path(), &world.url()))
            .collect();
        for child in &mut children {
            line(child, "ready").await;
        }
        for child in &mut children {
            child.stdin.as_mut().unwrap().write_all(b"go\n").await.unwrap();
        }
        for child in &mut children {
            let statuses = line(child, "statuses").await;
            assert_eq!(statuses.matches("200").count(), TASKS, "round {round}: {statuses}");
        }
        let asked = world.requests("/token").len() - 1;
        assert_eq!(asked, 1, "round {round}: one refresh for {} calls", PROCESSES * TASKS);
    }
}

/// The server rotates, and ends the family when a used refresh token comes again: an answer that was sent and lost with
/// the process can't be made up for. Any other kill leaves the old state or the new one usable.
#[tokio::test]
async fn c4_3_a_kill_at_any_instant_leaves_the_old_state_or_the_new_one() {
    let (mut excused, mut before, rounds) = (0, 0, repeats(100));
    for round in 0..rounds {
        let world = World::new().await;
        let lanyard = expired_profile(&world).await;
        let sent = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (fake, answered) = (std::sync::Arc::clone(&world.fake), std::sync::Arc::clone(&sent));
        world.answer("/token", move |seen| {
            let (fake, answered) = (std::sync::Arc::clone(&fake), std::sync::Arc::clone(&answered));
            async move {
                tokio::time::sleep(Duration::from_millis(15)).await;
                // From here on the answer counts as sent, whether or not it still finds its reader.
                answered.store(true, std::sync::atomic::Ordering::SeqCst);
                fake.lock().unwrap().grant(&seen)
            }
        });
        let mut first = spawn(lanyard.folder.path(), &world.url());
        line(&mut first, "ready").await;
        first.stdin.as_mut().unwrap().write_all(b"go\n").await.unwrap();
        // The instants are spread evenly over the time that a refresh takes here, and a little beyond.
        let instant = Duration::from_millis(300).mul_f64(f64::from(round) / f64::from(rounds));
        tokio::time::sleep(instant).await;
        first.kill().await.unwrap();
        let answer_was_sent = sent.load(std::sync::atomic::Ordering::SeqCst);
        before += u32::from(!answer_was_sent);

        let mut second = spawn(lanyard.folder.path(), &world.url());
        line(&mut second, "ready").await;
        second.stdin.as_mut().unwrap().write_all(b"go\n").await.unwrap();
        let statuses = line(&mut second, "statuses").await;
        if statuses.matches("200").count() != TASKS {
            assert!(
                answer_was_sent,
                "signed out although no answer was sent, after {instant:?}: {statuses}"
            );
            excused += 1;
        }
    }
    eprintln!("{rounds} kills, {before} before the answer was sent; {excused} signed out after it was");
    // A whole row of excuses would prove nothing.
    assert!(excused * 2 < rounds.max(4), "{excused} of {rounds} excused");
}

#[tokio::test]
async fn c4_3_a_process_killed_while_it_refreshes_blocks_nobody_and_the_old_token_still_works() {
    let world = World::new().await;
    let lanyard = expired_profile(&world).await;
    // The first process's request is never answered, and never counted by the server.
    let asked = std::sync::Arc::new(tokio::sync::Notify::new());
    let signal = std::sync::Arc::clone(&asked);
    world.answer("/token", move |_| {
        signal.notify_one();
        async {
            std::future::pending::<()>().await;
            status(500)
        }
    });
    let mut first = spawn(lanyard.folder.path(), &world.url());
    line(&mut first, "ready").await;
    first.stdin.as_mut().unwrap().write_all(b"go\n").await.unwrap();
    asked.notified().await;
    first.kill().await.unwrap();
    world.restore("/token");
    let mut second = spawn(lanyard.folder.path(), &world.url());
    line(&mut second, "ready").await;
    second.stdin.as_mut().unwrap().write_all(b"go\n").await.unwrap();
    let statuses = line(&mut second, "statuses").await;
    assert_eq!(statuses.matches("200").count(), TASKS, "{statuses}");
    assert_eq!(world.get(|f| f.refreshes), 1);
}

#[tokio::test]
async fn c4_3_tokens_are_kept_before_they_are_exposed() {
    let world = World::new().await;
    let lanyard = expired_profile(&world).await;
    let mut child = spawn(lanyard.folder.path(), &world.url());
    line(&mut child, "ready").await;
    child.stdin.as_mut().unwrap().write_all(b"go\n").await.unwrap();
    // The moment a request with the new token arrives, the process dies: the token must be in the vault by then.
    while world.requests("/mcp").is_empty() {
        tokio::task::yield_now().await;
    }
    child.kill().await.unwrap();
    let exposed = world.requests("/mcp")[0].bearer().unwrap();
    let later = lanyard.restarted().await;
    let pass = later
        .door(&server(&world))
        .authorize(&Method::POST, &world.url().parse().unwrap())
        .await
        .unwrap();
    assert_eq!(pass.headers()["authorization"], format!("Bearer {exposed}"));
}
