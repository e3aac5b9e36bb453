//! What searching a long past costs: `cargo xtask bench ui`, after the window was measured.
//!
//! A hundred thousand messages in a thousand conversations, as the store itself writes them; words that many hold, that
//! few hold, that nobody holds, and a phrase, found through the same door that the window uses.

#![expect(clippy::unwrap_used, reason = "what can't go on here has failed")]
#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use lanyard_client::api::Profile;
use lanyard_client::clock::Clock;
use lanyard_client::paths::Paths;
use lanyard_client::store::{Store, conversations, messages};
use lanyard_client::{Client, Options, VaultChoice};
use serde_json::json;
use tempfile::TempDir;

const CONVERSATIONS: u32 = 1_000;
const TURNS: u32 = 50;
const ROUNDS: usize = 15;
/// What a search may take.
const MOST: Duration = Duration::from_millis(50);

/// What the messages are made of.
const WORDS: [&str; 24] = [
    "leave",
    "vacation",
    "room",
    "booking",
    "report",
    "quarter",
    "finance",
    "support",
    "ticket",
    "laptop",
    "handbook",
    "travel",
    "training",
    "budget",
    "approval",
    "manager",
    "office",
    "Helsinki",
    "invoice",
    "年假",
    "会议室",
    "报销",
    "December",
    "Friday",
];

/// What is looked for: in every message, in some, in one, in none, two words, and Chinese.
const WANTED: [&str; 6] = [
    "vacation",
    "seldom",
    "needle4711",
    "nobody says this",
    "finance report",
    "会议室",
];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let folder = TempDir::new().unwrap();
    let nowhere = folder.path().join("nowhere");
    let paths = Paths::under(folder.path(), nowhere.clone(), nowhere, Profile::Main);
    let begun = Instant::now();
    fill(&paths).await;
    println!(
        "{} messages were written in {:.0} s",
        CONVERSATIONS * TURNS * 2,
        begun.elapsed().as_secs_f64()
    );
    let client = Client::open(Options {
        profile: Profile::Main,
        paths,
        vault: VaultChoice::Memory,
        company: None,
        clock: Clock::system(),
        connect: false,
    })
    .await
    .unwrap();
    let mut fine = true;
    for wanted in WANTED {
        let mut times = Vec::new();
        let mut found = 0;
        for round in 0..=ROUNDS {
            let begun = Instant::now();
            found = client.search_conversations(wanted).await.unwrap().len();
            if round > 0 {
                times.push(begun.elapsed());
            }
        }
        times.sort();
        let time = times[ROUNDS / 2];
        let holds = time < MOST;
        fine &= holds;
        println!(
            "{}  search for \"{wanted}\": {:.1} ms, {found} found (less than {} ms)",
            if holds { "holds" } else { "FAILS" },
            time.as_secs_f64() * 1e3,
            MOST.as_millis()
        );
    }
    client.close().await;
    if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn fill(paths: &Paths) {
    let (store, _) = Store::open(&paths.database(), &Clock::system()).await.unwrap();
    let mut number = 0;
    for conversation in 0..CONVERSATIONS {
        let id = format!("00000000-0000-7000-8000-{conversation:012}");
        let at = format!(
            "2025-{:02}-{:02}T10:00:00Z",
            conversation % 12 + 1,
            conversation % 28 + 1
        );
        conversations::insert(&store, &id, &at).await.unwrap();
        let title = format!("Conversation {conversation}");
        let mut last = None;
        for _ in 0..TURNS {
            let question = messages::Row {
                parent: last,
                ..row(&id, "user", &text(number, 12), &at)
            };
            let answer = messages::Row {
                ended: Some(json!({ "type": "complete" }).to_string()),
                model: Some("steady".to_owned()),
                ..row(&id, "assistant", &text(number + 1, 60), &at)
            };
            let begin = messages::Beginning {
                user: Some(&question),
                files: &[],
                answer: &answer,
                title: &title,
                sent: true,
            };
            last = Some(messages::begin_turn(&store, &begin).await.unwrap().1);
            number += 2;
        }
    }
    store.close().await;
}

/// So many words, other ones for each number.
fn text(number: u32, count: u32) -> String {
    let word = |n: u32| WORDS[(number.wrapping_mul(31).wrapping_add(n * n * 7 + n) as usize) % WORDS.len()];
    let mut words: Vec<String> = (0..count).map(|n| word(n).to_owned()).collect();
    if number.is_multiple_of(500) {
        words.push("seldom".to_owned());
    }
    words.push(format!("needle{number}"));
    words.join(" ")
}

fn row(conversation: &str, role: &str, text: &str, at: &str) -> messages::Row {
    messages::Row {
        id: 0,
        conversation_id: conversation.to_owned(),
        parent: None,
        role: role.to_owned(),
        version: 1,
        parts: json!([{ "type": "text", "round": 0, "text": text }]).to_string(),
        tail: None,
        words: text.to_owned(),
        at: at.to_owned(),
        ended: None,
        model: None,
        usage: None,
    }
}
