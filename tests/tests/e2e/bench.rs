//! Start time and memory of a release build, each as a ratio to the smallest Tauri app, measured in the same run.
//!
//! `cargo xtask bench` runs this. Both apps are started in turn on one desktop, so that whatever slows the machine
//! slows both; the caches are warm because each is started once before anything counts.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::desktop::{App, Desk, Keychain, Page, Plan, processes, told};

/// How many starts of each count.
const ROUNDS: usize = 15;
/// How long after the last answer the memory is looked at.
const REST: Duration = Duration::from_secs(20);
/// What a start may cost, as a multiple of the floor's.
const MOST_TIME: f64 = 1.3;
/// What the memory may be, as a multiple of the floor's.
const MOST_MEMORY: f64 = 1.25;

#[tokio::test]
#[ignore = "needs a release build: cargo xtask bench"]
async fn start_and_memory() {
    let desk = Desk::open(Keychain::Unlocked);
    let (app, floor) = (told("LANYARD_APP"), told("LANYARD_FLOOR"));
    prepare(&desk).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (own, least) = (start(&desk, &app).await, start(&desk, &floor).await);
        if round > 0 {
            ours.push(own);
            theirs.push(least);
        }
    }
    let time = figure(
        "process start to a usable composer",
        "ms",
        median(ours),
        median(theirs),
        MOST_TIME,
    );
    let memory = memory(&desk, &app, &floor).await;
    assert!(time && memory, "a figure is above its limit");
}

/// Leaves the app as it is on an ordinary morning: signed in, with a conversation. Floor and app are warm after it.
async fn prepare(desk: &Desk) {
    desk.browse(&Plan::approve("ada"));
    let app = desk.start(&["--demo"]).await;
    app.page().click("welcome-sign-in").await;
    app.page().see("waiting[data-state=done]").await;
    app.page().click("waiting-continue").await;
    ask(app.page(), 1).await;
    app.close(desk).await;
}

async fn ask(page: &Page, answers: u64) {
    page.fill("composer", "How many vacation days do I have left?").await;
    page.click("send").await;
    page.wait_count("message-assistant[data-end=complete]", answers).await;
}

/// Milliseconds from the start of the process to the first frame after the composer could be typed into. The page
/// notes that moment itself (`performance.mark("usable")`), so that the driver, which attaches later, costs nothing.
async fn start(desk: &Desk, program: &Path) -> f64 {
    let app = App::start_program(desk, program, &[]).await;
    app.page().see("composer").await;
    // The composer may be there a frame or two before the mark is.
    let script = "const [done] = arguments; \
                  const told = () => { const mark = performance.getEntriesByName('usable')[0]; \
                  if (mark) done(performance.timeOrigin + mark.startTime); else requestAnimationFrame(told); }; told()";
    let usable = app.page().promise(script, json!([])).await;
    let usable = usable.as_f64().expect("the page notes when it is usable");
    let started = app.started();
    app.close(desk).await;
    usable - started
}

/// Proportional memory (PSS) of all processes, some time after the last answer.
async fn memory(desk: &Desk, app: &Path, floor: &Path) -> bool {
    let running = App::start_program(desk, app, &[]).await;
    running.page().click("conversation-row").await;
    ask(running.page(), 2).await;
    tokio::time::sleep(REST).await;
    let own = processes::memory(running.id());
    running.close(desk).await;
    let running = App::start_program(desk, floor, &[]).await;
    running.page().see("composer").await;
    tokio::time::sleep(REST).await;
    let least = processes::memory(running.id());
    running.close(desk).await;
    figure("memory of all processes (PSS)", "MB", own, least, MOST_MEMORY)
}

/// Prints one figure; true when it is within its limit.
fn figure(name: &str, unit: &str, own: f64, least: f64, most: f64) -> bool {
    let ratio = own / least;
    let line = json!({"name": name, "unit": unit, "lanyard": own, "floor": least, "ratio": ratio, "limit": most});
    let told: Value = line;
    let _ = writeln!(
        std::io::stdout(),
        "{name}: {own:.0} {unit}, floor {least:.0} {unit}, ratio {ratio:.2} (at most {most})"
    );
    let _ = writeln!(std::io::stdout(), "{told}");
    ratio <= most
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
