//! What stays, what goes, and what a crash leaves.

use std::sync::Arc;
use std::time::Duration;

use lanyard_client::api::{CallState, Code, EventBody, Profile, TurnEnd};
use lanyard_client::clock::Clock;
use lanyard_client::paths::Paths;
use lanyard_client::{Client, Options, VaultChoice};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::desk::{Desk, states, text};
use crate::wire::{Script, Step};

/// Opens what a kill at this moment would leave on disk.
async fn after_a_kill(desk: &Desk) -> (TempDir, Client) {
    let copy = TempDir::new().unwrap();
    let nowhere = copy.path().join("config");
    let paths = |folder: &std::path::Path| Paths::under(folder, nowhere.clone(), nowhere.clone(), Profile::Main);
    let (from, to) = (paths(desk.folder.path()), paths(copy.path()));
    std::fs::create_dir_all(&to.data).unwrap();
    for entry in std::fs::read_dir(&from.data).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.data.join(entry.file_name())).unwrap();
        }
    }
    let options = Options {
        profile: Profile::Main,
        paths: to,
        vault: VaultChoice::Memory,
        company: None,
        clock: Clock::system(),
        connect: false,
    };
    let client = Client::open(options).await.unwrap();
    (copy, client)
}

#[tokio::test]
async fn a_kill_in_mid_stream_loses_at_most_a_moment() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::stream(vec![
        crate::wire::text("What was shown"),
        Step::Wait(Arc::new(Notify::new())),
    ]));
    let id = desk.say("Tell me").await;
    desk.until(|e| matches!(e, EventBody::Delta { .. })).await;
    // The promise is a quarter of a second; a slow machine may take longer to keep it, but not for ever.
    let kept = async {
        loop {
            let (_copy, client) = after_a_kill(&desk).await;
            let view = client.open_conversation(&id).await.unwrap();
            assert_eq!(view.messages[1].end, Some(TurnEnd::Interrupted));
            assert_eq!((view.summary.busy, view.messages.len()), (false, 2));
            client.close().await;
            if text(&view) == "What was shown" {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), kept)
        .await
        .expect("the text reached the disk");
}

#[tokio::test]
async fn a_kill_under_a_call_or_a_question_leaves_it_stopped() {
    let mut desk = Desk::new("[[rules]]\nserver = \"office\"\ntool = \"slow\"\nrule = \"allow\"\n").await;
    desk.wire.will(Script::calls(&[
        ("a", "office__slow", "{}"),
        ("b", "office__balance", "{}"),
    ]));
    let id = desk.say("Slowly").await;
    desk.until(|e| matches!(e, EventBody::Approval { .. })).await;
    // What was told is on disk already: a step is stored before it is told.
    let (_copy, client) = after_a_kill(&desk).await;
    let view = client.open_conversation(&id).await.unwrap();
    assert_eq!((states(&view), view.approvals.len()), (vec![CallState::Stopped; 2], 0));
    assert_eq!(view.messages[1].end, Some(TurnEnd::Interrupted));
    desk.client.stop_turn(&id).await.unwrap();
    desk.ended().await;
}

#[tokio::test]
async fn deleted_text_is_in_no_file() {
    let mut desk = Desk::new("").await;
    // The index has its words one by one, so each is looked for.
    let (secret, words) = ("xylophone-4711", ["xylophone", "4711"]);
    desk.wire.will(Script::says(&["The ", "word is ", secret, "."]));
    let (view, _) = desk.turn(&format!("Remember {secret}")).await;
    let id = view.summary.id;
    desk.wire.will(Script::says(&["It was ", secret]));
    desk.client.regenerate(&id, &view.messages[1].id).await.unwrap();
    desk.ended().await;
    desk.client
        .set_instructions(&id, &format!("Always say {secret}"))
        .await
        .unwrap();
    desk.client.set_draft(&id, &format!("{secret} again")).await.unwrap();
    assert_eq!(desk.client.search_conversations("xylophone").await.unwrap().len(), 4);
    let found = |desk: &Desk| {
        let bytes = desk.bytes_on_disk();
        let there = |word: &&str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
        words.iter().any(there)
    };
    assert!(found(&desk));
    desk.client.delete_conversation(&id).await.unwrap();
    desk.until(|e| matches!(e, EventBody::ConversationRemoved { id: gone } if *gone == id))
        .await;
    assert!(!found(&desk), "while the app runs");
    assert!(desk.client.search_conversations("xylophone").await.unwrap().is_empty());
    desk.client.close().await;
    assert!(!found(&desk), "after the app has closed");
}

#[tokio::test]
async fn deleting_stops_what_runs() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::stream(vec![
        crate::wire::text("On and"),
        Step::Wait(Arc::new(Notify::new())),
    ]));
    let id = desk.say("Go").await;
    desk.until(|e| matches!(e, EventBody::Delta { .. })).await;
    desk.client.delete_conversation(&id).await.unwrap();
    desk.wire.caller_left().await;
    assert_eq!(
        desk.client.open_conversation(&id).await.unwrap_err().code,
        Code::NotFound
    );
    assert!(desk.client.snapshot().await.unwrap().conversations.is_empty());
}

#[tokio::test]
async fn titles_and_drafts() {
    let mut desk = Desk::new("").await;
    desk.wire.will(Script::says(&["100% sure."]));
    let (view, _) = desk.turn("Is it certain?").await;
    let id = view.summary.id;
    desk.client
        .rename_conversation(&id, "  Certainty\n at last ")
        .await
        .unwrap();
    assert_eq!(
        desk.client.open_conversation(&id).await.unwrap().summary.title,
        "Certainty at last"
    );
    assert_eq!(
        desk.client.rename_conversation(&id, " ").await.unwrap_err().code,
        Code::Invalid
    );
    assert_eq!(
        desk.client.rename_conversation("nowhere", "x").await.unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(desk.client.new_draft().await.unwrap(), "");
    desk.client.set_new_draft("a new one").await.unwrap();
    desk.client.set_draft(&id, "and then").await.unwrap();
    desk.restart().await;
    assert_eq!(desk.client.new_draft().await.unwrap(), "a new one");
    desk.client.set_new_draft("").await.unwrap();
    assert_eq!(desk.client.new_draft().await.unwrap(), "");
    assert_eq!(desk.client.open_conversation(&id).await.unwrap().draft, "and then");
    // Sending uses the draft up.
    desk.wire.will(Script::says(&["Then."]));
    desk.client.send_message(&id, "and then").await.unwrap();
    desk.ended().await;
    let view = desk.client.open_conversation(&id).await.unwrap();
    assert_eq!(
        (view.draft.as_str(), view.summary.title.as_str()),
        ("", "Certainty at last")
    );
    assert_eq!(
        desk.client.send_message(&id, "  ").await.unwrap_err().code,
        Code::Invalid
    );
}
