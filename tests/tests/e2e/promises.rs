//! `docs/CLIENT-PROMISES.md` and `docs/SERVER-PROMISES.md` name the test of each promise: the names exist.

use std::collections::BTreeSet;
use std::path::Path;

fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            // A test is a function below attributes of which one says so.
            let mut marked = false;
            for line in text.lines().map(str::trim) {
                if line.starts_with("#[") {
                    marked |= line.contains("test]") || line.contains("test(");
                } else if let Some((before, rest)) = line.split_once("fn ")
                    && std::mem::take(&mut marked)
                    && matches!(before.trim(), "" | "async")
                {
                    names.extend(rest.split_once('(').map(|(name, _)| name.to_owned()));
                } else {
                    marked = false;
                }
            }
        }
    }
}

/// Looks for the tests that `page` names in these folders.
fn check(page: &str, folders: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut known = BTreeSet::new();
    for folder in folders {
        functions(&root.join(folder), &mut known);
    }
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains('`'))
        .collect();
    assert!(rows.len() > 50, "{}", rows.len());
    for row in rows {
        let tests = row.split('|').nth(2).unwrap();
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "{row}");
        for test in named {
            assert!(known.contains(test), "{test}");
        }
    }
}

#[test]
fn every_test_that_the_clients_promises_name_exists() {
    check(
        include_str!("../../../docs/CLIENT-PROMISES.md"),
        &["src-tauri", "tests/tests"],
    );
}

#[test]
fn every_test_that_the_servers_promises_name_exists() {
    check(
        include_str!("../../../docs/SERVER-PROMISES.md"),
        &["src-tauri/server", "tests/tests"],
    );
}
