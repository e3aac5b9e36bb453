//! A server that is a program of this computer (MCP stdio): what is started, and whether the person said that it may.
//!
//! The command is kept as it was shown, and only a person's yes to it starts it. The values of its environment that decide
//! what code runs are part of it. The others are taken for secrets: they are in the vault, in one entry.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::api::{Code, Error};
use crate::say;
use crate::servers::variable;

/// The longest command line, in bytes.
const LONGEST: usize = 16_384;
/// A program to start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Local {
    /// The program, by name or path.
    pub program: String,
    /// What it is given.
    pub arguments: Vec<String>,
    /// Names of the variables that it is given; their values are in the vault.
    pub environment: Vec<String>,
    /// Variables that decide which code runs, with their values.
    #[serde(default)]
    pub shown: BTreeMap<String, String>,
    /// The person has seen the command and said that it may run.
    pub allowed: bool,
    /// What names it where a server's address would: the same command is the same server.
    #[serde(skip)]
    pub address: String,
}

impl Local {
    /// Checks what was written somewhere. Errors: what can't be a command, and variables that would run something else.
    pub fn new(program: &str, arguments: &[String], environment: &[String]) -> Result<Self, Error> {
        let none = |name: &String| (name.clone(), String::new());
        Self::with_values(program, arguments, environment.iter().map(none).collect()).map(|(local, _)| local)
    }

    /// The same with the values of its environment; returns those that are secrets.
    pub fn with_values(
        program: &str,
        arguments: &[String],
        mut values: BTreeMap<String, String>,
    ) -> Result<(Self, BTreeMap<String, String>), Error> {
        let environment: Vec<String> = values.keys().cloned().collect();
        let invalid = |message| Error::new(Code::Invalid, message);
        let program = program.trim();
        if program.is_empty() {
            return Err(invalid(say!("Write the command that starts the server.")));
        }
        let mut shown = BTreeMap::new();
        for name in environment.iter().filter(|name| variable::decides(name)) {
            shown.extend(values.remove(name).map(|value| (name.clone(), value)));
        }
        let texts = || {
            let plain = shown.values().map(String::as_str);
            std::iter::once(program)
                .chain(arguments.iter().map(String::as_str))
                .chain(plain)
        };
        if texts().any(|text| text.chars().any(char::is_control)) || texts().map(str::len).sum::<usize>() > LONGEST {
            return Err(invalid(say!(
                "That command can't be used: it is too long, or has characters that can't be seen."
            )));
        }
        for name in &environment {
            let plain = !name.is_empty()
                && name.len() <= 256
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            if !plain || variable::is_refused(name) {
                return Err(invalid(say!(
                    "The variable {name} can't be set for a server.",
                    name = crate::company::excerpt(name, 40)
                )));
            }
        }
        let local = Self {
            program: program.to_owned(),
            arguments: arguments.to_vec(),
            environment: values.keys().cloned().collect(),
            shown,
            allowed: false,
            address: String::new(),
        };
        Ok((local.named(), values))
    }

    /// What was kept before it was known that some of its variables decide which code runs: without them, and asked
    /// about anew.
    pub(super) fn known_better(mut self) -> Self {
        let before = self.environment.len();
        self.environment
            .retain(|name| !variable::decides(name) && !variable::is_refused(name));
        self.allowed &= self.environment.len() == before;
        self
    }

    /// With its address, which is not kept twice.
    pub(super) fn named(mut self) -> Self {
        self.address = format!("local:{}", self.line());
        self
    }

    /// The whole command as a person reads it: each piece that is not plain stands in quotes.
    pub fn line(&self) -> String {
        let mut line = String::new();
        for (name, value) in &self.shown {
            // JSON's quotes; writing to a text can't fail.
            let _ = write!(line, "{name}={} ", serde_json::Value::String(value.clone()));
        }
        for (at, piece) in std::iter::once(&self.program).chain(&self.arguments).enumerate() {
            if at > 0 {
                line.push(' ');
            }
            let plain = !piece.is_empty()
                && piece
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_./:@=+,%".contains(&b));
            if plain {
                line.push_str(piece);
            } else {
                // JSON's quotes: what can't be seen is written out, and nothing is left open. Writing to a text can't fail.
                let _ = write!(line, "{}", serde_json::Value::String(piece.clone()));
            }
        }
        line
    }
}

/// The vault's entry for a server's environment.
pub(crate) fn environment_name(id: &str) -> String {
    format!("server/{id}/environment")
}

/// The environment as it is kept: a JSON object.
pub(crate) fn environment_text(values: &BTreeMap<String, String>) -> String {
    serde_json::to_string(values).unwrap_or_else(|_| "{}".to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|&t| t.to_owned()).collect()
    }

    #[test]
    fn a_command_is_shown_whole_and_each_piece_apart() {
        let local = Local::new("npx", &texts(&["-y", "@a/b", "a b", "", "$(rm -rf ~)", "\"; x"]), &[]).unwrap();
        assert_eq!(local.line(), "npx -y @a/b \"a b\" \"\" \"$(rm -rf ~)\" \"\\\"; x\"");
        assert!(!local.allowed);
    }

    #[test]
    fn what_was_allowed_before_a_variable_was_known_is_asked_about_anew_without_it() {
        let mut old = Local::new("npx", &[], &texts(&["TOKEN"])).unwrap();
        old.allowed = true;
        assert!(old.clone().known_better().allowed);
        old.environment.push("NPM_CONFIG_REGISTRY".to_owned());
        let now = old.known_better();
        assert!(!now.allowed);
        assert_eq!(now.environment, ["TOKEN"]);
    }

    #[test]
    fn what_can_not_be_seen_or_runs_something_else_is_refused() {
        assert!(Local::new(" ", &[], &[]).is_err());
        assert!(Local::new("a\nb", &[], &[]).is_err());
        assert!(Local::new("a", &texts(&["b\u{7f}"]), &[]).is_err());
        for name in [
            "LD_PRELOAD",
            "ld_preload",
            "LD_ANYTHING",
            "DYLD_INSERT_LIBRARIES",
            "GCONV_PATH",
            "ShellOpts",
            "A=B",
            "",
            "1A",
            "A\0",
        ] {
            assert!(Local::new("a", &[], &texts(&[name])).is_err(), "{name:?}");
        }
        assert!(Local::new("a", &[], &texts(&["API_KEY"])).is_ok());
    }

    #[test]
    fn what_decides_which_code_runs_is_shown_with_the_command_and_is_no_secret() {
        let values = [("PATH", "/tmp/evil:/bin"), ("TOKEN", "t")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        let (local, secrets) = Local::with_values("npx", &texts(&["-y", "x"]), values.into()).unwrap();
        assert_eq!(local.line(), "PATH=\"/tmp/evil:/bin\" npx -y x");
        assert_eq!(local.environment, ["TOKEN"]);
        assert_eq!(secrets.into_keys().collect::<Vec<_>>(), ["TOKEN"]);
        for name in [
            "npm_config_registry",
            "UV_INDEX_URL",
            "HOME",
            "_JAVA_OPTIONS",
            "GIT_SSH_COMMAND",
            "GOCACHEPROG",
            "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS",
            "SSL_CERT_FILE",
            "GIT_ASKPASS",
        ] {
            let values = [(name.to_owned(), "x".to_owned())].into();
            let (local, secrets) = Local::with_values("npx", &[], values).unwrap();
            assert_eq!(local.line(), format!("{name}=\"x\" npx"));
            assert!(secrets.is_empty(), "{name}");
        }
        for name in [
            "NODE_AUTH_TOKEN",
            "NPM_CONFIG__AUTH",
            "GITHUB_TOKEN",
            "GOOGLE_API_KEY",
            "DATABASE_URL",
            "PYPI_PASSWORD",
        ] {
            let local = Local::new("npx", &[], &texts(&[name])).unwrap();
            assert_eq!(local.environment, [name], "it is a secret");
        }
        // Another path is another command, and asks again.
        let plain = Local::new("npx", &texts(&["-y", "x"]), &[]).unwrap();
        assert_ne!(plain.address, local.address);
    }
}
