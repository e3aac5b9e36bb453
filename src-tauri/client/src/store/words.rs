//! Table `message_words`: the full-text index (SQLite FTS5, <https://www.sqlite.org/fts5.html>).
//!
//! The tokenizer tells words apart by spaces, which Chinese and Japanese do not write: their characters are entered one
//! by one, behind a mark that nothing else uses, and are looked for as a phrase. What is found is shown without the mark.

use std::collections::HashMap;
use std::fmt::Write as _;

use futures::TryStreamExt as _;
use sqlx::SqliteConnection;

use super::{Store, StoreError};

/// Stands between characters that are words of their own: a control character, which the tokenizer takes for a space.
const APART: char = '\u{1f}';
/// Around what was found, in an excerpt.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';
/// How much of one message is entered, in characters.
const LONGEST: usize = 100_000;
/// How many hits are looked at; the newest.
const LOOKED_AT: i64 = 400;
/// How many hits one conversation shows, and all together.
const OF_ONE: usize = 3;
const OF_ALL: usize = 60;

/// A message that holds what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub message_id: i64,
    /// Its conversation.
    pub conversation_id: String,
    /// `user` or `assistant`.
    pub role: String,
    /// When it was begun (RFC 3339).
    pub at: String,
    /// An excerpt: pieces of its words, and whether each is what was looked for.
    pub excerpt: Vec<(String, bool)>,
}

/// Enters a message's words, in place of those that are there.
pub(super) async fn put(connection: &mut SqliteConnection, id: i64, words: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM message_words WHERE rowid = ?")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO message_words (rowid, words) VALUES (?, ?)")
        .bind(id)
        .bind(apart(words.chars().take(LONGEST)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets the words of a conversation's messages.
pub(super) async fn forget(connection: &mut SqliteConnection, conversation_id: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM message_words WHERE rowid IN (SELECT id FROM messages WHERE conversation_id = ?)")
        .bind(conversation_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Enters the words of messages that were written before there was an index.
pub async fn fill(store: &Store, words: &[(i64, String)]) -> Result<(), StoreError> {
    let mut transaction = store.pool.begin().await?;
    for (id, words) in words {
        // One that was deleted meanwhile is not entered again.
        let there: Option<i64> = sqlx::query_scalar("SELECT id FROM messages WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
        if there.is_some() {
            put(&mut transaction, *id, words).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// Messages that hold all words of a text, the newest first; the last word may be a beginning. None for a text without
/// words.
pub async fn find(store: &Store, text: &str) -> Result<Vec<Hit>, StoreError> {
    let query = query_of(text);
    if query.is_empty() {
        return Ok(Vec::new());
    }
    // One query, read row by row: a beginning of a word has to be looked up whole each time it is asked for, and an
    // excerpt costs a reading of its message.
    let mut found = sqlx::query_as::<_, (i64, String, String, String, String)>(
        "SELECT m.id, m.conversation_id, m.role, m.at, snippet(message_words, 0, char(2), char(3), '…', 24) \
         FROM message_words w JOIN messages m ON m.id = w.rowid \
         WHERE message_words MATCH ? ORDER BY w.rowid DESC LIMIT ?",
    )
    .bind(&query)
    .bind(LOOKED_AT)
    .fetch(&store.pool);
    let (mut hits, mut shown) = (Vec::new(), Shown::default());
    while let Some((message_id, conversation_id, role, at, excerpt)) = found.try_next().await? {
        if shown.takes(&conversation_id) {
            hits.push(Hit {
                message_id,
                conversation_id,
                role,
                at,
                excerpt: pieces(&excerpt),
            });
        }
        if hits.len() == OF_ALL {
            break;
        }
    }
    Ok(hits)
}

/// How many hits of each conversation are shown so far.
#[derive(Debug, Default)]
struct Shown(HashMap<String, usize>);

impl Shown {
    /// Whether another one of a conversation is.
    fn takes(&mut self, conversation: &str) -> bool {
        let count = self.0.entry(conversation.to_owned()).or_default();
        *count += 1;
        *count <= OF_ONE
    }
}

/// The words of a text as FTS5's query language says them: what is written without a space between is a phrase, and the
/// last one may be a beginning.
fn query_of(text: &str) -> String {
    let phrase = |word: &str| {
        let letters = word
            .chars()
            .map(|c| if c.is_alphanumeric() || is_mark(c) { c } else { ' ' });
        apart(letters).trim().to_owned()
    };
    let phrases: Vec<String> = text
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(phrase)
        .collect();
    let mut query = String::new();
    for (index, phrase) in phrases.iter().enumerate() {
        // No quotation mark is left in it. Writing to a text can't fail.
        let _ = write!(
            query,
            "\"{phrase}\"{}",
            if index + 1 == phrases.len() { "*" } else { " " }
        );
    }
    query
}

/// What belongs to the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Each character of a script without spaces stands apart.
fn apart(text: impl Iterator<Item = char>) -> String {
    let mut spaced = String::new();
    for c in text {
        match c {
            APART | OPEN | CLOSE => {}
            c if has_no_spaces(c) => {
                spaced.push(APART);
                spaced.push(c);
                spaced.push(APART);
            }
            c => spaced.push(c),
        }
    }
    spaced
}

/// Han, kana, Thai, Lao and Khmer.
fn has_no_spaces(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// An excerpt in pieces, on one line.
fn pieces(excerpt: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut hit = false;
    for c in excerpt.trim().chars() {
        match c {
            OPEN => hit = true,
            CLOSE => hit = false,
            APART => {}
            c => {
                let c = if c.is_whitespace() { ' ' } else { c };
                match pieces.last_mut() {
                    Some((text, of_hit)) if *of_hit == hit => {
                        if !(c == ' ' && text.ends_with(' ')) {
                            text.push(c);
                        }
                    }
                    _ => pieces.push((c.to_string(), hit)),
                }
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_whatever_is_typed() {
        assert_eq!(query_of("vacation days"), "\"vacation\" \"days\"*");
        assert_eq!(query_of("  100% \"OR\" NEAR(a*) "), "\"100\" \"OR\" \"NEAR a\"*");
        assert_eq!(query_of("年假"), "\"\u{1f}年\u{1f}\u{1f}假\u{1f}\"*");
        assert_eq!(query_of("under_score \"x"), "\"under score\" \"x\"*");
        assert_eq!(query_of("--- !?"), "");
    }

    #[test]
    fn an_excerpt_shows_what_was_found_without_marks() {
        let spaced = apart("我有年假 left".chars());
        assert!(spaced.contains(APART));
        let marked = spaced.replace("\u{1f}年\u{1f}\u{1f}假\u{1f}", "\u{1f}\u{2}年\u{1f}\u{1f}假\u{3}\u{1f}");
        assert_eq!(
            pieces(&marked),
            [
                ("我有".to_owned(), false),
                ("年假".to_owned(), true),
                (" left".to_owned(), false)
            ]
        );
    }

    #[test]
    fn a_conversation_shows_its_newest_hits_only() {
        let mut shown = Shown::default();
        let taken = ["a", "a", "a", "a", "b", "a", "b"].map(|conversation| shown.takes(conversation));
        assert_eq!(taken, [true, true, true, false, true, false, true]);
    }
}
