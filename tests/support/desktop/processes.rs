//! The processes of this machine, as any other program of the same person sees them.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// One process and the words it was started with.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pub(crate) id: u32,
    pub(crate) args: Vec<String>,
}

/// Every process whose arguments can be read.
pub(crate) fn all() -> Vec<Process> {
    let entries = fs::read_dir("/proc").expect("/proc can be read");
    let ids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter_map(|id| {
        let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let args = line
            .split(|byte| *byte == 0)
            .map(|arg| String::from_utf8_lossy(arg).into_owned());
        Some(Process {
            id,
            args: args.filter(|arg| !arg.is_empty()).collect(),
        })
    })
    .collect()
}

/// The ids of the running processes of one program.
pub(crate) fn of(program: &Path) -> Vec<u32> {
    let runs = |process: &Process| fs::read_link(format!("/proc/{}/exe", process.id)).is_ok_and(|exe| exe == program);
    all().into_iter().filter(runs).map(|process| process.id).collect()
}

/// Waits until a process that may not be our child has ended. One that only waits to be collected has ended.
pub(crate) fn ends_within(id: u32, patience: Duration) -> bool {
    let until = Instant::now() + patience;
    while runs(id) {
        if Instant::now() > until {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    true
}

fn runs(id: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{id}/stat")) else {
        return false;
    };
    // The state stands after the name, which may itself hold spaces and brackets.
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// Proportional memory of a process and all its descendants, in MB.
pub(crate) fn memory(id: u32) -> f64 {
    let kilobytes = |id: u32| {
        let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
        let pss = rollup.lines().find_map(|line| {
            line.strip_prefix("Pss:")?
                .trim()
                .strip_suffix(" kB")?
                .parse::<f64>()
                .ok()
        });
        pss.unwrap_or_default()
    };
    family(id).into_iter().map(kilobytes).sum::<f64>() / 1024.0
}

/// Processor time that a process and all its descendants have used so far.
pub(crate) fn cpu(id: u32) -> Duration {
    let ticks = |id: u32| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // The name may hold spaces and brackets; user and system time are the 14th and 15th field, the state the 3rd.
        let rest = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
        rest.split(' ')
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum::<u64>()
    };
    // Linux counts in hundredths of a second for everybody who asks here.
    Duration::from_millis(family(id).into_iter().map(ticks).sum::<u64>() * 10)
}

/// How often a thread of a process or of its descendants has been woken so far.
pub(crate) fn wakeups(id: u32) -> u64 {
    let threads = |id: u32| {
        let tasks = fs::read_dir(format!("/proc/{id}/task"));
        tasks
            .into_iter()
            .flatten()
            .flatten()
            .map(|task| task.path().join("status"))
    };
    let woken = |status: std::path::PathBuf| {
        let status = fs::read_to_string(status).unwrap_or_default();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.and_then(|count| count.trim().parse::<u64>().ok())
            .unwrap_or_default()
    };
    family(id).into_iter().flat_map(threads).map(woken).sum()
}

/// A process and all its descendants.
fn family(id: u32) -> Vec<u32> {
    let mut family = vec![id];
    let mut next = 0;
    while let Some(&parent) = family.get(next) {
        let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
        family.extend(
            children
                .split_whitespace()
                .filter_map(|child| child.parse::<u32>().ok()),
        );
        next += 1;
    }
    family
}
