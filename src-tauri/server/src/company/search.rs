//! Ranking by words, good enough for a few hundred rows and for whole questions, English and Chinese.

/// Words that say nothing about what is looked for.
const EMPTY_WORDS: &[&str] = &[
    "a", "about", "all", "am", "an", "and", "any", "are", "at", "be", "can", "did", "do", "does", "find", "for",
    "from", "get", "has", "have", "how", "i", "in", "is", "it", "list", "me", "my", "of", "on", "or", "our", "please",
    "search", "show", "tell", "that", "the", "their", "there", "this", "to", "us", "we", "what", "when", "where",
    "which", "who", "whose", "will", "with", "work", "works", "you", "your",
];

/// What is looked for.
pub(super) struct Query(Vec<String>);

impl Query {
    /// Splits a question into words; Chinese text, which has no spaces, into pairs of characters.
    pub(super) fn new(text: &str) -> Self {
        let mut words = Vec::new();
        for piece in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|piece| !piece.is_empty())
        {
            let mut latin = String::new();
            let mut chinese: Vec<char> = Vec::new();
            for c in piece.chars() {
                if is_chinese(c) {
                    words.extend(word(&mut latin));
                    chinese.push(c);
                } else {
                    words.extend(pairs(&mut chinese));
                    latin.extend(c.to_lowercase());
                }
            }
            words.extend(word(&mut latin));
            words.extend(pairs(&mut chinese));
        }
        Self(words)
    }

    /// Whether anything was asked at all; if not, everything fits.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How well these texts fit, each with its weight: zero if no word is in any of them.
    pub(super) fn score(&self, texts: &[(&str, u32)]) -> u32 {
        let texts: Vec<(String, u32)> = texts
            .iter()
            .map(|(text, weight)| (text.to_lowercase(), *weight))
            .collect();
        let found = |word: &String| {
            texts
                .iter()
                .filter(|(text, _)| text.contains(stem(word)))
                .map(|(_, weight)| *weight)
                .max()
        };
        self.0.iter().filter_map(found).sum()
    }
}

/// An English plural also finds its singular.
fn stem(word: &str) -> &str {
    let cut = if word.len() > 4 {
        word.strip_suffix("ies").or_else(|| word.strip_suffix('s'))
    } else {
        None
    };
    cut.unwrap_or(word)
}

fn word(latin: &mut String) -> Option<String> {
    let word = std::mem::take(latin);
    (!word.is_empty() && !EMPTY_WORDS.contains(&word.as_str())).then_some(word)
}

fn pairs(chinese: &mut Vec<char>) -> Vec<String> {
    let characters = std::mem::take(chinese);
    match characters.as_slice() {
        [one] => vec![one.to_string()],
        many => many.windows(2).map(String::from_iter).collect(),
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_questions_find_what_they_are_about() {
        let query = Query::new("Who works in Finance?");
        assert!(query.score(&[("Finance", 2)]) > 0);
        assert_eq!(query.score(&[("Engineering, works on the engine", 2)]), 0);
        assert!(Query::new("年假政策").score(&[("请假 年假", 1)]) > 0);
        assert!(Query::new("张伟").score(&[("Wei Zhang 张伟", 1)]) > 0);
        assert_eq!(Query::new("年终").score(&[("年假", 1)]), 0);
        assert!(Query::new("the policies").score(&[("policy", 1)]) > 0);
        assert!(Query::new("who is it?").is_empty());
    }
}
