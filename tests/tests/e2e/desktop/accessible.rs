//! axe on every screen, in both themes and languages, in the real webview.
//!
//! The page's own rules forbid foreign scripts; the driver's are not bound by them. What axe finds is a fault of the
//! window, but for what is named here with its reason.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::tour::{self, Eye, Language, Sight, THEMES};
use crate::support::desktop::Page;

/// The rules of WCAG 2.0, 2.1 and 2.2, levels A and AA, and what is good practice beyond.
const RULES: &[&str] = &["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// Elements in which a rule does not count: the rule, the elements, and why.
const EXCEPTED: &[(&str, &str, &str)] = &[
    (
        "aria-hidden-focus",
        "[data-base-ui-focus-guard]",
        "where Tab leaves a menu: it passes the focus on at once, and nothing is read out there",
    ),
    (
        "heading-order",
        "[data-testid=message-text]",
        "the levels are the model's: it begins where it likes, and what it says later is not known while it writes",
    ),
    (
        "region",
        "[role=menu]",
        "an open menu stands at the end of the page and belongs to its button, which is in a landmark",
    ),
];

/// Runs the rules and calls back with what was found: rule, help, and per element its selector and axe's words.
const RUN: &str = r#"
const [rules, excepted, done] = arguments;
const run = () => axe.run(document, {
  runOnly: { type: "tag", values: rules },
  resultTypes: ["violations"],
}).then((found) => done(found.violations.map((one) => ({
  rule: one.id,
  help: one.help,
  where: one.nodes.filter((node) => !excepted.some(([rule, elements]) =>
    rule === one.id && document.querySelector(node.target.join(" "))?.closest(elements))).map((node) => `${node.target.join(" ")}: ${node.failureSummary.split("\n").slice(1).join(" ").trim()}\n      ${node.html.slice(0, 200)}`),
}))), (why) => done(String(why)));
// What is still moving is not what a person reads; what never stops is looked at as it is.
const moving = document.getAnimations().map((one) => one.finished);
Promise.race([Promise.allSettled(moving), new Promise((go) => setTimeout(go, 300))]).then(run);
"#;

/// One who reads the page as axe does.
struct Axe {
    source: String,
    looked: u32,
    /// What was found, and on which screens.
    found: BTreeMap<String, Vec<String>>,
}

impl Axe {
    fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(path).expect("axe is installed with the user interface");
        Self {
            source,
            looked: 0,
            found: BTreeMap::new(),
        }
    }

    async fn run(&mut self, page: &Page, screen: &str) {
        let there = page.script("return typeof axe === 'object'", json!([])).await;
        if there != true {
            page.script(&self.source, json!([])).await;
        }
        let excepted: Vec<[&str; 2]> = EXCEPTED.iter().map(|(rule, elements, _)| [*rule, *elements]).collect();
        let found = page.promise(RUN, json!([RULES, excepted])).await;
        let Value::Array(violations) = found else {
            panic!("axe could not look at {screen}: {found}");
        };
        self.looked += 1;
        for violation in violations {
            for place in violation["where"].as_array().unwrap() {
                let told = format!(
                    "{} ({})\n    {}",
                    violation["rule"].as_str().unwrap(),
                    violation["help"].as_str().unwrap(),
                    place.as_str().unwrap()
                );
                self.found.entry(told).or_default().push(screen.to_owned());
            }
        }
    }
}

impl Eye for Axe {
    async fn look(&mut self, page: &Page, sight: Sight<'_>) {
        for theme in THEMES {
            tour::wear(page, theme).await;
            let screen = format!("{}-{theme}-{}", sight.screen, sight.language.tag());
            self.run(page, &screen).await;
        }
    }
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn axe_finds_nothing_on_any_screen() {
    let mut axe = Axe::new();
    for language in [Language::English, Language::Chinese] {
        tour::walk(language, &mut axe).await;
    }
    let told: Vec<String> = axe
        .found
        .iter()
        .map(|(what, screens)| format!("{what}\n      on {}", screens.join(", ")))
        .collect();
    assert!(told.is_empty(), "axe found {}:\n{}", told.len(), told.join("\n"));
    assert!(axe.looked >= 4 * 70, "every screen was looked at: {}", axe.looked);
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask test --only desktop"]
async fn axe_sees_what_is_wrong() {
    use crate::support::desktop::{Desk, Keychain};
    let desk = Desk::open(Keychain::None);
    let app = desk.start(&[]).await;
    app.page().see("app[data-screen=welcome]").await;
    let wrong = "const one = document.createElement('button'); document.querySelector('h1').after(one); \
                 one.style.cssText = 'width:40px;height:40px'";
    app.page().script(wrong, json!([])).await;
    let mut axe = Axe::new();
    axe.run(app.page(), "welcome").await;
    assert!(
        axe.found.keys().any(|what| what.starts_with("button-name")),
        "a button without a name is found: {:?}",
        axe.found
    );
}
