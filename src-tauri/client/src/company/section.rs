//! Reads one table of the file, and names every key of it that can't be used.
//!
//! A key that is unknown but close to a known one counts as that one with an unreadable value: a misspelt
//! restriction must not leave things open.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::plain;
use super::report::Report;
use crate::api::Sentence;
use crate::say;

/// What a key holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Read<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// The key is there and can't be used; that is reported.
    Bad,
    /// Its value.
    Good(T),
}

impl<T> Read<T> {
    /// The value, where there is a good one.
    pub(super) fn good(self) -> Option<T> {
        match self {
            Self::Good(value) => Some(value),
            Self::Absent | Self::Bad => None,
        }
    }

    /// This, or the other where the key is not there.
    pub(super) fn or(self, other: Self) -> Self {
        if matches!(self, Self::Absent) { other } else { self }
    }
}

/// One table.
pub(super) struct Section<'a> {
    path: String,
    table: &'a DeTable<'a>,
    report: &'a Report<'a>,
    near: BTreeMap<&'static str, (String, usize)>,
    strange: bool,
}

impl<'a> Section<'a> {
    /// Opens a table whose keys are all in `known`. `path` stands before each key in sentences.
    pub(super) fn open(
        table: &'a DeTable<'a>,
        path: impl Into<String>,
        known: &[&'static str],
        report: &'a Report<'a>,
    ) -> Self {
        let mut section = Self {
            path: path.into(),
            table,
            report,
            near: BTreeMap::new(),
            strange: false,
        };
        for key in table.keys() {
            let (name, at) = (key.get_ref().as_ref(), key.span().start);
            if known.contains(&name) {
                continue;
            }
            match nearest(known, name).filter(|k| !table.contains_key(*k)) {
                Some(meant) => {
                    section.near.insert(meant, (name.to_owned(), at));
                }
                None => section.unknown(name, at),
            }
        }
        section
    }

    /// Whether there was a key that nobody knows and that resembles none.
    pub(super) fn strange(&self) -> bool {
        self.strange
    }

    /// The report that this section writes to.
    pub(super) fn report(&self) -> &'a Report<'a> {
        self.report
    }

    /// Text, not empty.
    pub(super) fn text(&self, key: &'static str, instead: &Sentence) -> Read<String> {
        self.read(key, instead, |value| match value {
            DeValue::String(text) if text.trim().is_empty() => Err(say!("is empty")),
            DeValue::String(text) => Ok(text.trim().to_owned()),
            other => Err(say!("is {kind}, and text is needed", kind = kind(other))),
        })
    }

    /// A list of texts; one text counts as a list of one.
    pub(super) fn texts(&self, key: &'static str, instead: &Sentence) -> Read<Vec<String>> {
        self.read(key, instead, |value| match value {
            DeValue::String(text) if !text.trim().is_empty() => Ok(vec![text.trim().to_owned()]),
            DeValue::Array(items) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
                    DeValue::String(_) => Err(say!("holds an empty text")),
                    other => Err(say!("holds {kind}, and only texts are taken", kind = kind(other))),
                })
                .collect(),
            other => Err(say!("is {kind}, and a list of texts is needed", kind = kind(other))),
        })
    }

    /// A switch; an unreadable one takes its strictest position.
    pub(super) fn flag(&self, key: &'static str, strictest: bool) -> Option<bool> {
        let instead = if strictest {
            say!("It counts as true.")
        } else {
            say!("It counts as false.")
        };
        let read = self.read(key, &instead, |value| match value {
            DeValue::Boolean(on) => Ok(*on),
            other => Err(say!(
                "is {kind}, and true or false is needed, without quotes",
                kind = kind(other)
            )),
        });
        match read {
            Read::Absent => None,
            Read::Bad => Some(strictest),
            Read::Good(on) => Some(on),
        }
    }

    /// A TCP port from 1 to 65535.
    pub(super) fn port(&self, key: &'static str, instead: &Sentence) -> Read<u16> {
        self.read(key, instead, |value| match value {
            DeValue::Integer(number) => u16::from_str_radix(number.as_str(), number.radix())
                .ok()
                .filter(|port| *port > 0)
                .ok_or_else(|| {
                    say!(
                        "is {number}, and a port is from 1 to 65535",
                        number = plain::excerpt(number.as_str(), 20)
                    )
                }),
            other => Err(say!(
                "is {kind}, and a number is needed, without quotes",
                kind = kind(other)
            )),
        })
    }

    /// One table, as in `[key]`.
    pub(super) fn table(&self, key: &'static str, instead: &Sentence) -> Read<&'a DeTable<'a>> {
        self.read(key, instead, |value| match value {
            DeValue::Table(table) => Ok(table),
            other => Err(say!(
                "is {kind}, and a section [{key}] is needed",
                kind = kind(other),
                key
            )),
        })
    }

    /// The tables of a list, as in `[[key]]`, each with its path. `Bad` when the list is none; an entry that is no
    /// table is reported and `None`.
    pub(super) fn tables(&self, key: &'static str, instead: &Sentence) -> Read<Vec<Option<(&'a DeTable<'a>, String)>>> {
        let list = self.read(key, instead, |value| match value {
            DeValue::Array(items) => Ok(items),
            DeValue::Table(_) => Err(say!("is a single section; write [[{key}]] with two brackets", key)),
            other => Err(say!(
                "is {kind}, and sections [[{key}]] are needed",
                kind = kind(other),
                key
            )),
        });
        let Read::Good(items) = list else {
            return if matches!(list, Read::Absent) {
                Read::Absent
            } else {
                Read::Bad
            };
        };
        let entry = |(index, item): (usize, &'a toml::Spanned<DeValue<'a>>)| {
            let path = self.path_of(&format!("{key}[{}]", index + 1));
            if let DeValue::Table(table) = item.get_ref() {
                return Some((table, path));
            }
            let what = say!("is {kind}, and a section is needed", kind = kind(item.get_ref()));
            self.report.add(Some(item.span().start), &(&path).into(), what, instead);
            None
        };
        Read::Good(items.iter().enumerate().map(entry).collect())
    }

    /// Opens a table below this one whose keys are free.
    pub(super) fn free(&self, key: &str, table: &'a DeTable<'a>) -> Self {
        let path = self.path_of(key);
        Self {
            path,
            table,
            report: self.report,
            near: BTreeMap::new(),
            strange: false,
        }
    }

    /// Every key with its value, for tables whose keys are free.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a DeValue<'a>)> + use<'a> {
        self.table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()))
    }

    /// Names a value that was read and can't be used after all.
    pub(super) fn refuse(&self, key: &str, what: Sentence, instead: &Sentence) {
        let at = self.table.get(key).map(|value| value.span().start);
        self.report
            .add(at, &self.path_of(&plain::excerpt(key, 40)).into(), what, instead);
    }

    /// A value of any kind; `take` says what is wrong with it, as in "is a number, and text is needed".
    pub(super) fn read<T>(
        &self,
        key: &'static str,
        instead: &Sentence,
        take: impl FnOnce(&'a DeValue<'a>) -> Result<T, Sentence>,
    ) -> Read<T> {
        if let Some(value) = self.table.get(key) {
            return match take(value.get_ref()) {
                Ok(value) => Read::Good(value),
                Err(what) => {
                    self.refuse(key, what, instead);
                    Read::Bad
                }
            };
        }
        let Some((wrong, at)) = self.near.get(key) else {
            return Read::Absent;
        };
        let what = say!("is not a key that Lanyard knows; \"{key}\" seems to be meant", key);
        self.report.add(
            Some(*at),
            &self.path_of(&plain::excerpt(wrong, 40)).into(),
            what,
            instead,
        );
        Read::Bad
    }

    fn unknown(&mut self, name: &str, at: usize) {
        self.strange = true;
        let secret = ["secret", "password", "token", "api_key", "apikey"]
            .iter()
            .any(|s| name.to_lowercase().contains(s));
        let what = if secret {
            say!("is not a key that Lanyard knows, and secrets do not belong in this file, which everyone can read")
        } else {
            say!("is not a key that Lanyard knows")
        };
        self.report.add(
            Some(at),
            &self.path_of(&plain::excerpt(name, 40)).into(),
            what,
            &say!("It is ignored."),
        );
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }
}

/// A value's kind, in the words of a sentence. The value itself is not repeated: it may be a misplaced secret.
pub(super) fn kind(value: &DeValue<'_>) -> Sentence {
    match value {
        DeValue::String(_) => say!("text"),
        DeValue::Integer(_) | DeValue::Float(_) => say!("a number"),
        DeValue::Boolean(_) => say!("true or false"),
        DeValue::Datetime(_) => say!("a date"),
        DeValue::Array(_) => say!("a list"),
        DeValue::Table(_) => say!("a section"),
    }
}
