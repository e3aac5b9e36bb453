//! Scope lists (RFC 6749 §3.3): space-separated tokens whose order means nothing.

/// A list longer than this is cut: nobody consents to more.
const MAX_SCOPES: usize = 200;

/// The scope tokens in a parameter's value; what the grammar forbids is left out.
pub(crate) fn parse(text: &str) -> Vec<String> {
    union(text.split(' ').filter(|s| is_token(s)), [])
}

/// Both lists, each scope once, in the order met.
pub(crate) fn union<'a>(a: impl IntoIterator<Item = &'a str>, b: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for scope in a.into_iter().chain(b) {
        if all.len() < MAX_SCOPES && !all.iter().any(|s| s == scope) {
            all.push(scope.to_owned());
        }
    }
    all
}

/// What `wanted` asks beyond `granted`.
pub(crate) fn missing(wanted: &[String], granted: &[String]) -> Vec<String> {
    wanted.iter().filter(|s| !granted.contains(s)).cloned().collect()
}

/// A name for "the operation that needs these scopes", the same in any order.
pub(crate) fn operation(scopes: &[String]) -> String {
    let mut sorted = scopes.to_vec();
    sorted.sort();
    sorted.join(" ")
}

/// Whether a string is one scope token: `%x21 / %x23-5B / %x5D-7E`.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

pub(crate) fn strs(scopes: &[String]) -> impl Iterator<Item = &str> {
    scopes.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_list_keeps_each_token_once_and_drops_what_the_grammar_forbids() {
        assert_eq!(parse("a  b a c\u{e9} \"q\" d"), ["a", "b", "d"]);
        assert!(parse("").is_empty());
        assert_eq!(missing(&parse("a b c"), &parse("c a")), ["b"]);
        assert_eq!(operation(&parse("b a")), operation(&parse("a b")));
    }
}
