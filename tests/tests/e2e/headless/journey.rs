//! One person from the first start to the sign-out.

use lanyard_client::api::{
    Answer, CallState, CallView, EventBody, PartView, Role, ServerState, SignInState, SignInWay, TurnEnd,
};
use lanyard_client::{Client, Effect};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::support::headless::browser::Browser;
use crate::support::headless::office::{Desk, at_the_desk};
use crate::support::headless::watch::Watch;

const SERVER: &str = "meridian-hr";

/// Signs in by loopback, as the person named, and returns the address that the browser was given.
pub(crate) async fn sign_in(client: &Client, effects: &mut UnboundedReceiver<Effect>, who: &str) -> String {
    let mut watch = Watch::new(client);
    client.sign_in(SERVER).unwrap();
    let Effect::OpenUrl(url) = effects.recv().await.unwrap() else {
        panic!("not the browser first")
    };
    let done = Browser::new().sign_in(&url, who).await.page();
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(done.body.contains("close this tab"), "{}", done.body);
    let account = watch
        .until("the sign-in's end", |body| match body {
            EventBody::SignIn { sign_in } => match &sign_in.state {
                SignInState::Done { account } => Some(account.clone()),
                SignInState::Failed { error } => panic!("{error:?}\n{:?}", sign_in.trace),
                SignInState::Denied { message } => panic!("{message}"),
                _ => None,
            },
            _ => None,
        })
        .await;
    assert!(
        account
            .unwrap()
            .to_lowercase()
            .contains(&who.split(' ').next().unwrap().to_lowercase())
    );
    watch
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    assert_eq!(
        effects.recv().await,
        Some(Effect::Focus),
        "the window comes to the front"
    );
    url.to_string()
}

/// Says something and waits for the turn's end, answering what asks. Returns the calls and the text.
pub(crate) async fn say(client: &Client, conversation: &str, text: &str, answer: Answer) -> (Vec<CallView>, String) {
    let mut watch = Watch::new(client);
    client.send_message(conversation, text).await.unwrap();
    loop {
        let step = watch
            .until("the turn's end", |body| match body {
                EventBody::Approval { approval } => Some(Some(approval.id.clone())),
                EventBody::TurnEnded {
                    end: TurnEnd::Complete, ..
                } => Some(None),
                EventBody::TurnEnded { end, .. } => panic!("{end:?}"),
                _ => None,
            })
            .await;
        match step {
            Some(id) => client.answer_approval(&id, answer).await.unwrap(),
            None => break,
        }
    }
    let view = client.open_conversation(conversation).await.unwrap();
    let last = view.messages.last().unwrap();
    assert_eq!(last.role, Role::Assistant);
    let mut calls = Vec::new();
    let mut said = String::new();
    for part in &last.parts {
        match part {
            PartView::Call { call } => calls.push(call.clone()),
            PartView::Text { text } => said.push_str(text),
            PartView::Reasoning { .. }
            | PartView::Attachment { .. }
            | PartView::Note { .. }
            | PartView::Summary { .. } => {}
        }
    }
    (calls, said)
}

#[tokio::test]
async fn from_the_first_start_to_the_sign_out() {
    let (office, desk, client, mut effects) = at_the_desk().await;
    assert!(effects.try_recv().is_err(), "no browser opens by itself");
    sign_in(&client, &mut effects, "Ada").await;

    let conversation = client.new_conversation().await.unwrap().summary.id;
    let (calls, said) = say(
        &client,
        &conversation,
        "How many vacation days do I have left?",
        Answer::Deny,
    )
    .await;
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert_eq!(
        (calls[0].tool.as_str(), calls[0].state),
        ("leave_balance", CallState::Done),
        "{calls:?}"
    );
    assert!(said.chars().any(|c| c.is_ascii_digit()), "{said}");

    let ask = "Request leave from 2026-12-21 to 2026-12-23";
    let (calls, _) = say(&client, &conversation, ask, Answer::Deny).await;
    assert_eq!(
        (calls[0].tool.as_str(), calls[0].state),
        ("leave_request", CallState::Declined),
        "{calls:?}"
    );
    let (calls, _) = say(&client, &conversation, ask, Answer::AllowOnce).await;
    assert_eq!(
        (calls[0].tool.as_str(), calls[0].state),
        ("leave_request", CallState::Done),
        "{calls:?}"
    );
    let arguments: serde_json::Value = serde_json::from_str(&calls[0].arguments).unwrap();
    assert_eq!(
        (&arguments["from"], &arguments["to"]),
        (&"2026-12-21".into(), &"2026-12-23".into())
    );
    let (calls, _) = say(&client, &conversation, "我还有几天年假?", Answer::Deny).await;
    assert_eq!(calls[0].tool, "leave_balance", "{calls:?}");

    let before = client.open_conversation(&conversation).await.unwrap();
    client.close().await;
    drop(client);

    // Another start: still signed in, the conversation still there.
    let (client, _effects) = desk.start().await;
    let server = Watch::from_start(&client)
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    assert!(server.account.is_some() && !server.tools.is_empty());
    assert_eq!(
        client.open_conversation(&conversation).await.unwrap().messages,
        before.messages
    );

    let mut watch = Watch::new(&client);
    client.sign_out(SERVER).await.unwrap();
    watch
        .server("a signed-out server", |s| {
            matches!(s, ServerState::SignInRequired { .. })
        })
        .await;
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_deep_link_that_starts_the_app_finishes_the_sign_in() {
    let (office, desk, client, mut effects) = at_the_desk().await;
    client.set_deep_link_registered(true);
    let mut watch = Watch::new(&client);
    client.sign_in(SERVER).unwrap();
    let way = watch
        .until("a waiting sign-in", |body| match body {
            EventBody::SignIn { sign_in } if sign_in.state == SignInState::Waiting => Some(sign_in.way),
            _ => None,
        })
        .await;
    assert_eq!(way, SignInWay::DeepLink);
    let Effect::OpenUrl(url) = effects.recv().await.unwrap() else {
        panic!()
    };
    let link = Browser::new().sign_in(&url, "Ada").await.app();
    assert!(link.starts_with("dev.lanyard.desktop:/oauth/callback?"), "{link}");
    client.close().await;
    drop((client, effects));

    let (client, _effects) = desk.start().await;
    let mut watch = Watch::from_start(&client);
    watch
        .server("a server that asks", |s| {
            matches!(s, ServerState::SignInRequired { .. })
        })
        .await;
    client.deep_link(&link).await;
    watch
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    // The same link again changes nothing.
    client.deep_link(&link).await;
    assert!(matches!(client.servers().await[0].state, ServerState::Ready));
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn no_secret_is_found_on_the_disk_or_in_an_event() {
    let (office, desk, client, mut effects) = at_the_desk().await;
    sign_in(&client, &mut effects, "Ada").await;
    let conversation = client.new_conversation().await.unwrap().summary.id;
    say(&client, &conversation, "Who am I?", Answer::Deny).await;

    // Every token that the client holds, taken from its requests: the vault's entries are JSON with the token strings.
    let snapshot = serde_json::to_string(&client.snapshot().await.unwrap()).unwrap();
    let mut secrets = secrets_of(&desk).await;
    assert!(secrets.len() >= 2, "an access and a refresh token at least");
    secrets.retain(|s| s.len() > 20);
    client.close().await;
    let mut files = Vec::new();
    gather(&desk.paths().data, &mut files);
    assert!(files.iter().any(|f| f.ends_with("lanyard.db")) && files.iter().any(|f| f.ends_with("oauth.db")));
    for secret in &secrets {
        assert!(!snapshot.contains(secret.as_str()), "a secret is in the snapshot");
        for file in &files {
            let bytes = std::fs::read(file).unwrap();
            assert!(
                !contains(&bytes, secret.as_bytes()),
                "a secret is in {}",
                file.display()
            );
        }
    }
    office.close().await;
}

/// All long strings within the vault's entries.
async fn secrets_of(desk: &Desk) -> Vec<String> {
    use secrecy::ExposeSecret as _;
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", desk.paths().oauth_database().display()))
        .await
        .unwrap();
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM vault_names")
        .fetch_all(&pool)
        .await
        .unwrap();
    pool.close().await;
    let mut found = Vec::new();
    for name in names {
        let Some(entry) = desk.vault().get(&name).await.unwrap() else {
            continue;
        };
        let value: serde_json::Value = serde_json::from_str(entry.expose_secret()).unwrap();
        strings(&value, &mut found);
    }
    found.retain(|s| s.len() >= 32 && !s.starts_with("http"));
    found
}

fn strings(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => into.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|v| strings(v, into)),
        serde_json::Value::Object(map) => map.values().for_each(|v| strings(v, into)),
        _ => {}
    }
}

fn gather(folder: &std::path::Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, into);
        } else {
            into.push(path);
        }
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}

#[tokio::test]
async fn a_tool_that_needs_more_consent_asks_for_it_and_then_runs() {
    let (office, _desk, client, mut effects) = at_the_desk().await;
    sign_in(&client, &mut effects, "Ada").await;
    let before = client.servers().await[0].scopes.clone();
    assert!(!before.iter().any(|s| s == "tickets:write"), "{before:?}");

    let conversation = client.new_conversation().await.unwrap().summary.id;
    let ask = "Create a hardware ticket \"Screen is broken\"";
    let (calls, said) = say(&client, &conversation, ask, Answer::AllowOnce).await;
    assert_eq!(calls.len(), 1, "{said}");
    assert_eq!(
        (calls[0].tool.as_str(), calls[0].state),
        ("ticket_create", CallState::SignInRequired),
        "{calls:?}"
    );
    assert!(effects.try_recv().is_err(), "no browser opens by itself");

    sign_in(&client, &mut effects, "Ada").await;
    let after = client.servers().await[0].scopes.clone();
    assert!(after.iter().any(|s| s == "tickets:write"), "{after:?}");
    assert!(
        before.iter().all(|s| after.contains(s)),
        "what was granted is kept: {before:?} {after:?}"
    );
    let (calls, _) = say(&client, &conversation, ask, Answer::AllowOnce).await;
    assert_eq!(calls[0].state, CallState::Done, "{calls:?}");
    client.close().await;
    office.close().await;
}
