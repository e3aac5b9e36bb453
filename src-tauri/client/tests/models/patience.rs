//! Providers that are busy or silent, and what is stopped: how long is waited, how often asked, and when not any more.

use std::time::Duration;

use futures::StreamExt as _;
use lanyard_client::api::{Code, Error};
use lanyard_client::models::{Delta, ModelError, Patience};
use serde_json::json;

use crate::failures::{Case, is_text};
use crate::server::{Piece, Reply, Server};
use crate::shelf::asked;
use crate::streams::{ALL, TEXT, Wire};

#[tokio::test]
async fn a_busy_provider_is_asked_again_and_not_for_ever() {
    for wire in ALL {
        let case = Case::of(wire).await;
        let busy =
            || Reply::whole(429, json!({ "error": { "message": "slow down" } }).to_string()).with("retry-after", "0");
        case.server.will(busy());
        case.server.will(Reply::whole(503, ""));
        case.server.will(case.reply(&wire.stream(&TEXT)));
        let (deltas, error) = case.ask().await;
        assert!(error.is_none(), "{wire:?}: {error:?}");
        wire.check(&deltas, &TEXT);
        assert_eq!(case.server.asked().len(), 3);
        for _ in 0..3 {
            case.server.will(Reply::whole(500, "<html>"));
        }
        let (deltas, error) = case.ask().await;
        assert!(
            deltas.is_empty() && matches!(error, Some(ModelError::Busy { status: 500, .. })),
            "{wire:?}: {error:?}"
        );
        assert_eq!(case.server.asked().len(), 6, "{wire:?}: twice more, and no more");
    }
}

#[tokio::test]
async fn a_long_wait_is_told_and_a_date_is_a_wait() {
    let case = Case::of(Wire::Chat).await;
    let date = |wait: &str| {
        Reply::whole(429, "{}")
            .with("date", "Mon, 30 Nov 2026 10:00:00 GMT")
            .with("retry-after", wait)
    };
    case.server.will(Reply::whole(429, "{}").with("retry-after", "31"));
    case.server.will(date("Mon, 30 Nov 2026 10:02:00 GMT"));
    for seconds in [31, 120] {
        let (_, error) = case.ask().await;
        let Some(ModelError::Busy { retry_after, .. }) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(*retry_after, Some(Duration::from_secs(seconds)));
        let error = Error::from(error.unwrap());
        assert_eq!(error.code, Code::Model);
        assert!(error.message.to_string().contains("Try again in"), "{error}");
    }
    assert_eq!(case.server.asked().len(), 2);
    // A moment that has passed asks for no waiting.
    case.server.will(date("Mon, 30 Nov 2026 09:00:00 GMT"));
    case.server.will(case.reply(&Wire::Chat.stream(&TEXT)));
    assert!(case.ask().await.1.is_none());
}

#[tokio::test]
async fn a_wait_ends_with_the_stream() {
    let case = Case::of(Wire::Chat).await;
    case.server.will(Reply::whole(429, "{}").with("retry-after", "30"));
    let mut stream = case.shelf.models.send(&case.model, asked("Hello")).await.unwrap();
    // It waits: nothing comes, and dropping it returns at once.
    assert!(
        tokio::time::timeout(Duration::from_millis(300), stream.next())
            .await
            .is_err()
    );
    drop(stream);
    assert_eq!(case.server.asked().len(), 1);
}

/// Whoever the provider sends us to gets neither the words nor the key.
#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Server::start().await;
    for wire in ALL {
        let case = Case::of(wire).await;
        case.server
            .will(Reply::whole(307, "").with("location", elsewhere.root.clone()));
        let (_, error) = case.ask().await;
        assert!(matches!(error, Some(ModelError::Refused { .. })), "{wire:?}: {error:?}");
    }
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn a_silent_provider_is_given_up() {
    let short = Patience {
        first: Duration::from_millis(200),
        idle: Duration::from_millis(200),
        pause: Duration::from_millis(2),
    };
    for wire in ALL {
        let case = Case::with(wire, short).await;
        case.server.will(case.reply(b"").then(Piece::Silence));
        let (deltas, error) = case.ask().await;
        assert!(
            deltas.is_empty() && matches!(error, Some(ModelError::Silent { .. })),
            "{wire:?}: {error:?}"
        );
        case.server.caller_left().await;
        case.server.will(case.reply(&case.beginning()).then(Piece::Silence));
        let (deltas, error) = case.ask().await;
        assert!(
            is_text(&deltas) && matches!(error, Some(ModelError::Silent { .. })),
            "{wire:?}: {error:?}"
        );
        case.server.caller_left().await;
        // An error whose words never end is an error all the same.
        let mut never = Reply::whole(400, "{").then(Piece::Silence);
        never.headers.clear();
        case.server.will(never);
        let (_, error) = case.ask().await;
        assert!(matches!(error, Some(ModelError::Silent { .. })), "{wire:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_ends_the_request() {
    for wire in ALL {
        let case = Case::of(wire).await;
        case.server.will(case.reply(&case.beginning()).then(Piece::Silence));
        let mut stream = case.shelf.models.send(&case.model, asked("Hello")).await.unwrap();
        let first = stream.next().await.unwrap().unwrap();
        assert!(matches!(first, Delta::Text(_)), "{wire:?}: {first:?}");
        drop(stream);
        case.server.caller_left().await;
    }
}
