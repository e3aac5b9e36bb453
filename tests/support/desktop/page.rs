//! Reading and using a page by its `data-testid`s.
//!
//! Waiting is done inside the page: a `MutationObserver` answers as soon as what is waited for is there, and a deadline
//! ends it. Each helper fails the test with a sentence that names what was looked for and what was there instead.

use serde_json::{Value, json};

use super::PATIENCE;
use super::driver::{Driver, Refused};
use super::recorder;

/// The page of the app's window.
#[derive(Debug)]
pub(crate) struct Page {
    driver: Driver,
}

/// Calls back with the first visible element for which `test` holds, or with null at the deadline. `arguments` are the
/// selector, the test's own argument, the milliseconds to wait, and whether to wait for it to go away.
const WAIT: &str = r#"
const [selector, wanted, patience, gone, done] = arguments;
const visible = (e) => e.isConnected && e.getClientRects().length > 0;
const find = () => [...document.querySelectorAll(selector)].find((e) =>
  visible(e) && (wanted === null || (e.innerText ?? "").toLowerCase().includes(wanted.toLowerCase()) || (e.value ?? "").toLowerCase().includes(wanted.toLowerCase()))) ?? null;
const settled = () => (find() === null) === gone;
const finish = (well) => { observer.disconnect(); clearTimeout(timer); done([well, gone ? null : find()]); };
const observer = new MutationObserver(() => { if (settled()) finish(true); });
const timer = setTimeout(() => finish(settled()), patience);
observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
if (settled()) finish(true);
"#;

/// Calls back with the number of elements as soon as it is the one wanted (or has reached it), or at the deadline.
const COUNT: &str = r"
const [selector, wanted, exactly, patience, done] = arguments;
const count = () => document.querySelectorAll(selector).length;
const enough = () => (exactly ? count() === wanted : count() >= wanted);
const finish = () => { observer.disconnect(); clearTimeout(timer); done(count()); };
const observer = new MutationObserver(() => { if (enough()) finish(); });
const timer = setTimeout(finish, patience);
observer.observe(document, { attributes: true, childList: true, subtree: true });
if (enough()) finish();
";

impl Page {
    pub(crate) async fn new(driver: Driver) -> Self {
        let page = Self { driver };
        page.record().await;
        page
    }

    /// The element with this test id, once it is visible. `id` may go on with attributes: `tool-card[data-state=done]`.
    pub(crate) async fn see(&self, id: &str) -> Value {
        self.wait(id, None, false).await
    }

    /// The element with this test id whose text (or value) contains `text`, once there is one.
    pub(crate) async fn read(&self, id: &str, text: &str) -> Value {
        self.wait(id, Some(text), false).await
    }

    /// Waits until at least `count` such elements are there.
    pub(crate) async fn wait_count(&self, id: &str, count: u64) {
        let found = self.counted(id, count, false).await;
        assert!(found >= count, "there are {found} of `{id}`, not {count}");
    }

    /// Waits until just so many are there.
    pub(crate) async fn wait_just(&self, id: &str, count: u64) {
        let found = self.counted(id, count, true).await;
        assert!(found == count, "there are {found} of `{id}`, not {count}");
    }

    async fn counted(&self, id: &str, count: u64, exactly: bool) -> u64 {
        let patience = u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX);
        let arguments = json!([selector(id), count, exactly, patience]);
        let found = must("waited for", id, self.driver.promise(COUNT, arguments).await);
        found.as_u64().unwrap_or_default()
    }

    /// Waits until no such element is visible.
    pub(crate) async fn gone(&self, id: &str) {
        self.wait(id, None, true).await;
    }

    /// Clicks the element once it is there.
    pub(crate) async fn click(&self, id: &str) {
        let mut last = None;
        // An element may be replaced between finding and clicking: React renders when it likes.
        for _ in 0..3 {
            let element = self.see(id).await;
            match self.driver.click(&element).await {
                Ok(_) => return,
                Err(why) => last = Some(why),
            }
        }
        panic!("`{id}` could not be clicked: {last:?}");
    }

    /// Scrolls as far as it takes to have the element in view.
    pub(crate) async fn reveal(&self, id: &str) {
        self.see(id).await;
        // Looked for again in the script: what is drawn anew meanwhile is another element.
        let script = "const found = [...document.querySelectorAll(arguments[0])]; \
            found.find((e) => e.getClientRects().length > 0)?.scrollIntoView({ block: 'nearest' })";
        self.script(script, json!([selector(id)])).await;
    }

    /// Replaces a field's content, key by key.
    pub(crate) async fn fill(&self, id: &str, text: &str) {
        let field = self.see(id).await;
        // The driver's own way of clearing tells the page so late that React puts the old text back.
        let clear = "const [field] = arguments; \
            const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement; \
            if (field.value !== '') { Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, ''); \
            field.dispatchEvent(new Event('input', { bubbles: true })); }";
        must("cleared", id, self.driver.script(clear, json!([field])).await);
        must("typed into", id, self.driver.keys(&field, text).await);
    }

    /// Presses keys in an element. WebDriver's code points for keys that are no letters: Enter is `\u{e007}`.
    pub(crate) async fn press(&self, id: &str, keys: &str) {
        let field = self.see(id).await;
        must("typed into", id, self.driver.keys(&field, keys).await);
    }

    /// Chooses a file with this text, as a person would from a dialog.
    pub(crate) async fn upload(&self, id: &str, name: &str, text: &str) {
        let input = self.see(id).await;
        let script = "const [input, name, text] = arguments; const files = new DataTransfer(); \
            files.items.add(new File([text], name, { type: 'application/json' })); \
            input.files = files.files; input.dispatchEvent(new Event('change', { bubbles: true }));";
        let done = self.script(script, serde_json::json!([input, name, text])).await;
        assert!(done.is_null(), "{done}");
    }

    /// Chooses an option of a select element by its value.
    pub(crate) async fn choose(&self, id: &str, value: &str) {
        let select = self.see(id).await;
        let script = "const [select, value] = arguments; \
            const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set; \
            set.call(select, value); select.dispatchEvent(new Event('change', { bubbles: true }));";
        must(
            "chosen in",
            id,
            self.driver.script(script, json!([select, value])).await,
        );
    }

    /// The text of the first such element, once it is visible.
    pub(crate) async fn text(&self, id: &str) -> String {
        let element = self.see(id).await;
        let text = must(
            "read",
            id,
            self.driver
                .script("return arguments[0].innerText", json!([element]))
                .await,
        );
        text.as_str().unwrap_or_default().to_owned()
    }

    /// How many such elements there are now, visible or not.
    pub(crate) async fn count(&self, id: &str) -> u64 {
        let script = "return document.querySelectorAll(arguments[0]).length";
        let found = must("counted", id, self.driver.script(script, json!([selector(id)])).await);
        found.as_u64().unwrap_or_default()
    }

    /// Runs a script in the page, for what the helpers do not cover.
    pub(crate) async fn script(&self, script: &str, arguments: Value) -> Value {
        must("run", "script", self.driver.script(script, arguments).await)
    }

    /// Runs a script that calls back: its last argument is the callback.
    pub(crate) async fn promise(&self, script: &str, arguments: Value) -> Value {
        must("run", "script", self.driver.promise(script, arguments).await)
    }

    /// All of the page: its DOM, its storage, and everything that crossed the bridge to Rust since the page was opened.
    pub(crate) async fn everything(&self) -> String {
        let everything = self.script(recorder::EVERYTHING, json!([])).await;
        everything.as_str().unwrap_or_default().to_owned()
    }

    /// Loads the page anew, as a developer's reload would.
    pub(crate) async fn reload(&self) {
        must("reloaded", "page", self.driver.reload().await);
        self.record().await;
    }

    /// Sets the window's size.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        must("resized", "window", self.driver.resize(width, height).await);
    }

    /// A picture of the page, as PNG in base64. The driver waits for the next time that the page is drawn, and one that
    /// rests is not drawn again by itself: a dot of one pixel changes its colour meanwhile.
    pub(crate) async fn picture(&self) -> String {
        let begin = "const dot = document.createElement('i'); dot.id = 'picture-dot'; \
                     dot.style.cssText = 'position:fixed;left:0;top:0;width:1px;height:1px'; document.body.append(dot); \
                     const turn = () => { dot.style.background = dot.style.background ? '' : 'rgb(128 128 128 / 1%)'; \
                     if (dot.isConnected) setTimeout(turn, 30); }; turn()";
        self.script(begin, json!([])).await;
        let picture = must("pictured", "page", self.driver.picture().await);
        self.script("document.getElementById('picture-dot')?.remove()", json!([]))
            .await;
        picture
    }

    /// Performs WebDriver actions.
    pub(super) async fn perform(&self, actions: Value) {
        must("performed", "actions", self.driver.act(actions).await);
    }

    pub(crate) async fn detach(&self) {
        self.driver.detach().await;
    }

    async fn record(&self) {
        self.script(recorder::INSTALL, json!([])).await;
    }

    async fn wait(&self, id: &str, wanted: Option<&str>, gone: bool) -> Value {
        let patience = PATIENCE.as_millis();
        let arguments = json!([selector(id), wanted, u64::try_from(patience).unwrap_or(u64::MAX), gone]);
        let mut answer = self.driver.promise(WAIT, arguments.clone()).await;
        if answer.is_err() {
            // The page was replaced while the script waited in it: it waits anew in the next one.
            answer = self.driver.promise(WAIT, arguments).await;
        }
        let mut answer = must("waited for", id, answer);
        if answer[0] != true {
            let there = self.script("return document.body.innerText", json!([])).await;
            let wanted = wanted.map(|text| format!(" with \"{text}\"")).unwrap_or_default();
            let end = if gone { "did not go away" } else { "did not appear" };
            panic!(
                "`{id}`{wanted} {end}; the page says:\n{}",
                there.as_str().unwrap_or_default()
            );
        }
        answer[1].take()
    }
}

/// The driver's answer, which has to be one.
fn must<T>(done: &str, what: &str, answer: Result<T, Refused>) -> T {
    answer.unwrap_or_else(|why| panic!("`{what}` could not be {done}: {} ({})", why.message, why.code))
}

/// `name[attr=x]` as a selector. A text that starts with a dot, a hash or a letter in angle brackets is none of ours.
pub(super) fn selector(id: &str) -> String {
    let (name, rest) = id.find(['[', ' ', ':']).map_or((id, ""), |at| id.split_at(at));
    let rest = rest.trim_start();
    match (name, rest) {
        ("html", rest) => format!("html{rest}"),
        (name, rest) if rest.starts_with(['[', ':']) || rest.is_empty() => format!("[data-testid=\"{name}\"]{rest}"),
        // A descendant: both are test ids.
        (name, rest) => format!("[data-testid=\"{name}\"] {}", selector(rest)),
    }
}
