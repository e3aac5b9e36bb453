//! Which tools a model is offered. All of them, while it can take them; else those that fit what is being talked about,
//! those in use, and one that finds others. Pure.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::finder::Finder;
use super::record::{Message, Part};
use crate::api::{Effects, Role};
use crate::mcp::{Door, ToolInfo};
use crate::models::{Names, name_of};

/// As many are offered at once: models choose worse from more, and some providers take no more than 128.
const MOST: usize = 48;
/// And with as much of schemas, in bytes of JSON.
const MOST_BYTES: usize = 96_000;
/// As many are found at once.
const FOUND: usize = 12;
/// What was called last stays offered.
const IN_USE: usize = 16;

/// The id of the server that the finding tool pretends to be of; no server's, because those are of other characters.
const OURS: &str = "lanyard.tools";
const FIND: &str = "find_tools";

/// The name that a model uses for the finding tool.
pub(super) fn finding() -> String {
    name_of(OURS, FIND)
}

/// The tools, under the names that models use, and which of them are offered, with at most `most_bytes` of schemas. `finder` is
/// asked only where there are too many.
pub(super) fn choose(
    tools: Vec<Arc<ToolInfo>>,
    messages: &[Message],
    most_bytes: usize,
    finder: impl FnOnce(&[Arc<ToolInfo>]) -> Arc<Finder>,
) -> (Names, Option<Arc<Finder>>) {
    let most_bytes = most_bytes.min(MOST_BYTES);
    let few = tools.len() <= MOST && tools.iter().map(|t| size(t)).sum::<usize>() <= most_bytes;
    if few {
        return (Names::new(tools), None);
    }
    let finder = finder(&tools);
    let mut offered: Vec<String> = Vec::new();
    let mut bytes = 0;
    let names = Names::new(tools);
    let mut seen = HashSet::new();
    let mut offer = |name: String, tool: &ToolInfo| {
        if offered.len() < MOST && bytes + size(tool) <= most_bytes && seen.insert(name.clone()) {
            bytes += size(tool);
            offered.push(name);
        }
    };
    for name in in_use(messages) {
        if let Some(tool) = names.tool(&name) {
            offer(name.clone(), tool);
        }
    }
    for tool in finder.find(&topic(messages), MOST) {
        offer(name_of(&tool.server_id, &tool.name), tool);
    }
    // In the catalogue's order, so that what is offered changes as little as may be, and a provider's cache holds.
    offered.sort();
    let names = names.offering(offered, Arc::new(finding_tool()));
    (names, Some(finder))
}

fn size(tool: &ToolInfo) -> usize {
    // Close enough, and nothing is written out for it.
    fn of(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len() + 3,
            Value::Array(all) => all.iter().map(of).sum::<usize>() + 2,
            Value::Object(all) => all.iter().map(|(k, v)| k.len() + 4 + of(v)).sum::<usize>() + 2,
            _ => 6,
        }
    }
    let schema: usize = tool.input_schema.iter().map(|(k, v)| k.len() + 4 + of(v)).sum();
    tool.description.len() + schema
}

/// What is being talked about: what the person said last, and what they said before that.
fn topic(messages: &[Message]) -> String {
    let said = messages.iter().rev().filter(|m| m.role == Role::User).take(2);
    let mut topic = String::new();
    for message in said {
        for part in &message.parts {
            match part {
                Part::Text { text, .. } => topic.push_str(text),
                Part::Attachment { attachment } => topic.push_str(&attachment.title),
                _ => {}
            }
            topic.push(' ');
        }
    }
    topic
}

/// Names of the tools that were called or found lately, the latest first.
fn in_use(messages: &[Message]) -> Vec<String> {
    let finding = finding();
    let mut names = Vec::new();
    for message in messages.iter().rev() {
        for part in message.parts.iter().rev() {
            let Part::Call { call, .. } = part else { continue };
            if call.name == finding {
                let found = call
                    .view
                    .structured
                    .as_deref()
                    .and_then(|t| serde_json::from_str::<Vec<String>>(t).ok());
                names.extend(found.unwrap_or_default());
            } else {
                names.push(call.name.clone());
            }
        }
        if names.len() >= IN_USE {
            break;
        }
    }
    names.truncate(IN_USE + FOUND);
    names
}

/// The tool that finds others. It is Lanyard's own, and calls nobody.
fn finding_tool() -> ToolInfo {
    let schema = json!({
        "type": "object",
        "properties": { "query": { "type": "string", "description": "What the tool should do, in a few words." } },
        "required": ["query"],
    });
    ToolInfo {
        door: Door::Tool,
        server_id: OURS.to_owned(),
        server_name: "Lanyard".to_owned(),
        server_url: String::new(),
        account: None,
        name: FIND.to_owned(),
        title: "Find tools".to_owned(),
        description:
            "Only some of the tools are listed here, because there are many. This finds others by what they do; \
                      what it finds can be called afterwards."
                .to_owned(),
        input_schema: schema.as_object().cloned().unwrap_or_else(Map::new),
        output_schema: None,
        effects: Effects {
            read_only: true,
            ..Effects::default()
        },
        definition: String::new(),
    }
}

/// What the finding tool answers: a text for the model, and the names it may use from now on.
pub(super) fn find(finder: &Finder, query: &str) -> (String, Vec<String>) {
    let found = finder.find(query, FOUND);
    let names: Vec<String> = found.iter().map(|t| name_of(&t.server_id, &t.name)).collect();
    if found.is_empty() {
        return ("No tool fits. Try other words.".to_owned(), names);
    }
    let line = |(tool, name): (&&Arc<ToolInfo>, &String)| {
        let about: String = tool.description.chars().take(160).collect();
        format!(
            "- {name} ({}, {}): {}",
            tool.title,
            tool.server_name,
            about.replace('\n', " ")
        )
    };
    let lines: Vec<_> = found.iter().zip(&names).map(line).collect();
    (format!("These can be called now:\n{}", lines.join("\n")), names)
}

/// For the bench: one message and many tools.
#[cfg(feature = "bench")]
pub struct Choosing {
    tools: Vec<Arc<ToolInfo>>,
    kept: super::finder::Kept,
}

#[cfg(feature = "bench")]
impl Choosing {
    pub(crate) fn new(tools: Vec<Arc<ToolInfo>>) -> Self {
        Self {
            tools,
            kept: super::finder::Kept::default(),
        }
    }

    /// How many are offered for a message.
    pub fn choose(&self, text: &str) -> usize {
        let messages = [Message::user(text, Vec::new(), "")];
        let (names, _) = choose(self.tools.clone(), &messages, MOST_BYTES, |all| self.kept.of(all));
        names.offers().len()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chat::finder::Kept;

    pub(in crate::chat) fn tool(server: &str, name: &str, description: &str) -> Arc<ToolInfo> {
        Arc::new(ToolInfo {
            server_id: server.into(),
            server_name: server.into(),
            name: name.into(),
            title: name.into(),
            description: description.into(),
            definition: format!("{server} {name} {description}"),
            ..finding_tool()
        })
    }

    fn offered(tools: Vec<Arc<ToolInfo>>, messages: &[Message]) -> Vec<String> {
        let kept = Kept::default();
        let (names, _) = choose(tools, messages, MOST_BYTES, |all| kept.of(all));
        names.offers().into_iter().map(|o| o.name).collect()
    }

    fn many(count: usize) -> Vec<Arc<ToolInfo>> {
        (0..count)
            .map(|n| tool("archive", &format!("record{n}"), "Reads a record."))
            .collect()
    }

    #[test]
    fn few_are_all_offered_and_nothing_else() {
        let names = offered(many(MOST), &[Message::user("hello", Vec::new(), "at")]);
        assert_eq!(names.len(), MOST);
        assert!(!names.contains(&finding()));
    }

    #[test]
    fn of_many_those_that_fit_and_those_in_use_are_offered_with_one_that_finds_others() {
        let mut tools = many(5_000);
        tools.push(tool("hr", "request_leave", "Asks for vacation."));
        tools.push(tool("hr", "whoami", "Says who is signed in."));
        let mut answer = Message::answer("at", None);
        let mut view: crate::api::CallView = serde_json::from_value(json!({
            "id": "1", "server_id": "", "server_name": "", "account": null, "tool": FIND, "title": "", "arguments": "{}",
            "state": "done", "progress": null, "progress_message": null, "structured": null, "text": null,
            "reason": null, "duration_ms": null,
        }))
        .unwrap_or_else(|e| panic!("{e}"));
        view.structured = Some(json!(["hr__whoami", "gone__tool"]).to_string());
        answer.parts.push(Part::Call {
            round: 0,
            call: Box::new(super::super::record::Call {
                view,
                id: "1".into(),
                name: finding(),
                signatures: Vec::new(),
            }),
        });
        let messages = [Message::user("I need a vacation", Vec::new(), "at"), answer];
        let names = offered(tools, &messages);
        assert!(names.len() <= MOST + 1, "{}", names.len());
        for wanted in ["hr__request_leave", "hr__whoami", finding().as_str()] {
            assert!(names.iter().any(|n| n == wanted), "{wanted}: {names:?}");
        }
        assert!(!names.contains(&"gone__tool".to_owned()));
    }

    #[test]
    fn schemas_that_are_too_large_are_left_out() {
        let large = tool("big", "big", &"x".repeat(MOST_BYTES));
        let names = offered(
            vec![large, tool("hr", "leave", "Leave.")],
            &[Message::user("big leave", Vec::new(), "at")],
        );
        assert_eq!(names, ["hr__leave".to_owned(), finding()]);
    }

    #[test]
    fn a_model_that_reads_little_is_offered_few_and_finds_the_rest() {
        let tools: Vec<_> = (0..20)
            .map(|n| tool("hr", &format!("tool{n}"), &"Long. ".repeat(100)))
            .collect();
        let offered = |bytes| {
            let kept = Kept::default();
            let messages = [Message::user("long", Vec::new(), "at")];
            let (names, _) = choose(tools.clone(), &messages, bytes, |all| kept.of(all));
            names.offers().len()
        };
        assert_eq!(offered(100_000), 20);
        assert!((2..6).contains(&offered(3_000)), "{}", offered(3_000));
    }

    #[test]
    fn what_is_found_can_be_called() {
        let finder = Finder::new(vec![tool("hr", "leave", "Asks for vacation.\nReally.")]);
        let (text, names) = find(&finder, "vacation");
        assert_eq!(names, ["hr__leave"]);
        assert!(
            text.contains("- hr__leave (leave, hr): Asks for vacation. Really."),
            "{text}"
        );
        assert_eq!(find(&finder, "zzz").1, Vec::<String>::new());
    }
}
