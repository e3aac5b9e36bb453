//! What Lanyard itself says, in a form that a window can say in another language.
//!
//! The English sentence, with gaps such as `{server}`, is the key of the window's catalogue, as in gettext. What fills
//! the gaps is kept apart: it may be somebody else's text, and is never read as a pattern.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use specta::Type;

/// One sentence or several, or a piece of one that has a gap for it. Only `say!` makes one, so that the
/// window's catalogue can be held against the sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Sentence {
    /// English, with gaps in braces: what the catalogue is asked for.
    pattern: String,
    /// What fills the gaps.
    parts: BTreeMap<String, Words>,
}

/// What fills a gap, or names something: text that somebody chose, or words of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(untagged)]
pub enum Words {
    /// Shown as it is, in every language.
    Text(String),
    /// Said in the window's language.
    Ours(Sentence),
}

impl Sentence {
    /// For [`say!`](crate::say), which has compared gaps and parts.
    #[doc(hidden)]
    pub fn of<const N: usize>(pattern: &'static str, parts: [(&'static str, Words); N]) -> Self {
        Self {
            pattern: pattern.to_owned(),
            parts: parts.map(|(name, words)| (name.to_owned(), words)).into(),
        }
    }
}

/// English. One pass over the pattern: a brace in what fills a gap is a brace.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.pattern.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            f.write_str(before)?;
            let gap = after.split_once('}');
            let filled = gap.and_then(|(name, behind)| Some((self.parts.get(name)?, behind)));
            if let Some((words, behind)) = filled {
                write!(f, "{words}")?;
                rest = behind;
            } else {
                f.write_str("{")?;
                rest = after;
            }
        }
        f.write_str(rest)
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Ours(sentence) => write!(f, "{sentence}"),
        }
    }
}

/// Stored by an earlier version, a sentence was its English text.
impl<'de> Deserialize<'de> for Sentence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Text(String),
            Sentence {
                pattern: String,
                parts: BTreeMap<String, Words>,
            },
        }
        let (pattern, parts) = match Stored::deserialize(deserializer)? {
            Stored::Text(text) => (text, BTreeMap::new()),
            Stored::Sentence { pattern, parts } => (pattern, parts),
        };
        Ok(Self { pattern, parts })
    }
}

impl From<Sentence> for Words {
    fn from(sentence: Sentence) -> Self {
        Self::Ours(sentence)
    }
}

impl From<&Sentence> for Words {
    fn from(sentence: &Sentence) -> Self {
        Self::Ours(sentence.clone())
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

macro_rules! words_of {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Words {
            fn from(value: $kind) -> Self {
                Self::Text(value.to_string())
            }
        }
    )*};
}

words_of!(&String, u16, u32, u64, usize);

impl From<&Words> for Words {
    fn from(words: &Words) -> Self {
        words.clone()
    }
}

/// Makes a [`Sentence`](crate::api::Sentence): an English pattern and what fills its gaps, each by its name. A gap
/// without a part, or a part without a gap, does not compile:
///
/// ```
/// let server = "Meridian HR";
/// let sentence = lanyard_client::say!("Sign in to {server} to continue.", server);
/// assert_eq!(sentence.to_string(), "Sign in to Meridian HR to continue.");
/// ```
///
/// ```compile_fail
/// lanyard_client::say!("Sign in to {server} to continue.");
/// ```
///
/// The pattern stands in the catalogue `ui/src/i18n/core-zh-cn.ts`; a test of the window holds the two together.
#[macro_export]
macro_rules! say {
    (@words $name:ident) => { $crate::api::Words::from($name) };
    (@words $name:ident = $words:expr) => { $crate::api::Words::from($words) };
    ($pattern:literal $(, $name:ident $(= $words:expr)?)* $(,)?) => {{
        const { assert!($crate::api::fits($pattern, &[$(stringify!($name)),*]), "the gaps and the parts differ") };
        $crate::api::Sentence::of(
            $pattern,
            [$((stringify!($name), $crate::say!(@words $name $(= $words)?))),*],
        )
    }};
}

/// Whether each gap of a pattern has one of these names, and each name a gap.
#[doc(hidden)]
pub const fn fits(pattern: &str, names: &[&str]) -> bool {
    let mut seen: u64 = 0;
    let mut rest = pattern.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'}' {
            return false;
        }
        if *first == b'{' {
            let mut at = 0;
            loop {
                if at == names.len() {
                    return false;
                }
                if let Some(behind) = behind_gap(after, names[at].as_bytes()) {
                    seen |= 1 << at;
                    rest = behind;
                    break;
                }
                at += 1;
            }
        }
    }
    seen.count_ones() as usize == names.len()
}

/// What follows, where the text goes on with this name and the gap's end.
const fn behind_gap<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    match (text, name) {
        ([b'}', behind @ ..], []) => Some(behind),
        ([a, text @ ..], [b, name @ ..]) if *a == *b => behind_gap(text, name),
        _ => None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_sentences_stand_in_sentences() {
        let (server, seconds) = ("Meridian HR", 7_u64);
        let when = say!("in {seconds} seconds", seconds);
        let sentence = say!("{server} has a problem. Try again {when}, {server}.", server, when);
        assert_eq!(
            sentence.to_string(),
            "Meridian HR has a problem. Try again in 7 seconds, Meridian HR."
        );
    }

    #[test]
    fn what_fills_a_gap_is_never_a_pattern() {
        for hostile in ["{said}", "{server}", "{", "}", "{{server}}", "{server"] {
            let sentence = say!("{server} refused the call: {said}", server = hostile, said = "no");
            assert_eq!(sentence.to_string(), format!("{hostile} refused the call: no"));
        }
    }

    #[test]
    fn gaps_and_parts_are_compared() {
        assert!(fits("{a} and {b}, {a}", &["a", "b"]) && fits("none", &[]));
        for (pattern, names) in [
            ("{a}", &[][..]),
            ("none", &["a"]),
            ("{a} {ab}", &["a"]),
            ("{ab}", &["a", "b"]),
            ("{a", &["a"]),
            ("a}", &["a"]),
            ("{}", &[]),
        ] {
            assert!(!fits(pattern, names), "{pattern}");
        }
    }

    #[test]
    fn the_wire_carries_pattern_and_parts_and_takes_the_text_of_earlier_versions() {
        let sentence = say!(
            "{server} refused: {why}",
            server = "{why}",
            why = say!("it is {count}", count = 2_usize)
        );
        let json = serde_json::to_string(&sentence).unwrap();
        assert_eq!(
            json,
            r#"{"pattern":"{server} refused: {why}","parts":{"server":"{why}","why":{"pattern":"it is {count}","parts":{"count":"2"}}}}"#
        );
        assert_eq!(serde_json::from_str::<Sentence>(&json).unwrap(), sentence);
        let old: Sentence = serde_json::from_str("\"{server} can't be reached.\"").unwrap();
        assert_eq!(old.to_string(), "{server} can't be reached.");
    }
}
