//! Which models talk, by their names: a list of OpenAI's kind says of none what it is for.
//!
//! What does not look like one that talks is not offered, and is there all the same for whoever names it.

/// What stands in the names of models that hear, draw or count, and answer nobody.
const SILENT: [&str; 15] = [
    "embed",
    "whisper",
    "tts",
    "dall-e",
    "moderation",
    "transcribe",
    "realtime",
    "audio",
    "gpt-image",
    "chatgpt-image",
    "sora",
    "rerank",
    "davinci-002",
    "babbage-002",
    "gpt-3.5-turbo-instruct",
];
/// And in those of models that are for something of their own, or dear: nobody gets one without having chosen it.
const SPECIAL: [&str; 6] = ["-pro", "codex", "deep-research", "computer-use", "search-", "-preview"];

/// Those that are offered. Where all names look silent, nobody knows.
pub(super) fn offered(names: &[String]) -> Vec<&String> {
    let talking: Vec<&String> = names.iter().filter(|name| !has(name, &SILENT)).collect();
    if talking.is_empty() {
        names.iter().collect()
    } else {
        talking
    }
}

/// Whether it may answer where nobody chose.
pub(super) fn is_plain(name: &str) -> bool {
    !has(name, &SILENT) && !has(name, &SPECIAL)
}

fn has(name: &str, words: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    words.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_talks_is_offered_and_where_nothing_does_all_of_it() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        let all = names(&[
            "gpt-6",
            "whisper-1",
            "text-embedding-3-large",
            "gpt-4o-mini-tts",
            "gpt-6-pro",
        ]);
        assert_eq!(offered(&all), ["gpt-6", "gpt-6-pro"]);
        let silent = names(&["nomic-embed-text"]);
        assert_eq!(offered(&silent), ["nomic-embed-text"]);
        assert!(is_plain("gpt-6") && !is_plain("gpt-6-pro") && !is_plain("whisper-1"));
    }
}
