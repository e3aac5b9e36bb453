//! `[gateway]`: the company's place for models.

use super::Gateway;
use super::layer::name;
use super::plain;
use super::section::{Read, Section};
use super::server::address;
use crate::api::ModelKind;

const KEYS: &[&str] = &["name", "kind", "base_url", "models"];
const LEFT_OUT: &str = "The gateway is left out.";

/// `Bad` when there is one that can't be used.
pub(super) fn read(top: &Section<'_>) -> Read<Gateway> {
    let table = match top.table("gateway", LEFT_OUT) {
        Read::Good(table) => table,
        Read::Absent => return Read::Absent,
        Read::Bad => return Read::Bad,
    };
    one(&Section::open(table, "gateway", KEYS, top.report())).map_or(Read::Bad, Read::Good)
}

fn one(section: &Section<'_>) -> Option<Gateway> {
    let kind = kind(section);
    let base_url = match section.text("base_url", LEFT_OUT) {
        Read::Good(text) => address(section, "base_url", text, LEFT_OUT),
        Read::Absent => {
            section.refuse("base_url", "is missing", LEFT_OUT);
            None
        }
        Read::Bad => None,
    };
    let models = match section.texts("models", LEFT_OUT) {
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
    let name = name(section, "It is shown as \"Company models\".");
    Some(Gateway {
        name: name.unwrap_or_else(|| "Company models".into()),
        kind: kind?,
        base_url: base_url?,
        models: models?,
    })
}

fn kind(section: &Section<'_>) -> Option<ModelKind> {
    let text = match section.text("kind", LEFT_OUT) {
        Read::Good(text) => text,
        Read::Absent => {
            section.refuse("kind", "is missing", LEFT_OUT);
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
            let what = format!(
                "is \"{}\", and openai, anthropic, gemini or ollama is needed",
                plain::excerpt(other, 40)
            );
            section.refuse("kind", &what, LEFT_OUT);
            None
        }
    }
}
