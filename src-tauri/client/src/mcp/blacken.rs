//! Blackening what looks like a secret in a text that a person may show to others.
//!
//! Better one word too many: what stands under a name that secrets have, JSON Web Tokens, bearer tokens, and what is in
//! front of the host in an address.

use std::borrow::Cow;

const BLACK: &str = "•••";
/// A name that holds one of these holds a secret.
const NAMES: [&str; 14] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "authorization",
    "api_key",
    "apikey",
    "api-key",
    "credential",
    "private_key",
    "cookie",
    "verifier",
    "assertion",
];

/// The text without what looks like a secret. It need not be whole JSON: it may have been cut.
pub(crate) fn blacken(text: &str) -> String {
    // A tool's result is often JSON in a text of JSON: its quotes are escaped, once or twice.
    let named = [r#"""#, r#"\""#, r#"\\\""#]
        .iter()
        .fold(text.to_owned(), |text, quote| under_names(&text, quote));
    let mut all = String::with_capacity(named.len());
    let mut bearer = false;
    for piece in named.split_inclusive(|c: char| c.is_whitespace() || "\"'<>,;(){}[]\\".contains(c)) {
        let end = piece.trim_end_matches(|c: char| c.is_whitespace() || "\"'<>,;(){}[]\\".contains(c));
        let rest = &piece[end.len()..];
        all.push_str(&word(end, bearer));
        all.push_str(rest);
        if !end.is_empty() {
            bearer = ["bearer", "basic", "dpop"]
                .iter()
                .any(|scheme| end.eq_ignore_ascii_case(scheme));
        }
    }
    all
}

fn word(word: &str, after_scheme: bool) -> Cow<'_, str> {
    let jwt = word.starts_with("eyJ") && word.matches('.').count() >= 1 && word.len() > 20;
    if jwt || (after_scheme && word.len() >= 8) {
        return BLACK.into();
    }
    if let Some((scheme, rest)) = word.split_once("://")
        && let Some(at) = rest[..rest.find('/').unwrap_or(rest.len())].rfind('@')
    {
        let behind = &rest[at + 1..];
        return format!("{scheme}://{BLACK}@{behind}").into();
    }
    // `?code=...&access_token=...` and `key=value` in what a program prints.
    if let Some((name, value)) = word.rsplit_once('=')
        && !value.is_empty()
        && is_secret(name.rsplit(['?', '&']).next().unwrap_or(name))
    {
        return format!("{name}={BLACK}").into();
    }
    word.into()
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|known| name.contains(known))
        // A model's tokens are counted, and a page's next token is only a place in a list.
        && !["max_tokens", "maxtokens", "progresstoken", "tokens", "nextpagetoken"].contains(&name.as_str())
}

/// Blackens the text values of JSON members whose names say that they are secrets.
fn under_names(text: &str, quote: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = begin_of(rest, quote) {
        let (before, begun) = rest.split_at(at + quote.len());
        all.push_str(before);
        let (name, after) = begun.split_at(end_of(begun, quote));
        all.push_str(name);
        rest = after;
        let behind = rest.strip_prefix(quote).map(str::trim_start);
        let value = behind.and_then(|b| b.strip_prefix(':')).map(str::trim_start);
        if let Some(value) = value.and_then(|v| v.strip_prefix(quote)).filter(|_| is_secret(name)) {
            all.extend([quote, ":", quote, BLACK]);
            rest = &value[end_of(value, quote)..];
        }
        if let Some(next) = rest.strip_prefix(quote) {
            all.push_str(quote);
            rest = next;
        }
    }
    all.push_str(rest);
    all
}

/// Where the next JSON text begins.
fn begin_of(text: &str, quote: &str) -> Option<usize> {
    text.match_indices(quote)
        .map(|(at, _)| at)
        .find(|at| quote.len() == 1 || !text[..*at].ends_with('\\'))
}

/// Where a JSON text ends: at its quote, or where the text was cut.
fn end_of(text: &str, quote: &str) -> usize {
    if quote.len() > 1 {
        return begin_of(text, quote).unwrap_or(text.len());
    }
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_blackened_wherever_they_stand() {
        for (text, shown) in [
            (r#"{"access_token":"abc","n":1}"#, r#"{"access_token":"•••","n":1}"#),
            (
                r#"{"a": {"apiKey" : "x\"y", "b":"c"}}"#,
                r#"{"a": {"apiKey":"•••", "b":"c"}}"#,
            ),
            (r#"{"password":"cut of"#, r#"{"password":"•••"#),
            ("Authorization: Bearer abcdefgh12", "Authorization: Bearer •••"),
            ("eyJhbGciOiJFUzI1NiJ9.e30.sig", "•••"),
            ("see https://me:pw@host/a?x=1", "see https://•••@host/a?x=1"),
            ("postgres://db:hunter2@db/app", "postgres://•••@db/app"),
            (
                r#"{"text":"{\"access_token\": \"ghp abc\",\"n\":\"1\"}"}"#,
                r#"{"text":"{\"access_token\":\"•••\",\"n\":\"1\"}"}"#,
            ),
            (
                r#"{"text":"{\"t\":\"{\\\"secret\\\":\\\"a b\\\"}\"}"}"#,
                r#"{"text":"{\"t\":\"{\\\"secret\\\":\\\"•••\\\"}\"}"}"#,
            ),
            ("GET /cb?state=1&access_token=abc", "GET /cb?state=1&access_token=•••"),
            ("API_KEY=123 started", "API_KEY=••• started"),
        ] {
            assert_eq!(blacken(text), shown, "{text}");
        }
    }

    #[test]
    fn the_rest_stays_as_it_was() {
        for text in [
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"progressToken":3,"name":"leave","text":"a \"b\" é"}}"#,
            "",
            "\"",
            "plain words, nothing else",
            r#"{"max_tokens":"12"}"#,
        ] {
            assert_eq!(blacken(text), text);
        }
    }
}
