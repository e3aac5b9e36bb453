//! The map that a font brings to say what its codes stand for (`ToUnicode`, ISO 32000-1 §9.10.3).
//!
//! Read here and not by the library, which writes out each range code by code: one line of a map may name four billion.

use std::collections::BTreeMap;

/// Single codes and ranges that are taken.
const MOST: usize = 100_000;
/// The longest text of one code, in UTF-16 units. A ligature has three.
const LONGEST: usize = 16;

/// What codes stand for. Codes of one byte and of two are told apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Map {
    /// By length and first code: the last code, and the text of the first.
    ranges: BTreeMap<(usize, u32), (u32, Vec<u16>)>,
}

enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

impl Map {
    /// None where it says nothing.
    pub(super) fn read(stream: &[u8]) -> Option<Self> {
        let mut map = Self::default();
        let mut tokens = Tokens(stream);
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"beginbfchar") => map.singles(&mut tokens),
                Token::Word(b"beginbfrange") => map.ranges(&mut tokens),
                _ => {}
            }
        }
        (!map.ranges.is_empty()).then_some(map)
    }

    fn singles(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hex(code)), Some(Token::Hex(text))) = (tokens.next(), tokens.next()) {
            self.put(&code, &code, &text);
        }
    }

    fn ranges(&mut self, tokens: &mut Tokens<'_>) {
        while let (Some(Token::Hex(first)), Some(Token::Hex(last))) = (tokens.next(), tokens.next()) {
            match tokens.next() {
                Some(Token::Hex(text)) => self.put(&first, &last, &text),
                Some(Token::Open) => {
                    let mut code = number(&first);
                    while let Some(Token::Hex(text)) = tokens.next() {
                        let bytes = code.to_be_bytes();
                        let bytes = bytes.get(4_usize.saturating_sub(first.len())..).unwrap_or_default();
                        self.put(bytes, bytes, &text);
                        code = code.saturating_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    fn put(&mut self, first: &[u8], last: &[u8], text: &[u8]) {
        let one_or_two = matches!(first.len(), 1 | 2) && first.len() == last.len();
        if !one_or_two || self.ranges.len() >= MOST {
            return;
        }
        let units = text.chunks(2).map(|unit| match unit {
            [high, low] => u16::from_be_bytes([*high, *low]),
            unit => unit.first().copied().map(u16::from).unwrap_or_default(),
        });
        let (from, to) = (number(first), number(last));
        if from <= to {
            self.ranges
                .insert((first.len(), from), (to, units.take(LONGEST).collect()));
        }
    }

    /// What a code stands for.
    pub(super) fn text(&self, code: &[u8]) -> Option<String> {
        let number = number(code);
        let within = (code.len(), 0)..=(code.len(), number);
        let ((_, first), (last, text)) = self.ranges.range(within).next_back()?;
        if number > *last {
            return None;
        }
        let mut units = text.clone();
        // In a range the last unit counts on.
        let on = u16::try_from(number - first).ok()?;
        let unit = units.last_mut()?;
        *unit = unit.wrapping_add(on);
        String::from_utf16(&units).ok()
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().fold(0, |all, byte| all << 8 | u32::from(*byte))
}

/// What of the PostScript language stands in such maps.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (first, rest) = self.0.split_first()?;
            match first {
                b'%' => {
                    let end = rest
                        .iter()
                        .position(|byte| matches!(byte, b'\n' | b'\r'))
                        .unwrap_or(rest.len());
                    self.0 = rest.get(end..).unwrap_or_default();
                }
                b'<' if rest.first() == Some(&b'<') => self.0 = rest.get(1..).unwrap_or_default(),
                b'<' => {
                    let end = rest.iter().position(|byte| *byte == b'>')?;
                    let (digits, rest) = (rest.get(..end)?, rest.get(end + 1..)?);
                    self.0 = rest;
                    return Some(Token::Hex(hex(digits)));
                }
                b'[' => {
                    self.0 = rest;
                    return Some(Token::Open);
                }
                b']' => {
                    self.0 = rest;
                    return Some(Token::Close);
                }
                byte if is_word(*byte) => {
                    let end = self.0.iter().position(|byte| !is_word(*byte)).unwrap_or(self.0.len());
                    let (word, rest) = self.0.split_at(end);
                    self.0 = rest;
                    return Some(Token::Word(word));
                }
                _ => self.0 = rest,
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let mut values: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    if values.len() % 2 == 1 {
        values.push(0);
    }
    let pair = |pair: &[u8]| pair.iter().fold(0, |all, digit| all << 4 | digit);
    values.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ranges_and_lists_are_read() {
        let map = Map::read(
            b"/CIDInit /ProcSet findresource begin % a comment <00>\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0024><006600660069> endbfchar\n\
              2 beginbfrange <0041> <0043> <0061> <0050> <0051> [<4F60> <597D>] endbfrange <05> beginbfchar <05> <0078> endbfchar",
        )
        .unwrap_or_default();
        let text = |code: &[u8]| map.text(code);
        assert_eq!(text(&[0, 3]).as_deref(), Some(" "));
        assert_eq!(text(&[0, 0x24]).as_deref(), Some("ffi"));
        assert_eq!(text(&[0, 0x42]).as_deref(), Some("b"));
        assert_eq!(text(&[0, 0x50]).as_deref(), Some("\u{4f60}"));
        assert_eq!(text(&[0, 0x51]).as_deref(), Some("\u{597d}"));
        assert_eq!(
            (text(&[5]).as_deref(), text(&[0, 5]), text(&[0, 0x44])),
            (Some("x"), None, None)
        );
    }

    #[test]
    fn one_line_can_not_name_four_billion_codes() {
        let map = Map::read(b"1 beginbfrange <00000000> <FFFFFFFF> <0041> <0000> <FFFF> <0041> endbfrange")
            .unwrap_or_default();
        assert_eq!(map.ranges.len(), 1);
        assert_eq!(map.text(&[0, 1]).as_deref(), Some("B"));
        let long = format!("1 beginbfchar <01> <{}> endbfchar", "0041".repeat(100_000));
        assert_eq!(
            Map::read(long.as_bytes())
                .unwrap_or_default()
                .text(&[1])
                .map(|t| t.len()),
            Some(LONGEST)
        );
        for odd in [
            &b"<"[..],
            b"beginbfrange <00",
            b"beginbfrange <0001> <0000> <0041>",
            b"beginbfchar [ ] <",
            b"%",
        ] {
            assert_eq!(Map::read(odd), None);
        }
    }
}
