//! The window while it works, against the same window at rest: `cargo xtask bench ui`.
//!
//! A real provider's wire on loopback streams a long reply at a steady pace into a long conversation, in the real
//! webview of a release build. Frames, the main thread's longest silence and the time from a key press to the screen are
//! compared with those of the same window in the same run, where nothing happens. Then: what a long history costs at
//! the start, what is kept in memory, and whether a window that rests does rest.

mod probe;
mod words;

use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use lanyard_client::api::Profile;
use lanyard_client::paths::Paths;
use serde_json::json;

use crate::support::desktop::{App, Desk, Keychain, Keys, PATIENCE, Page, processes, told};
use crate::support::headless::model::Model;
use crate::support::headless::past::{Past, uuid};
use probe::Seen;

/// A hundred tokens a second.
const PACE: Duration = Duration::from_millis(10);
/// How long the reply is, in tokens.
const REPLY: u64 = 20_000;
/// How long the conversation is, in messages.
const MESSAGES: u32 = 2_000;
/// How many conversations a long history has.
const CONVERSATIONS: u32 = 10_000;
/// How often the app is opened with a history of each kind.
const ROUNDS: usize = 7;
/// How often one conversation is left for another.
const SWITCHES: u32 = 20;
/// How many keys are pressed in a row, and how long after each other.
const KEYS: usize = 60;
const KEY_PACE: Duration = Duration::from_millis(120);
/// After this long a window rests.
const REST: Duration = Duration::from_secs(20);
/// For this long it is watched while it rests.
const WATCH: Duration = Duration::from_mins(1);

/// Of the frames at rest, at least so many are drawn while a reply streams.
const LEAST_FRAMES: f64 = 0.8;
/// Milliseconds above those at rest.
const MOST_SILENCE: f64 = 50.0;
const MOST_KEY: f64 = 16.0;
const MOST_SWITCH: f64 = 100.0;
/// Multiples of what there was before.
const MOST_OPENING: f64 = 1.2;
const MOST_MEMORY: f64 = 1.5;
/// Of one core, while the window rests.
const MOST_IDLE: f64 = 0.01;

/// The short conversations beside the long one.
const SHORT: u32 = 20;
/// The long one: the newest.
const LONG: u32 = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs a release build: cargo xtask bench ui"]
async fn the_window_at_work() {
    let model = Model::start(PACE, |asked| words::tokens(wanted(asked))).await;
    let desk = Desk::open(Keychain::Unlocked);
    configure(&desk, &model);
    let past = Past::open(&paths(&desk)).await;
    for number in 1..=SHORT {
        past.held(number, &format!("Short {number}"), 2, |turn| words::turn(number + turn))
            .await;
    }
    past.held(LONG, "The long one", MESSAGES / 2, words::turn).await;
    past.close().await;

    let mut fine = at_work(&desk, &model).await;
    fine &= opening(&desk).await;
    assert!(fine, "a figure is beyond its limit");
}

/// The number in the last thing that was said.
fn wanted(asked: &serde_json::Value) -> usize {
    let said = asked["messages"].as_array().and_then(|all| all.last());
    let said = said.map(|last| last["content"].to_string()).unwrap_or_default();
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(10)
}

fn paths(desk: &Desk) -> Paths {
    let nowhere = desk.path("nowhere");
    Paths::under(&desk.path("data/lanyard"), nowhere.clone(), nowhere, Profile::Main)
}

/// The company's place for models is ours.
fn configure(desk: &Desk, model: &Model) {
    let folder = desk.path("config/lanyard");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let text = format!("name = \"Meridian\"\n{}", model.gateway());
    fs::write(folder.join("company.toml"), text).expect("a file can be written");
}

/// Everything that is measured in one running window.
async fn at_work(desk: &Desk, model: &Model) -> bool {
    let app = desk.start(&[]).await;
    let page = app.page();
    page.resize(1280, 900).await;
    page.read("conversation-title", "The long one").await;
    page.see("message-assistant[data-end=complete]").await;
    tokio::time::sleep(REST).await;
    let memory = processes::memory(app.id());
    probe::install(page).await;

    let idle = at_rest(page).await;
    let idle_switch = switches(page, 1).await;
    let (busy, early, late) = streaming(&app, model).await;
    page.fill("composer", &format!("Write {REPLY} tokens")).await;
    page.click("send").await;
    page.see("stop").await;
    let busy_switch = switches(page, LONG).await;
    page.click("stop").await;
    page.gone("stop").await;

    let mut fine = true;
    let ratio = busy.frames_a_second() / idle.frames_a_second();
    fine &= figure(
        "frames while streaming, of those at rest",
        &format!(
            "{:.1} and {:.1} a second, ratio {ratio:.2}",
            busy.frames_a_second(),
            idle.frames_a_second()
        ),
        &format!("at least {LEAST_FRAMES}"),
        ratio >= LEAST_FRAMES,
    );
    fine &= above(
        "longest silence of the main thread",
        busy.longest,
        idle.longest,
        MOST_SILENCE,
    );
    fine &= above(
        "key press to the second frame, 95th percentile",
        percentile(&busy.keys),
        percentile(&idle.keys),
        MOST_KEY,
    );
    fine &= above(
        "another conversation, 95th percentile",
        percentile(&busy_switch),
        percentile(&idle_switch),
        MOST_SWITCH,
    );
    let _ = writeln!(
        std::io::stdout(),
        "told   processor time of all processes per 1,000 tokens: {early:.2} s at the start, {late:.2} s at the end, \
         ratio {:.2}",
        late / early
    );
    tokio::time::sleep(REST).await;
    let after = processes::memory(app.id());
    fine &= times(
        "memory of all processes (PSS), after and before",
        "MB",
        after,
        memory,
        MOST_MEMORY,
    );
    fine &= resting(&app).await;
    app.close(desk).await;
    fine
}

/// The same window where nothing happens, but for the keys.
async fn at_rest(page: &Page) -> Seen {
    page.click("new-conversation").await;
    page.gone("message-user").await;
    page.click("composer").await;
    probe::start(page).await;
    press(page, || true).await;
    tokio::time::sleep(REST).await;
    probe::stop(page).await
}

/// A long reply into the long conversation. Also the processor's time for a thousand tokens near its start and its end.
async fn streaming(app: &App, model: &Model) -> (Seen, f64, f64) {
    let page = app.page();
    probe::switch(page, &uuid(LONG), &format!("Question {}", MESSAGES / 2 - 1)).await;
    page.fill("composer", &format!("Write {REPLY} tokens")).await;
    let before = model.sent();
    page.click("send").await;
    page.see("stop").await;
    probe::start(page).await;
    let cost = async |from: u64| {
        reached(model, before + from).await;
        let begun = processes::cpu(app.id());
        reached(model, before + from + 1000).await;
        (processes::cpu(app.id()).saturating_sub(begun)).as_secs_f64()
    };
    let early = cost(REPLY / 20).await;
    // A window that is slow takes long over each key: it is not to miss the end.
    press(page, || model.sent() < before + REPLY / 2).await;
    reached(model, before + REPLY * 7 / 10).await;
    press(page, || model.sent() < before + REPLY * 9 / 10).await;
    let late = cost(REPLY - 1_200).await;
    let seen = probe::stop(page).await;
    page.gone("stop").await;
    (seen, early, late)
}

/// Waits until the model has sent so many tokens. It counts in this process: nobody could be told.
async fn reached(model: &Model, count: u64) {
    let until = Instant::now() + PACE * u32::try_from(REPLY).unwrap_or(u32::MAX) + PATIENCE;
    while model.sent() < count {
        assert!(
            Instant::now() < until,
            "the model has sent {} tokens of {count}",
            model.sent()
        );
        tokio::time::sleep(PACE).await;
    }
}

/// Keys into the composer, as a person types, for as long as `goes_on`.
async fn press(page: &Page, goes_on: impl Fn() -> bool) {
    let keys = Keys::new(page);
    for _ in 0..KEYS {
        if !goes_on() {
            return;
        }
        keys.press("a").await;
        tokio::time::sleep(KEY_PACE).await;
    }
}

/// From one conversation to another and back, again and again; the milliseconds of each.
async fn switches(page: &Page, from: u32) -> Vec<f64> {
    let mut all = Vec::new();
    for number in 0..SWITCHES {
        let other = number % 10 + 2;
        all.push(probe::switch(page, &uuid(other), &format!("Question {other}:")).await);
        all.push(probe::switch(page, &uuid(from), "").await);
    }
    all
}

/// A window that rests, for a minute.
async fn resting(app: &App) -> bool {
    app.page().click("new-conversation").await;
    tokio::time::sleep(REST).await;
    probe::count_timers(app.page()).await;
    let (cpu, wakeups) = (processes::cpu(app.id()), processes::wakeups(app.id()));
    tokio::time::sleep(WATCH).await;
    let used = processes::cpu(app.id()).saturating_sub(cpu).as_secs_f64() / WATCH.as_secs_f64();
    let woken = processes::wakeups(app.id()) - wakeups;
    let timers = probe::timers(app.page()).await;
    let quiet = figure(
        "a window that rests, all processes",
        &format!(
            "{:.2} % of one core, {woken} wakeups in {} s",
            used * 100.0,
            WATCH.as_secs()
        ),
        &format!("less than {} %", MOST_IDLE * 100.0),
        used < MOST_IDLE,
    );
    let still = figure(
        "timers of the page while it rests",
        &format!("{timers:?}"),
        "none",
        timers.is_empty(),
    );
    quiet && still
}

/// The start with a long history and with none, in turn.
async fn opening(desk: &Desk) -> bool {
    // Whole: what the page itself remembers of its last window goes with it.
    let (here, none, many) = (desk.path("data"), desk.path("none"), desk.path("many"));
    let aside = |from: &std::path::Path, to: &std::path::Path| fs::rename(from, to).expect("a folder can be renamed");
    aside(&here, &desk.path("worked"));
    fs::create_dir_all(&none).expect("a folder can be made");
    fs::create_dir_all(&here).expect("a folder can be made");
    let past = Past::open(&paths(desk)).await;
    for number in 0..CONVERSATIONS {
        past.held(number, &format!("Conversation {number}"), 1, words::turn)
            .await;
    }
    past.close().await;
    aside(&here, &many);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        for (folder, times) in [(&many, &mut with), (&none, &mut without)] {
            aside(folder, &here);
            let time = start(desk).await;
            aside(&here, folder);
            if round > 0 {
                times.push(time);
            }
        }
    }
    let name = format!("start with {CONVERSATIONS} conversations, and with none");
    times(&name, "ms", median(with), median(without), MOST_OPENING)
}

/// Milliseconds from the start of the process until the page notes that it can be used.
async fn start(desk: &Desk) -> f64 {
    let app = App::start_program(desk, &told("LANYARD_APP"), &[]).await;
    let script = "const [done] = arguments; \
                  const told = () => { const mark = performance.getEntriesByName('usable')[0]; \
                  if (mark) done(performance.timeOrigin + mark.startTime); else requestAnimationFrame(told); }; told()";
    let usable = app.page().promise(script, json!([])).await;
    let took = usable.as_f64().expect("the page notes when it is usable") - app.started();
    app.close(desk).await;
    took
}

/// A time that may be so many milliseconds above the one at rest.
fn above(name: &str, busy: f64, idle: f64, most: f64) -> bool {
    let measured = format!("{busy:.0} ms, {idle:.0} ms at rest, {:+.0} ms", busy - idle);
    figure(name, &measured, &format!("at most +{most:.0} ms"), busy <= idle + most)
}

/// A figure that may be so many times another.
fn times(name: &str, unit: &str, own: f64, other: f64, most: f64) -> bool {
    let ratio = own / other;
    let measured = format!("{own:.0} {unit}, {other:.0} {unit}, ratio {ratio:.2}");
    figure(name, &measured, &format!("at most {most}"), ratio <= most)
}

/// Prints one figure and says whether it is within its limit.
fn figure(name: &str, measured: &str, limit: &str, holds: bool) -> bool {
    let verdict = if holds { "holds" } else { "FAILS" };
    let _ = writeln!(std::io::stdout(), "{verdict}  {name}: {measured} ({limit})");
    holds
}

fn percentile(values: &[f64]) -> f64 {
    assert!(!values.is_empty(), "there is something to choose from");
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() * 95 / 100]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
