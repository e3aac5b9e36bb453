//! A person without a pointer: keys alone, and a look at where the focus is after each.

use serde_json::{Value, json};

use super::Page;

/// Keys that are no letters (W3C WebDriver §17.4.2).
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";
pub(crate) const ESCAPE: &str = "\u{e00c}";
pub(crate) const SPACE: &str = " ";
pub(crate) const DOWN: &str = "\u{e015}";
pub(crate) const SHIFT: &str = "\u{e008}";
pub(crate) const CONTROL: &str = "\u{e009}";

/// Further than this nobody tabs.
const FURTHEST: usize = 80;

/// Where the focus is: the nearest test id, what it is called, and whether a person sees that it is
/// there. An outline shows it; in a menu the highlighted row does; around a field its frame may, in the accent colour.
const FOCUS: &str = r#"
const focused = document.activeElement;
if (focused === null || focused === document.body) return { near: null, what: "nothing", seen: false };
const style = getComputedStyle(focused);
const clear = (colour) => colour === "transparent" || colour === "rgba(0, 0, 0, 0)";
const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && !clear(style.outlineColor);
const row = focused.hasAttribute("data-highlighted") && !clear(style.backgroundColor);
const probe = document.createElement("i");
probe.style.color = "var(--accent)";
document.body.append(probe);
const accent = getComputedStyle(probe).color;
probe.remove();
const framed = focused.parentElement !== null && getComputedStyle(focused.parentElement).borderTopColor === accent;
const box = focused.getBoundingClientRect();
const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
return {
  near: focused.closest("[data-testid]")?.dataset.testid ?? null,
  what: `${focused.tagName.toLowerCase()} "${(focused.ariaLabel ?? focused.innerText ?? "").slice(0, 40)}"`,
  seen: inside && (outlined || row || framed),
};
"#;

/// Somebody at the keyboard.
pub(crate) struct Keys<'a> {
    page: &'a Page,
}

/// Where the focus is.
#[derive(Debug)]
pub(crate) struct Focus {
    what: String,
    seen: bool,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(page: &'a Page) -> Self {
        Self { page }
    }

    /// Presses one key.
    pub(crate) async fn press(&self, key: &str) {
        self.chord(&[key]).await;
    }

    /// Holds all but the last, as for Ctrl+N.
    pub(crate) async fn chord(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({"type": "keyDown", "value": key}));
        let up = keys.iter().rev().map(|key| json!({"type": "keyUp", "value": key}));
        self.page.act(down.chain(up).collect()).await;
    }

    /// Writes into whatever has the focus.
    pub(crate) async fn write(&self, text: &str) {
        let strokes = text.chars().flat_map(|letter| {
            let value = letter.to_string();
            [
                json!({"type": "keyDown", "value": value}),
                json!({"type": "keyUp", "value": value}),
            ]
        });
        self.page.act(strokes.collect()).await;
    }

    /// Where the focus is now.
    pub(crate) async fn focus(&self) -> Focus {
        let found = self.page.script(FOCUS, json!([])).await;
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        Focus {
            what: format!("{} in {}", text("what"), text("near")),
            seen: found["seen"] == true,
        }
    }

    /// Goes on with Tab until the focus is on this element. At every stop the focus must be seen.
    pub(crate) async fn tab_to(&self, id: &str) {
        self.go(id, &[TAB]).await;
    }

    /// The same the other way round.
    pub(crate) async fn back_to(&self, id: &str) {
        self.go(id, &[SHIFT, TAB]).await;
    }

    /// The same in a list or a menu, where arrows lead on.
    pub(crate) async fn down_to(&self, id: &str) {
        self.go(id, &[DOWN]).await;
    }

    /// Waits until the focus is on this element by itself, and is seen.
    pub(crate) async fn find(&self, id: &str) {
        self.page.see(&format!("{id}:focus")).await;
        let focus = self.focus().await;
        assert!(focus.seen, "nobody sees that the focus is on {}", focus.what);
    }

    async fn go(&self, id: &str, keys: &[&str]) {
        let is = "return document.activeElement?.matches(arguments[0]) ?? false";
        let mut stops = Vec::new();
        for _ in 0..FURTHEST {
            if self.page.script(is, json!([super::page::selector(id)])).await == true {
                return;
            }
            self.chord(keys).await;
            let focus = self.focus().await;
            assert!(
                focus.seen,
                "nobody sees that the focus is on {}; on the way to {id} over {stops:#?}",
                focus.what
            );
            stops.push(focus.what);
        }
        panic!("{id} can't be reached by {keys:?}; the way went over {stops:#?}");
    }
}

impl Page {
    /// Performs key actions (W3C WebDriver §17.5).
    async fn act(&self, actions: Vec<Value>) {
        self.perform(json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}))
            .await;
    }
}
