//! Starting: twice at once, and with `--demo`.

use super::enter_demo;
use crate::support::desktop::{App, Desk, Keychain, PATIENCE, processes};

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn of_two_that_are_started_at_once_one_stays() {
    let desk = Desk::open(Keychain::Unlocked);
    let mut first = App::start_blind(&desk, &[]);
    let mut second = App::start_blind(&desk, &[]);
    let until = std::time::Instant::now() + PATIENCE;
    while first.runs() && second.runs() {
        assert!(std::time::Instant::now() < until, "one of the two gives way");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(first.runs() || second.runs(), "one of the two stays");
    // What the app starts is a copy of it for the moment before it becomes another program.
    while processes::of(&App::program()).len() > 1 {
        assert!(std::time::Instant::now() < until, "nothing of the other is left");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(first.runs() || second.runs(), "it stays");
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn a_second_start_brings_the_first_window_to_the_front() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&[]).await;
    enter_demo(app.page()).await;
    let mut second = App::start_blind(&desk, &[]);
    assert!(second.ends_well_within(PATIENCE), "the second gives way");
    assert!(app.is_in_front_within(&desk, PATIENCE), "the first comes to the front");
    app.page().see("html[data-profile=demo]").await;
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn the_demo_can_be_asked_for_on_the_command_line() {
    let desk = Desk::open(Keychain::Unlocked);
    let app = desk.start(&["--demo"]).await;
    app.page().see("html[data-phase=ready][data-profile=demo]").await;
    app.page().see("demo-band").await;
}
