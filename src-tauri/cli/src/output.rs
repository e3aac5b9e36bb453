//! Standard output and standard error.
//!
//! With `--json`, standard output carries JSON and nothing else; everything a person reads goes to standard error.
//! A reader that goes away (`| head`) ends the program quietly.

use std::io::{ErrorKind, IsTerminal as _, Write as _};

use lanyard_client::api::{Details, Error, Notice, TraceOutcome, TraceStep};
use serde::Serialize;
use serde_json::Value;

use crate::{english, exit, terminal};

/// Where words go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    verbose: bool,
}

impl Output {
    pub(crate) fn new(json: bool, verbose: bool) -> Self {
        Self { json, verbose }
    }

    /// Whether standard output carries JSON.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Text for standard output; nothing with `--json`. It may be a server's.
    pub(crate) fn text(self, text: &str) {
        if !self.json {
            print(&format!("{}\n", terminal::text(text)));
        }
    }

    /// A file's text, as it is, with `--json` and without. It is ours.
    #[expect(clippy::unused_self, reason = "callers need not know which stream a word goes to")]
    pub(crate) fn verbatim(self, text: &str) {
        print(&terminal::json(text));
    }

    /// A piece of a line, at once.
    pub(crate) fn piece(self, text: &str) {
        if !self.json {
            print(&terminal::text(text));
        }
    }

    /// A JSON document; nothing without `--json`. On a terminal it is indented.
    pub(crate) fn document(self, document: &impl Serialize) {
        if self.json {
            let pretty = std::io::stdout().is_terminal();
            let text = if pretty {
                serde_json::to_string_pretty(document)
            } else {
                serde_json::to_string(document)
            };
            print(&format!("{}\n", terminal::json(&text.unwrap_or_default())));
        }
    }

    /// One JSON line; nothing without `--json`.
    pub(crate) fn json_line(self, line: &impl Serialize) {
        if self.json {
            print(&format!(
                "{}\n",
                terminal::json(&serde_json::to_string(line).unwrap_or_default())
            ));
        }
    }

    /// A sentence for the person, on standard error.
    #[expect(clippy::unused_self, reason = "callers need not know which stream a word goes to")]
    pub(crate) fn note(self, sentence: &str) {
        complain(&format!("{}\n", terminal::text(sentence)));
    }

    /// A sentence without a line's end: a question.
    #[expect(clippy::unused_self, reason = "callers need not know which stream a word goes to")]
    pub(crate) fn ask(self, question: &str) {
        complain(&terminal::text(question));
    }

    /// Something the person should be told at start.
    pub(crate) fn notice(self, notice: &Notice) {
        self.note(&notice.message.to_string());
        self.details(notice.details.as_ref());
    }

    /// A step of a sign-in, with `--verbose`.
    pub(crate) fn step(self, step: &TraceStep) {
        if self.verbose {
            let sign = match step.outcome {
                TraceOutcome::Ok => "ok",
                TraceOutcome::Warning => "warning",
                TraceOutcome::Failed => "failed",
            };
            self.note(&format!(
                "  {sign:<8}{}: {}",
                terminal::line(&step.name),
                terminal::line(&step.detail)
            ));
        }
    }

    /// What failed.
    pub(crate) fn error(self, error: &Error) {
        #[derive(Serialize)]
        struct Document {
            error: Value,
            exit: u8,
        }
        self.note(&error.message.to_string());
        self.details(error.details.as_deref());
        if error.details.is_some() && !self.verbose {
            self.note("--verbose says more.");
        }
        self.document(&Document {
            error: english::json(error),
            exit: exit::of(error.code).number(),
        });
    }

    fn details(self, details: Option<&Details>) {
        let Some(details) = details.filter(|_| self.verbose) else {
            return;
        };
        let said = [
            ("server", &details.server),
            ("step", &details.step),
            ("rule", &details.rule),
            ("said", &details.said),
        ];
        for (name, value) in said {
            if let Some(value) = value {
                self.note(&format!("  {name:<8}{}", terminal::line(value)));
            }
        }
    }
}

fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Nobody reads any more: there is nothing left to do. Anything else is a full disk or a closed device.
        std::process::exit(if error.kind() == ErrorKind::BrokenPipe {
            0
        } else {
            i32::from(exit::KEEPING.number())
        });
    }
}

fn complain(text: &str) {
    // Where standard error is closed there is no place left to say so.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
