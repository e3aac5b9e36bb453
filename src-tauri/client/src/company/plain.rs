//! Makes text from a file safe to show as one name.
//!
//! Direction marks can make "evil.exe" read "exe.live", invisible characters can make two names look alike, and
//! escape sequences can rewrite a terminal: a name has no use for any of them.

use unicode_segmentation::UnicodeSegmentation;

/// The longest name, in user-perceived characters.
const NAME_GRAPHEMES: usize = 80;
/// The most code points in one user-perceived character: more is a pile of marks made to spill over its line.
const GRAPHEME_CHARS: usize = 12;

/// One line: no control, direction or invisible characters, white space single, at most 80 characters.
pub(super) fn name(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| shows(*c))
        .collect();
    let words = spaced
        .split(' ')
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    words.graphemes(true).take(NAME_GRAPHEMES).map(tame).collect()
}

/// Several lines: line breaks and tabs stay, the rest as in [`name`] but for the length.
pub(super) fn paragraphs(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || shows(*c))
        .collect()
}

/// At most `max` characters of a value, to name it in a sentence.
pub(crate) fn excerpt(text: &str, max: usize) -> String {
    let clean = name(text);
    if clean.chars().count() <= max {
        return clean;
    }
    clean.chars().take(max).chain(['…']).collect()
}

fn tame(grapheme: &str) -> &str {
    grapheme
        .char_indices()
        .nth(GRAPHEME_CHARS)
        .map_or(grapheme, |(end, _)| &grapheme[..end])
}

/// Whether a character may stand in text that a person reads. The joiners U+200C and U+200D stay: Persian, Hindi
/// and family emoji need them.
fn shows(c: char) -> bool {
    !c.is_control()
        && !matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_turn_hide_or_escape() {
        assert_eq!(name("Mer\u{202E}idian\u{2066} HR\u{200B}"), "Meridian HR");
        assert_eq!(name("\u{1b}[2JMeridian\u{7}\n\tHR  "), "[2JMeridian HR");
        assert_eq!(name("Meridian\u{00A0}\u{2003}HR"), "Meridian HR");
        assert_eq!(name("\u{E0041}A\u{FEFF}"), "A");
    }

    #[test]
    fn scripts_that_need_joiners_keep_them() {
        assert_eq!(name("می\u{200C}خواهم"), "می\u{200C}خواهم");
        assert_eq!(name("👩\u{200D}💻"), "👩\u{200D}💻");
        assert_eq!(name("人力资源"), "人力资源");
    }

    #[test]
    fn a_name_can_not_spill_over_its_line() {
        assert_eq!(name(&"x".repeat(5000)).len(), 80);
        assert!(name(&format!("a{}", "\u{0301}".repeat(5000))).chars().count() <= 12);
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        assert_eq!(paragraphs("one\r\n\ttwo\u{202E}\u{1b}[0m"), "one\n\ttwo[0m");
    }
}
