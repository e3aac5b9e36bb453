//! What a page asks, and what comes back.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

/// Words of a page, in the languages that pages have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// In English.
    pub english: String,
    /// In Simplified Chinese.
    pub chinese: String,
}

impl Text {
    /// The same in both languages.
    pub fn new(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self {
            english: english.into(),
            chinese: chinese.into(),
        }
    }
}

/// What kind of thing a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Line,
    /// A secret: not shown while it is typed.
    Secret,
}

/// One line to fill in. All are required.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key among the [`Answers`]: ASCII letters, digits and `_`.
    pub name: &'static str,
    /// What stands above it.
    pub label: Text,
    /// What it takes.
    pub kind: Kind,
}

type Check = Box<dyn Fn(&Answers) -> Result<(), Text> + Send + Sync>;

/// A page with a question.
pub struct Form {
    pub(crate) title: Text,
    pub(crate) text: Text,
    pub(crate) fields: Vec<Field>,
    pub(crate) submit: Text,
    check: Check,
}

impl Form {
    /// A page with a heading, a sentence and the words of its button.
    pub fn new(title: Text, text: Text, submit: Text) -> Self {
        Self {
            title,
            text,
            fields: Vec::new(),
            submit,
            check: Box::new(|_| Ok(())),
        }
    }

    /// With one more line to fill in.
    #[must_use]
    pub fn field(mut self, name: &'static str, label: Text, kind: Kind) -> Self {
        self.fields.push(Field { name, label, kind });
        self
    }

    /// With a check of the answers, while the person is still at the page: what it says is shown there.
    #[must_use]
    pub fn checked(mut self, check: impl Fn(&Answers) -> Result<(), Text> + Send + Sync + 'static) -> Self {
        self.check = Box::new(check);
        self
    }

    pub(crate) fn check(&self, answers: &Answers) -> Result<(), Text> {
        (self.check)(answers)
    }
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form")
            .field("title", &self.title)
            .finish_non_exhaustive()
    }
}

/// What a person typed, by the names of the fields: whatever they typed, as little to be trusted as any input.
#[derive(Debug, Default)]
pub struct Answers(BTreeMap<&'static str, SecretString>);

impl Answers {
    pub(crate) fn put(&mut self, name: &'static str, value: &str) {
        self.0.insert(name, SecretString::from(value));
    }

    /// The text of a field; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map(ExposeSecret::expose_secret).unwrap_or_default()
    }
}
