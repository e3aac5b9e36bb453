//! What a model or a tool may write to do harm: in the real webview it is text, loads nothing, runs nothing, and does
//! not hang the window.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use serde_json::{Value, json};

use super::brought::{Brought, call, file, text, thoughts};
use super::enter_demo;
use crate::support::desktop::keys::{CONTROL, ESCAPE};
use crate::support::desktop::{Desk, Keychain, Keys, Page};

/// Where nobody is asked: for who only looks.
pub(crate) const ELSEWHERE: &str = "https://evil.example";

/// What would be noticed if any of it ran.
const HARM: &str = "window.harmed=1;document.title='harmed';alert(1)";

/// Everything that the page would be made to do, with `@HOME@` for whoever would like to hear of it.
const ATTACKS: &str = r#"Raw <b>HTML</b>, <script>HARM</script> and <img src="@HOME@/a.png" onerror="HARM">.

<script src="@HOME@/b.js"></script>

<iframe src="@HOME@/c" srcdoc="<script>parent.harmed=1</script>"></iframe>
<object data="@HOME@/d"></object><embed src="@HOME@/e"><base href="@HOME@/"><link rel="stylesheet" href="@HOME@/f.css">
<meta http-equiv="refresh" content="0;url=@HOME@/g"><form action="@HOME@/h"><button>Sign in</button></form>
<style>@import url(@HOME@/i.css); * { display: none }</style>
<svg onload="HARM"><a href="javascript:HARM"><text>x</text></a><image href="@HOME@/j.png"/></svg>
<video src="@HOME@/k" autoplay onerror="HARM"></video><details open ontoggle="HARM"><summary>x</summary></details>

[click](javascript:HARM) [Click](JaVaScRiPt:HARM) [coded](&#106;avascript:HARM) [tab](java	script:HARM)
[data](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) [file](file:///etc/passwd) [plain](@HOME@/l)
[bank.example](https://evil.example/login) <javascript:HARM> [title](https://a.example "onmouseover=HARM")

![pixel](@HOME@/m.png) ![code](javascript:HARM) ![svg](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)

| <script>HARM</script> | b |
| --- | --- |
| <img src=@HOME@/n.png onerror=HARM> | [x](javascript:HARM) |

```html onload=HARM
<script>HARM</script>
```

```mermaid
flowchart LR
  A["<img src=@HOME@/o.png onerror=HARM>"] --> B
  click A "javascript:HARM"
  click B href "@HOME@/p" _self
```

$$ \href{javascript:HARM}{x} \includegraphics{@HOME@/q.png} \htmlData{x=1}{y} $$

Reversed: UNTRUE txt.exe, ZEROwidth, TAGS.

**not ended _at [all](https://a.example ~~`
"#;

/// Watches the page: what is refused by its policy, and what is called that nothing here calls.
const WATCH: &str = r#"
const seen = [];
Object.defineProperty(window, "__seen", { value: seen });
document.addEventListener("securitypolicyviolation", (event) => seen.push(`refused: ${event.blockedURI}`));
window.alert = (words) => seen.push(`alert: ${words}`);
window.open = (url) => seen.push(`open: ${url}`);
let before = performance.now();
window.__silence = 0;
setInterval(() => {
  const now = performance.now();
  window.__silence = Math.max(window.__silence, now - before - 50);
  before = now;
}, 50);
return [document.title, location.origin];
"#;

/// What is there of what must not be: in the messages as elements and attributes, in the window as its state.
const HARMED: &str = r#"
const [title, origin] = arguments;
const found = [...window.__seen];
if (window.harmed !== undefined) found.push("a handler ran");
if (document.title !== title) found.push(`title: ${document.title}`);
if (location.origin !== origin) found.push(`origin: ${location.origin}`);
const never = "script, iframe, frame, object, embed, link, base, meta, form, style, video, svg image, foreignObject";
for (const message of document.querySelectorAll("[data-testid=message-assistant], [data-testid=message-user]")) {
  for (const element of message.querySelectorAll(never)) found.push(element.outerHTML.slice(0, 200));
  for (const element of message.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const leads = /^(href|xlink:href|src|srcset|action|formaction|data|poster|background)$/.test(name);
      if (name.startsWith("on") || name === "srcdoc" || (leads && !/^(data:image\/(png|jpeg|webp);|blob:)/.test(value))) {
        found.push(`${element.tagName} ${name}=${value.slice(0, 200)}`);
      }
      if (name === "style" && /url\(|expression/i.test(value)) found.push(`style: ${value.slice(0, 200)}`);
    }
  }
}
return found;
"#;

/// Hands over a conversation whose long parts are made in the page, which is quicker than sending them there.
const HAND_OVER: &str = r#"
const [input, conversation] = arguments;
const whole = conversation
  .replaceAll("@LINE@", "one long line ".repeat(75_000))
  .replaceAll("@LETTERS@", "x".repeat(1_000_000))
  .replaceAll("@ROWS@", "| 1 | 2 |\\n".repeat(20_000));
const files = new DataTransfer();
files.items.add(new File([whole], "conversation.json", { type: "application/json" }));
input.files = files.files;
input.dispatchEvent(new Event("change", { bubbles: true }));
"#;

/// How the long parts are drawn: the longest text in one piece, the pieces of plain text and their length, the rows of
/// tables, and the length of the person's own long message.
const DRAWN: &str = r#"
const messages = [...document.querySelectorAll("[data-testid=message-assistant]")];
let longest = 0;
for (const message of messages) {
  const texts = document.createTreeWalker(message, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) longest = Math.max(longest, texts.currentNode.data.length);
}
const plain = [...document.querySelectorAll("[data-testid=plain] .many, pre .many, pre.wide code")];
const own = [...document.querySelectorAll("[data-testid=message-user]")].map((one) => one.textContent.length);
return {
  longest,
  pieces: plain.length,
  plain: plain.reduce((sum, one) => sum + one.textContent.length, 0),
  rows: document.querySelectorAll("[data-testid=message-assistant] tr").length,
  own: Math.max(...own),
};
"#;

/// A conversation of attacks. `home` is the address that some of them would ask.
pub(crate) fn conversation(home: &str) -> Brought {
    let words = attacks(home);
    Brought::new("Harmless words")
        .holding("notes", json!({ "text": words }))
        .asks(&[
            file("text", "notes \u{202e}txt.exe", "notes", false),
            text("<img src=x onerror=alert(1)> and **not bold** \u{202e}reversed"),
        ])
        .answers(
            "complete",
            &[
                thoughts(&words),
                call(&json!({
                    "title": "Send\u{200b} money\u{202e}",
                    "arguments": json!({ "<b>key</b>": words, "hidden": "a\u{200b}b" }).to_string(),
                    "text": format!("<iframe src=\"{home}/r\"></iframe>"),
                    "media": [
                        { "kind": "image", "url": format!("{home}/s.png") },
                        { "kind": "image", "url": "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+" },
                    ],
                    "links": [{ "uri": "javascript:alert(1)", "title": "<b>Handbook</b>" }],
                })),
                text(&words),
            ],
        )
}

fn attacks(home: &str) -> String {
    ATTACKS
        .replace("HARM", HARM)
        .replace("@HOME@", home)
        .replace("UNTRUE", "\u{202e}")
        .replace("ZERO", "zero\u{200b}")
        .replace("TAGS", "tags\u{e0041}\u{2066}\u{feff}")
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn what_was_written_to_do_harm_is_text() {
    // Somebody who would hear of every request.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let home = format!("http://{}", listener.local_addr().unwrap());
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    let was = page.script(WATCH, json!([])).await;
    page.click("welcome-settings").await;
    conversation(&home).read_in_settings(page).await;
    // Drawn, and not only shown while what draws it is on its way.
    page.see("message-text:has(.prose[data-whole=true])").await;
    // All of it is there, as the text it is.
    page.read("message-text", "<script>window.harmed").await;
    page.read("message-text", "<iframe src=").await;
    page.read("message-text", "\u{27e8}U+202E\u{27e9}").await;
    page.read("message-text", "zero\u{27e8}U+200B\u{27e9}width").await;
    page.read("tool-card", "Send\u{27e8}U+200B\u{27e9} money").await;
    unfold(page, "message-reasoning-toggle").await;
    unfold(page, "tool-card-toggle").await;
    page.see("tool-result").await;
    unfold(page, "attachment-toggle").await;
    page.read("file-text", "<script>window.harmed").await;
    for link in everything_to_click(page).await {
        page.script(
            "arguments[0].dispatchEvent(new MouseEvent('click', { bubbles: true }))",
            json!([link]),
        )
        .await;
    }
    let found = page.script(HARMED, was).await;
    assert_eq!(found, json!([]), "what was written did something");
    let asked = listener.accept().map(|(_, from)| from);
    assert_eq!(
        asked.map_err(|why| why.kind()),
        Err(ErrorKind::WouldBlock),
        "nobody was asked for anything"
    );
    app.close(&desk).await;
}

/// Clicks what may be out of sight, as the keyboard does.
async fn unfold(page: &Page, toggle: &str) {
    page.see(toggle).await;
    let script = "document.querySelector(`[data-testid=${arguments[0]}]`).click()";
    page.script(script, json!([toggle])).await;
}

/// What looks like a link and is none, in the answer's text: none of it leads anywhere.
async fn everything_to_click(page: &Page) -> Vec<Value> {
    let script = "return [...document.querySelectorAll('[data-testid=message-text] span[title]:not([role=link])')]";
    let found = page.script(script, json!([])).await;
    let links = found.as_array().cloned().unwrap_or_default();
    assert!(
        links.len() >= 5,
        "addresses that are refused are there: {}",
        links.len()
    );
    links
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn what_has_no_end_does_not_hang_the_window() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    let page = app.page();
    enter_demo(page).await;
    page.script(WATCH, json!([])).await;
    page.click("welcome-settings").await;
    let endless = Brought::new("Without an end")
        .told("@LINE@", "@LETTERS@")
        .told("Code", "```\n@LETTERS@\n```")
        .told("A table", "| a | b |\n| - | - |\n@ROWS@")
        .told("Words", "@LINE@");
    let input = page.see("import-conversation").await;
    page.script(HAND_OVER, json!([input, endless.text()])).await;
    page.read("conversation-title", endless.title()).await;
    // Keys and clicks are answered while it is still being drawn.
    let keys = Keys::new(page);
    page.click("composer").await;
    keys.write("Still here").await;
    page.read("composer", "Still here").await;
    keys.chord(&[CONTROL, "k"]).await;
    page.see("palette-item").await;
    keys.press(ESCAPE).await;
    page.gone("palette-input").await;
    page.wait_count("message-assistant[data-end=complete]", 4).await;
    // Of the table, a part is drawn, and the rest is one click away.
    page.see("draw-more").await;
    page.wait_count("plain", 2).await;
    let drawn = page.script(DRAWN, json!([])).await;
    let number = |name: &str| drawn[name].as_u64().unwrap_or_default();
    assert!(number("longest") <= 20_000, "no text is laid out in one piece: {drawn}");
    assert!(number("plain") >= 2_900_000, "all of the long lines is there: {drawn}");
    assert!(number("pieces") >= 300, "the long lines are in pieces: {drawn}");
    assert!((200..20_000).contains(&number("rows")), "the table is limited: {drawn}");
    assert!(number("own") < 5_000, "one's own long line is folded: {drawn}");
    page.click("nav-tools").await;
    page.see("app[data-screen=tools]").await;
    page.click("conversation-row").await;
    page.see("message-assistant").await;
    let silence = page.script("return window.__silence", json!([])).await;
    eprintln!("the longest silence was {silence} ms");
    assert!(
        silence.as_f64().unwrap() < 4_000.0,
        "the page is silent for {silence} ms"
    );
    app.close(&desk).await;
}
