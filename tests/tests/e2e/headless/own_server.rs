//! A server that the person added, and how they say it is signed in to; and another account at a server.

use lanyard_client::api::{Code, CredentialWay, ServerOptions, ServerSecrets, ServerState, ServerView, SignInWay};
use lanyard_client::{Client, Effect};
use lanyard_server::api_keys::ApiKeys;
use lanyard_server::{Clock, StaticClient};
use secrecy::{ExposeSecret as _, SecretString};
use tokio_util::sync::CancellationToken;

use super::journey::sign_in;
use crate::support::headless::browser::Browser;
use crate::support::headless::office::{Desk, Office, at_the_desk};
use crate::support::headless::watch::Watch;

/// The person adds the server; it wants a sign-in.
async fn added(client: &Client, office: &Office) -> String {
    let mut watch = Watch::new(client);
    let id = client.add_server(&office.url()).await.unwrap().id;
    watch
        .server("a server that asks", |s| {
            matches!(s, ServerState::SignInRequired { .. })
        })
        .await;
    id
}

/// Sets the options and waits for the state that they lead to.
async fn set(
    client: &Client,
    id: &str,
    options: ServerOptions,
    secrets: ServerSecrets,
    leads_to: impl Fn(&ServerState) -> bool,
) -> ServerView {
    let mut watch = Watch::new(client);
    client.set_server_options(id, options, secrets).await.unwrap();
    watch.server("what the options lead to", leads_to).await
}

/// How the server says one came in.
async fn way_in(client: &Client, id: &str) -> String {
    let call = client.prepare_call(id, "whoami", serde_json::Map::new()).unwrap();
    let answer = call.question().map(|_| lanyard_client::api::Answer::AllowOnce);
    let result = client
        .run_call(call, answer, |_, _| {}, CancellationToken::new())
        .await
        .unwrap();
    let told = result.structured.expect("structured content");
    told["way"].as_str().expect("a way").to_owned()
}

fn ready(state: &ServerState) -> bool {
    matches!(state, ServerState::Ready)
}

fn asks(state: &ServerState) -> bool {
    matches!(state, ServerState::SignInRequired { .. })
}

fn by_key(name: &str, value: &str) -> (ServerOptions, ServerSecrets) {
    let options = ServerOptions {
        headers: vec![name.to_owned()],
        ..ServerOptions::default()
    };
    let secrets = ServerSecrets {
        headers: [(name.to_owned(), value.to_owned())].into(),
        ..ServerSecrets::default()
    };
    (options, secrets)
}

#[tokio::test]
async fn a_key_opens_a_server_of_ones_own_and_no_browser_until_it_is_taken_away() {
    let office = Office::open().await;
    let keys = ApiKeys::open(office.settings(), lanyard_server::company::POLICY, Clock::system())
        .await
        .unwrap();
    let (_, key) = keys.create("laptop", &["company:read".to_owned()], None).await.unwrap();
    let desk = Desk::new(&office.url());
    let (client, mut effects) = desk.start_with(None).await;
    let id = added(&client, &office).await;

    let (options, secrets) = by_key("X-Api-Key", &format!(" {}\n", key.expose_secret()));
    set(&client, &id, options, secrets, ready).await;
    assert_eq!(way_in(&client, &id).await, "api_key");
    let view = client.server_options(&id).await.unwrap();
    assert_eq!(view.options.headers, ["X-Api-Key"]);
    assert!(!format!("{view:?}").contains(key.expose_secret()));

    // A start later it opens the server still; another case of the name is the same header.
    client.close().await;
    let (client, mut later) = desk.start_with(None).await;
    Watch::from_start(&client).server("a ready server", ready).await;
    let same = ServerOptions {
        headers: vec!["x-api-key".to_owned()],
        ..ServerOptions::default()
    };
    set(&client, &id, same, ServerSecrets::default(), ready).await;
    assert_eq!(way_in(&client, &id).await, "api_key");

    // A wrong one says so, and opens no browser.
    let (options, secrets) = by_key("X-Api-Key", "lk_guessed");
    set(&client, &id, options, secrets, |s| {
        matches!(s, ServerState::Failed { .. })
    })
    .await;
    set(&client, &id, ServerOptions::default(), ServerSecrets::default(), asks).await;
    assert_eq!(
        desk.vault()
            .get(&format!("server/{id}/header/x-api-key"))
            .await
            .unwrap()
            .map(drop),
        None
    );
    assert!(
        effects.try_recv().is_err() && later.try_recv().is_err(),
        "no browser opens by itself"
    );
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_program_goes_in_with_its_client_id_and_secret() {
    let robot = StaticClient {
        id: "robot".to_owned(),
        name: "The robot".to_owned(),
        secret: Some(SecretString::from("robot-secret")),
        redirect_uris: Vec::new(),
        own_scopes: vec!["company:read".to_owned()],
    };
    let office = Office::open_with(|settings| settings.clients = vec![robot]).await;
    let desk = Desk::new(&office.url());
    let (client, mut effects) = desk.start_with(None).await;
    let id = added(&client, &office).await;
    let options = ServerOptions {
        credentials: vec![CredentialWay::ClientCredentials],
        client_id: "robot".to_owned(),
        ..ServerOptions::default()
    };
    let secret = |text: &str| ServerSecrets {
        client_secret: Some(text.to_owned()),
        ..ServerSecrets::default()
    };
    let wrong = set(&client, &id, options.clone(), secret("guess"), |s| {
        matches!(s, ServerState::Failed { .. } | ServerState::Waiting { .. })
    })
    .await;
    assert!(!format!("{wrong:?}").contains("guess"));
    set(&client, &id, options.clone(), secret("robot-secret"), ready).await;
    assert_eq!(way_in(&client, &id).await, "client_credentials");
    let view = client.server_options(&id).await.unwrap();
    assert!(view.client_secret_set && !view.client_key_set);

    // What is kept stays where nothing is said about it.
    let scoped = ServerOptions {
        scopes: vec!["company:read".to_owned()],
        ..options
    };
    set(&client, &id, scoped, ServerSecrets::default(), ready).await;
    assert!(client.server_options(&id).await.unwrap().client_secret_set);
    assert!(effects.try_recv().is_err(), "no browser opens");

    // With the server go its secrets.
    client.remove_server(&id).await.unwrap();
    let name = format!("server/{id}/client-secret");
    assert_eq!(desk.vault().get(&name).await.unwrap().map(drop), None);
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_client_id_from_the_administrator_is_used_in_the_browser() {
    let app = StaticClient {
        id: "lanyard-at-acme".to_owned(),
        name: "Lanyard".to_owned(),
        secret: Some(SecretString::from("app-secret")),
        redirect_uris: vec!["http://localhost/oauth/callback".to_owned()],
        own_scopes: Vec::new(),
    };
    let office = Office::open_with(|settings| settings.clients = vec![app]).await;
    let desk = Desk::new(&office.url());
    let (client, mut effects) = desk.start_with(None).await;
    let id = added(&client, &office).await;
    let options = ServerOptions {
        client_id: "lanyard-at-acme".to_owned(),
        way: Some(SignInWay::Loopback),
        localhost: true,
        ..ServerOptions::default()
    };
    let secrets = ServerSecrets {
        client_secret: Some("app-secret".to_owned()),
        ..ServerSecrets::default()
    };
    set(&client, &id, options, secrets, asks).await;
    let mut watch = Watch::new(&client);
    client.sign_in(&id).unwrap();
    let Some(Effect::OpenUrl(url)) = effects.recv().await else {
        panic!("not the browser first")
    };
    let asked: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(asked["client_id"], "lanyard-at-acme");
    assert!(
        asked["redirect_uri"].starts_with("http://localhost:"),
        "{}",
        asked["redirect_uri"]
    );
    let done = Browser::new().sign_in(&url, "Ada").await.page();
    assert_eq!(done.status, 200, "{}", done.body);
    watch.server("a ready server", ready).await;
    assert_eq!(way_in(&client, &id).await, "oauth");
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_value_that_can_not_be_one_changes_nothing() {
    let office = Office::open().await;
    let desk = Desk::new(&office.url());
    let (client, _effects) = desk.start_with(None).await;
    let id = added(&client, &office).await;
    let base = ServerOptions::default;
    let wrong = [
        ServerOptions {
            client_id: "naïve".into(),
            ..base()
        },
        ServerOptions {
            scopes: vec!["a\"b".into()],
            ..base()
        },
        ServerOptions {
            issuer: "http://login.example.com".into(),
            ..base()
        },
        ServerOptions {
            client_metadata_url: "https://acme.example".into(),
            ..base()
        },
        ServerOptions {
            port: Some(0),
            ..base()
        },
        ServerOptions {
            headers: vec!["bad name".into()],
            ..base()
        },
        ServerOptions {
            headers: vec!["X-Key".into()],
            ..base()
        },
        ServerOptions {
            headers: vec!["X-Other".into(), "x-other".into()],
            ..base()
        },
        ServerOptions {
            parameters: [("State".into(), "1".into())].into(),
            ..base()
        },
        ServerOptions {
            parameters: [("a b".into(), "1".into())].into(),
            ..base()
        },
        ServerOptions {
            credentials: vec![CredentialWay::Headers],
            ..base()
        },
        ServerOptions {
            credentials: vec![CredentialWay::ClientCredentials],
            client_id: "x".into(),
            ..base()
        },
    ];
    for options in wrong {
        let secrets = ServerSecrets {
            headers: [
                ("bad name".into(), "v".into()),
                ("X-Other".into(), "v".into()),
                ("x-other".into(), "v".into()),
            ]
            .into(),
            ..ServerSecrets::default()
        };
        let refused = client.set_server_options(&id, options.clone(), secrets).await;
        assert_eq!(refused.map_err(|e| e.code), Err(Code::Invalid), "{options:?}");
    }
    let orphan = ServerSecrets {
        client_secret: Some("s".into()),
        ..ServerSecrets::default()
    };
    let refused = client.set_server_options(&id, base(), orphan).await;
    assert_eq!(
        refused.map_err(|e| e.code),
        Err(Code::Invalid),
        "a secret without a client id"
    );
    assert_eq!(client.server_options(&id).await.unwrap().options, base());
    assert_eq!(
        desk.vault()
            .get(&format!("server/{id}/header/x-other"))
            .await
            .unwrap()
            .map(drop),
        None
    );
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn the_companys_server_is_not_for_the_person_to_change() {
    let (office, _desk, client, _effects) = at_the_desk().await;
    let (options, secrets) = by_key("X-Key", "v");
    let refused = client.set_server_options("meridian-hr", options, secrets).await;
    assert_eq!(refused.map_err(|e| e.code), Err(Code::Blocked));
    assert_eq!(
        client.server_options("meridian-hr").await.map_err(|e| e.code),
        Err(Code::Blocked)
    );
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn switching_the_account_signs_out_and_lets_one_choose() {
    let (office, _desk, client, mut effects) = at_the_desk().await;
    sign_in(&client, &mut effects, "Ada").await;
    let mut watch = Watch::new(&client);
    client.switch_account("meridian-hr").await.unwrap();
    let gone = watch.server("a server that asks", asks).await;
    assert_eq!(gone.account, None);
    let Some(Effect::OpenUrl(url)) = effects.recv().await else {
        panic!("not the browser first")
    };
    let prompt = url.query_pairs().find(|(name, _)| name == "prompt");
    assert_eq!(
        prompt.map(|(_, value)| value.into_owned()).as_deref(),
        Some("select_account")
    );
    let done = Browser::new().sign_in(&url, "Grace").await.page();
    assert_eq!(done.status, 200, "{}", done.body);
    let now = watch.server("a ready server", ready).await;
    assert!(
        now.account
            .as_deref()
            .is_some_and(|a| a.to_lowercase().contains("grace")),
        "{:?}",
        now.account
    );
    client.close().await;
    office.close().await;
}
