//! A process that is killed while it renews its token, against our own server.

use std::time::{Duration, Instant};

use crate::support::headless::dice::{Dice, repeats};
use crate::support::headless::office::Office;
use crate::support::headless::terminal::Terminal;

/// Longer than an access token of the bundled server lives.
const TOKEN_LIFE: i64 = 6 * 60;

/// The grace window for an answer that was lost is what a kill between the server's answer and the vault needs.
#[tokio::test]
async fn c4_3_no_kill_signs_anybody_out_of_our_own_server() {
    let (office, terminal) = (Office::open().await, Terminal::new());
    let url = office.url();
    assert_eq!(terminal.login(&url, "Ada Lim").await.code, Some(0));
    let call = ["call", &url, "whoami", "--approve", "whoami"];
    let begun = Instant::now();
    office.pass_seconds(TOKEN_LIFE);
    assert_eq!(
        terminal.run(&call).await.code,
        Some(0),
        "a whole call, to know how long one takes"
    );
    let whole = begun.elapsed();

    let mut dice = Dice::new();
    let rounds = repeats(100);
    let mut cut = 0;
    for round in 1..=rounds {
        office.pass_seconds(TOKEN_LIFE);
        let mut child = terminal.command(&call).spawn().unwrap();
        tokio::time::sleep(Duration::from_secs_f64(whole.as_secs_f64() * dice.roll())).await;
        cut += u32::from(child.try_wait().unwrap().is_none());
        child.kill().await.unwrap();
        let next = terminal.run(&call).await;
        assert_eq!(next.code, Some(0), "round {round} of {rounds}, {dice}: {next:?}");
    }
    eprintln!("{rounds} kills, {cut} of them before the call had ended; {dice}");
    office.close().await;
}
