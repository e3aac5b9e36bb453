//! The decision itself: pure.

use crate::api::{Rule, Sentence, Words};
use crate::say;

/// What happens with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It runs.
    Allow {
        /// Whose rule, in words for the audit log.
        by: String,
    },
    /// The person is asked.
    Ask {
        /// Why, where that is not plain.
        reason: Option<Sentence>,
        /// Whether "Always allow" may be offered.
        can_always: bool,
    },
    /// It does not run.
    Deny {
        /// One sentence for the person and the model.
        reason: Sentence,
    },
}

/// A person's own rule for one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRule {
    /// The rule.
    pub rule: Rule,
    /// The tool's definition when the rule was made.
    pub definition: String,
}

/// Decides from the company's rule, the person's rules for the tool and by pattern, and the tool's definition as it is
/// now. The strictest wins; no rule at all asks; an "always" given to another definition of the tool is no "always" any
/// more.
pub fn decide(
    company: Option<Rule>,
    company_name: &Words,
    user: Option<&UserRule>,
    pattern: Option<Rule>,
    definition: &str,
) -> Decision {
    let changed = user.is_some_and(|u| u.rule == Rule::Allow && u.definition != definition);
    let user = user.map(|u| u.rule).filter(|_| !changed).max(pattern);
    match (company, user) {
        (Some(Rule::Block), _) => Decision::Deny {
            reason: say!("{company} does not allow this tool.", company = company_name),
        },
        (_, Some(Rule::Block)) => Decision::Deny {
            reason: say!("You have blocked this tool; you can change that under Tools."),
        },
        (Some(Rule::Ask), _) => Decision::Ask {
            reason: Some(say!("{company} has this tool ask each time.", company = company_name)),
            can_always: false,
        },
        _ if changed && company.is_none() => Decision::Ask {
            reason: Some(say!(
                "This tool has changed since you always allowed it. Look at it again."
            )),
            can_always: true,
        },
        (_, Some(Rule::Ask)) | (None, None) => Decision::Ask {
            reason: None,
            can_always: true,
        },
        (_, Some(Rule::Allow)) => Decision::Allow {
            by: "the person's rule".to_owned(),
        },
        (Some(Rule::Allow), None) => Decision::Allow {
            by: format!("the rule of {company_name}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(rule: Rule, definition: &str) -> UserRule {
        UserRule {
            rule,
            definition: definition.to_owned(),
        }
    }

    #[test]
    fn the_strictest_of_company_and_person_wins() {
        let rules = [None, Some(Rule::Allow), Some(Rule::Ask), Some(Rule::Block)];
        for company in rules {
            for person in rules {
                let own = person.map(|rule| user(rule, "d1"));
                let got = match decide(company, &"Meridian".into(), own.as_ref(), None, "d1") {
                    Decision::Allow { .. } => Rule::Allow,
                    Decision::Ask { .. } => Rule::Ask,
                    Decision::Deny { .. } => Rule::Block,
                };
                // No rule at all asks; otherwise the strictest of the rules there are.
                let want = company.into_iter().chain(person).max().unwrap_or(Rule::Ask);
                assert_eq!(got, want, "company {company:?}, person {person:?}");
            }
        }
    }

    #[test]
    fn the_strictest_of_a_tools_rule_and_a_patterns_wins() {
        let rules = [None, Some(Rule::Allow), Some(Rule::Ask), Some(Rule::Block)];
        for own in rules {
            for pattern in rules {
                let one = own.map(|rule| user(rule, "d1"));
                let got = match decide(None, &"M".into(), one.as_ref(), pattern, "d1") {
                    Decision::Allow { .. } => Rule::Allow,
                    Decision::Ask { .. } => Rule::Ask,
                    Decision::Deny { .. } => Rule::Block,
                };
                assert_eq!(
                    got,
                    own.into_iter().chain(pattern).max().unwrap_or(Rule::Ask),
                    "{own:?} {pattern:?}"
                );
            }
        }
        // A pattern that allows does not hide that a tool has changed.
        let changed = decide(
            None,
            &"M".into(),
            Some(&user(Rule::Allow, "d1")),
            Some(Rule::Allow),
            "d2",
        );
        assert!(matches!(changed, Decision::Ask { reason: Some(_), .. }), "{changed:?}");
    }

    #[test]
    fn a_companys_ask_offers_no_always_and_says_why() {
        for own in [None, Some(user(Rule::Allow, "d1")), Some(user(Rule::Ask, "d1"))] {
            let Decision::Ask {
                reason: Some(reason),
                can_always,
            } = decide(Some(Rule::Ask), &"Meridian".into(), own.as_ref(), None, "d1")
            else {
                panic!("asks with a reason");
            };
            assert!(!can_always && reason.to_string().contains("Meridian"), "{reason}");
        }
    }

    #[test]
    fn a_changed_tool_loses_its_always_and_says_so() {
        let own = user(Rule::Allow, "d1");
        let Decision::Ask {
            reason: Some(reason),
            can_always: true,
        } = decide(None, &"Meridian".into(), Some(&own), None, "d2")
        else {
            panic!("asks with a reason");
        };
        assert!(reason.to_string().contains("changed"), "{reason}");
    }

    #[test]
    fn a_changed_tool_keeps_what_was_strict() {
        assert!(matches!(
            decide(None, &"M".into(), Some(&user(Rule::Block, "d1")), None, "d2"),
            Decision::Deny { .. }
        ));
        assert!(matches!(
            decide(Some(Rule::Allow), &"M".into(), Some(&user(Rule::Ask, "d1")), None, "d2"),
            Decision::Ask { can_always: true, .. }
        ));
    }
}
