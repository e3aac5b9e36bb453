//! Who may do what: the scopes with their words, the scopes of each tool, and the scopes of each group.
//!
//! The authorization layer reads these tables through [`POLICY`]; the tools' own check reads the same ones.

use crate::principal::Principal;
use crate::scopes::{Policy, Scope};

use super::pages::OWN_LEAVE;
use super::refusal::Refusal;

/// Every scope of the company, with the words of the consent page.
pub const SCOPES: &[Scope] = &[
    Scope {
        name: "company:read",
        english: "Look up colleagues and build reports",
        chinese: "查找同事和生成报告",
        implies: &[],
        by_default: true,
    },
    Scope {
        name: "leave:read",
        english: "See your vacation days and leave",
        chinese: "查看你的年假和请假记录",
        implies: &[],
        by_default: true,
    },
    Scope {
        name: "leave:write",
        english: "Request and cancel your leave",
        chinese: "提交和撤销你的请假申请",
        implies: &["leave:read"],
        // What most people come for; the other writing scopes are asked for when they are first needed.
        by_default: true,
    },
    Scope {
        name: "tickets:read",
        english: "See support tickets",
        chinese: "查看支持工单",
        implies: &[],
        by_default: true,
    },
    Scope {
        name: "tickets:write",
        english: "Open support tickets in your name",
        chinese: "以你的名义提交支持工单",
        implies: &["tickets:read"],
        by_default: false,
    },
    Scope {
        name: "rooms:read",
        english: "See which meeting rooms are free",
        chinese: "查看空闲会议室",
        implies: &[],
        by_default: true,
    },
    Scope {
        name: "rooms:write",
        english: "Book meeting rooms in your name",
        chinese: "以你的名义预订会议室",
        implies: &["rooms:read"],
        by_default: false,
    },
    Scope {
        name: "expenses:read",
        english: "See the company's expenses (finance only)",
        chinese: "查看公司费用（仅限财务部）",
        implies: &[],
        by_default: false,
    },
    Scope {
        name: "payout:change",
        english: "Change the bank account that your expenses are paid to",
        chinese: "更改你的费用收款银行账户",
        implies: &[],
        by_default: false,
    },
    Scope {
        name: "handbook:read",
        english: "Read the employee handbook",
        chinese: "阅读员工手册",
        implies: &[],
        by_default: true,
    },
];

/// What the authorization layer has to know.
pub const POLICY: Policy = Policy {
    scopes: SCOPES,
    required: required_scopes_for,
    for_groups: scopes_for_groups,
};

/// The scopes that a call of this tool needs, all at once. `whoami` needs none: whoever is signed in may ask who they
/// are. A tool that does not exist needs none either, and is answered as unknown.
pub fn required_scopes(tool: &str) -> &'static [&'static str] {
    match tool {
        "people_search" | "report_build" => &["company:read"],
        "leave_balance" | "leave_list" | "leave_calendar" => &["leave:read"],
        "leave_request" | "leave_cancel" => &["leave:write"],
        "ticket_search" => &["tickets:read"],
        "ticket_create" => &["tickets:write"],
        "room_find" => &["rooms:read"],
        "room_book" => &["rooms:write"],
        "expense_report" => &["expenses:read"],
        "payout_account_change" => &["payout:change"],
        "handbook_search" => &["handbook:read"],
        _ => &[],
    }
}

/// The same for any MCP request: `name` is the tool's or prompt's name, or the resource's URI.
pub fn required_scopes_for(method: &str, name: &str) -> &'static [&'static str] {
    match (method, name) {
        ("tools/call", tool) => required_scopes(tool),
        ("resources/read" | "resources/subscribe" | "resources/unsubscribe", OWN_LEAVE)
        | ("prompts/get", "plan_leave") => &["leave:read"],
        ("resources/read" | "resources/subscribe", _) => &["handbook:read"],
        ("prompts/get", "report_problem") => &["tickets:read"],
        _ => &[],
    }
}

/// The scopes that a member of these groups may be granted. Interns look and do not change; finance sees expenses.
/// Somebody without any group of ours, who came in by another identity provider, is treated as an employee.
pub fn scopes_for_groups(groups: &[String]) -> Vec<&'static str> {
    let member = |group: &str| groups.iter().any(|own| own == group);
    if member("interns") && !member("employees") {
        return vec!["company:read", "leave:read", "rooms:read", "handbook:read"];
    }
    SCOPES
        .iter()
        .map(|scope| scope.name)
        .filter(|name| *name != "expenses:read" || member("finance"))
        .collect()
}

/// Whether this tool may ever be used by this caller, whatever was granted so far: the tools that are listed.
pub(super) fn may_ever_use(principal: &Principal, tool: &str) -> bool {
    may_ever(principal, required_scopes(tool))
}

/// The same for a prompt.
pub(super) fn may_ever_get(principal: &Principal, prompt: &str) -> bool {
    may_ever(principal, required_scopes_for("prompts/get", prompt))
}

/// People are measured by their groups. Programs have none; what their key or client was given is all they will have.
fn may_ever(principal: &Principal, required: &[&str]) -> bool {
    if principal.way.is_a_person() {
        let allowed = scopes_for_groups(&principal.groups);
        return required.iter().all(|scope| allowed.contains(scope));
    }
    required.iter().all(|scope| principal.has(scope))
}

/// The second check of a call, after the authorization layer's: the groups first, then the scopes granted.
pub(super) fn check(principal: &Principal, method: &str, name: &str) -> Result<(), Refusal> {
    let required = required_scopes_for(method, name);
    if principal.way.is_a_person() {
        let allowed = scopes_for_groups(&principal.groups);
        if let Some(scope) = required.iter().find(|scope| !allowed.contains(*scope)) {
            return Err(Refusal::NotYours {
                name: name.to_owned(),
                scope,
            });
        }
    }
    match required.iter().find(|scope| !principal.has(scope)) {
        Some(scope) => Err(Refusal::NotGranted {
            name: name.to_owned(),
            scope,
        }),
        None => Ok(()),
    }
}
