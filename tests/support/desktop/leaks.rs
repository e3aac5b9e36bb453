//! Looking for secrets where none may be: the page, the files, the logs, the words that processes were started with.

use std::fs;
use std::path::{Path, PathBuf};

use super::desk::Desk;
use super::{Page, processes};

/// What stands beside secrets in the keychain and travels through the browser's address anyway.
const PUBLIC: [&str; 3] = ["nonce", "redirect_uri", "state"];

/// Secrets of this run, and where they were found.
#[derive(Debug, Default)]
pub(crate) struct Leaks {
    secrets: Vec<(String, String)>,
    found: Vec<String>,
}

impl Leaks {
    /// Something to look for, with a name that may be printed.
    pub(crate) fn watch_for(&mut self, name: &str, secret: &str) {
        assert!(secret.len() >= 16, "{name} is too short to be searched for");
        self.secrets.push((name.to_owned(), secret.to_owned()));
    }

    /// Everything the keychain holds for a service, taken apart: each long string inside a JSON value is a secret.
    pub(crate) fn watch_for_keychain(&mut self, desk: &Desk, service: &str) {
        for secret in desk.secrets("service", service) {
            let name = secret
                .attributes
                .get("username")
                .cloned()
                .unwrap_or_else(|| "a secret".to_owned());
            match serde_json::from_str::<serde_json::Value>(&secret.value) {
                Ok(value) => self.watch_for_inside(&name, &value),
                Err(_) if secret.value.len() >= 16 => self.watch_for(&name, &secret.value),
                Err(_) => {}
            }
        }
    }

    /// How many secrets are being looked for. A search for nothing finds nothing.
    pub(crate) fn watched(&self) -> usize {
        self.secrets.len()
    }

    /// Looks in the page, its fields, its storage and what crossed the bridge.
    pub(crate) async fn look_in_page(&mut self, page: &Page) {
        let everything = page.everything().await;
        assert!(everything.len() > 100, "the page could be read");
        self.look_in("the page", everything.as_bytes());
    }

    /// Looks in every file below a folder: databases with their journals, logs, settings.
    pub(crate) fn look_in_files(&mut self, folder: &Path, but_not: &[PathBuf]) {
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for path in entries.flatten().map(|entry| entry.path()) {
                if but_not.iter().any(|excluded| path.starts_with(excluded)) || path.is_symlink() {
                } else if path.is_dir() {
                    folders.push(path);
                } else if path.is_file()
                    && let Ok(bytes) = fs::read(&path)
                {
                    self.look_in(&path.display().to_string(), &bytes);
                }
            }
        }
    }

    /// Looks in the arguments of every process.
    pub(crate) fn look_in_processes(&mut self) {
        for process in processes::all() {
            self.look_in(
                &format!("the arguments of process {}", process.id),
                process.args.join("\n").as_bytes(),
            );
        }
    }

    /// Fails the test when anything was found. The message names secrets, never their values.
    pub(crate) fn assert_none(&self) {
        assert!(!self.secrets.is_empty(), "a search for nothing finds nothing");
        assert!(
            self.found.is_empty(),
            "secrets where none may be:\n{}",
            self.found.join("\n")
        );
    }

    fn watch_for_inside(&mut self, name: &str, value: &serde_json::Value) {
        match value {
            serde_json::Value::String(text) if text.len() >= 32 && !text.contains("://") => self.watch_for(name, text),
            serde_json::Value::Array(items) => items.iter().for_each(|item| self.watch_for_inside(name, item)),
            serde_json::Value::Object(fields) => {
                for (key, field) in fields.iter().filter(|(key, _)| !PUBLIC.contains(&key.as_str())) {
                    self.watch_for_inside(&format!("{name}.{key}"), field);
                }
            }
            _ => {}
        }
    }

    fn look_in(&mut self, place: &str, bytes: &[u8]) {
        for (name, secret) in &self.secrets {
            if bytes.windows(secret.len()).any(|window| window == secret.as_bytes()) {
                self.found.push(format!("{name} in {place}"));
            }
        }
    }
}
