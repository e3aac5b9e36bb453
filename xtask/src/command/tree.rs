//! A process and all that it started: ended by their ids, and nothing else is.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// Ends a process and all its descendants, each by its id: politely, then for good.
pub(super) fn end(root: u32) {
    let mut family = vec![root];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        family.extend(children(parent));
        next += 1;
    }
    for signal in ["-TERM", "-KILL"] {
        for id in family.iter().rev() {
            let _ = Command::new("kill")
                .args([signal, &id.to_string()])
                .stderr(Stdio::null())
                .status();
        }
        if signal == "-TERM" {
            thread::sleep(Duration::from_secs(2));
        }
    }
}

/// The ids of a process's children, where the system lists them in `/proc`; elsewhere only the process itself is ended.
fn children(parent: u32) -> Vec<u32> {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{parent}/task")) else {
        return Vec::new();
    };
    tasks
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| {
            list.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}
