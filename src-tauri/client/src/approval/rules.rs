//! The rules there are: the company's by pattern, the person's by tool.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use globset::{GlobBuilder, GlobMatcher};

use super::decide::{Decision, UserRule, decide};
use crate::api::{Code, Error, Rule, Source};
use crate::company::Company;
use crate::mcp::ToolInfo;
use crate::store::{Store, StoreError, rules as table};

/// All rules; a clone shares them.
#[derive(Clone)]
pub struct Rules {
    store: Store,
    company: Arc<CompanyRules>,
    user: Arc<RwLock<HashMap<(String, String), UserRule>>>,
}

struct CompanyRules {
    name: String,
    patterns: Vec<Pattern>,
    otherwise: Option<Rule>,
}

struct Pattern {
    server: Option<GlobMatcher>,
    tool: Option<GlobMatcher>,
    rule: Rule,
}

impl Rules {
    /// Reads the person's rules and takes the company's.
    pub async fn load(store: &Store, company: Option<&Company>) -> Result<Self, StoreError> {
        let mut user = HashMap::new();
        for row in table::all(store).await? {
            // A rule that this version does not know is read as the strictest.
            let rule = parse(&row.rule).unwrap_or(Rule::Block);
            user.insert(
                (row.server_id, row.tool),
                UserRule {
                    rule,
                    definition: row.definition,
                },
            );
        }
        Ok(Self {
            store: store.clone(),
            company: Arc::new(company.map_or_else(CompanyRules::none, CompanyRules::of)),
            user: Arc::new(RwLock::new(user)),
        })
    }

    /// What happens when this tool is called now.
    pub fn decide(&self, tool: &ToolInfo) -> Decision {
        decide(
            self.company.rule(tool),
            &self.company.name,
            self.user_rule(tool).as_ref(),
            &tool.definition,
        )
    }

    /// Whether a model is told of this tool: a blocked one is not offered.
    pub fn offers(&self, tool: &ToolInfo) -> bool {
        !matches!(self.decide(tool), Decision::Deny { .. })
    }

    /// The rule in force, who decided it, and whether the company locked it.
    pub fn rule_of(&self, tool: &ToolInfo) -> (Rule, Source, bool) {
        let company = self.company.rule(tool);
        let user = self.user_rule(tool);
        let rule = match self.decide(tool) {
            Decision::Allow { .. } => Rule::Allow,
            Decision::Ask { .. } => Rule::Ask,
            Decision::Deny { .. } => Rule::Block,
        };
        let source = match (company, user) {
            (Some(own), _) if own == rule => Source::Policy,
            (_, Some(_)) => Source::User,
            _ => Source::Default,
        };
        (rule, source, company.is_some())
    }

    /// Sets the person's rule for a tool as it is defined now. A wider rule than the company's is refused; a
    /// stricter one always holds.
    pub async fn set(&self, tool: &ToolInfo, rule: Rule) -> Result<(), Error> {
        if let Some(company) = self.company.rule(tool)
            && rule < company
        {
            return Err(Error::new(
                Code::Blocked,
                format!(
                    "{} decides about this tool; it can't be opened further here.",
                    self.company.name
                ),
            ));
        }
        let row = table::Row {
            server_id: tool.server_id.clone(),
            tool: tool.name.clone(),
            rule: text(rule).to_owned(),
            definition: tool.definition.clone(),
        };
        table::set(&self.store, &row).await?;
        let own = UserRule {
            rule,
            definition: row.definition,
        };
        self.user
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((row.server_id, row.tool), own);
        Ok(())
    }

    /// Forgets the person's rules for a server that was removed.
    pub async fn forget_server(&self, server_id: &str) -> Result<(), StoreError> {
        table::delete_server(&self.store, server_id).await?;
        self.user
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(server, _), _| server != server_id);
        Ok(())
    }

    fn user_rule(&self, tool: &ToolInfo) -> Option<UserRule> {
        let rules = self.user.read().unwrap_or_else(PoisonError::into_inner);
        rules.get(&(tool.server_id.clone(), tool.name.clone())).cloned()
    }
}

impl CompanyRules {
    fn none() -> Self {
        Self {
            name: "Your company".to_owned(),
            patterns: Vec::new(),
            otherwise: None,
        }
    }

    fn of(company: &Company) -> Self {
        let patterns = company
            .rules
            .iter()
            .map(|rule| match (glob(&rule.server), glob(&rule.tool)) {
                (Some(server), Some(tool)) => Pattern {
                    server: Some(server),
                    tool: Some(tool),
                    rule: rule.rule,
                },
                // The configuration's reader has named a pattern that can't be read; here it closes what it may
                // have meant, which is everything, and never opens anything.
                (server, tool) => Pattern {
                    server,
                    tool,
                    rule: rule.rule.max(Rule::Ask),
                },
            })
            .collect();
        let name = if company.name.trim().is_empty() {
            "Your company".to_owned()
        } else {
            company.name.clone()
        };
        Self {
            name,
            patterns,
            otherwise: company.default_rule,
        }
    }

    /// The strictest of the patterns that match, or the rule for everything else.
    fn rule(&self, tool: &ToolInfo) -> Option<Rule> {
        let matching = self.patterns.iter().filter(|pattern| pattern.matches(tool));
        matching.map(|pattern| pattern.rule).max().or(self.otherwise)
    }
}

impl Pattern {
    fn matches(&self, tool: &ToolInfo) -> bool {
        let server = self.server.as_ref().is_none_or(|glob| {
            [&tool.server_id, &tool.server_name, &tool.server_url]
                .into_iter()
                .any(|text| glob.is_match(text))
        });
        server && self.tool.as_ref().is_none_or(|glob| glob.is_match(&tool.name))
    }
}

/// Names are compared without regard to case, because a company's rule must not miss a tool by its spelling.
fn glob(pattern: &str) -> Option<GlobMatcher> {
    GlobBuilder::new(pattern)
        .case_insensitive(true)
        .build()
        .ok()
        .map(|glob| glob.compile_matcher())
}

fn text(rule: Rule) -> &'static str {
    match rule {
        Rule::Allow => "allow",
        Rule::Ask => "ask",
        Rule::Block => "block",
    }
}

fn parse(text: &str) -> Option<Rule> {
    match text {
        "allow" => Some(Rule::Allow),
        "ask" => Some(Rule::Ask),
        "block" => Some(Rule::Block),
        _ => None,
    }
}
