//! Who hears that leave has changed: the person, while subscribed, and nobody else.

use http_body_util::BodyExt as _;
use rmcp::model::{ResourceUpdatedNotificationParam, SubscribeRequestParams, UnsubscribeRequestParams};
use rmcp::service::{NotificationContext, RoleClient};
use rmcp::{ClientHandler, Peer};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::over_http::{message, respond, service};
use super::signed::{Desk, company, connect, principal};
use crate::company::Company;

const MINE: &str = "meridian://leave/mine";

/// A client that writes down what it is told.
struct Ear(mpsc::UnboundedSender<String>);

impl ClientHandler for Ear {
    async fn on_resource_updated(&self, told: ResourceUpdatedNotificationParam, _: NotificationContext<RoleClient>) {
        self.0.send(told.uri).unwrap();
    }
}

#[expect(deprecated, reason = "the revisions before 2026-07-28 have it")]
async fn subscribe(peer: &Peer<RoleClient>, uri: &str) -> Result<(), String> {
    let asked = peer.subscribe(SubscribeRequestParams::new(uri)).await;
    asked.map_err(|error| error.to_string())
}

async fn request(desk: &Desk, day: &str) {
    desk.ask("leave_request", json!({ "from": day, "to": day })).await;
}

/// The text of the resource.
async fn page(company: &Company, who: &str) -> Value {
    let read = message("resources/read", json!({ "uri": MINE }), "2026-07-28");
    let answer = super::over_http::post(
        &service(company.clone()),
        "2026-07-28",
        Some(principal(who)),
        MINE,
        read,
    )
    .await;
    answer["result"]["contents"][0]["text"].clone()
}

#[tokio::test]
async fn a_subscriber_hears_of_their_own_leave_and_of_nobody_elses() {
    let company = company().await;
    let (ada, grace) = (Desk::of(&company, "ada").await, Desk::of(&company, "grace").await);
    let (ear, mut told) = mpsc::unbounded_channel();
    let client = connect(&company, Some(principal("ada")), Ear(ear)).await;
    subscribe(client.peer(), MINE).await.unwrap();
    request(&grace, "2026-12-21").await;
    request(&ada, "2026-12-22").await;
    assert_eq!(told.recv().await.unwrap(), MINE);
    assert!(
        page(&company, "ada")
            .await
            .as_str()
            .unwrap()
            .contains("2026-12-22 to 2026-12-22")
    );
    assert!(!page(&company, "ada").await.as_str().unwrap().contains("2026-12-21"));
    // Subscribed to twice, told once.
    subscribe(client.peer(), MINE).await.unwrap();
    request(&ada, "2026-12-23").await;
    told.recv().await.unwrap();
    #[expect(deprecated, reason = "the revisions before 2026-07-28 have it")]
    client.unsubscribe(UnsubscribeRequestParams::new(MINE)).await.unwrap();
    request(&ada, "2026-12-28").await;
    // What is asked later is answered later: nothing was on its way.
    client.list_all_tools().await.unwrap();
    assert!(told.try_recv().is_err(), "once for each change, and not after the end");
}

#[tokio::test]
async fn only_what_changes_can_be_subscribed_to_and_only_with_its_scope() {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    let refused = subscribe(ada.0.peer(), "meridian://handbook/vacation")
        .await
        .unwrap_err();
    assert!(refused.contains("never changes"), "{refused}");
    let mut little = principal("ada");
    little.scopes.remove("leave:read");
    little.scopes.remove("leave:write");
    let little = Desk::with(&company, little).await;
    let refused = subscribe(little.0.peer(), MINE).await.unwrap_err();
    assert!(refused.contains("leave:read"), "{refused}");
}

#[tokio::test]
async fn without_a_session_changes_come_on_the_stream_that_listens() {
    let company = company().await;
    let (ada, grace) = (Desk::of(&company, "ada").await, Desk::of(&company, "grace").await);
    let listen = message(
        "subscriptions/listen",
        json!({ "notifications": { "resourceSubscriptions": [MINE] } }),
        "2026-07-28",
    );
    let response = respond(&service(company), "2026-07-28", Some(principal("ada")), "", listen).await;
    let mut body = response.into_body();
    let mut heard = String::new();
    let mut asked = false;
    while !heard.contains("notifications/resources/updated") {
        let frame = body.frame().await.unwrap().unwrap();
        heard.push_str(&String::from_utf8_lossy(frame.data_ref().unwrap()));
        if heard.contains("acknowledged") && !asked {
            asked = true;
            request(&grace, "2026-12-21").await;
            request(&ada, "2026-12-22").await;
        }
    }
    assert_eq!(heard.matches("notifications/resources/updated").count(), 1, "{heard}");
    assert!(heard.contains(MINE), "{heard}");
}
