//! Closing a profile: what is under way ends, what comes later is told so.

use std::sync::Arc;

use lanyard_oauth::{AccountId, Callback, FinishError, Kind, Status, StoreError, Told};
use tokio::sync::Notify;

use crate::discovery::server;
use crate::support::{Lanyard, World, ended, loopback};

#[tokio::test]
async fn closing_waits_for_an_answer_that_is_being_redeemed() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let answer = world.approve(&started.url);
    let (asked, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (fake, signals) = (Arc::clone(&world.fake), (Arc::clone(&asked), Arc::clone(&go)));
    world.answer("/token", move |seen| {
        let (fake, (asked, go)) = (Arc::clone(&fake), signals.clone());
        async move {
            asked.notify_one();
            go.notified().await;
            fake.lock().unwrap().grant(&seen)
        }
    });
    let finishing = {
        let authorizer = lanyard.authorizer.clone();
        tokio::spawn(async move { authorizer.finish(Callback::from_loopback(&answer)).await })
    };
    asked.notified().await;
    let mut closing = std::pin::pin!(lanyard.authorizer.close());
    let early = tokio::time::timeout(std::time::Duration::from_millis(200), &mut closing).await;
    assert!(
        early.is_err(),
        "it does not close under an answer that is being redeemed"
    );
    go.notify_one();
    closing.await;
    ended(finishing.await.unwrap().unwrap());
    let later = lanyard.restarted().await;
    let status = later.authorizer.status(&server, &AccountId::default()).await.unwrap();
    assert!(matches!(status, Status::SignedIn { .. }), "{status:?}");
}

#[tokio::test]
async fn after_closing_every_call_says_so_and_the_file_is_free() {
    let world = World::new().await;
    let (lanyard, server) = (Lanyard::new().await, server(&world));
    let started = lanyard.begin(&server).await;
    let answer = world.approve(&started.url);
    lanyard.authorizer.close().await;
    lanyard.authorizer.close().await;
    let account = AccountId::default();
    let error = lanyard.authorizer.status(&server, &account).await.unwrap_err();
    assert!(matches!(error, StoreError::Closed), "{error}");
    assert_eq!(error.kind(), Kind::Storage);
    let failed = lanyard.authorizer.finish(Callback::from_loopback(&answer)).await;
    assert!(matches!(*failed.unwrap_err().error, FinishError::Closing));
    let failed = lanyard.authorizer.begin(&server, &account, None, loopback()).await;
    assert_eq!(failed.unwrap_err().kind(), Kind::Storage);
    assert!(lanyard.authorizer.sign_out(&server, &account).await.is_err());
    assert!(lanyard.authorizer.forget_all().await.is_err());
    // No connection is left that would keep the write-ahead log beside the file.
    let wal = lanyard.folder.path().join("oauth.sqlite-wal");
    assert!(!wal.exists());
    // What was waiting still is, for whoever opens the profile again.
    let later = lanyard.restarted().await;
    ended(later.authorizer.finish(Callback::from_loopback(&answer)).await.unwrap());
}
