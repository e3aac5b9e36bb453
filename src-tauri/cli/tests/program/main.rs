//! The program as a script sees it: exit codes, what goes to which stream, and what is left on disk. Nothing here
//! needs a server; the journeys with one are in the package `tests`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod servers;

use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A person's home, empty.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with_company(text: &str) -> Self {
        let home = Self::new();
        for folder in ["config/lanyard", "Library/Preferences/dev.lanyard.Lanyard"] {
            let folder = home.0.path().join(folder);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("company.toml"), text).unwrap();
        }
        home
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let home = self.0.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_lanyard"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"));
        command
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("LANYARD_VAULT", "memory")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(out(output)).unwrap()
}

/// An address of this computer where nobody listens.
fn dead_address() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}/mcp")
}

#[test]
fn help_lists_every_command_and_the_exit_codes() {
    let help = Home::new().run(&["--help"]);
    assert_eq!(code(&help), 0);
    for word in [
        "login",
        "tools",
        "call",
        "chat",
        "logout",
        "status",
        "prompts",
        "resources",
        "servers",
        "client-metadata",
        "Exit codes",
        "130",
    ] {
        assert!(out(&help).contains(word), "{word}");
    }
}

#[test]
fn a_wrong_command_line_is_usage() {
    let home = Home::new();
    for arguments in [
        &["sing-in"][..],
        &["login"],
        &["call", "https://a.example/"],
        &["--vault", "paper", "servers"],
    ] {
        let output = home.run(arguments);
        assert_eq!((code(&output), out(&output)), (2, ""), "{arguments:?}");
        assert!(
            err(&output).contains("Usage") || err(&output).contains("--help"),
            "{}",
            err(&output)
        );
    }
}

#[test]
fn the_client_metadata_document_names_its_own_address_and_lists_redirects_without_ports() {
    let home = Home::new();
    let output = home.run(&["client-metadata", "--url", "https://meridian.example/lanyard.json"]);
    assert_eq!((code(&output), err(&output)), (0, ""));
    let document = json(&output);
    assert_eq!(document["client_id"], "https://meridian.example/lanyard.json");
    let redirects: Vec<&str> = document["redirect_uris"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r.as_str().unwrap())
        .collect();
    assert_eq!(
        redirects,
        [
            "dev.lanyard.desktop:/oauth/callback",
            "http://127.0.0.1/oauth/callback",
            "http://localhost/oauth/callback"
        ]
    );
    assert_eq!(
        json(&home.run(&[
            "--json",
            "client-metadata",
            "--url",
            "https://meridian.example/lanyard.json"
        ])),
        document
    );
    for bad in [
        "http://meridian.example/lanyard.json",
        "https://meridian.example",
        "lanyard.json",
    ] {
        let output = home.run(&["client-metadata", "--url", bad]);
        assert_eq!((code(&output), out(&output)), (2, ""), "{bad}");
        assert!(err(&output).contains("https"), "{}", err(&output));
    }
    assert!(!home.0.path().join("data").exists(), "it touches no file");
}

#[test]
fn a_dead_address_is_one_sentence_and_is_not_kept() {
    let (home, address) = (Home::new(), dead_address());
    for command in [&["status"][..], &["tools"], &["login", "--no-browser"]] {
        let output = home.run(&[command, &[address.as_str()]].concat());
        assert_eq!(code(&output), 6, "{command:?}: {}", err(&output));
        let said = format!("{}{}", out(&output), err(&output));
        assert!(said.contains("can't be reached"), "{said}");
    }
    let servers = home.run(&["--json", "servers"]);
    assert_eq!((code(&servers), json(&servers)), (0, serde_json::json!([])));
}

#[test]
fn what_is_no_address_is_said_in_one_sentence() {
    let home = Home::new();
    for address in [
        "tools",
        "http://tools.example/mcp",
        "javascript:alert(1)",
        "https://u:p@tools.example/",
    ] {
        let output = home.run(&["tools", address]);
        assert_eq!((code(&output), out(&output)), (6, ""), "{address}");
        assert!(err(&output).starts_with("That "), "{}", err(&output));
    }
}

#[test]
fn json_mode_puts_one_document_on_stdout_for_failures_too() {
    let output = Home::new().run(&["--json", "tools", &dead_address()]);
    let document = json(&output);
    assert_eq!(code(&output), 6);
    assert_eq!(
        (document["error"]["code"].as_str(), document["exit"].as_i64()),
        (Some("unreachable"), Some(6))
    );
    assert_eq!(out(&output).lines().count(), 1);
}

#[test]
fn arguments_that_are_no_json_object_are_refused_before_anything_is_asked() {
    let (home, address) = (Home::new(), dead_address());
    for bad in ["[1]", "{", "from=tomorrow", ""] {
        let output = home.run(&["call", &address, "leave_request", bad]);
        assert_eq!((code(&output), out(&output)), (2, ""), "{bad}");
        assert!(err(&output).contains("arguments"), "{}", err(&output));
    }
    assert_eq!(
        code(&home.run_with(&["call", &address, "leave_request", "-"], "not json")),
        2
    );
    assert_eq!(
        code(&home.run_with(&["call", &address, "leave_request", "-"], "{\"from\": \"2026-12-21\"}")),
        6
    );
}

#[test]
fn signing_in_without_a_keychain_says_so_before_the_browser_opens() {
    let mut command = Home::new().command(&["login", &dead_address()]);
    // Neither a session bus nor a desktop: the environment is empty.
    let output = command.env("LANYARD_VAULT", "keychain").output().unwrap();
    if cfg!(target_os = "linux") {
        assert_eq!(code(&output), 9, "{}", err(&output));
        assert!(err(&output).contains("--vault file"), "{}", err(&output));
    }
}

#[test]
fn an_encrypted_file_wants_its_passphrase_and_never_shows_it() {
    let home = Home::new();
    let asked = home
        .command(&["servers"])
        .env("LANYARD_VAULT", "file")
        .output()
        .unwrap();
    assert_eq!(code(&asked), 9);
    assert!(err(&asked).contains("LANYARD_VAULT_PASSPHRASE"), "{}", err(&asked));
    let mut command = home.command(&["status", "--verbose", &dead_address()]);
    let output = command
        .env("LANYARD_VAULT", "file")
        .env("LANYARD_VAULT_PASSPHRASE", "correct horse")
        .output()
        .unwrap();
    assert_eq!(code(&output), 6);
    assert!(!format!("{}{}", out(&output), err(&output)).contains("correct horse"));
}

#[test]
fn the_apps_own_encrypted_file_wants_its_passphrase_where_there_is_no_keychain() {
    let home = Home::new();
    let listed = home
        .command(&["servers"])
        .env("LANYARD_VAULT", "file")
        .env("LANYARD_VAULT_PASSPHRASE", "pw")
        .output();
    assert_eq!(code(&listed.unwrap()), 0, "it makes the folder");
    let database = find(home.0.path(), "lanyard.db");
    std::fs::write(database.with_file_name("vault.json"), "{}").unwrap();
    let mut command = home.command(&["servers"]);
    let asked = command.env("LANYARD_VAULT", "keychain").output().unwrap();
    assert_eq!(code(&asked), 9, "{}", err(&asked));
    assert!(err(&asked).contains("LANYARD_VAULT_PASSPHRASE"), "{}", err(&asked));
    let damaged = command
        .env("LANYARD_VAULT_PASSPHRASE", "correct horse")
        .output()
        .unwrap();
    assert_ne!(code(&damaged), 0);
    assert!(!format!("{}{}", out(&damaged), err(&damaged)).contains("correct horse"));
    assert_eq!(
        std::fs::read_to_string(database.with_file_name("vault.json")).unwrap(),
        "{}"
    );
}

#[test]
fn the_companys_servers_are_listed_first_and_by_id() {
    let address = dead_address();
    let home = Home::with_company(&format!(
        "name = \"Meridian\"\n[[servers]]\nid = \"hr\"\nname = \"HR\"\nurl = \"{address}\"\n"
    ));
    let rows = json(&home.run(&["--json", "servers"]));
    assert_eq!(
        (rows[0]["id"].as_str(), rows[0]["source"].as_str()),
        (Some("hr"), Some("policy"))
    );
    let output = home.run(&["status", "hr"]);
    assert_eq!(code(&output), 6);
    assert!(out(&output).starts_with("HR can't be reached"), "{}", out(&output));
}

#[test]
fn a_company_that_locks_its_servers_blocks_others() {
    let home = Home::with_company("allow_user_servers = false\n");
    let output = home.run(&["--json", "tools", &dead_address()]);
    assert_eq!(code(&output), 5, "{}", err(&output));
    assert_eq!(json(&output)["error"]["code"], "blocked");
}

#[test]
fn a_bad_company_file_is_named_and_stops_nothing() {
    let home = Home::with_company("name = \"Mer\\u001b[2Jidian\"\ncolour = 1\n");
    let output = home.run(&["servers"]);
    assert_eq!(code(&output), 0);
    assert!(
        err(&output).contains("colour (line 2)") && err(&output).contains("ignored"),
        "{}",
        err(&output)
    );
    assert!(!output.stderr.contains(&0x1b) && !output.stdout.contains(&0x1b));
}

#[test]
fn signing_out_of_an_unknown_server_says_so() {
    let output = Home::new().run(&["logout", "https://tools.example/mcp"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("lanyard servers"), "{}", err(&output));
}

#[test]
fn a_folder_that_can_not_be_written_is_one_sentence() {
    let home = Home::new();
    // A file in the folder's place: permissions would not stop root.
    std::fs::write(home.0.path().join("data"), "in the way").unwrap();
    std::fs::create_dir_all(home.0.path().join("Library")).unwrap();
    std::fs::write(home.0.path().join("Library/Application Support"), "in the way").unwrap();
    let output = home.run(&["servers"]);
    assert_eq!(code(&output), 9, "{}", err(&output));
    assert!(err(&output).contains("can't"), "{}", err(&output));
}

#[test]
fn nothing_but_its_own_folders_is_written() {
    let home = Home::new();
    assert_eq!(code(&home.run(&["servers"])), 0);
    let there: Vec<_> = std::fs::read_dir(home.0.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        there
            .iter()
            .all(|name| ["data", "config", "Library"].iter().any(|ours| name == Path::new(ours))),
        "{there:?}"
    );
}

/// The names of all files below a folder.
/// The file of this name, wherever below the folder.
fn find(folder: &Path, name: &str) -> std::path::PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|found| found == name) {
                return path;
            }
        }
    }
    panic!("no {name}");
}

fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        if entry.path().is_dir() {
            names.extend(files(&entry.path()));
        } else {
            names.push(entry.file_name().into_string().unwrap());
        }
    }
    names
}

#[test]
fn sign_ins_in_memory_or_in_a_file_are_not_listed_among_those_of_the_app() {
    let (home, temporary) = (Home::new(), tempfile::tempdir().unwrap());
    let mut memory = home.command(&["servers"]);
    let output = memory.env("TMPDIR", temporary.path()).output().unwrap();
    assert_eq!(code(&output), 0, "{}", err(&output));
    let listed = files(home.0.path());
    assert!(listed.iter().any(|name| name == "lanyard.db"), "{listed:?}");
    assert!(!listed.iter().any(|name| name.starts_with("oauth")), "{listed:?}");
    assert_eq!(files(temporary.path()), Vec::<String>::new(), "nothing stays");
    let mut file = home.command(&["servers"]);
    file.env("LANYARD_VAULT", "file").env("LANYARD_VAULT_PASSPHRASE", "pw");
    let output = file.output().unwrap();
    assert_eq!(code(&output), 0, "{}", err(&output));
    let listed = files(home.0.path());
    assert!(listed.iter().any(|name| name == "oauth-file.db"), "{listed:?}");
    assert!(!listed.iter().any(|name| name == "oauth.db"), "{listed:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_command_that_waits() {
    let home = Home::new();
    // It takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/mcp", silent.local_addr().unwrap());
    let mut command = home.command(&["tools", &address]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let connection = silent.accept().unwrap();
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    drop(connection);
    assert_eq!((code(&output), out(&output)), (130, ""), "{}", err(&output));
    assert!(err(&output).contains("Stopped."), "{}", err(&output));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let home = Home::new();
    let mut command = home.command(&["client-metadata", "--url", "https://meridian.example/lanyard.json"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = command.stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((code(&output), err(&output)), (0, ""));
}
