//! Collects what could not be used, each as a sentence.

use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::api::{Sentence, Words};
use crate::say;

/// Something in a file that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which file.
    pub file: PathBuf,
    /// The line, counted from 1, where it is known.
    pub line: Option<usize>,
    /// Which key; empty when the file as a whole is meant.
    pub key: String,
    /// What is wrong and what is used instead, naming the key.
    pub message: Sentence,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// The problems of one file.
pub(super) struct Report<'a> {
    file: &'a Path,
    text: &'a str,
    problems: RefCell<Vec<Problem>>,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a Path, text: &'a str) -> Self {
        Self {
            file,
            text,
            problems: RefCell::default(),
        }
    }

    /// The file that is read.
    pub(super) fn file(&self) -> &'a Path {
        self.file
    }

    /// Adds one: `key` says `what`, and `instead` is what happens now, a sentence of its own.
    pub(super) fn add(&self, at: Option<usize>, key: &Words, what: Sentence, instead: &Sentence) {
        let line = at.map(|byte| self.line(byte));
        let message = if let Some(line) = line {
            say!("{key} (line {line}) {what}. {instead}", key, line, what, instead)
        } else {
            say!("{key} {what}. {instead}", key, what, instead)
        };
        self.problems.borrow_mut().push(Problem {
            file: self.file.to_owned(),
            line,
            key: key.to_string(),
            message,
        });
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    pub(super) fn line(&self, byte: usize) -> usize {
        let before = self.text.as_bytes().iter().take(byte);
        before.filter(|b| **b == b'\n').count() + 1
    }
}
