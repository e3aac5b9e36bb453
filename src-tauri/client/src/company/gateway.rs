//! `[gateway]`: the company's place for models.

use super::Gateway;
use super::layer::name;
use super::plain;
use super::section::{Read, Section};
use super::server::address;
use crate::api::{ModelKind, Sentence, Words};
use crate::say;

const KEYS: &[&str] = &["name", "kind", "base_url", "models"];

fn left_out() -> Sentence {
    say!("The gateway is left out.")
}

/// `Bad` when there is one that can't be used.
pub(super) fn read(top: &Section<'_>) -> Read<Gateway> {
    let table = match top.table("gateway", &left_out()) {
        Read::Good(table) => table,
        Read::Absent => return Read::Absent,
        Read::Bad => return Read::Bad,
    };
    one(&Section::open(table, "gateway", KEYS, top.report())).map_or(Read::Bad, Read::Good)
}

fn one(section: &Section<'_>) -> Option<Gateway> {
    let kind = kind(section);
    let base_url = match section.text("base_url", &left_out()) {
        Read::Good(text) => address(section, "base_url", text, &left_out()),
        Read::Absent => {
            section.refuse("base_url", say!("is missing"), &left_out());
            None
        }
        Read::Bad => None,
    };
    let models = match section.texts("models", &left_out()) {
        Read::Absent => Some(Vec::new()),
        Read::Bad => None,
        Read::Good(models) => Some(
            models
                .iter()
                .map(|m| plain::name(m))
                .filter(|m| !m.is_empty())
                .collect(),
        ),
    };
    let name = name(section, &say!("It is shown as \"Company models\"."));
    Some(Gateway {
        name: name.map_or_else(|| say!("Company models").into(), Words::from),
        kind: kind?,
        base_url: base_url?,
        models: models?,
    })
}

fn kind(section: &Section<'_>) -> Option<ModelKind> {
    let text = match section.text("kind", &left_out()) {
        Read::Good(text) => text,
        Read::Absent => {
            section.refuse("kind", say!("is missing"), &left_out());
            return None;
        }
        Read::Bad => return None,
    };
    match text.as_str() {
        "openai" | "open_ai" => Some(ModelKind::OpenAi),
        "anthropic" => Some(ModelKind::Anthropic),
        "gemini" => Some(ModelKind::Gemini),
        "ollama" => Some(ModelKind::Ollama),
        other => {
            let what = say!(
                "is \"{value}\", and openai, anthropic, gemini or ollama is needed",
                value = plain::excerpt(other, 40)
            );
            section.refuse("kind", what, &left_out());
            None
        }
    }
}
