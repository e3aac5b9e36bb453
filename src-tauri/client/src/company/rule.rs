//! `[[rules]]` and `default_rule`: what happens when a model calls a tool.
//!
//! A rule that can't be read never opens anything: it blocks what it names; when it can't be told what it names,
//! it holds for everything, as a question, or as a block where it was one.

use globset::GlobBuilder;

use super::section::{Read, Section};
use super::{ToolRule, plain};
use crate::api::{Rule, Sentence};
use crate::say;

const KEYS: &[&str] = &["server", "tool", "rule"];
const ANY: &str = "*";

fn everything() -> Sentence {
    say!("Until it is corrected, every tool asks first.")
}

/// The rules, in the file's order.
pub(super) fn read(top: &Section<'_>) -> Vec<ToolRule> {
    let entries = match top.tables("rules", &everything()) {
        Read::Absent => return Vec::new(),
        Read::Bad => return vec![ask_everything()],
        Read::Good(entries) => entries,
    };
    let mut rules = Vec::new();
    for entry in entries {
        match entry {
            Some((table, path)) => one(&Section::open(table, path, KEYS, top.report()), &mut rules),
            None => rules.push(ask_everything()),
        }
    }
    rules
}

/// What holds for a tool that no rule names.
pub(super) fn read_default(top: &Section<'_>) -> Option<Rule> {
    match text_rule(
        top,
        "default_rule",
        &say!("Until it is corrected, tools that no rule names are blocked."),
    ) {
        Read::Absent => None,
        Read::Bad => Some(Rule::Block),
        Read::Good(rule) => Some(rule),
    }
}

fn one(section: &Section<'_>, rules: &mut Vec<ToolRule>) {
    let blocked = say!("What it names is blocked.");
    let mut rule = match text_rule(section, "rule", &blocked) {
        Read::Good(rule) => rule,
        Read::Bad => Rule::Block,
        Read::Absent => {
            section.refuse("rule", say!("is missing"), &blocked);
            Rule::Block
        }
    };
    // An unknown key may have been meant to narrow the rule down.
    if section.strange() {
        rule = Rule::Block;
    }
    let servers = globs(section, "server", rule);
    let tools = globs(section, "tool", rule);
    if matches!((&servers, &tools), (Read::Absent, Read::Absent)) {
        section.refuse("server", say!("is missing, and so is tool"), &wide(rule));
        rules.push(ToolRule {
            server: ANY.into(),
            tool: ANY.into(),
            rule: rule.max(Rule::Ask),
        });
        return;
    }
    if servers == Read::Bad || tools == Read::Bad {
        rule = rule.max(Rule::Ask);
    }
    let any = || vec![ANY.to_owned()];
    let tools = tools.good().unwrap_or_else(any);
    for server in servers.good().unwrap_or_else(any) {
        rules.extend(tools.iter().map(|tool| ToolRule {
            server: server.clone(),
            tool: tool.clone(),
            rule,
        }));
    }
}

fn globs(section: &Section<'_>, key: &'static str, rule: Rule) -> Read<Vec<String>> {
    let instead = wide(rule);
    let patterns = match section.texts(key, &instead) {
        Read::Good(patterns) => patterns,
        other => return other,
    };
    for pattern in &patterns {
        if let Err(error) = GlobBuilder::new(pattern).build() {
            let what = say!(
                "holds \"{pattern}\", which is not a pattern: {why}",
                pattern = plain::excerpt(pattern, 40),
                why = plain::excerpt(&error.kind().to_string(), 80)
            );
            section.refuse(key, what, &instead);
            return Read::Bad;
        }
    }
    if patterns.is_empty() {
        section.refuse(key, say!("is an empty list"), &instead);
        return Read::Bad;
    }
    Read::Good(patterns)
}

fn wide(rule: Rule) -> Sentence {
    if rule == Rule::Block {
        say!("Until it is corrected, all tools that it may mean are blocked.")
    } else {
        say!("Until it is corrected, all tools that it may mean ask first.")
    }
}

fn text_rule(section: &Section<'_>, key: &'static str, instead: &Sentence) -> Read<Rule> {
    match section.text(key, instead) {
        Read::Absent => Read::Absent,
        Read::Bad => Read::Bad,
        Read::Good(text) => match text.as_str() {
            "allow" => Read::Good(Rule::Allow),
            "ask" => Read::Good(Rule::Ask),
            "block" => Read::Good(Rule::Block),
            other => {
                let what = say!(
                    "is \"{value}\", and allow, ask or block is needed",
                    value = plain::excerpt(other, 40)
                );
                section.refuse(key, what, instead);
                Read::Bad
            }
        },
    }
}

fn ask_everything() -> ToolRule {
    ToolRule {
        server: ANY.into(),
        tool: ANY.into(),
        rule: Rule::Ask,
    }
}
