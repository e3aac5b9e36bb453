//! Bad input and bad luck: one plain sentence, the app stays usable, nothing shown is lost.

use lanyard_client::Effect;
use lanyard_client::api::{Answer, Code, EventBody, ServerState, SignInState, TurnEnd};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use super::journey::{say, sign_in};
use crate::support::headless::browser::{Browser, Stop};
use crate::support::headless::office::{Desk, at_the_desk};
use crate::support::headless::watch::Watch;

const SERVER: &str = "meridian-hr";

#[tokio::test]
async fn a_denied_consent_is_said_and_can_be_tried_again() {
    let (office, _desk, client, mut effects) = at_the_desk().await;
    let mut watch = Watch::new(&client);
    client.sign_in(SERVER).unwrap();
    let Effect::OpenUrl(url) = effects.recv().await.unwrap() else {
        panic!()
    };
    let mut browser = Browser::new();
    let consent = browser.open(&url).await.page();
    let Stop::Page(_) = browser.press(&consent, "Don").await else {
        panic!("the answer goes to the loopback listener")
    };
    let message = watch
        .until("the refusal", |body| match body {
            EventBody::SignIn { sign_in } => match &sign_in.state {
                SignInState::Denied { message } => Some(message.clone()),
                _ => None,
            },
            _ => None,
        })
        .await;
    assert_eq!(message.to_string(), "You declined access. Nothing was changed.");
    assert_eq!(effects.recv().await, Some(Effect::Focus));
    sign_in(&client, &mut effects, "Ada").await;
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_server_that_stops_in_mid_chat_and_comes_back_loses_nothing() {
    let (mut office, _desk, client, mut effects) = at_the_desk().await;
    sign_in(&client, &mut effects, "Ada").await;
    let conversation = client.new_conversation().await.unwrap().summary.id;
    say(
        &client,
        &conversation,
        "How many vacation days do I have left?",
        Answer::Deny,
    )
    .await;
    let shown = client.open_conversation(&conversation).await.unwrap().messages;

    let mut watch = Watch::new(&client);
    office.stop_server().await;
    client
        .send_message(&conversation, "How many vacation days do I have left?")
        .await
        .unwrap();
    watch
        .until("the turn's end", |b| {
            matches!(
                b,
                EventBody::TurnEnded {
                    end: TurnEnd::Complete,
                    ..
                }
            )
            .then_some(())
        })
        .await;
    let after = client.open_conversation(&conversation).await.unwrap().messages;
    assert_eq!(after[..shown.len()], shown[..], "nothing shown is lost");
    let mut watch = Watch::from_start(&client);
    watch
        .server("a waiting server", |s| matches!(s, ServerState::Waiting { .. }))
        .await;

    let mut watch = Watch::new(&client);
    office.start_server().await;
    client.retry_server(SERVER).unwrap();
    watch
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    let (calls, _) = say(
        &client,
        &conversation,
        "How many vacation days do I have left?",
        Answer::Deny,
    )
    .await;
    assert_eq!(calls[0].tool, "leave_balance");
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn an_address_that_is_no_tool_server_gets_a_sentence() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello").await;
        }
    });
    let desk = Desk::new("http://127.0.0.1:9/mcp");
    let (client, mut effects) = desk.start_with(None).await;
    let mut watch = Watch::new(&client);
    for bad in ["tools.example.com", "javascript:alert(1)", "http://example.com/mcp", ""] {
        let error = client.add_server(bad).await.unwrap_err();
        assert_eq!(error.code, Code::NotAServer, "{bad}: {error:?}");
        assert!(error.message.to_string().ends_with('.'), "{error:?}");
    }
    client.add_server(&format!("http://{address}/mcp")).await.unwrap();
    let server = watch
        .server("a failed server", |s| matches!(s, ServerState::Failed { .. }))
        .await;
    let ServerState::Failed { error } = server.state else {
        unreachable!()
    };
    assert_eq!(error.code, Code::NotAServer, "{error:?}");
    assert!(effects.try_recv().is_err());

    // A dead host: it says so, and keeps trying.
    let dead = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    client.add_server(&format!("http://{dead}/mcp")).await.unwrap();
    let server = watch
        .server("a waiting server", |s| matches!(s, ServerState::Waiting { .. }))
        .await;
    let ServerState::Waiting { error, retry_in_s } = server.state else {
        unreachable!()
    };
    assert_eq!(error.code, Code::Unreachable);
    assert!(retry_in_s > 0);
    client.close().await;
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_said_and_not_retried() {
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::aws_lc_rs::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // The client ends the handshake; there is nothing to serve.
            let _ = acceptor.accept(socket).await;
        }
    });
    let desk = Desk::new("http://127.0.0.1:9/mcp");
    let (client, _effects) = desk.start_with(None).await;
    let mut watch = Watch::new(&client);
    client
        .add_server(&format!("https://localhost:{port}/mcp"))
        .await
        .unwrap();
    let server = watch
        .server("a failed server", |s| matches!(s, ServerState::Failed { .. }))
        .await;
    let ServerState::Failed { error } = server.state else {
        unreachable!()
    };
    assert_eq!(error.code, Code::Certificate, "{error:?}");
    assert!(
        error.message.to_string().contains("certificate") && error.message.to_string().ends_with('.'),
        "{error:?}"
    );
    client.close().await;
}

#[tokio::test]
async fn a_damaged_database_is_kept_aside_and_the_person_is_told_where() {
    let desk = Desk::new("http://127.0.0.1:9/mcp");
    let paths = desk.paths();
    std::fs::create_dir_all(&paths.data).unwrap();
    std::fs::write(paths.database(), vec![7u8; 8192]).unwrap();
    std::fs::write(paths.oauth_database(), vec![7u8; 8192]).unwrap();
    let (client, _effects) = desk.start_with(None).await;
    let notices = client.snapshot().await.unwrap().notices;
    assert_eq!(notices.len(), 2, "{notices:?}");
    for notice in &notices {
        let message = notice.message.to_string();
        let place = message
            .split_whitespace()
            .find(|w| w.contains("damaged-"))
            .unwrap()
            .trim_end_matches([';', '.']);
        assert_eq!(std::fs::read(place).unwrap(), vec![7u8; 8192], "{place}");
    }
    client.new_conversation().await.unwrap();
    client.close().await;
}

#[tokio::test]
async fn links_and_texts_that_answer_no_sign_in_change_nothing() {
    let (office, _desk, client, mut effects) = at_the_desk().await;
    let id = client.sign_in(SERVER).unwrap();
    let Effect::OpenUrl(_) = effects.recv().await.unwrap() else {
        panic!()
    };
    let long = format!("dev.lanyard.desktop:/oauth/callback?state={}", "a".repeat(1 << 20));
    let many = format!("dev.lanyard.desktop:/oauth/callback?{}", "a=b&".repeat(10_000));
    let seq = client.snapshot().await.unwrap().seq;
    for link in [
        "dev.lanyard.desktop:/oauth/callback?code=x&state=guessed",
        "dev.lanyard.desktop:/oauth/callback?error=access_denied&state=guessed",
        "dev.lanyard.desktop:/oauth/callback",
        "dev.lanyard.desktop:/elsewhere?code=x&state=y",
        "not a link",
        &long,
        &many,
    ] {
        client.deep_link(link).await;
    }
    assert_eq!(
        client.snapshot().await.unwrap().seq,
        seq,
        "a stranger's link is not even told"
    );
    assert!(effects.try_recv().is_err(), "nothing comes to the front");
    for text in ["", "hello", "https://example.com/?code=1&state=2", &long] {
        let error = client.sign_in_paste(&id, text).await.unwrap_err();
        assert!(
            error.message.to_string().ends_with('.') && !error.message.to_string().contains('\n'),
            "{error:?}"
        );
    }
    let view = &client.snapshot().await.unwrap().sign_ins[0];
    assert_eq!(view.state, SignInState::Waiting, "the sign-in goes on");
    client.sign_in_cancel(&id).await.unwrap();
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn two_clicks_at_once_are_one_sign_in() {
    let (office, _desk, client, mut effects) = at_the_desk().await;
    let mut watch = Watch::new(&client);
    let ids: Vec<String> = std::thread::scope(|scope| {
        let runtime = tokio::runtime::Handle::current();
        let clicks: Vec<_> = (0..8)
            .map(|_| {
                let (client, runtime) = (client.clone(), runtime.clone());
                scope.spawn(move || {
                    let _entered = runtime.enter();
                    client.sign_in(SERVER).unwrap()
                })
            })
            .collect();
        clicks.into_iter().map(|click| click.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let Effect::OpenUrl(url) = effects.recv().await.unwrap() else {
        panic!()
    };
    assert_eq!(client.snapshot().await.unwrap().sign_ins.len(), 1);
    // The one browser window finishes it.
    assert_eq!(Browser::new().sign_in(&url, "Ada").await.page().status, 200);
    watch
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    client.close().await;
    office.close().await;
}

#[tokio::test]
async fn what_was_stopped_before_the_server_was_back_is_never_sent() {
    let (mut office, _desk, client, mut effects) = at_the_desk().await;
    sign_in(&client, &mut effects, "Ada").await;
    let conversation = client.new_conversation().await.unwrap().summary.id;
    let ask = "Request leave from 2026-12-21 to 2026-12-23";
    let mut watch = Watch::new(&client);
    client.send_message(&conversation, ask).await.unwrap();
    let question = watch
        .until("the question", |body| match body {
            EventBody::Approval { approval } => Some(approval.id.clone()),
            _ => None,
        })
        .await;
    office.stop_server().await;
    client.retry_server(SERVER).unwrap();
    client.answer_approval(&question, Answer::AllowOnce).await.unwrap();
    client.stop_turn(&conversation).await.unwrap();
    watch
        .until("the turn's end", |b| {
            matches!(b, EventBody::TurnEnded { .. }).then_some(())
        })
        .await;
    let mut watch = Watch::new(&client);
    office.start_server().await;
    client.retry_server(SERVER).unwrap();
    watch
        .server("a ready server", |s| matches!(s, ServerState::Ready))
        .await;
    let (calls, _) = say(
        &client,
        &conversation,
        "How many vacation days do I have left?",
        Answer::Deny,
    )
    .await;
    let result = calls[0].structured.clone().unwrap_or_default();
    let result: serde_json::Value = serde_json::from_str(&result).unwrap();
    assert_eq!(result["left"], 12, "no leave was requested: {result}");
    client.close().await;
    office.close().await;
}
