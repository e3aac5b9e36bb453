//! What authorization and audit cost a tool call: `cargo xtask bench server`.
//!
//! A tool that does nothing, called with keep-alive over 1, 16 and 64 connections: through the whole server with an access
//! token, on the same rmcp transport without anything in front, and answered by a bare handler with the same bytes. They
//! take turns in one process, so that whatever slows the machine slows all. Memory is that of the program itself.

#![expect(clippy::unwrap_used, reason = "what can't go on here has failed")]

mod load;
mod memory;
mod servers;

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use load::Load;
use servers::Servers;

/// How many rounds are measured, after one that warms up.
const ROUNDS: usize = 10;
/// Calls of one server in one round, at each number of connections.
const CALLS: [(usize, usize); 3] = [(1, 400), (16, 3200), (64, 3200)];
/// The least rate of the whole server at 16 connections, as a part of the transport's alone.
const LEAST_RATE: f64 = 0.75;
/// The most that one call may take at one connection.
const MOST_TIME: Duration = Duration::from_millis(1);

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let servers = Servers::start().await;
    let mut well = true;
    for (connections, calls) in CALLS {
        well &= rates(&servers, connections, calls).await;
    }
    signature(&servers).await;
    servers.stop().await;
    well &= memory::measured().await;
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The rates of all servers at a number of connections, and the times of single calls at one.
async fn rates(servers: &Servers, connections: usize, calls: usize) -> bool {
    let all = servers.all();
    let mut loads = Vec::new();
    for (_, request) in &all {
        loads.push(Load::connect(request, connections).await);
    }
    let mut seen = vec![Vec::new(); all.len()];
    let mut times = vec![Vec::new(); all.len()];
    for round in 0..=ROUNDS {
        // Whoever is first finds colder caches: they take turns at that, too.
        for turn in 0..all.len() {
            let one = (round + turn) % all.len();
            let run = loads[one].run(calls).await;
            if round > 0 {
                seen[one].push(run.rate());
                times[one].extend(run.times);
            }
        }
    }
    let rate: Vec<f64> = seen.into_iter().map(median).collect();
    let time: Vec<f64> = times.into_iter().map(median).collect();
    for (at, (name, _)) in all.iter().enumerate() {
        say(&format!(
            "{connections:>2} connections  {name:<28} {:>7.0} calls a second, one takes {:>6.3} ms",
            rate[at],
            time[at] * 1e3
        ));
    }
    let part = rate[Servers::WHOLE] / rate[Servers::TRANSPORT];
    say(&format!(
        "{connections:>2} connections  the whole server has {part:.2} of the transport's rate and {:.2} of a bare handler's",
        rate[Servers::WHOLE] / rate[Servers::BARE]
    ));
    let mut well = true;
    if connections == 16 {
        well &= within(
            "the rate at 16 connections",
            part >= LEAST_RATE,
            &format!("at least {LEAST_RATE}"),
        );
    }
    if connections == 1 {
        for (name, at) in [("as a stream", Servers::WHOLE), ("as JSON", Servers::JSON)] {
            let most = MOST_TIME.as_secs_f64();
            let name = format!("a call at 1 connection, answered {name}");
            well &= within(&name, time[at] < most, &format!("under {} ms", most * 1e3));
        }
    }
    well
}

/// Which part the check of a token's signature has: tokens that are seen for the first time against one that is known.
async fn signature(servers: &Servers) {
    let (first, again) = servers.first_and_later_calls().await;
    let (first, again) = (median(first) * 1e3, median(again) * 1e3);
    say(&format!(
        "a token's first call takes {first:.3} ms and its later ones {again:.3} ms: the signature is checked once, in {:.3} ms, and remembered",
        first - again
    ));
}

fn within(name: &str, well: bool, limit: &str) -> bool {
    say(&format!("{name}: {} ({limit})", if well { "met" } else { "NOT MET" }));
    well
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
