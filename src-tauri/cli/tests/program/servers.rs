//! `lanyard servers`: added, listed, tested, removed, and taken over from another app's file.

use std::path::Path;

use serde_json::Value;

use super::{Home, code, dead_address, err, json, out};

const FOREIGN: &str = r#"{ "mcpServers": {
    "hr": { "type": "http", "url": "https://hr.example/mcp", "headers": { "X-Key": "s3cret-key" } },
    "files": { "command": "files-server", "args": ["--all", "my files"], "env": { "TOKEN": "s3cret-token" } },
    "odd": { "url": "javascript:alert(1)" }
} }"#;

fn listed(home: &Home) -> Vec<String> {
    let servers = json(&home.run(&["servers", "--json"]));
    let url = |server: &Value| server["url"].as_str().unwrap().to_owned();
    servers.as_array().unwrap().iter().map(url).collect()
}

#[test]
fn a_server_is_added_listed_tested_and_removed() {
    let home = Home::new();
    let address = dead_address();
    let added = home.run(&["servers", "add", &address, "--json"]);
    assert_eq!(code(&added), 0, "{}", err(&added));
    let id = json(&added)["id"].as_str().unwrap().to_owned();
    assert_eq!(listed(&home), [address.as_str()]);
    let tested = home.run(&["servers", "test", &id, "--json"]);
    assert_eq!((code(&tested), json(&tested)["state"].as_str()), (6, Some("failed")));
    assert_eq!(listed(&home).len(), 1, "a test removes nothing");
    let removed = home.run(&["servers", "remove", &id]);
    assert_eq!(code(&removed), 0, "{}", err(&removed));
    assert!(listed(&home).is_empty());
    assert_eq!(code(&home.run(&["servers", "remove", &id])), 2);
}

#[test]
fn another_apps_file_is_shown_first_and_added_by_name() {
    let home = Home::new();
    let shown = home.run_with(&["servers", "import", "-"], FOREIGN);
    assert_eq!(code(&shown), 0, "{}", err(&shown));
    for word in [
        "https://hr.example/mcp",
        "X-Key",
        "files-server --all \"my files\"",
        "TOKEN",
        "odd is left out",
        "--all",
    ] {
        assert!(err(&shown).contains(word), "{word}: {}", err(&shown));
    }
    assert!(listed(&home).is_empty(), "nothing is added unasked");
    let unknown = home.run_with(&["servers", "import", "-", "odd"], FOREIGN);
    assert_eq!(code(&unknown), 2);
    let added = home.run_with(&["servers", "import", "-", "--all"], FOREIGN);
    assert_eq!(code(&added), 0, "{}", err(&added));
    assert_eq!(
        listed(&home),
        ["https://hr.example/mcp", "local:files-server --all \"my files\""]
    );
    let exported = home.run(&["servers", "export"]);
    let file: Value = serde_json::from_str(out(&exported)).unwrap();
    assert_eq!(
        file["mcpServers"]["files-server"]["env"]["TOKEN"],
        Value::Null,
        "{file}"
    );
    for output in [&shown, &added, &exported] {
        assert!(!out(output).contains("s3cret") && !err(output).contains("s3cret"));
    }
    let mut files = Vec::new();
    collect(home.0.path(), &mut files);
    for file in files {
        let text = std::fs::read(&file).unwrap();
        let has = text.windows(6).any(|piece| piece == b"s3cret");
        assert!(!has, "{}", file.display());
    }
    let none = home.run_with(&["servers", "import", "-"], "{}");
    assert_eq!(code(&none), 2);
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

#[test]
fn a_program_is_shown_whole_and_does_not_run_where_nobody_can_allow_it() {
    let home = Home::new();
    let mark = home.0.path().join("it-ran");
    let script = format!("touch {}", mark.display());
    let added = home.run(&["servers", "add", "--json", "--", "sh", "-c", &script]);
    assert_eq!((code(&added), json(&added)["allowed"].as_bool()), (8, Some(false)));
    assert!(err(&added).contains(&script), "{}", err(&added));
    let id = json(&added)["id"].as_str().unwrap().to_owned();
    for command in ["tools", "prompts", "resources"] {
        let refused = home.run(&[command, &id]);
        assert_eq!(code(&refused), 8, "{command}: {}", err(&refused));
    }
    assert!(!mark.exists(), "it has not run");
}

#[test]
fn a_company_that_allows_no_programs_has_none_added() {
    let home = Home::with_company("allow_local_servers = false\n");
    let refused = home.run(&["servers", "add", "--", "files-server"]);
    assert_eq!(code(&refused), 5, "{}", err(&refused));
    let imported = home.run_with(&["servers", "import", "-", "files"], FOREIGN);
    assert_eq!(code(&imported), 2, "{}", err(&imported));
    let shown = home.run_with(&["servers", "import", "-"], FOREIGN);
    assert!(
        err(&shown).contains("does not allow servers that run as programs"),
        "{}",
        err(&shown)
    );
    let others = home.run_with(&["servers", "import", "-", "--all"], FOREIGN);
    assert_eq!((code(&others), listed(&home).len()), (0, 1));
}
