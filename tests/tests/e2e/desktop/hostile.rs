//! Words that mean harm, in the real webview: shown as text, and the window stays quick.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{ask, enter_demo, read_in, sign_in};
use crate::support::desktop::{Desk, Keychain};

/// Longer than this no person waits for a window. A hundred times what it takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// What on the page could run, fetch or lead away.
const HARM: &str = r#"
const all = (selector) => [...document.querySelectorAll(selector)];
const inside = all("[data-testid=message-text], [data-testid=message-user]");
const found = [];
for (const part of inside) {
  for (const one of part.querySelectorAll("script, iframe, object, embed, form, base, style, link, meta, a[href], [srcdoc]")) {
    found.push(one.outerHTML.slice(0, 200));
  }
  for (const one of part.querySelectorAll("*")) {
    for (const { name, value } of one.attributes) {
      const runs = name.startsWith("on") || /^\s*javascript:/i.test(value);
      const fetches = name === "src" && !/^(data:image|blob:)/.test(value);
      if (runs || fetches) {
        found.push(`${name}=${value.slice(0, 100)}`);
      }
    }
  }
}
return { parts: inside.length, found, harmed: window.harmed ?? null, place: location.origin + location.pathname };
"#;

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn words_that_mean_harm_are_words_and_the_window_stays_quick() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    enter_demo(app.page()).await;
    sign_in(&app).await;
    let page = app.page();
    let before = page.script(HARM, json!([])).await["place"].clone();
    page.click("nav-settings").await;
    page.see("settings-page").await;
    page.upload("import-conversation", "hostile.json", &read_in::hostile().to_string())
        .await;
    page.see("message-user").await;
    let begun = Instant::now();
    // Up through all of it, as a person scrolls: each message is drawn, and diagrams and formulas have their time.
    let mut parts = 0;
    for _ in 0..60 {
        let harm = page.script(HARM, json!([])).await;
        assert_eq!(harm["found"], json!([]), "{harm}");
        assert_eq!((&harm["harmed"], &harm["place"]), (&Value::Null, &before), "{harm}");
        parts = parts.max(harm["parts"].as_u64().unwrap());
        let up = "const [done] = arguments; \
            const list = document.querySelector('[role=log]').parentElement; \
            list.scrollBy(0, -list.clientHeight); \
            requestAnimationFrame(() => requestAnimationFrame(() => done(list.scrollTop)))";
        if page.promise(up, json!([])).await == json!(0) {
            break;
        }
    }
    assert!(parts > 0, "something was drawn");
    // It still writes, sends and answers.
    ask(page, "How many vacation days do I have left?").await;
    page.see("message-assistant[data-end=complete]").await;
    let took = begun.elapsed();
    assert!(took < PATIENCE, "the window was busy for {took:?}");
    let harm = page.script(HARM, json!([])).await;
    assert_eq!((&harm["found"], &harm["harmed"]), (&json!([]), &Value::Null), "{harm}");
    // After a start it is the same.
    page.reload().await;
    page.see("conversation-row").await;
    page.click("conversation-row").await;
    page.see("message-user").await;
    let harm = page.script(HARM, json!([])).await;
    assert_eq!((&harm["found"], &harm["harmed"]), (&json!([]), &Value::Null), "{harm}");
    app.close(&desk).await;
}
