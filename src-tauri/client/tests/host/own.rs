//! Servers of the person's own: from other apps' files, as programs, switched off.

use std::collections::BTreeMap;

use lanyard_client::api::{Code, ServerOptions, ServerSecrets, ServerState};
use lanyard_client::servers::Local;
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::desk::{Desk, PATIENCE};
use crate::wild::{Reply, Wild, text, tool};

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|&t| t.to_owned()).collect()
}

#[tokio::test]
async fn a_server_that_is_there_already_keeps_what_was_said_about_it() {
    let server = Wild::with_tools(json!([tool("fine")]), |_, _| text("fine")).await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    let options = ServerOptions {
        headers: vec!["X-Own".into()],
        ..ServerOptions::default()
    };
    let secrets = ServerSecrets {
        headers: [("X-Own".to_owned(), "mine".to_owned())].into(),
        ..ServerSecrets::default()
    };
    desk.client.set_server_options(&id, options, secrets).await.unwrap();
    let file = json!({ "mcpServers": { "x": { "url": server.url, "headers": { "X-Evil": "theirs" } } } }).to_string();
    let found = desk.client.look_into(&file).await.unwrap();
    assert!(found.entries[0].known);
    desk.client.import_servers(&file, &["x".to_owned()]).await.unwrap();
    let kept = desk.client.server_options(&id).await.unwrap();
    assert_eq!(kept.options.headers, ["X-Own"]);
    assert_eq!(desk.client.servers().await.len(), 1);
    desk.client.close().await;
}

#[tokio::test]
async fn a_server_that_is_switched_off_is_asked_nothing_until_it_is_on_again() {
    let server = Wild::with_tools(json!([tool("fine")]), |_, _| text("fine")).await;
    let mut desk = Desk::new().await;
    let id = desk.ready(&server.url).await.id;
    desk.client.set_server_off(&id, true).await.unwrap();
    let off = desk.view(&id, |s| s.state == ServerState::Off).await;
    assert!(off.tools.is_empty());
    assert_eq!(desk.call(&id, "fine").await.unwrap_err().code, Code::NotFound);
    let before = server.messages().len();
    desk.restart("default_rule = \"allow\"\n").await;
    desk.view(&id, |s| s.state == ServerState::Off).await;
    assert_eq!(server.messages().len(), before, "it stays off over a restart");
    // Saying how to sign in is not switching on.
    let nothing = (ServerOptions::default(), ServerSecrets::default());
    desk.client.set_server_options(&id, nothing.0, nothing.1).await.unwrap();
    let test = tokio::time::timeout(PATIENCE, desk.client.test_server(&id))
        .await
        .expect("it ends");
    assert_eq!(test.unwrap().state, ServerState::Off);
    assert_eq!(server.messages().len(), before);
    desk.client.set_server_off(&id, false).await.unwrap();
    desk.view(&id, |s| s.state == ServerState::Ready).await;
    desk.lives(&id).await;
    desk.client.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_program_runs_only_when_allowed_with_its_own_environment_and_no_more() {
    let mut desk = Desk::new().await;
    let seen = desk.folder.path().join("environment");
    let script = format!("env > {}; echo started >&2; exit 3", seen.display());
    let values: BTreeMap<String, String> = [("TOKEN", "s3cret"), ("NODE_OPTIONS", "--no-warnings")]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .into();
    let (local, secrets) = Local::with_values("sh", &texts(&["-c", &script]), values).unwrap();
    let added = desk.client.add_local_server("Small", local, secrets).await.unwrap();
    let asks = desk
        .view(&added.id, |s| matches!(s.state, ServerState::ConsentRequired { .. }))
        .await;
    let ServerState::ConsentRequired { command, environment } = asks.state else {
        panic!("it asks")
    };
    assert!(
        command.starts_with("NODE_OPTIONS=\"--no-warnings\" sh -c "),
        "{command}"
    );
    assert_eq!(environment, ["TOKEN"]);
    assert_eq!(desk.call(&added.id, "fine").await.unwrap_err().code, Code::NotFound);
    assert!(!seen.exists(), "it has not run");
    let refused = desk
        .client
        .set_server_options(&added.id, ServerOptions::default(), ServerSecrets::default())
        .await;
    assert_eq!(refused.unwrap_err().code, Code::Invalid);

    desk.client.allow_local_server(&added.id).await.unwrap();
    let failed = desk
        .view(&added.id, |s| {
            matches!(s.state, ServerState::Failed { .. } | ServerState::Waiting { .. })
        })
        .await;
    assert!(!matches!(failed.state, ServerState::Ready));
    let given = std::fs::read_to_string(&seen).unwrap();
    assert!(
        given.contains("TOKEN=s3cret") && given.contains("NODE_OPTIONS=--no-warnings"),
        "{given}"
    );
    assert!(
        given.contains("PATH=") && !given.contains("CARGO"),
        "nothing else of ours: {given}"
    );
    let printed = desk.client.traffic(&added.id).unwrap();
    assert!(printed.iter().any(|l| l.text == "started"), "{printed:?}");
    // Its secret is in the vault alone, and goes with it.
    let exported = desk.client.export_servers().await.unwrap();
    assert!(
        !exported.contains("s3cret") && exported.contains("--no-warnings"),
        "{exported}"
    );
    assert!(!desk.client.report().await.contains("s3cret"));
    desk.client.remove_server(&added.id).await.unwrap();
    let name = format!("server/{}/environment", added.id);
    assert!(desk.client.vault().get(&name).await.unwrap().is_none());
    // What was removed has to be allowed anew.
    let local = Local::new("sh", &texts(&["-c", &script]), &[]).unwrap();
    let again = desk
        .client
        .add_local_server("Small", local, BTreeMap::new())
        .await
        .unwrap();
    desk.view(&again.id, |s| matches!(s.state, ServerState::ConsentRequired { .. }))
        .await;
    desk.client.close().await;
}

#[tokio::test]
async fn a_program_that_is_added_again_at_the_terminal_keeps_its_secrets() {
    let mut desk = Desk::new().await;
    let program = |value: &str| {
        let values = [("TOKEN".to_owned(), value.to_owned())].into();
        Local::with_values("no-such-program-anywhere", &[], values).unwrap()
    };
    let (local, values) = program("mine");
    let added = desk.client.add_local_server("Small", local, values).await.unwrap();
    desk.at_the_terminal().await;
    let (local, values) = program("theirs");
    let again = desk.client.add_local_server("Other", local, values).await.unwrap();
    assert_eq!((again.id.as_str(), again.name.as_str()), (added.id.as_str(), "Small"));
    let kept = desk
        .client
        .vault()
        .get(&format!("server/{}/environment", added.id))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.expose_secret(), r#"{"TOKEN":"mine"}"#);
    desk.client.close().await;
}

#[tokio::test]
async fn a_server_whose_headers_can_not_be_kept_is_not_added() {
    let server = Wild::with_tools(json!([tool("fine")]), |_, _| text("fine")).await;
    let desk = Desk::new().await;
    let file = |headers: serde_json::Value| {
        json!({ "mcpServers": { "x": { "url": server.url, "headers": headers } } }).to_string()
    };
    let twice = file(json!({ "X-Key": "a", "x-key": "b" }));
    assert!(desk.client.import_servers(&twice, &["x".to_owned()]).await.is_err());
    assert!(desk.client.servers().await.is_empty());
    // The next try begins anew.
    let once = file(json!({ "X-Key": "a" }));
    let added = desk.client.import_servers(&once, &["x".to_owned()]).await.unwrap();
    let kept = desk.client.server_options(&added[0].id).await.unwrap();
    assert_eq!(kept.options.headers, ["X-Key"]);
    desk.client.close().await;
}

#[tokio::test]
async fn a_test_ends_where_its_server_is_switched_off_meanwhile() {
    let server = Wild::start(|_, _| Reply::Silence).await;
    let mut desk = Desk::new().await;
    let id = desk.client.add_server(&server.url).await.unwrap().id;
    let off = async {
        server.saw(|_| true).await;
        desk.client.set_server_off(&id, true).await.unwrap();
    };
    let test = tokio::time::timeout(PATIENCE, desk.client.test_server(&id));
    let (test, ()) = tokio::join!(test, off);
    assert_eq!(test.expect("it ends").unwrap().state, ServerState::Off);
    desk.view(&id, |s| s.state == ServerState::Off).await;
    desk.client.close().await;
}

#[tokio::test]
async fn a_program_that_is_not_there_says_so() {
    let mut desk = Desk::new().await;
    let local = Local::new("no-such-program-anywhere", &[], &[]).unwrap();
    let added = desk.client.add_local_server("", local, BTreeMap::new()).await.unwrap();
    desk.client.allow_local_server(&added.id).await.unwrap();
    let failed = desk
        .view(&added.id, |s| matches!(s.state, ServerState::Failed { .. }))
        .await;
    let ServerState::Failed { error } = failed.state else {
        panic!("it failed")
    };
    assert!(
        error.message.to_string().contains("no-such-program-anywhere"),
        "{error}"
    );
    desk.client.close().await;
}
