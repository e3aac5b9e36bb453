//! Finding tools by words, where there are more than a model takes: BM25 over names, titles, descriptions and what the
//! arguments are called. Pure but for its cache.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use bm25::{Document, SearchEngine, SearchEngineBuilder, Tokenizer};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::mcp::ToolInfo;

/// Of one tool's description, in characters: a server that writes more does not win by it.
const LONGEST: usize = 600;
/// Of a query, in characters.
const LONGEST_QUERY: usize = 1_000;

/// The index over one catalogue.
pub(super) struct Finder {
    tools: Vec<Arc<ToolInfo>>,
    engine: SearchEngine<u32, u32, Words>,
}

/// The index over the catalogue as it is now; made anew when a tool comes, goes or changes.
#[derive(Default)]
pub(super) struct Kept(Mutex<Option<(u64, Arc<Finder>)>>);

impl Kept {
    pub(super) fn of(&self, tools: &[Arc<ToolInfo>]) -> Arc<Finder> {
        let key = key_of(tools);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, finder)) = kept.as_ref()
            && *known == key
        {
            return Arc::clone(finder);
        }
        let finder = Arc::new(Finder::new(tools.to_vec()));
        *kept = Some((key, Arc::clone(&finder)));
        finder
    }
}

/// A tool's definition is a hash of what it says of itself.
fn key_of(tools: &[Arc<ToolInfo>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for tool in tools {
        (&tool.server_id, &tool.definition).hash(&mut hasher);
    }
    hasher.finish()
}

impl Finder {
    pub(super) fn new(tools: Vec<Arc<ToolInfo>>) -> Self {
        let documents = tools
            .iter()
            .zip(0_u32..)
            .map(|(tool, at)| Document::new(at, text_of(tool)));
        let documents: Vec<_> = documents.collect();
        let engine = SearchEngineBuilder::<u32, u32, Words>::with_tokenizer_and_documents(Words, documents).build();
        Self { tools, engine }
    }

    /// The tools that fit best, best first.
    pub(super) fn find(&self, query: &str, most: usize) -> Vec<&Arc<ToolInfo>> {
        let query: String = query.chars().take(LONGEST_QUERY).collect();
        let found = self.engine.search(&query, most).into_iter();
        found
            .filter_map(|one| self.tools.get(one.document.id as usize))
            .collect()
    }
}

/// What a tool is found by. Its name and title count twice: they are what people call it.
fn text_of(tool: &ToolInfo) -> String {
    let description: String = tool.description.chars().take(LONGEST).collect();
    let arguments = tool.input_schema.get("properties").and_then(|p| p.as_object());
    let arguments: Vec<&str> = arguments
        .into_iter()
        .flatten()
        .take(30)
        .map(|(name, _)| name.as_str())
        .collect();
    let (name, title, server) = (&tool.name, &tool.title, &tool.server_name);
    format!(
        "{name} {title} {name} {title} {server} {description} {}",
        arguments.join(" ")
    )
}

/// Words in lower case; `camelCase` and `snake_case` are several; Chinese, which has no spaces, in pairs of characters.
#[derive(Clone, Copy, Default)]
pub(super) struct Words;

impl Tokenizer for Words {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        let mut pair: Option<char> = None;
        for word in text.unicode_words() {
            let mut chars = word.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) if is_wide(c) => {
                    words.push(c.to_string());
                    words.extend(pair.map(|before| format!("{before}{c}")));
                    pair = Some(c);
                }
                _ => {
                    pair = None;
                    pieces(word, &mut words);
                }
            }
        }
        words
    }
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FFFF}')
}

/// The pieces of one word, without the plural's end: `listUserEvents` is list, user, event.
fn pieces(word: &str, words: &mut Vec<String>) {
    let mut piece = String::new();
    let mut lower = false;
    for c in word.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && lower) {
            keep(&mut piece, words);
        }
        lower = c.is_lowercase() || c.is_numeric();
        if c.is_alphanumeric() {
            piece.extend(c.to_lowercase());
        }
    }
    keep(&mut piece, words);
}

fn keep(piece: &mut String, words: &mut Vec<String>) {
    let word = std::mem::take(piece);
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    match word.strip_suffix('s').filter(|_| plural) {
        Some(one) => words.push(one.to_owned()),
        None if word.is_empty() => {}
        None => words.push(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::choice::tests::tool;

    #[test]
    fn words_are_taken_apart() {
        let words = Words.tokenize("listUserEvents create_ticket HTTP2 年假余额 Größe address");
        let expected = [
            "list", "user", "event", "create", "ticket", "http2", "年", "假", "年假", "余", "假余", "额", "余额",
            "größe", "address",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn the_tool_that_is_meant_is_found_among_thousands() {
        let mut tools: Vec<_> = (0..5_000)
            .map(|n| {
                tool(
                    &format!("s{}", n / 50),
                    &format!("record_{n}"),
                    "Reads a record of the archive.",
                )
            })
            .collect();
        tools.push(tool("hr", "request_leave", "Asks the manager for vacation days."));
        tools.push(tool("hr", "假期余额", "查询年假余额。"));
        let finder = Finder::new(tools);
        assert_eq!(
            finder.find("I want to take vacation in December", 5)[0].name,
            "request_leave"
        );
        assert_eq!(finder.find("leave requests", 5)[0].name, "request_leave");
        assert_eq!(finder.find("我还有多少年假？", 5)[0].name, "假期余额");
        assert!(finder.find("", 5).is_empty() && finder.find("zzz", 5).is_empty());
        assert_eq!(finder.find(&"record ".repeat(100_000), 20).len(), 20);
    }

    #[test]
    fn the_index_is_made_anew_only_when_the_catalogue_changed() {
        let kept = Kept::default();
        let mut tools = vec![tool("hr", "a", "one")];
        let first = kept.of(&tools);
        assert!(Arc::ptr_eq(&first, &kept.of(&tools.clone())));
        tools.push(tool("hr", "b", "two"));
        assert!(!Arc::ptr_eq(&first, &kept.of(&tools)));
    }
}
