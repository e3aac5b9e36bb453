//! Whatever stands in the file, reading it neither panics nor opens anything.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

const EXAMPLE: &str = include_str!("../../../../examples/company.toml");

fn lines() -> Vec<&'static str> {
    EXAMPLE.lines().filter(|l| !l.starts_with('#')).collect()
}

fn parse(text: &str) -> (Company, Vec<Problem>) {
    Company::parse(text, Path::new("company.toml"))
}

/// Whatever else holds: addresses were checked, names are safe to show, sentences name their key and are one line.
fn sound(text: &str) {
    let (company, problems) = parse(text);
    for server in &company.servers {
        assert!(lanyard_net::url::parse(&server.url).is_ok(), "{text}");
        assert!(!server.id.is_empty());
    }
    let names = (company.servers.iter().map(|s| s.name.clone())).chain([company.name.to_string()]);
    for name in names {
        assert!(
            !name.is_empty() && !name.chars().any(|c| c.is_control() || c == '\u{202E}'),
            "{name:?}"
        );
    }
    for problem in &problems {
        assert!(
            !problem.message.to_string().chars().any(char::is_control),
            "{:?}",
            problem.message
        );
        assert!(problem.message.to_string().ends_with('.'), "{:?}", problem.message);
    }
}

#[test]
fn arbitrary_bytes_do_no_harm() {
    let mut random = StdRng::seed_from_u64(1);
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..random.random_range(0..300)).map(|_| random.random()).collect();
        sound(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_damaged_example_does_no_harm() {
    let mut random = StdRng::seed_from_u64(2);
    let odd = [
        "\"",
        "'",
        "[",
        "]]",
        "=",
        "\n",
        "\u{202E}",
        "\u{0}",
        "\\",
        "{",
        "true",
        "9999999999999999999",
        "é",
        "1979-05-27",
    ];
    for _ in 0..3_000 {
        let mut text: Vec<char> = lines().join("\n").chars().collect();
        for _ in 0..random.random_range(1..6) {
            let at = random.random_range(0..text.len().max(1));
            match random.random_range(0..20) {
                0..10 if at < text.len() => drop(text.remove(at)),
                10 => text.truncate(at),
                _ => drop(text.splice(
                    at.min(text.len())..at.min(text.len()),
                    odd[random.random_range(0..odd.len())].chars(),
                )),
            }
        }
        sound(&text.into_iter().collect::<String>());
    }
}

#[test]
fn no_single_damage_to_a_rule_opens_what_it_blocked() {
    // Everything is allowed but for one rule, which is damaged at one place outside its two names (another name is
    // another rule, and no reader could tell). Whatever comes of it, `x` on `s` is never allowed.
    let before = "default_rule = \"allow\"\n";
    let text = format!("{before}[[rules]]\nserver = \"s\"\ntool = \"x\"\nrule = \"block\"\n");
    let quoted = [text.find("\"s\"").unwrap() + 1, text.find("\"x\"").unwrap() + 1];
    let matches =
        |pattern: &str, name: &str| globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(name));
    for at in (before.len()..text.len()).filter(|at| !quoted.contains(at)) {
        // A dot in the heading names a section of another section, which is ignored by name, as any unknown one.
        let heading = at < text.find("server").unwrap();
        for byte in (0x09..0x7f).filter(|byte| !(heading && *byte == b'.')) {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            let damaged = String::from_utf8_lossy(&bytes).into_owned();
            let (company, _) = parse(&damaged);
            let named = company
                .rules
                .iter()
                .filter(|r| matches(&r.server, "s") && matches(&r.tool, "x"));
            let rule = named
                .map(|r| r.rule)
                .max()
                .or(company.default_rule)
                .unwrap_or(Rule::Ask);
            assert!(rule > Rule::Allow, "{damaged}");
        }
    }
}

#[test]
fn very_deep_nesting_is_refused_and_not_followed() {
    for open in ["[", "{a="] {
        sound(&format!("name = {}", open.repeat(20_000)));
    }
    sound(&format!("[{}]", vec!["a"; 20_000].join(".")));
}
