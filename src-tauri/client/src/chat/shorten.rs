//! What is too large for a model is shortened with a note; the whole is kept for the person.

use super::budget;

/// How much of one result a model reads, in tokens as we count them.
pub(super) const RESULT: usize = 8_000;

/// The text a model reads of one that may have so many tokens.
pub(super) fn for_model(text: &str, room: usize) -> String {
    if !is_cut(text, room) {
        return text.to_owned();
    }
    // The beginning says most; the end says how it ended.
    let head = budget::head(text, room / 5 * 4);
    let tail = budget::tail(text, room / 5);
    let count = text.chars().count();
    let left_out = count - head.chars().count() - tail.chars().count();
    format!(
        "{head}\n\n[{left_out} of {count} characters are left out here; the person sees the whole of it.]\n\n{tail}"
    )
}

/// Whether a model that may read so many tokens of a text reads only a part of it.
pub(super) fn is_cut(text: &str, room: usize) -> bool {
    budget::head(text, room).len() < text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_large_is_shortened_and_says_so() {
        assert_eq!(for_model("short", 1_000), "short");
        assert_eq!(for_model("", 0), "");
        let long = format!("{}{}", "年".repeat(30_000), "end");
        let short = for_model(&long, RESULT);
        assert!(budget::tokens(&short) < RESULT + 50, "{}", budget::tokens(&short));
        assert!(short.contains("of 30003 characters are left out") && short.ends_with("end"));
        assert!(is_cut(&long, RESULT) && !is_cut(&long, usize::MAX));
    }
}
