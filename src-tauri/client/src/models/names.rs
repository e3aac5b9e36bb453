//! Names of tools as models see them: unique, stable, and valid for every provider.
//!
//! A name depends on the server's id and the tool's name alone, never on what else is offered, so that a call in an
//! old conversation still means the same tool.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::request::Offer;
use crate::mcp::ToolInfo;

/// What every provider takes: 64 characters of `[a-zA-Z0-9_-]`, and for Gemini a letter or underscore first.
const LONGEST: usize = 64;

/// Tools under the names that models use for them.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Those that are offered.
    order: Vec<String>,
    tools: HashMap<String, Arc<ToolInfo>>,
}

impl Names {
    /// Names the tools.
    pub fn new(tools: impl IntoIterator<Item = Arc<ToolInfo>>) -> Self {
        let mut names = Self::default();
        for tool in tools {
            let name = name_of(&tool.server_id, &tool.name);
            // The same tool offered twice is one tool.
            if names.tools.insert(name.clone(), tool).is_none() {
                names.order.push(name);
            }
        }
        names
    }

    /// Offers only these of the tools, and one more. The others can still be called by who knows their names.
    #[must_use]
    pub fn offering(mut self, offered: Vec<String>, more: Arc<ToolInfo>) -> Self {
        self.order = offered;
        let name = name_of(&more.server_id, &more.name);
        self.order.push(name.clone());
        self.tools.insert(name, more);
        self
    }

    /// The tool behind a name that a model used.
    pub fn tool(&self, name: &str) -> Option<&Arc<ToolInfo>> {
        self.tools.get(name)
    }

    /// The tools in their order, as they are offered.
    pub fn offers(&self) -> Vec<Offer> {
        let offer = |name: &String| {
            self.tools.get(name).map(|tool| Offer {
                name: name.clone(),
                tool: Arc::clone(tool),
            })
        };
        self.order.iter().filter_map(offer).collect()
    }
}

/// The name of one tool: `server__tool` where both are plain, and the tool's name with a hash where they are not.
pub fn name_of(server_id: &str, tool: &str) -> String {
    let plain = format!("{server_id}__{tool}");
    // Only one way to cut the name may exist, or two tools could share it.
    let clean = plain.len() <= LONGEST
        && server_id.len() <= 24
        && server_id.starts_with(|c: char| c.is_ascii_alphabetic())
        && !server_id.ends_with('_')
        && !tool.is_empty()
        && !tool.starts_with('_')
        && plain.matches("__").count() == 1
        && plain.bytes().all(valid);
    if clean {
        return plain;
    }
    let mut hash = Sha256::new();
    hash.update((server_id.len() as u64).to_be_bytes());
    hash.update(server_id);
    hash.update(tool);
    let digest = hash.finalize();
    let short = hex(&digest[..6]);
    // "t-" can't begin a plain name's server part and "__" never occurs, so the two kinds can't meet.
    let mut readable: String = tool
        .bytes()
        .map(|b| if valid(b) { b as char } else { '_' })
        .take(44)
        .collect();
    while readable.contains("__") {
        readable = readable.replace("__", "_");
    }
    format!("t_{}_{short}", readable.trim_matches('_'))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn valid(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_valid_unique_and_depend_on_nothing_else() {
        let servers = [
            "hr",
            "a",
            "a__b",
            "a_",
            "3com",
            "人事",
            "0192f0c8-0000-7000-8000-000000000000",
            "",
            "t",
        ];
        let long = "x".repeat(200);
        let longer = format!("{}y", "x".repeat(200));
        let tools = [
            "leave_balance",
            "b__c",
            "_b",
            "b",
            "c",
            "",
            "名字",
            "a b",
            "a.b",
            "a/b",
            &long,
            &longer,
        ];
        let mut seen = HashSet::new();
        for server in servers {
            for tool in tools {
                let name = name_of(server, tool);
                assert!(name.len() <= LONGEST && name.bytes().all(valid), "{name}");
                assert!(
                    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'),
                    "{name}"
                );
                assert_eq!(name, name_of(server, tool));
                assert!(seen.insert(name.clone()), "{name} stands for two tools");
            }
        }
        assert_eq!(name_of("hr", "leave_balance"), "hr__leave_balance");
    }
}
