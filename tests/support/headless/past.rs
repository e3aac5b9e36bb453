//! A past: conversations that were held before a test begins, put into a profile's database by the client's own store.

use lanyard_client::clock::Clock;
use lanyard_client::paths::Paths;
use lanyard_client::store::{Store, conversations, messages};
use serde_json::json;

/// A profile's database, while no client has it open.
pub(crate) struct Past {
    store: Store,
}

impl Past {
    pub(crate) async fn open(paths: &Paths) -> Self {
        let (store, damaged) = Store::open(&paths.database(), &Clock::system()).await.unwrap();
        assert!(damaged.is_none());
        Self { store }
    }

    /// A conversation of so many questions with their answers. `number` orders conversations: the highest is the newest.
    pub(crate) async fn held(&self, number: u32, title: &str, turns: u32, words: impl Fn(u32) -> [String; 2]) {
        let at = moment(number);
        let id = uuid(number);
        conversations::insert(&self.store, &id, &at).await.unwrap();
        let mut last = None;
        for turn in 0..turns {
            let [question, answer] = words(turn);
            let question = messages::Row {
                parent: last,
                ..row(&id, "user", &question, &at)
            };
            let answer = messages::Row {
                ended: Some(json!({ "type": "complete" }).to_string()),
                model: Some("steady".to_owned()),
                ..row(&id, "assistant", &answer, &at)
            };
            let begin = messages::Beginning {
                user: Some(&question),
                files: &[],
                answer: &answer,
                title,
                sent: true,
            };
            let (_, answer) = messages::begin_turn(&self.store, &begin).await.unwrap();
            last = Some(answer);
        }
    }

    pub(crate) async fn close(self) {
        self.store.close().await;
    }
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

/// Minutes after the beginning of a year that is over.
fn moment(number: u32) -> String {
    let (minutes, hours, days) = (number % 60, number / 60 % 24, number / 1440);
    assert!(days < 336, "there are not that many moments");
    format!(
        "2025-{:02}-{:02}T{hours:02}:{minutes:02}:00Z",
        days / 28 + 1,
        days % 28 + 1
    )
}

/// The id of a conversation.
pub(crate) fn uuid(number: u32) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}
