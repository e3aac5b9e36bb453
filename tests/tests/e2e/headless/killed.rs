//! `kill -9` at random instants, while a model streams and tools run (a hundred times in `cargo xtask soak`): what was
//! shown is there after the next start, but for the last quarter of a second.
//!
//! This test binary starts itself again as the app that is killed. It tells every event on its output, as a window is
//! told, and the test notes when each one arrived.

mod shown;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use lanyard_client::api::{
    CallState, ConversationView, Event, EventBody, PartView, Profile, Role, ServerState, TurnEnd,
};
use lanyard_client::clock::Clock;
use lanyard_client::company::Company;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Options, VaultChoice};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::support::headless::dice::{Dice, repeats};
use crate::support::headless::echo;
use crate::support::headless::model::{Model, Piece};
use crate::support::headless::watch::Watch;
use shown::Shown;

const FOLDER: &str = "LANYARD_TEST_FOLDER";
/// Text that was shown for longer than this is not lost.
const KEPT: Duration = Duration::from_millis(250);
/// Within this time after it could begin, the app is killed.
const LATEST: f64 = 1.5;
/// How many answers of the model make a turn; each but the last calls two tools at once.
const ANSWERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_shown_survives_a_kill_at_any_instant() {
    let mut dice = Dice::new();
    eprintln!("{dice}");
    let model = Model::start(Duration::from_millis(4), says).await;
    let folder = tempfile::tempdir().unwrap();
    let company = format!("name = \"Meridian\"\n{}{}", echo::serve().await, model.gateway());
    std::fs::write(folder.path().join("company.toml"), company).unwrap();
    let mut before: Vec<ConversationView> = Vec::new();
    let mut streaming = 0;
    for round in 1..=repeats(100) {
        let wait = Duration::from_secs_f64(dice.roll() * LATEST);
        let (shown, told) = kill_after(folder.path(), wait).await;
        streaming += u32::from(shown.is_running());
        let here = format!("kill {round} after {wait:?}, {told} events");
        whole(folder.path()).await;
        before = again(folder.path(), &here, &shown, &before).await;
    }
    eprintln!("{streaming} kills came in the middle of an answer");
    assert!(streaming > 0, "no kill came in the middle of an answer ({dice})");
}

/// What the model says: words that can be told apart, and calls, for as long as the turn is young.
pub(crate) fn says(asked: &Value) -> Vec<Piece> {
    let messages = asked["messages"].as_array().unwrap();
    let of_turn = messages.iter().rev().take_while(|one| one["role"] != "user");
    let answers = of_turn.filter(|one| one["role"] == "assistant").count();
    let mut pieces: Vec<Piece> = (0..60).map(|n| Piece::Text(format!("w{answers}-{n} "))).collect();
    let tools = asked["tools"].as_array().into_iter().flatten();
    let echo = tools
        .filter_map(|tool| tool["function"]["name"].as_str())
        .find(|name| name.contains("echo"));
    if let Some(echo) = echo.filter(|_| answers + 1 < ANSWERS) {
        for n in 0..2 {
            let text = format!("result {answers}-{n}");
            pieces.push(Piece::Call(echo.to_owned(), json!({ "text": text })));
        }
    }
    pieces
}

async fn open(folder: &Path) -> Client {
    let company = std::fs::read_to_string(folder.join("company.toml")).unwrap();
    let (company, problems) = Company::parse(&company, Path::new("company.toml"));
    assert!(problems.is_empty(), "{problems:?}");
    Client::open(Options {
        profile: Profile::Main,
        paths: paths(folder),
        vault: VaultChoice::Memory,
        company: Some(company),
        clock: Clock::system(),
        connect: true,
    })
    .await
    .unwrap()
}

fn paths(folder: &Path) -> Paths {
    let nowhere = folder.join("nowhere");
    Paths::under(folder, nowhere.clone(), nowhere, Profile::Main)
}

/// Not a test of its own: the app that is killed. It holds one conversation after the other and tells every event.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test of this module"]
async fn victim() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let client = open(&PathBuf::from(folder)).await;
    let mut events = Box::pin(client.subscribe(Some(client.begin())));
    let mut conversation = String::new();
    while let Some(event) = events.next().await {
        tell(&event);
        let goes_on = match &event.body {
            EventBody::Server { server } => server.state == ServerState::Ready && conversation.is_empty(),
            EventBody::Conversation { conversation: row } => {
                row.id == conversation && !row.busy && !row.title.is_empty()
            }
            _ => false,
        };
        if goes_on {
            if conversation.is_empty() {
                conversation = client.new_conversation().await.unwrap().summary.id;
            }
            client.send_message(&conversation, "Go on").await.unwrap();
        }
    }
}

fn tell(event: &Event) {
    use std::io::Write as _;
    let mut out = std::io::stdout();
    out.write_all(format!("{}\n", serde_json::to_string(event).unwrap()).as_bytes())
        .unwrap();
    out.flush().unwrap();
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "headless::killed::victim",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Starts the app, kills it some time after its tools are there, and says what it had shown for long enough.
async fn kill_after(folder: &Path, wait: Duration) -> (Shown, usize) {
    let mut child = start(folder);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told: Vec<(Instant, Event)> = Vec::new();
    let mut end: Option<Instant> = None;
    loop {
        let line = match end {
            None => lines.next_line().await.unwrap(),
            Some(end) => match tokio::time::timeout_at(end.into(), lines.next_line()).await {
                Ok(line) => line.unwrap(),
                Err(tokio::time::error::Elapsed { .. }) => break,
            },
        };
        let line = line.expect("the app lives until it is killed");
        // The test harness of the other process prints lines of its own.
        let Some(event) = line
            .find('{')
            .and_then(|at| serde_json::from_str::<Event>(&line[at..]).ok())
        else {
            continue;
        };
        let ready = matches!(&event.body, EventBody::Server { server } if server.state == ServerState::Ready);
        if ready && end.is_none() {
            end = Some(Instant::now() + wait);
        }
        told.push((Instant::now(), event));
    }
    let killed = Instant::now();
    child.kill().await.unwrap();
    let count = told.len();
    let kept = told
        .into_iter()
        .filter(|(at, _)| *at + KEPT < killed)
        .map(|(_, event)| event);
    (Shown::after(kept), count)
}

/// The database is whole.
async fn whole(folder: &Path) {
    let url = format!("sqlite://{}", paths(folder).database().display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let said: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(said, "ok");
    pool.close().await;
}

/// The next start. Everything opens, what was shown is there, what was interrupted says so, and the next message works.
/// Returns all conversations as they are then.
async fn again(folder: &Path, here: &str, shown: &Shown, before: &[ConversationView]) -> Vec<ConversationView> {
    let client = open(folder).await;
    let mut watch = Watch::from_start(&client);
    watch.server("tools", |state| *state == ServerState::Ready).await;
    for old in before {
        let now = client.open_conversation(&old.summary.id).await.unwrap();
        assert_eq!(now.messages, old.messages, "{here}: an older conversation is as it was");
    }
    let rows = client.snapshot().await.unwrap().conversations;
    let mut after = Vec::new();
    for row in &rows {
        let view = client.open_conversation(&row.id).await.unwrap();
        for message in &view.messages {
            let over = message.role == Role::User || message.end.is_some();
            assert!(over, "{here}: nothing runs any more: {message:#?}");
            for part in &message.parts {
                match part {
                    PartView::Note { sentence } => panic!("{here}: a row can't be read: {sentence:?}"),
                    PartView::Call { call } => assert!(
                        !matches!(call.state, CallState::Asking | CallState::Running),
                        "{here}: no call runs any more: {call:#?}"
                    ),
                    _ => {}
                }
            }
        }
        after.push(view);
    }
    shown.assert_in(&after, here);
    if let Some(id) = rows.first().map(|row| row.id.clone()) {
        let mut watch = Watch::new(&client);
        client.send_message(&id, "And now?").await.unwrap();
        let end = watch
            .until("the next turn's end", |body| match body {
                EventBody::TurnEnded { end, .. } => Some(end.clone()),
                _ => None,
            })
            .await;
        assert_eq!(end, TurnEnd::Complete, "{here}: the next message works");
        watch
            .until("the conversation at rest", |body| match body {
                EventBody::Conversation { conversation } if !conversation.busy => Some(()),
                _ => None,
            })
            .await;
        let view = client.open_conversation(&id).await.unwrap();
        after.retain(|other| other.summary.id != id);
        after.push(view);
    }
    client.close().await;
    after
}
