//! The company's rules, and which tools they reach.
//!
//! A rule that opens holds for what it names and nothing else. A rule that closes is not to be escaped by another
//! spelling of an address, nor by adding the company's server a second time under an address of one's own.

use globset::{GlobBuilder, GlobMatcher};

use crate::api::{Rule, Words};
use crate::company::{Company, CompanyServer, Endpoint, ToolRule};
use crate::mcp::ToolInfo;
use crate::say;

/// The rules of one company, and of the one around it.
pub(super) struct CompanyRules {
    name: Words,
    /// The system's file's.
    rules: Vec<Pattern>,
    otherwise: Option<Rule>,
    /// The user's file's: they make stricter, and open only what the system's file leaves open.
    user_rules: Vec<Pattern>,
    user_otherwise: Option<Rule>,
    /// The ids of the company's own servers, of both files.
    ids: Vec<String>,
    /// Of these, those that the user's file added.
    user_ids: Vec<String>,
    /// Decides about all servers but the company's own.
    around: Option<Box<CompanyRules>>,
}

struct Pattern {
    server: Option<GlobMatcher>,
    /// The same over an address, part by part: `*` ends at a slash, or a pattern for hosts would match a path.
    address: Option<GlobMatcher>,
    /// It names every server, with a mere `*`.
    everywhere: bool,
    tool: Option<GlobMatcher>,
    rule: Rule,
    /// Where the company's servers are that it names: what shares an origin with one is bound as that one is.
    named: Vec<Endpoint>,
}

/// A tool, and where its server is.
struct Target<'a> {
    tool: &'a ToolInfo,
    endpoint: Option<Endpoint>,
    spellings: Vec<String>,
    /// The server is one of the company's, of either file.
    of_company: bool,
    /// The system's file names this very server, and its rules mean it by its own name.
    of_system: bool,
}

impl CompanyRules {
    /// Nobody's: every tool is the person's to decide about.
    pub(super) fn none() -> Self {
        Self {
            name: say!("Your company").into(),
            rules: Vec::new(),
            otherwise: None,
            user_rules: Vec::new(),
            user_otherwise: None,
            ids: Vec::new(),
            user_ids: Vec::new(),
            around: None,
        }
    }

    pub(super) fn of(company: &Company) -> Self {
        let user = &company.user_file;
        let of_system = |server: &&CompanyServer| !user.server_ids.contains(&server.id);
        let servers: Vec<_> = company.servers.iter().filter(of_system).collect();
        let patterns = |rules: &[ToolRule]| rules.iter().map(|rule| Pattern::of(rule, &servers)).collect();
        let name = if company.name.to_string().trim().is_empty() {
            say!("Your company").into()
        } else {
            company.name.clone()
        };
        Self {
            name,
            rules: patterns(&company.rules),
            otherwise: company.default_rule,
            user_rules: patterns(&user.rules),
            user_otherwise: user.default_rule,
            ids: company.servers.iter().map(|server| server.id.clone()).collect(),
            user_ids: user.server_ids.clone(),
            around: company.around.as_deref().map(Self::of).map(Box::new),
        }
    }

    /// The company's name, for sentences about this tool.
    pub(super) fn name(&self, tool: &ToolInfo) -> &Words {
        &self.deciding(tool).name
    }

    /// The strictest of the rules that reach a tool, or the rule for everything else.
    pub(super) fn rule(&self, tool: &ToolInfo) -> Option<Rule> {
        self.deciding(tool).own_rule(tool)
    }

    fn deciding(&self, tool: &ToolInfo) -> &Self {
        match &self.around {
            Some(around) if !self.ids.contains(&tool.server_id) => around.deciding(tool),
            _ => self,
        }
    }

    fn own_rule(&self, tool: &ToolInfo) -> Option<Rule> {
        let endpoint = Endpoint::of(&tool.server_url);
        let target = Target {
            tool,
            spellings: endpoint.as_ref().map(Endpoint::spellings).unwrap_or_default(),
            endpoint,
            of_company: self.ids.contains(&tool.server_id),
            of_system: self.ids.contains(&tool.server_id) && !self.user_ids.contains(&tool.server_id),
        };
        let strictest = |patterns: &[Pattern]| {
            let reaching = patterns.iter().filter(|pattern| pattern.reaches(&target));
            reaching.map(|pattern| pattern.rule).max()
        };
        // "Everything else" of the system's file is a rule of its own here: what the user's file names is still
        // something that the system's does not.
        let system = strictest(&self.rules).or(self.otherwise);
        system.max(strictest(&self.user_rules)).or(self.user_otherwise)
    }
}

impl Pattern {
    fn of(written: &ToolRule, servers: &[&CompanyServer]) -> Self {
        let (server, tool) = (glob(&written.server, false), glob(&written.tool, false));
        // The configuration's reader has named a pattern that can't be read; here it closes what it may have meant,
        // which is everything, and never opens anything.
        let rule = if server.is_some() && tool.is_some() {
            written.rule
        } else {
            written.rule.max(Rule::Ask)
        };
        let meant = |s: &&&CompanyServer| {
            let texts = [&s.id, &s.name, &s.url];
            server
                .as_ref()
                .is_some_and(|glob| texts.into_iter().any(|text| glob.is_match(text)))
        };
        let named = servers
            .iter()
            .filter(meant)
            .filter_map(|s| Endpoint::of(&s.url))
            .collect();
        Self {
            server,
            address: glob(&written.server, true),
            everywhere: written.server.trim().chars().all(|c| c == '*'),
            tool,
            rule,
            named,
        }
    }

    fn reaches(&self, target: &Target<'_>) -> bool {
        let tool = self.tool.as_ref();
        self.reaches_server(target) && tool.is_none_or(|glob| glob.is_match(target.tool.rule_name()))
    }

    fn reaches_server(&self, target: &Target<'_>) -> bool {
        let Some(glob) = &self.server else { return true };
        if self.rule == Rule::Allow && !target.of_company {
            // What a person added is opened by its address alone: its name is only its host, and nobody vouched for it.
            let by_address = |glob: &GlobMatcher| glob.is_match(&target.tool.server_url);
            return self.everywhere || self.address.as_ref().is_some_and(by_address);
        }
        let ToolInfo {
            server_id,
            server_name,
            server_url,
            ..
        } = target.tool;
        if [server_id, server_name, server_url]
            .into_iter()
            .any(|text| glob.is_match(text))
        {
            return true;
        }
        if self.rule == Rule::Allow {
            return false;
        }
        let shares_origin = |endpoint: &Endpoint| self.named.iter().any(|named| named.shares_origin(endpoint));
        target.spellings.iter().any(|text| glob.is_match(text))
            || (!target.of_system && target.endpoint.as_ref().is_some_and(shares_origin))
    }
}

/// Names are compared without regard to case, because a company's rule must not miss a tool by its spelling.
fn glob(pattern: &str, by_parts: bool) -> Option<GlobMatcher> {
    GlobBuilder::new(pattern)
        .case_insensitive(true)
        .literal_separator(by_parts)
        .build()
        .ok()
        .map(|glob| glob.compile_matcher())
}
