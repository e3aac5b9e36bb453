//! Text out of bytes: UTF-8, or UTF-16 that says so. Older encodings can't be told from each other, so they are not
//! guessed at.

/// The text; none where the bytes are no text.
pub(super) fn of(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?,
        _ => utf8(bytes)?,
    };
    // Tabs, breaks, page breaks, and the escapes that colour a terminal's log stand in texts; other controls do not.
    let strange = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}' | '\u{8}');
    (!text.chars().any(strange)).then_some(text)
}

/// A file that was cut off in the middle of a character is text all the same.
fn utf8(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        Err(_) => None,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<String, _>>()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_what_it_is_or_is_none() {
        assert_eq!(of("Grüße, 你好\n".as_bytes()).as_deref(), Some("Grüße, 你好\n"));
        assert_eq!(of(b"\xef\xbb\xbfa").as_deref(), Some("a"));
        assert_eq!(of(b"\xff\xfea\0b\0").as_deref(), Some("ab"));
        assert_eq!(of(b"\xfe\xff\0a\x4f\x60").as_deref(), Some("a你"));
        assert_eq!(of(b"cut \xe4\xbd").as_deref(), Some("cut \u{fffd}"));
        assert_eq!(of(b"\x1b[31mred\x1b[0m").as_deref(), Some("\u{1b}[31mred\u{1b}[0m"));
        for none in [
            b"Gr\xfc\xdfe".as_slice(),
            b"\xc4\xe3\xba\xc3",
            b"a\0b",
            b"\x7fELF\x02",
            b"\xff\xfe\x00\xd8",
            b"\xe4\xbd",
        ] {
            assert_eq!(of(none), None, "{none:?}");
        }
    }
}
