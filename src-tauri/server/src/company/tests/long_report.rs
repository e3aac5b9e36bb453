//! The long tool: its answer, its progress, its end when it is told to stop; and a database on disk.

use std::time::Duration;

use rmcp::model::{CallToolRequestParams, ClientRequest, ProgressNotificationParam, Request, ServerResult};
use rmcp::service::{NotificationContext, PeerRequestOptions, ServiceError};
use rmcp::{ClientHandler, RoleClient};
use serde_json::json;
use tokio::sync::mpsc;

use super::signed::{Desk, company, company_at, connect, principal, watched};
use crate::clock::Clock;
use crate::company::Company;

/// A client that hands on every progress note.
struct Listener(mpsc::UnboundedSender<ProgressNotificationParam>);

impl ClientHandler for Listener {
    async fn on_progress(&self, note: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        // The test may have stopped listening.
        let _ = self.0.send(note);
    }
}

fn build() -> ClientRequest {
    ClientRequest::CallToolRequest(Request::new(CallToolRequestParams::new("report_build")))
}

#[tokio::test]
async fn a_report_tells_how_far_it_is_and_counts_what_there_is() {
    let company = company().await;
    let (sender, mut notes) = mpsc::unbounded_channel();
    let client = connect(&company, Some(principal("ada")), Listener(sender)).await;
    let handle = client
        .send_cancellable_request(build(), PeerRequestOptions::no_options())
        .await
        .unwrap();
    let token = handle.progress_token.clone();
    let ServerResult::CallToolResult(result) = handle.await_response().await.unwrap() else {
        panic!("a tool's result")
    };
    let report = result.structured_content.unwrap();
    let sections = report["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 6);
    assert_eq!(
        sections
            .iter()
            .map(|section| section["people"].as_i64().unwrap())
            .sum::<i64>(),
        20
    );
    let engineering = sections
        .iter()
        .find(|section| section["department"] == "Engineering")
        .unwrap();
    assert!(engineering["leave_days"].as_i64().unwrap() >= 15 && engineering["tickets_open"].as_i64().unwrap() >= 4);
    for step in 0..=6 {
        let note = notes.recv().await.unwrap();
        assert_eq!(note.progress_token, token);
        assert!((note.progress - f64::from(step)).abs() < f64::EPSILON);
        assert!((note.total.unwrap() - 6.0).abs() < f64::EPSILON);
    }
}

#[tokio::test]
async fn a_report_that_is_stopped_goes_no_further() {
    // Each section would take an hour, so only the stop can end it.
    let company = company_at(Duration::from_hours(1)).await;
    let (sender, mut notes) = mpsc::unbounded_channel();
    let (client, mut done) = watched(&company, Some(principal("ada")), Listener(sender)).await;
    let handle = client
        .send_cancellable_request(build(), PeerRequestOptions::no_options())
        .await
        .unwrap();
    assert!(notes.recv().await.is_some(), "it has begun");
    handle.cancel(Some("enough".to_owned())).await.unwrap();
    let stopped = async {
        loop {
            if let Ok(ServerResult::CallToolResult(result)) = done.recv().await.unwrap() {
                return result;
            }
        }
    };
    let result = tokio::time::timeout(Duration::from_secs(20), stopped).await.unwrap();
    assert_eq!(result.content[0].as_text().unwrap().text, "stopped, nothing was kept");
    assert!(notes.try_recv().is_err());
    client.call_tool(CallToolRequestParams::new("whoami")).await.unwrap();
}

#[tokio::test]
async fn an_unknown_tool_is_a_protocol_error() {
    let company = company().await;
    let ada = Desk::of(&company, "ada").await;
    let unknown = ada.0.call_tool(CallToolRequestParams::new("fire_everybody")).await;
    assert!(matches!(unknown, Err(ServiceError::McpError(_))), "{unknown:?}");
}

#[tokio::test]
async fn a_company_on_disk_is_there_again_and_is_not_filled_twice() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("company.sqlite");
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    let clock = Clock::from_fn(move || now);
    let open = || Company::open(Some(&file), clock.clone());
    let first = open().await.unwrap();
    let ada = Desk::of(&first, "ada").await;
    ada.ask("leave_request", json!({ "from": "2026-12-21", "to": "2026-12-23" }))
        .await;
    let second = open().await.unwrap();
    let again = Desk::of(&second, "ada").await;
    assert_eq!(again.ask("leave_balance", json!({})).await["left"], 9);
    assert_eq!(
        again.ask("people_search", json!({ "query": "Singapore" })).await["total"],
        7
    );

    let nowhere = Company::open(Some(&folder.path().join("none/company.sqlite")), clock)
        .await
        .unwrap_err();
    assert!(nowhere.to_string().contains("company.sqlite"));
}
