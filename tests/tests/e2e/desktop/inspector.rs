//! A web page that nobody here wrote, in a real browser: MCP Inspector, from its switch to a tool's result.

use std::path::Path;

use crate::support::headless::foreign::Foreign;
use crate::support::headless::office::Office;

const EMPLOYEE: &str = "Ada Lim";

/// Where Debian, Ubuntu and Google put it, as the robot looks for it.
const CHROMIUMS: [&str; 3] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
];

#[tokio::test]
#[ignore = "needs a browser: cargo xtask test --only desktop"]
async fn inspectors_page_signs_in_and_calls_a_tool() {
    let office = Office::open().await;
    let chromium = CHROMIUMS.iter().find(|path| Path::new(path).exists()).unwrap();
    let mut page = Foreign::start("inspector-page.mjs", &[&office.url(), EMPLOYEE, chromium]);
    // It shows who is signed in, or it does not say that it is done.
    page.step("call", EMPLOYEE).await;
    page.end().await;
    office.close().await;
}
