//! One file's configuration, before the two files are put together.

use std::collections::BTreeMap;
use std::path::Path;

use toml::de::DeTable;

use super::report::{Problem, Report};
use super::section::{Read, Section};
use super::{
    CompanyServer, Gateway, Network, Provider, ToolRule, credentials, gateway, network, plain, rule, server, setting,
};
use crate::api::{Rule, Sentence, SettingKey, Words};
use crate::say;

/// What one file says. `None` is "does not say".
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Layer {
    pub(super) name: Option<String>,
    pub(super) instructions: Option<String>,
    pub(super) servers: Vec<CompanyServer>,
    /// Where this is `Bad`, another file's gateway does not take its place.
    pub(super) gateway: Read<Gateway>,
    pub(super) provider: Option<Provider>,
    pub(super) rules: Vec<ToolRule>,
    pub(super) default_rule: Option<Rule>,
    pub(super) settings: BTreeMap<SettingKey, String>,
    pub(super) network: Network,
    pub(super) allow_user_servers: Option<bool>,
    pub(super) allow_local_servers: Option<bool>,
    pub(super) allow_user_models: Option<bool>,
}

const KEYS: &[&str] = &[
    "name",
    "instructions",
    "servers",
    "gateway",
    "identity_provider",
    "rules",
    "default_rule",
    "settings",
    "network",
    "allow_user_servers",
    "allow_local_servers",
    "allow_user_models",
];

/// What closed means, for the sentence about a file that can't be read.
pub(super) fn closed() -> Sentence {
    say!("Until it is corrected, no tool runs and no server or model can be added.")
}

/// What such a sentence is about.
pub(super) fn whole_file() -> Words {
    say!("The company's configuration").into()
}

impl Layer {
    /// What stands in for a file that can't be read: nobody knows what it would have blocked, so it blocks all.
    pub(super) fn closed() -> Self {
        Self {
            rules: vec![ToolRule {
                server: "*".into(),
                tool: "*".into(),
                rule: Rule::Block,
            }],
            default_rule: Some(Rule::Block),
            allow_user_servers: Some(false),
            allow_local_servers: Some(false),
            allow_user_models: Some(false),
            ..Self::default()
        }
    }
}

/// Reads a file's text.
pub(super) fn parse(text: &str, file: &Path, problems: &mut Vec<Problem>) -> Layer {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let report = Report::new(file, text);
    let (document, errors) = DeTable::parse_recoverable(text);
    // The parser goes on after an error and reports by stages: the first in the file is what a person looks for.
    let first = errors
        .iter()
        .min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
    let layer = if let Some(error) = first {
        let at = error.span().map(|span| span.start);
        let what = say!("can't be read: {why}", why = plain::excerpt(error.message(), 120));
        report.add(at, &whole_file(), what, &closed());
        Layer::closed()
    } else {
        read(document.get_ref(), &report)
    };
    problems.extend(report.into_problems());
    layer
}

fn read(document: &DeTable<'_>, report: &Report<'_>) -> Layer {
    let top = Section::open(document, "", KEYS, report);
    Layer {
        name: name(&top, &say!("The name \"Your company\" is shown.")),
        instructions: top
            .text("instructions", &say!("Models get no instructions from it."))
            .good()
            .map(|t| plain::paragraphs(&t)),
        servers: server::read(&top),
        gateway: gateway::read(&top),
        provider: credentials::provider(&top),
        rules: rule::read(&top),
        default_rule: rule::read_default(&top),
        settings: setting::read(&top),
        network: network::read(&top),
        allow_user_servers: top.flag("allow_user_servers", false),
        allow_local_servers: top.flag("allow_local_servers", false),
        allow_user_models: top.flag("allow_user_models", false),
    }
}

/// The key `name`, made safe to show.
pub(super) fn name(section: &Section<'_>, instead: &Sentence) -> Option<String> {
    let Read::Good(written) = section.text("name", instead) else {
        return None;
    };
    let shown = plain::name(&written);
    if shown.is_empty() {
        section.refuse("name", say!("has no visible character"), instead);
        return None;
    }
    if shown != written {
        section.refuse(
            "name",
            say!("is too long, or has line breaks or characters that can't be seen or change the reading direction"),
            &say!("It is shown as \"{name}\".", name = &shown),
        );
    }
    Some(shown)
}
