//! A conversation's title.

use unicode_segmentation::UnicodeSegmentation as _;

/// The longest title made by itself, in characters as people count them.
const LONGEST: usize = 48;
/// The longest title a person may write.
const LONGEST_WRITTEN: usize = 120;

/// A title from the first message: its first line, cut at a word.
pub(super) fn from_message(text: &str) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    cut(&visible(line), LONGEST)
}

/// A title as a person wrote it, on one line.
pub(super) fn tidy(text: &str) -> String {
    cut(&visible(text), LONGEST_WRITTEN)
}

/// One line, without what can't be seen: a list of titles is no place for tricks with direction or width.
fn visible(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let shown: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !hidden(*c))
        .collect();
    shown
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn cut(text: &str, longest: usize) -> String {
    // What people count as one character may be any number of them.
    let text: String = text.chars().take(longest * 8).collect();
    let text = text.as_str();
    let count = text.graphemes(true).count();
    if count <= longest {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for word in text.split_word_bounds() {
        used += word.graphemes(true).count();
        if used > longest {
            break;
        }
        kept.push_str(word);
    }
    if kept.trim().is_empty() {
        // One endless word is cut where it must be.
        kept = text.graphemes(true).take(longest).collect();
    }
    format!(
        "{}…",
        kept.trim_end_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_line_cut_at_a_word() {
        assert_eq!(from_message("\n  How many   days?\nMore"), "How many days?");
        let long = from_message("Please tell me how many vacation days I have left in this year and the next");
        assert_eq!(long, "Please tell me how many vacation days I have…");
        assert_eq!(from_message(&"x".repeat(100)), format!("{}…", "x".repeat(LONGEST)));
        let chinese = from_message(&"我还有几天年假".repeat(10));
        assert!(
            chinese.ends_with('…') && chinese.chars().count() <= LONGEST + 1,
            "{chinese}"
        );
        assert_eq!(from_message("a\u{202e}b\u{200b}c"), "abc");
        let piled = tidy(&format!("a{}", "\u{301}".repeat(1_000_000)));
        assert!(piled.chars().count() <= LONGEST_WRITTEN * 8 + 1);
    }
}
