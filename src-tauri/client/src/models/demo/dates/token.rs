//! A text in numbers, words and signs, with their places.

use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(i32),
    Word(String),
    Sign(char),
}

pub(super) type Tokens = [(Token, Range<usize>)];

pub(super) fn tokens(text: &str) -> Vec<(Token, Range<usize>)> {
    let mut tokens: Vec<(Token, Range<usize>)> = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        if c.is_ascii_digit() {
            let mut number = i32::try_from(c.to_digit(10).unwrap_or(0)).unwrap_or(0);
            while let Some((at, digit)) = rest.peek().copied().filter(|(_, d)| d.is_ascii_digit()) {
                let digit = i32::try_from(digit.to_digit(10).unwrap_or(0)).unwrap_or(0);
                number = number.saturating_mul(10).saturating_add(digit);
                end = at + 1;
                rest.next();
            }
            tokens.push((Token::Number(number), start..end));
        } else if c.is_ascii_alphabetic() {
            while let Some((at, _)) = rest.peek().copied().filter(|(_, l)| l.is_ascii_alphabetic()) {
                end = at + 1;
                rest.next();
            }
            let word = text[start..end].to_lowercase();
            let follows = tokens
                .last()
                .is_some_and(|(t, r)| matches!(t, Token::Number(_)) && r.end == start);
            if follows && ["st", "nd", "rd", "th"].contains(&word.as_str()) {
                // 21st is 21.
                if let Some((_, range)) = tokens.last_mut() {
                    range.end = end;
                }
            } else {
                tokens.push((Token::Word(word), start..end));
            }
        } else if !c.is_whitespace() {
            tokens.push((Token::Sign(c), start..end));
        }
    }
    tokens
}

pub(super) fn number(tokens: &Tokens, at: usize) -> Option<i32> {
    match tokens.get(at) {
        Some((Token::Number(n), _)) => Some(*n),
        _ => None,
    }
}

pub(super) fn word(tokens: &Tokens, at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some((Token::Word(word), _)) => Some(word),
        _ => None,
    }
}

pub(super) fn sign(tokens: &Tokens, at: usize) -> Option<char> {
    match tokens.get(at) {
        Some((Token::Sign(c), _)) => Some(*c),
        _ => None,
    }
}

/// Something between the two ends of a range.
pub(super) fn dash(tokens: &Tokens, at: usize) -> bool {
    matches!(sign(tokens, at), Some('-' | '–' | '—' | '~' | '～' | '到' | '至'))
        || matches!(word(tokens, at), Some("to" | "until" | "till" | "through"))
}

pub(super) fn starts_with(tokens: &Tokens, text: &str) -> Option<usize> {
    let length = text.chars().count();
    text.chars()
        .enumerate()
        .all(|(i, c)| sign(tokens, i) == Some(c))
        .then_some(length)
}
