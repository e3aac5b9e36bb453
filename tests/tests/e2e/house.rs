//! The floor plan's rules about who may know whom, read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// For each crate of the product: which of ours it may depend on.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("lanyard-desktop", &["lanyard-client", "lanyard-server", "lanyard-demo"]),
    ("lanyard-cli", &["lanyard-client"]),
    (
        "lanyard-client",
        &["lanyard-oauth", "lanyard-net", "lanyard-sqlite", "lanyard-vault"],
    ),
    ("lanyard-oauth", &["lanyard-net", "lanyard-sqlite", "lanyard-vault"]),
    ("lanyard-server", &["lanyard-net", "lanyard-sqlite", "lanyard-vault"]),
    ("lanyard-demo", &[]),
    ("lanyard-net", &[]),
    ("lanyard-sqlite", &[]),
    ("lanyard-vault", &[]),
    ("xtask", &[]),
];

/// The tests know everybody; the bench's floor is a Tauri app with one static page and knows nobody.
const OUTSIDE: &[&str] = &["lanyard-tests", "lanyard-floor"];

fn packages() -> Vec<Value> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
            "--manifest-path",
            root,
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Names of the dependencies that reach the product: build and normal, not test.
fn dependencies(package: &Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().unwrap();
    all.iter()
        .filter(|d| d["kind"] != "dev")
        .map(|d| d["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_room_knows_only_whom_it_may() {
    let packages: BTreeMap<String, Value> = packages()
        .into_iter()
        .map(|p| (p["name"].as_str().unwrap().to_owned(), p))
        .collect();
    for (name, allowed) in MAY_KNOW {
        let ours: BTreeSet<String> = dependencies(&packages[*name])
            .into_iter()
            .filter(|d| d.starts_with("lanyard") || d == "xtask")
            .collect();
        let allowed: BTreeSet<String> = allowed.iter().map(|s| (*s).to_owned()).collect();
        assert!(
            ours.is_subset(&allowed),
            "{name} knows {:?}",
            ours.difference(&allowed).collect::<Vec<_>>()
        );
    }
    let named: BTreeSet<&str> = MAY_KNOW.iter().map(|(n, _)| *n).collect();
    for name in packages.keys() {
        assert!(
            named.contains(name.as_str()) || OUTSIDE.contains(&name.as_str()),
            "{name} is not on the floor plan"
        );
    }
}

#[test]
fn only_the_porch_knows_tauri() {
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let tauri = dependencies(&package)
            .into_iter()
            .filter(|d| d.starts_with("tauri"))
            .collect::<Vec<_>>();
        assert!(
            ["lanyard-desktop", "lanyard-floor"].contains(&name) || tauri.is_empty(),
            "{name} knows {tauri:?}"
        );
    }
}

#[test]
fn no_one_uses_rmcps_own_authorization() {
    for package in packages() {
        for dependency in package["dependencies"].as_array().unwrap() {
            let features = dependency["features"].as_array().unwrap();
            let auth = dependency["name"] == "rmcp" && features.iter().any(|f| f.as_str().unwrap().starts_with("auth"));
            assert!(!auth, "{} switches on rmcp's auth", package["name"]);
        }
    }
}
