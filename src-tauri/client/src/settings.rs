//! Settings: a value, who set it, and who locked it.
//!
//! What enters: the person's choices and what the company locked. What leaves: [`SettingView`]s. A value that is no
//! longer one of the texts allowed (an older or newer version wrote it) counts as not set. It knows no window on
//! purpose: what a theme looks like is not decided here.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::api::{Code, Error, SettingKey, SettingView, Source, Words};
use crate::company::Company;
use crate::say;
use crate::store::{self, Store};

/// All keys, in the order in which they are shown.
pub const KEYS: [SettingKey; 13] = [
    SettingKey::Theme,
    SettingKey::Language,
    SettingKey::TextSize,
    SettingKey::Density,
    SettingKey::Motion,
    SettingKey::SendKey,
    SettingKey::Notify,
    SettingKey::Tray,
    SettingKey::QuickOpen,
    SettingKey::Model,
    SettingKey::Thinking,
    SettingKey::SignInWay,
    SettingKey::Instructions,
];

/// Which values a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// One of these; the first is the default.
    OneOf(&'static [&'static str]),
    /// Any text up to a length in bytes; empty by default.
    Text {
        /// The length.
        max: usize,
    },
}

/// A key's name in `company.toml`, in the database and on the command line.
pub const fn name(key: SettingKey) -> &'static str {
    match key {
        SettingKey::Theme => "theme",
        SettingKey::Language => "language",
        SettingKey::TextSize => "text_size",
        SettingKey::Model => "model",
        SettingKey::SignInWay => "sign_in_way",
        SettingKey::Instructions => "instructions",
        SettingKey::Density => "density",
        SettingKey::Motion => "motion",
        SettingKey::SendKey => "send_key",
        SettingKey::Notify => "notify",
        SettingKey::Tray => "tray",
        SettingKey::QuickOpen => "quick_open",
        SettingKey::Thinking => "thinking",
    }
}

/// The values that a key takes.
pub const fn choice(key: SettingKey) -> Choice {
    match key {
        SettingKey::Theme => Choice::OneOf(&["system", "light", "dark"]),
        SettingKey::Language => Choice::OneOf(&["system", "en", "zh-CN"]),
        SettingKey::TextSize => Choice::OneOf(&["medium", "small", "large", "x_large"]),
        SettingKey::Density => Choice::OneOf(&["comfortable", "compact"]),
        SettingKey::Motion => Choice::OneOf(&["system", "reduced"]),
        SettingKey::SendKey => Choice::OneOf(&["enter", "ctrl_enter"]),
        SettingKey::Notify => Choice::OneOf(&["on", "off"]),
        SettingKey::Tray | SettingKey::QuickOpen => Choice::OneOf(&["off", "on"]),
        SettingKey::Thinking => Choice::OneOf(&["auto", "low", "medium", "high"]),
        SettingKey::SignInWay => Choice::OneOf(&["auto", "deep_link", "loopback", "paste"]),
        SettingKey::Model => Choice::Text { max: 300 },
        SettingKey::Instructions => Choice::Text { max: 16 * 1024 },
    }
}

/// The value that the app ships with.
pub const fn default(key: SettingKey) -> &'static str {
    match choice(key) {
        Choice::OneOf(values) => match values.first() {
            Some(first) => first,
            None => "",
        },
        Choice::Text { .. } => "",
    }
}

/// The value, or what is needed instead, as in "light or dark".
pub fn check(key: SettingKey, value: &str) -> Result<String, Words> {
    match choice(key) {
        Choice::OneOf(values) if values.contains(&value) => Ok(value.to_owned()),
        Choice::OneOf(values) => Err(one_of(values)),
        Choice::Text { max } if value.len() > max => Err(say!("a text of at most {max} bytes", max).into()),
        Choice::Text { .. } => Ok(value.to_owned()),
    }
}

/// The values, as in "light or dark".
fn one_of(values: &[&str]) -> Words {
    let either = |first: Words, last: &&str| say!("{first} or {last}", first, last = *last).into();
    let mut values = values.iter();
    let first = values.next().copied().unwrap_or_default();
    values.fold(first.into(), either)
}

/// The settings of a profile; a clone shares them.
#[derive(Debug, Clone)]
pub struct Settings {
    store: Store,
    company: Option<Words>,
    locked: Arc<BTreeMap<SettingKey, String>>,
    chosen: Arc<RwLock<BTreeMap<SettingKey, String>>>,
}

impl Settings {
    /// Reads the person's choices; the company's values lie over them.
    pub async fn load(store: &Store, company: Option<&Company>) -> Result<Self, Error> {
        let mut chosen = BTreeMap::new();
        for (key_name, value) in store::settings::all(store).await? {
            let key = KEYS.into_iter().find(|key| name(*key) == key_name);
            if let Some((key, value)) = key.and_then(|key| check(key, &value).ok().map(|value| (key, value))) {
                chosen.insert(key, value);
            }
        }
        Ok(Self {
            store: store.clone(),
            company: company.map(|c| c.name.clone()),
            locked: Arc::new(company.map(|c| c.settings.clone()).unwrap_or_default()),
            chosen: Arc::new(RwLock::new(chosen)),
        })
    }

    /// All settings.
    pub fn views(&self) -> Vec<SettingView> {
        KEYS.into_iter().map(|key| self.view(key)).collect()
    }

    /// One setting.
    pub fn view(&self, key: SettingKey) -> SettingView {
        if let Some(value) = self.locked.get(&key) {
            let locked_by = self.company.clone();
            return SettingView {
                key,
                value: value.clone(),
                source: Source::Policy,
                locked_by,
            };
        }
        let chosen = self
            .chosen
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        match chosen {
            Some(value) => SettingView {
                key,
                value,
                source: Source::User,
                locked_by: None,
            },
            None => SettingView {
                key,
                value: default(key).to_owned(),
                source: Source::Default,
                locked_by: None,
            },
        }
    }

    /// The value in force.
    pub fn value(&self, key: SettingKey) -> String {
        self.view(key).value
    }

    /// Stores the person's choice. [`Code::Blocked`] when the company locked it, [`Code::Invalid`] when it is not
    /// one of the values.
    pub async fn set(&self, key: SettingKey, value: &str) -> Result<SettingView, Error> {
        if self.locked.contains_key(&key) {
            let company = self.company.clone().unwrap_or_else(|| say!("Your company").into());
            return Err(Error::new(
                Code::Blocked,
                say!("This is set by {company} and can't be changed here.", company),
            ));
        }
        let value = check(key, value).map_err(|needed| {
            Error::new(
                Code::Invalid,
                say!(
                    "That value can't be used for {setting}: choose {needed}.",
                    setting = name(key),
                    needed
                ),
            )
        })?;
        store::settings::set(&self.store, name(key), &value).await?;
        self.chosen
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, value);
        Ok(self.view(key))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::clock::Clock;

    async fn store(folder: &Path) -> Store {
        Store::open(&folder.join("lanyard.db"), &Clock::system())
            .await
            .unwrap()
            .0
    }

    #[tokio::test]
    async fn a_choice_survives_a_restart_and_the_default_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::load(&store(folder.path()).await, None).await.unwrap();
        assert_eq!(settings.view(SettingKey::Theme).source, Source::Default);
        assert_eq!(settings.value(SettingKey::Theme), "system");
        let view = settings.set(SettingKey::Theme, "dark").await.unwrap();
        assert_eq!(
            (view.value.as_str(), view.source, view.locked_by),
            ("dark", Source::User, None)
        );
        settings.set(SettingKey::Theme, "light").await.unwrap();

        let again = Settings::load(&store(folder.path()).await, None).await.unwrap();
        assert_eq!(again.value(SettingKey::Theme), "light");
        assert_eq!(again.views().len(), KEYS.len());
    }

    #[tokio::test]
    async fn what_the_company_locks_wins_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path()).await;
        Settings::load(&store, None)
            .await
            .unwrap()
            .set(SettingKey::Theme, "dark")
            .await
            .unwrap();
        let (company, problems) = Company::parse(
            "name = \"Meridian\"\n[settings]\ntheme = \"light\"\n",
            Path::new("company.toml"),
        );
        assert_eq!(problems, vec![]);
        let settings = Settings::load(&store, Some(&company)).await.unwrap();
        let view = settings.view(SettingKey::Theme);
        assert_eq!((view.value.as_str(), view.source), ("light", Source::Policy));
        assert_eq!(view.locked_by, Some("Meridian".into()));
        let refused = settings.set(SettingKey::Theme, "dark").await.unwrap_err();
        assert_eq!(refused.code, Code::Blocked);
        assert!(refused.message.to_string().contains("Meridian"), "{}", refused.message);
        assert_eq!(settings.value(SettingKey::Theme), "light");
        // The lock lies over the person's choice and does not erase it.
        assert_eq!(
            Settings::load(&store, None).await.unwrap().value(SettingKey::Theme),
            "dark"
        );
    }

    #[tokio::test]
    async fn what_an_older_version_wrote_is_read_beside_what_it_did_not_know() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path()).await;
        store::settings::set(&store, "text_size", "large").await.unwrap();
        // A value that only a newer version knows, under a key of this one.
        store::settings::set(&store, "density", "airy").await.unwrap();
        let settings = Settings::load(&store, None).await.unwrap();
        assert_eq!(settings.value(SettingKey::TextSize), "large");
        let shipped = [
            (SettingKey::Density, "comfortable"),
            (SettingKey::Motion, "system"),
            (SettingKey::SendKey, "enter"),
            (SettingKey::Notify, "on"),
            (SettingKey::Tray, "off"),
            (SettingKey::QuickOpen, "off"),
        ];
        for (key, value) in shipped {
            assert_eq!(settings.value(key), value, "{}", name(key));
        }
    }

    #[tokio::test]
    async fn the_company_can_lock_each_of_them_at_each_of_its_values() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path()).await;
        for key in KEYS {
            let Choice::OneOf(values) = choice(key) else { continue };
            for value in values {
                let file = format!("name = \"Meridian\"\n[settings]\n{} = \"{value}\"\n", name(key));
                let (company, problems) = Company::parse(&file, Path::new("company.toml"));
                assert_eq!(problems, vec![]);
                let settings = Settings::load(&store, Some(&company)).await.unwrap();
                assert_eq!(settings.value(key), *value);
                let refused = settings.set(key, values[0]).await.unwrap_err();
                assert_eq!(refused.code, Code::Blocked, "{}", name(key));
            }
        }
    }

    #[tokio::test]
    async fn only_known_values_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path()).await;
        let settings = Settings::load(&store, None).await.unwrap();
        assert_eq!(
            settings.set(SettingKey::Language, "fr").await.unwrap_err().code,
            Code::Invalid
        );
        let long = "x".repeat(20_000);
        assert_eq!(
            settings.set(SettingKey::Instructions, &long).await.unwrap_err().code,
            Code::Invalid
        );
        settings.set(SettingKey::Instructions, "Be brief.").await.unwrap();
        store::settings::set(&store, "theme", "purple").await.unwrap();
        store::settings::set(&store, "from_the_future", "1").await.unwrap();
        let again = Settings::load(&store, None).await.unwrap();
        assert_eq!(again.view(SettingKey::Theme).source, Source::Default);
        assert_eq!(again.value(SettingKey::Instructions), "Be brief.");
    }
}
