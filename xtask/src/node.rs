//! Node and its packages: makes a folder's `node_modules` agree with its lock file.
//!
//! What enters: a folder with a `package-lock.json`. What leaves: nothing, or a sentence. It installs by `npm ci` and
//! only when something differs, so that a second run costs nothing and works offline.

use std::path::Path;

use serde_json::Value;

use crate::command::{Step, minutes};

/// The oldest Node that the user interface's tools accept.
const OLDEST: (u32, u32) = (20, 19);

/// Checks Node itself, then installs the packages of `folder` if they differ from its lock file.
pub(crate) fn ensure(folder: &Path) -> Result<(), String> {
    check_node(folder)?;
    if is_installed(folder) {
        return Ok(());
    }
    npm(folder).args(["ci", "--no-audit", "--no-fund"]).run().done()
}

/// npm in a folder. Vitest and others watch for changes unless told that nobody is watching.
pub(crate) fn npm(folder: &Path) -> Step {
    Step::new(if cfg!(windows) { "npm.cmd" } else { "npm" }, folder)
        .env("CI", "true")
        .limit(minutes(15))
}

fn check_node(folder: &Path) -> Result<(), String> {
    let wanted = format!("Node {}.{} or newer is needed", OLDEST.0, OLDEST.1);
    let version = Step::new("node", folder)
        .args(["--version"])
        .read()
        .map_err(|_| format!("{wanted}; it was not found"))?;
    match number(&version) {
        Some(found) if found >= OLDEST => Ok(()),
        _ => Err(format!("{wanted}; found {}", version.trim())),
    }
}

/// `v20.19.2` as (20, 19).
fn number(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// npm writes what it installed to `node_modules/.package-lock.json`: compare that with what is asked for.
fn is_installed(folder: &Path) -> bool {
    let read = |file: &str| {
        let text = std::fs::read_to_string(folder.join(file)).ok()?;
        serde_json::from_str::<Value>(&text).ok()
    };
    match (read("package-lock.json"), read("node_modules/.package-lock.json")) {
        (Some(asked), Some(found)) => agrees(&asked, &found),
        _ => false,
    }
}

/// True when every package that is asked for is installed in that version. Optional ones (other systems' binaries) may
/// be absent.
fn agrees(asked: &Value, found: &Value) -> bool {
    let Some(packages) = asked["packages"].as_object() else {
        return false;
    };
    packages
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .all(|(path, package)| {
            let installed = &found["packages"][path];
            let may_be_absent =
                package["optional"] == true || package["devOptional"] == true || package["peer"] == true;
            (installed.is_null() && may_be_absent) || installed["version"] == package["version"]
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{agrees, number};

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(number("v20.19.2\n"), Some((20, 19)));
        assert!(number("v9.11.0") < number("v20.2.0"));
        assert_eq!(number("nonsense"), None);
    }

    #[test]
    fn another_version_or_a_lost_package_is_noticed() {
        let asked = json!({"packages": {
            "": {"name": "ui"},
            "node_modules/a": {"version": "1.0.0"},
            "node_modules/b-for-macos": {"version": "1.0.0", "optional": true},
        }});
        let installed = |version: &str| json!({"packages": {"node_modules/a": {"version": version}}});
        assert!(agrees(&asked, &installed("1.0.0")));
        assert!(!agrees(&asked, &installed("1.0.1")));
        assert!(!agrees(&asked, &json!({"packages": {}})));
    }
}
