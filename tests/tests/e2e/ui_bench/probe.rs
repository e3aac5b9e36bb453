//! A probe in the page: how often it is drawn, for how long its main thread does not answer, and how long a key press
//! or a click takes until it is seen.
//!
//! It asks for every animation frame and counts them, and sends itself a message every few milliseconds: the longest
//! time between two of these is the longest that anything else kept the thread. The same is measured where nothing
//! happens, so that what the probe itself costs is on both sides.

use serde_json::{Value, json};

use crate::support::desktop::Page;

const INSTALL: &str = r#"
if (window.__probe) return;
const probe = { on: false, frames: 0, longest: 0, begun: 0, ended: 0, keys: [] };
Object.defineProperty(window, "__probe", { value: probe });
const { port1, port2 } = new MessageChannel();
let last = 0;
port1.onmessage = () => {
  const now = performance.now();
  probe.longest = Math.max(probe.longest, now - last);
  last = now;
  if (probe.on) setTimeout(() => port2.postMessage(null), 4);
};
const frame = () => { if (probe.on) { probe.frames += 1; requestAnimationFrame(frame); } };
probe.start = () => {
  Object.assign(probe, { on: true, frames: 0, longest: 0, begun: performance.now(), keys: [] });
  last = performance.now();
  port2.postMessage(null);
  requestAnimationFrame(frame);
};
probe.stop = () => {
  probe.on = false;
  return { seconds: (performance.now() - probe.begun) / 1000, frames: probe.frames, longest: probe.longest, keys: probe.keys };
};
// In front of everybody else, so that what the page does about a key is in its time.
addEventListener("keydown", (event) => {
  if (!probe.on) return;
  const pressed = event.timeStamp;
  requestAnimationFrame(() => requestAnimationFrame((now) => probe.keys.push(Math.max(performance.now(), now) - pressed)));
}, true);
"#;

/// Opens a conversation by its row, and calls back with the milliseconds until the second frame in which it is there.
const SWITCH: &str = r#"
const [id, text, done] = arguments;
const row = document.querySelector(`[data-testid=conversation-row][data-id="${id}"] button`);
if (row === null) return done(null);
const begun = performance.now();
row.click();
const there = () => document.querySelector("[data-testid=chat]")?.dataset.conversation === id
  && [...document.querySelectorAll("[data-testid=message-user]")].some((one) => one.innerText.includes(text));
const look = () => {
  if (there()) requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
  else if (performance.now() - begun > 20000) done(null);
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"#;

/// From now on, counts what asks to be called later: nothing that rests does.
const TIMERS: &str = r#"
const timers = [];
Object.defineProperty(window, "__timers", { value: timers, configurable: true });
for (const name of ["setTimeout", "setInterval", "requestAnimationFrame"]) {
  const real = window[name];
  window[name] = (...given) => { timers.push([name, performance.now()]); return real.apply(window, given); };
}
"#;

/// What was seen between a start and a stop.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) seconds: f64,
    pub(super) frames: f64,
    /// The longest time in which the main thread did not answer, in milliseconds.
    pub(super) longest: f64,
    /// From each key press to the second frame after it, in milliseconds.
    pub(super) keys: Vec<f64>,
}

impl Seen {
    pub(super) fn frames_a_second(&self) -> f64 {
        self.frames / self.seconds
    }
}

pub(super) async fn install(page: &Page) {
    page.script(INSTALL, json!([])).await;
}

pub(super) async fn start(page: &Page) {
    page.script("__probe.start()", json!([])).await;
}

pub(super) async fn stop(page: &Page) -> Seen {
    let seen = page.script("return __probe.stop()", json!([])).await;
    let number = |name: &str| seen[name].as_f64().expect("the probe counts");
    Seen {
        seconds: number("seconds"),
        frames: number("frames"),
        longest: number("longest"),
        keys: seen["keys"]
            .as_array()
            .expect("the probe notes keys")
            .iter()
            .filter_map(Value::as_f64)
            .collect(),
    }
}

/// Milliseconds from the click on a conversation's row to the second frame with it. `text` stands in one of its messages.
pub(super) async fn switch(page: &Page, id: &str, text: &str) -> f64 {
    let took = page.promise(SWITCH, json!([id, text])).await;
    took.as_f64()
        .unwrap_or_else(|| panic!("the conversation {id} does not open"))
}

pub(super) async fn count_timers(page: &Page) {
    page.script(TIMERS, json!([])).await;
}

/// What asked to be called since, by name. The driver asks for one itself to run this.
pub(super) async fn timers(page: &Page) -> Vec<String> {
    let script = "return window.__timers.filter(([, at]) => at < performance.now() - 500).map(([name]) => name)";
    let names = page.script(script, json!([])).await;
    let names = names.as_array().expect("the page has noted them");
    names
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}
