//! The person's rules for several tools at once, by a pattern over their names.
//!
//! A pattern is about names and not about what a tool says of itself. So an "always" for one tool still ends when that
//! tool changes, whatever a pattern says.

use globset::{Glob, GlobMatcher};

use crate::api::{Code, Error, PatternRule, Rule};
use crate::mcp::ToolInfo;
use crate::say;

/// The longest pattern, in characters.
const LONGEST: usize = 200;
/// More rules than this are none that a person would know.
pub(super) const MOST: usize = 200;
/// Every server.
pub(super) const ANYWHERE: &str = "*";

/// One rule, ready to be held against a tool.
pub(super) struct Pattern {
    pub(super) written: PatternRule,
    matcher: GlobMatcher,
}

impl Pattern {
    /// Errors: it is no pattern.
    pub(super) fn new(written: PatternRule) -> Result<Self, Error> {
        let invalid = || {
            Error::new(
                Code::Invalid,
                say!("That is not a pattern. Write a tool's name, with * for any characters."),
            )
        };
        let pattern = written.pattern.trim();
        if pattern.is_empty() || pattern.chars().count() > LONGEST {
            return Err(invalid());
        }
        let matcher = Glob::new(pattern).map_err(|_| invalid())?.compile_matcher();
        let written = PatternRule {
            pattern: pattern.to_owned(),
            ..written
        };
        Ok(Self { written, matcher })
    }

    pub(super) fn reaches(&self, tool: &ToolInfo) -> bool {
        let here = self.written.server_id.as_ref().is_none_or(|id| *id == tool.server_id);
        here && self.matcher.is_match(tool.rule_name())
    }
}

/// The strictest of the rules that reach a tool.
pub(super) fn strictest(patterns: &[Pattern], tool: &ToolInfo) -> Option<Rule> {
    let reaching = patterns.iter().filter(|pattern| pattern.reaches(tool));
    reaching.map(|pattern| pattern.written.rule).max()
}
