//! The rules there are: the company's by pattern, the person's by tool.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::company::CompanyRules;
use super::decide::{Decision, UserRule, decide};
use super::patterns::{self, ANYWHERE, Pattern};
use crate::api::{Code, Error, PatternRule, Rule, Source};
use crate::company::Company;
use crate::mcp::ToolInfo;
use crate::say;
use crate::store::{Store, StoreError, pattern_rules as pattern_table, rules as table};

/// All rules; a clone shares them.
#[derive(Clone)]
pub struct Rules {
    store: Store,
    company: Arc<CompanyRules>,
    user: Arc<RwLock<HashMap<(String, String), UserRule>>>,
    patterns: Arc<RwLock<Vec<Pattern>>>,
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
        let mut patterns = Vec::new();
        for row in pattern_table::all(store).await? {
            let written = PatternRule {
                server_id: (row.server_id != ANYWHERE).then_some(row.server_id),
                pattern: row.pattern,
                // A rule that this version does not know is read as the strictest.
                rule: parse(&row.rule).unwrap_or(Rule::Block),
            };
            patterns.extend(Pattern::new(written).ok());
        }
        Ok(Self {
            patterns: Arc::new(RwLock::new(patterns)),
            store: store.clone(),
            company: Arc::new(company.map_or_else(CompanyRules::none, CompanyRules::of)),
            user: Arc::new(RwLock::new(user)),
        })
    }

    /// What happens when this tool is called now.
    pub fn decide(&self, tool: &ToolInfo) -> Decision {
        decide(
            self.company.rule(tool),
            self.company.name(tool),
            self.user_rule(tool).as_ref(),
            patterns::strictest(&self.patterns.read().unwrap_or_else(PoisonError::into_inner), tool),
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
        let pattern = patterns::strictest(&self.patterns.read().unwrap_or_else(PoisonError::into_inner), tool);
        let source = match (company, user, pattern) {
            (Some(own), _, _) if own == rule => Source::Policy,
            (_, None, None) => Source::Default,
            _ => Source::User,
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
                say!(
                    "{company} decides about this tool; it can't be opened further here.",
                    company = self.company.name(tool)
                ),
            ));
        }
        let row = table::Row {
            server_id: tool.server_id.clone(),
            tool: tool.rule_name(),
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

    /// The person's rules by pattern.
    pub fn patterns(&self) -> Vec<PatternRule> {
        let all = self.patterns.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|pattern| pattern.written.clone()).collect()
    }

    /// Sets a rule by pattern. The company's rules hold beside it, and the strictest wins.
    pub async fn set_pattern(&self, written: PatternRule) -> Result<(), Error> {
        let pattern = Pattern::new(written)?;
        let PatternRule {
            server_id,
            pattern: text_of,
            rule,
        } = pattern.written.clone();
        let row = pattern_table::Row {
            server_id: server_id.clone().unwrap_or_else(|| ANYWHERE.to_owned()),
            pattern: text_of.clone(),
            rule: text(rule).to_owned(),
        };
        if self.patterns().len() >= patterns::MOST {
            return Err(Error::new(
                Code::Invalid,
                say!("These are too many rules. Remove some first."),
            ));
        }
        pattern_table::set(&self.store, &row).await?;
        let mut all = self.patterns.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|known| known.written.server_id != server_id || known.written.pattern != text_of);
        all.push(pattern);
        Ok(())
    }

    /// Forgets a rule by pattern.
    pub async fn remove_pattern(&self, server_id: Option<&str>, pattern: &str) -> Result<(), Error> {
        pattern_table::delete(&self.store, server_id.unwrap_or(ANYWHERE), pattern).await?;
        let mut all = self.patterns.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|known| known.written.server_id.as_deref() != server_id || known.written.pattern != pattern);
        Ok(())
    }

    /// Forgets the person's rules for a server that was removed.
    pub async fn forget_server(&self, server_id: &str) -> Result<(), StoreError> {
        table::delete_server(&self.store, server_id).await?;
        pattern_table::delete_server(&self.store, server_id).await?;
        self.patterns
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|known| known.written.server_id.as_deref() != Some(server_id));
        self.user
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(server, _), _| server != server_id);
        Ok(())
    }

    fn user_rule(&self, tool: &ToolInfo) -> Option<UserRule> {
        let rules = self.user.read().unwrap_or_else(PoisonError::into_inner);
        rules.get(&(tool.server_id.clone(), tool.rule_name())).cloned()
    }
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
