//! The bundled server, and clients that nobody here wrote: each signs in, calls, renews what has ended, and steps up.

use serde_json::Value;

use crate::support::headless::foreign::Foreign;
use crate::support::headless::office::Office;

const EMPLOYEE: &str = "Ada Lim";

/// Longer than an access token of the server lives.
const SOME_MINUTES: i64 = 400;

/// Signs in, calls, and calls again when the token has ended; answers what was spoken.
async fn begin(office: &Office, client: &mut Foreign) -> String {
    let called = client.step("call", EMPLOYEE).await;
    assert!(said(&called).contains("ada"), "{called}");
    let tools: Vec<&str> = called["tools"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(tools.contains(&"ticket_create"), "{tools:?}");
    assert!(!tools.contains(&"expense_report"), "that one is finance's: {tools:?}");
    assert_eq!(client.sign_ins, 1);

    office.pass_seconds(SOME_MINUTES);
    client.go_on(SOME_MINUTES).await;
    let renewed = client.step("refresh", EMPLOYEE).await;
    assert!(said(&renewed).contains("ada"), "{renewed}");
    assert_eq!(renewed["renewed"], true);
    assert_eq!(client.sign_ins, 1, "nobody was asked again");
    called["version"].as_str().unwrap_or_default().to_owned()
}

/// The whole journey; answers the protocol version that was spoken.
async fn walk(script: &str, arguments: &[&str]) -> String {
    let office = Office::open().await;
    let url = office.url();
    let mut client = Foreign::start(script, &[&[url.as_str()], arguments].concat());
    let version = begin(&office, &mut client).await;
    client.go_on(0).await;
    let stepped_up = client.step("step-up", EMPLOYEE).await;
    assert!(stepped_up["result"]["isError"] != true, "{stepped_up}");
    assert!(said(&stepped_up).contains("The lamp flickers"), "{stepped_up}");
    assert_eq!(client.sign_ins, 2, "the person was asked for more");
    client.end().await;
    office.close().await;
    version
}

fn said(step: &Value) -> String {
    step["result"]["content"].to_string()
}

#[tokio::test]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn the_typescript_sdk_signs_in_renews_and_steps_up() {
    assert_eq!(walk("typescript.mjs", &["auto"]).await, "2026-07-28");
}

#[tokio::test]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn the_typescript_sdk_does_so_at_the_older_revision() {
    assert_eq!(walk("typescript.mjs", &["legacy"]).await, "2025-11-25");
}

#[tokio::test]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn the_first_typescript_sdk_signs_in_renews_and_steps_up() {
    assert_eq!(walk("typescript-1.mjs", &[]).await, "2025-11-25");
}

#[tokio::test]
#[ignore = "needs Python and its packages: cargo xtask test --only headless"]
async fn the_python_sdk_signs_in_renews_and_steps_up() {
    assert_eq!(walk("client.py", &["auto"]).await, "2026-07-28");
}

#[tokio::test]
#[ignore = "needs Python and its packages: cargo xtask test --only headless"]
async fn the_python_sdk_does_so_at_the_older_revision() {
    assert_eq!(walk("client.py", &["legacy"]).await, "2025-11-25");
}

#[tokio::test]
#[ignore = "needs Node and its packages: cargo xtask test --only headless"]
async fn inspectors_command_line_signs_in_and_renews() {
    for era in ["auto", "legacy"] {
        let office = Office::open().await;
        let mut client = Foreign::start("inspector.mjs", &[&office.url(), era]);
        begin(&office, &mut client).await;
        client.end().await;
        office.close().await;
    }
}
