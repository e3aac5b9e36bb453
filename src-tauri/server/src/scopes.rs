//! Scopes: their words for people, what implies what, and what a challenge names.
//!
//! Enters: the table that the tools declare. Leaves: expanded sets and the missing part of a set. It does not know
//! which tool needs what; that is the tools' own table.

use std::collections::BTreeSet;

/// One row of the table of scopes; the tools declare theirs as a `static`.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The OAuth scope token, for example `leave:write`.
    pub name: &'static str,
    /// What it allows, in English, as the consent page says it ("Request and cancel your leave").
    pub english: &'static str,
    /// The same in Chinese.
    pub chinese: &'static str,
    /// The scopes that come with it (`x:write` brings `x:read`).
    pub implies: &'static [&'static str],
    /// Whether a first sign-in that names no scope asks for it.
    pub by_default: bool,
}

/// What the tools say about authorization, beside the tools themselves.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Every scope that exists.
    pub scopes: &'static [Scope],
    /// The scopes that an MCP request needs, all at once: by its method, and by the name of the tool or prompt or the
    /// URI of the resource.
    pub required: fn(method: &str, name: &str) -> &'static [&'static str],
    /// The scopes that a member of these groups may be granted.
    pub for_groups: fn(groups: &[String]) -> Vec<&'static str>,
}

/// The OpenID Connect scopes, which open no tool.
const IDENTITY: &[&str] = &["openid", "profile", "email"];

impl Policy {
    /// Splits a scope parameter (RFC 6749 §3.3) and keeps what exists; what nobody knows is left out, which the
    /// same section allows as long as the answer names what was granted.
    pub(crate) fn known(&self, wanted: &str) -> BTreeSet<String> {
        wanted
            .split_ascii_whitespace()
            .filter(|name| IDENTITY.contains(name) || self.scopes.iter().any(|scope| scope.name == *name))
            .map(str::to_owned)
            .collect()
    }

    /// The pre-defined default of RFC 6749 §3.3, for a request that names no scope.
    pub(crate) fn default_scopes(&self) -> BTreeSet<String> {
        self.scopes
            .iter()
            .filter(|scope| scope.by_default)
            .map(|scope| scope.name.to_owned())
            .collect()
    }

    /// Every scope that can be asked for, tools first.
    pub(crate) fn supported(&self) -> Vec<&'static str> {
        self.scopes
            .iter()
            .map(|scope| scope.name)
            .chain(IDENTITY.iter().copied())
            .collect()
    }

    /// The set with everything that its members imply, however deep.
    pub(crate) fn expand(&self, granted: &BTreeSet<String>) -> BTreeSet<String> {
        let mut all = granted.clone();
        let mut open: Vec<String> = granted.iter().cloned().collect();
        while let Some(name) = open.pop() {
            let implied = self
                .scopes
                .iter()
                .find(|scope| scope.name == name)
                .map_or(&[][..], |scope| scope.implies);
            for next in implied {
                if all.insert((*next).to_owned()) {
                    open.push((*next).to_owned());
                }
            }
        }
        all
    }

    /// What of the wanted scopes a person in these groups may have. A wanted `x:write` that the groups do not allow
    /// still brings what it implies and they do.
    pub(crate) fn narrow(&self, wanted: &BTreeSet<String>, groups: &[String]) -> BTreeSet<String> {
        let allowed: BTreeSet<String> = (self.for_groups)(groups).into_iter().map(str::to_owned).collect();
        let allowed = self.expand(&allowed);
        let keep = |name: &String| IDENTITY.contains(&name.as_str()) || allowed.contains(name);
        let mut kept: BTreeSet<String> = BTreeSet::new();
        for name in wanted {
            if keep(name) {
                kept.insert(name.clone());
            } else {
                let one = BTreeSet::from([name.clone()]);
                kept.extend(self.expand(&one).into_iter().filter(keep));
            }
        }
        kept
    }

    /// The scopes of a request that a caller lacks, in the table's order.
    pub(crate) fn missing(&self, method: &str, name: &str, expanded: &BTreeSet<String>) -> Vec<&'static str> {
        (self.required)(method, name)
            .iter()
            .copied()
            .filter(|name| !expanded.contains(*name))
            .collect()
    }
}

/// Scopes as one parameter value.
pub(crate) fn join<I, S>(scopes: I) -> String
where
    I: IntoIterator<Item = S>,
    S: AsRef<str>,
{
    let mut text = String::new();
    for scope in scopes {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(scope.as_ref());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy {
        scopes: &[
            Scope {
                name: "x:read",
                english: "",
                chinese: "",
                implies: &[],
                by_default: true,
            },
            Scope {
                name: "x:write",
                english: "",
                chinese: "",
                implies: &["x:read"],
                by_default: false,
            },
            Scope {
                name: "x:admin",
                english: "",
                chinese: "",
                implies: &["x:write"],
                by_default: false,
            },
        ],
        required: |_, tool| if tool == "change" { &["x:write"] } else { &["x:read"] },
        for_groups: |groups| {
            if groups.is_empty() {
                vec!["x:read"]
            } else {
                vec!["x:write"]
            }
        },
    };

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn implied_scopes_come_along_however_deep() {
        assert_eq!(
            POLICY.expand(&set(&["x:admin"])),
            set(&["x:admin", "x:write", "x:read"])
        );
    }

    #[test]
    fn a_challenge_names_only_what_is_missing() {
        assert_eq!(POLICY.missing("tools/call", "change", &set(&["x:read"])), ["x:write"]);
        assert!(
            POLICY
                .missing("tools/call", "look", &POLICY.expand(&set(&["x:admin"])))
                .is_empty()
        );
    }

    #[test]
    fn groups_narrow_what_is_granted_to_what_they_allow() {
        assert_eq!(
            POLICY.narrow(&set(&["x:write", "openid"]), &[]),
            set(&["x:read", "openid"])
        );
        assert_eq!(
            POLICY.narrow(&set(&["x:write"]), &["finance".to_owned()]),
            set(&["x:write"])
        );
        assert_eq!(
            POLICY.narrow(&set(&["x:admin"]), &["finance".to_owned()]),
            set(&["x:write", "x:read"])
        );
    }
}
