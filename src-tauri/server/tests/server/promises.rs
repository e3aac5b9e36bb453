//! `docs/SERVER-PROMISES.md` names the test of each promise: the names exist.

use std::collections::BTreeSet;
use std::path::Path;

fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            // A test is a function right below its attribute.
            for (above, line) in text.lines().zip(text.lines().skip(1)) {
                let Some((before, rest)) = line.split_once("fn ") else {
                    continue;
                };
                if above.trim().ends_with("test]") && matches!(before.trim(), "" | "async") {
                    names.extend(rest.split_once('(').map(|(name, _)| name.to_owned()));
                }
            }
        }
    }
}

#[test]
fn every_test_that_the_promises_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut known = BTreeSet::new();
    functions(&root.join("src"), &mut known);
    functions(&root.join("tests"), &mut known);
    let page = include_str!("../../../../docs/SERVER-PROMISES.md");
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
