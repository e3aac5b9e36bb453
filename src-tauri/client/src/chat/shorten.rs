//! Results too large for a model are shortened with a note; the whole is kept for the person.

/// How much of one result a model reads, in characters.
const LONGEST: usize = 24_000;

/// The text a model reads.
pub(super) fn for_model(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    // The beginning says most; the end says how it ended.
    let head: String = text.chars().take(LONGEST * 4 / 5).collect();
    let tail: String = text.chars().skip(count - LONGEST / 5).collect();
    let left_out = count - LONGEST * 4 / 5 - LONGEST / 5;
    format!(
        "{head}\n\n[{left_out} of {count} characters are left out here; the person sees the whole result.]\n\n{tail}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_large_is_shortened_and_says_so() {
        assert_eq!(for_model("short"), "short");
        let long = format!("{}{}", "年".repeat(30_000), "end");
        let short = for_model(&long);
        assert!(short.chars().count() < LONGEST + 200);
        assert!(short.contains("of 30003 characters are left out") && short.ends_with("end"));
    }
}
