//! No network, for real: a command inside a network namespace of its own with only loopback up.
//!
//! What enters: a [`Step`]. What leaves: the same step, started in its own network and process namespaces, or a
//! sentence that says why this machine does not allow it. When the first process in a process namespace ends, the
//! kernel ends all the others: no browser or daemon outlives a run.

use std::ffi::OsString;

use crate::command::Step;
use crate::place::{self, Place};

/// Brings loopback up, then becomes the command.
const INSIDE: &str = r#"PATH="$PATH:/usr/sbin:/sbin"; ip link set lo up && exec "$@""#;

/// The ways to get the namespaces: as root; then as a person who may make a user namespace.
const WAYS: [&[&str]; 2] = [
    &["--net", "--pid", "--fork", "--kill-child", "--mount-proc"],
    &[
        "--user",
        "--map-root-user",
        "--net",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
    ],
];

/// The step, cut off from every network.
pub(crate) fn wrap(place: &Place, step: Step) -> Result<Step, String> {
    if !cfg!(target_os = "linux") {
        return Err("only Linux can take a command's network away".to_owned());
    }
    if place::program("unshare").is_none() {
        return Err("unshare (util-linux) was not found".to_owned());
    }
    let way = WAYS
        .into_iter()
        .find(|way| into(Step::new("true", &place.root), way).read().is_ok())
        .ok_or("this system does not let us make a network namespace (as root it does)")?;
    Ok(into(step, way))
}

fn into(step: Step, way: &[&str]) -> Step {
    let before = ["sh", "-c", INSIDE, "offline"];
    step.under("unshare", way.iter().chain(&before).map(OsString::from))
}
