//! `[settings]`: values that a person can't change.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::plain;
use super::section::{Read, Section, kind};
use crate::api::SettingKey;
use crate::say;
use crate::settings::{self, Choice};

/// The locked settings. One that can't be read is locked at the value that the app ships with.
pub(super) fn read(top: &Section<'_>) -> BTreeMap<SettingKey, String> {
    let Some(table) = top.table("settings", &say!("No setting is taken from it.")).good() else {
        return BTreeMap::new();
    };
    let names: Vec<&'static str> = settings::KEYS.iter().map(|key| settings::name(*key)).collect();
    let section = Section::open(table, "settings", &names, top.report());
    let mut locked = BTreeMap::new();
    for key in settings::KEYS {
        let instead = match settings::choice(key) {
            Choice::OneOf(_) => say!("It is locked at \"{value}\".", value = settings::default(key)),
            Choice::Text { .. } => say!("It is locked and empty."),
        };
        let name = settings::name(key);
        let value = section.read(name, &instead, |value| match value {
            DeValue::String(text) => settings::check(key, &clean(key, text)).map_err(|needed| {
                say!(
                    "is \"{value}\", and {needed} is needed",
                    value = plain::excerpt(text, 40),
                    needed
                )
            }),
            other => Err(say!("is {kind}, and text is needed", kind = kind(other))),
        });
        match value {
            Read::Absent => {}
            Read::Bad => {
                locked.insert(key, settings::default(key).to_owned());
            }
            Read::Good(value) => {
                locked.insert(key, value);
            }
        }
    }
    locked
}

fn clean(key: SettingKey, text: &str) -> String {
    match settings::choice(key) {
        Choice::OneOf(_) => text.trim().to_owned(),
        Choice::Text { .. } => plain::paragraphs(text.trim()),
    }
}
