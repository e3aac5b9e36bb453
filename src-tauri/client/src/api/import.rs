//! Servers of another app's configuration file, before they are added.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::Sentence;

/// What a file would add.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ImportView {
    /// What can be added.
    pub entries: Vec<ImportEntry>,
    /// What can't, and why.
    pub left_out: Vec<LeftOut>,
}

/// A server that can be added.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct ImportEntry {
    /// The file's name for it.
    pub name: String,
    /// Its address, or the whole command.
    pub place: String,
    /// It is a program of this computer, and will not run before it is allowed.
    pub local: bool,
    /// Names of headers or variables whose values go to the keychain.
    pub secrets: Vec<String>,
    /// It is there already.
    pub known: bool,
    /// Why it may not be added.
    pub refused: Option<Sentence>,
}

/// A server that can't be added.
#[derive(Debug, Clone, Serialize, Deserialize, Type, PartialEq, Eq)]
pub struct LeftOut {
    /// The file's name for it.
    pub name: String,
    /// Why, as the end of a sentence.
    pub why: Sentence,
}
