//! Whose sign-in it is.
//!
//! An account is a name for one person's credentials at one server: two of them on one server do not overwrite
//! each other. Its label, the name a person sees, comes from a verified ID token or from the user; this module
//! does not know where labels are kept.

use serde::{Deserialize, Serialize};

use crate::random::{NoRandomness, Random};

/// The id of an account; not a label.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    /// An id that was kept before.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// A new id for a further account.
    pub fn random(random: &Random) -> Result<Self, NoRandomness> {
        Ok(Self(random.name()?))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for AccountId {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A label fit to be shown: one line, at most 120 characters, nothing that turns text around.
pub(crate) fn presentable(text: &str) -> Option<String> {
    let clean: String = text
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        })
        .take(120)
        .collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_label_is_one_plain_line() {
        assert_eq!(super::presentable(" ada\u{202e}\n@x ").as_deref(), Some("ada@x"));
        assert_eq!(super::presentable("\u{200b}\t"), None);
    }
}
