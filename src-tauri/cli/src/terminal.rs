//! What may reach a terminal.
//!
//! Servers and models choose text; a terminal obeys escape sequences in it: they can rewrite lines, hide what is
//! asked, change titles and clipboards. Here every control and direction character becomes a visible sign.

use std::fmt::Write as _;

use tracing_subscriber::EnvFilter;

/// Text of several lines: line breaks and tabs stay.
pub(crate) fn text(untrusted: &str) -> String {
    let mut safe = String::with_capacity(untrusted.len());
    for c in untrusted.chars() {
        match c {
            '\n' | '\t' => safe.push(c),
            // A line break of two characters is one; alone it would overwrite the line.
            '\r' => {}
            c if obeyed(c) => safe.push(sign(c)),
            c => safe.push(c),
        }
    }
    safe
}

/// One line.
pub(crate) fn line(untrusted: &str) -> String {
    text(untrusted).replace(['\n', '\t'], " ")
}

/// JSON text in which nothing is obeyed: such characters stand only inside strings, where an escape means the same.
pub(crate) fn json(document: &str) -> String {
    let mut safe = String::with_capacity(document.len());
    for c in document.chars() {
        if c != '\n' && obeyed(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a String can't fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// The log, on standard error, where `LANYARD_LOG` asks for one (as in `lanyard_oauth=debug`).
pub(crate) fn log() {
    let Some(filter) = std::env::var("LANYARD_LOG")
        .ok()
        .and_then(|wish| wish.parse::<EnvFilter>().ok())
    else {
        return;
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .without_time()
        .with_writer(std::io::stderr);
    // It is the first subscriber of this process.
    let _ = log.try_init();
}

fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

fn sign(c: char) -> char {
    match u32::from(c) {
        // The control pictures: U+241B shows ESC.
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}'),
        0x7f => '\u{2421}',
        _ => '\u{FFFD}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIL: &str = "a\u{1b}]0;title\u{7}\u{1b}[2J\rb\u{9b}31mc\u{202E}d\u{7f}\n\te";

    #[test]
    fn nothing_that_a_terminal_obeys_gets_through() {
        for safe in [text(EVIL), line(EVIL), json(EVIL)] {
            assert!(!safe.chars().any(|c| c != '\n' && c != '\t' && obeyed(c)), "{safe:?}");
        }
        assert_eq!(text("a\r\nb\u{1b}[0m"), "a\nb\u{241b}[0m");
        assert_eq!(line("a\n\tb"), "a  b");
        assert_eq!(text("早上好 👩\u{200D}💻"), "早上好 👩\u{200D}💻");
    }

    #[test]
    fn json_means_the_same_afterwards() -> Result<(), serde_json::Error> {
        let document = serde_json::to_string(&serde_json::json!({ "text": EVIL }))?;
        let back: serde_json::Value = serde_json::from_str(&json(&document))?;
        assert_eq!(back["text"], EVIL);
        Ok(())
    }
}
