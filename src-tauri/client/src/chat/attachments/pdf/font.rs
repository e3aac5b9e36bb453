//! A font of a PDF: which text its codes stand for, and how far each moves on.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Encoding, Object};
use unicode_normalization::UnicodeNormalization as _;

use super::cmap::Map;

/// Widths of one font that are looked at.
const WIDTHS: usize = 100_000;
/// Of a glyph whose width is not told, in thousandths of the font's size.
const USUAL: f64 = 500.0;

pub(super) struct Font<'a> {
    /// What codes stand for, as the font says itself; it knows better than the encoding that it names.
    own: Option<Map>,
    named: Option<Encoding<'a>>,
    /// Two bytes a code, rather than one.
    wide: bool,
    /// By the first code: the last, and their width.
    widths: BTreeMap<u32, (u32, f64)>,
    missing: f64,
}

/// A piece of text.
pub(super) struct Glyph {
    pub(super) text: String,
    /// How far it moves on, in thousandths of the font's size.
    pub(super) width: f64,
    /// It is the space that word spacing widens.
    pub(super) space: bool,
}

impl<'a> Font<'a> {
    /// None where its codes can't be read.
    pub(super) fn new(document: &'a Document, font: &'a Dictionary, limit: usize) -> Option<Self> {
        let wide = font.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Type0");
        let own = own_map(document, font, limit);
        // Codes of two bytes mean nothing to the encodings that the library knows by name.
        let named = named(document, font, limit).filter(|_| !wide || own.is_none());
        if own.is_none() && named.is_none() {
            return None;
        }
        let (widths, missing) = if wide {
            wide_widths(document, font)
        } else {
            narrow_widths(document, font)
        };
        Some(Self {
            own,
            named,
            wide,
            widths,
            missing,
        })
    }

    /// What a string says, piece by piece.
    pub(super) fn glyphs(&self, string: &[u8]) -> impl Iterator<Item = Glyph> {
        string.chunks(if self.wide { 2 } else { 1 }).map(|code| Glyph {
            text: self.text(code),
            width: self.width(code.iter().fold(0, |all, byte| all << 8 | u32::from(*byte))),
            space: code == [b' '],
        })
    }

    fn text(&self, code: &[u8]) -> String {
        let readable = |text: &String| !text.is_empty() && !text.contains('\u{fffd}');
        let own = self.own.as_ref().and_then(|own| own.text(code)).filter(readable);
        let named = || self.named.as_ref()?.bytes_to_string(code).ok().filter(readable);
        let text = own.or_else(named);
        written(&text.unwrap_or_default())
    }

    fn width(&self, code: u32) -> f64 {
        let found = self.widths.range(..=code).next_back();
        found
            .filter(|(_, (last, _))| code <= *last)
            .map_or(self.missing, |(_, (_, width))| *width)
    }
}

/// As people write it. Fonts name ligatures and radicals by characters of their own, which nobody would find by searching.
fn written(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0' | '\u{ad}' => {}
            '\u{fb00}'..='\u{fb06}' | '\u{2e80}'..='\u{2fd5}' => plain.extend(c.nfkc()),
            c => plain.push(c),
        }
    }
    plain
}

/// The map that a font brings to say what its codes stand for.
fn own_map(document: &Document, font: &Dictionary, limit: usize) -> Option<Map> {
    let stream = font
        .get_deref(b"ToUnicode", document)
        .and_then(Object::as_stream)
        .ok()?;
    Map::read(&stream.get_plain_content_with_limit(limit).ok()?)
}

/// The encoding that it names. The library is not asked where it would read the map: see [`super::cmap`].
fn named<'a>(document: &'a Document, font: &'a Dictionary, limit: usize) -> Option<Encoding<'a>> {
    let alone = font.get(b"ToUnicode").is_err() || stands_alone(document, font);
    alone
        .then(|| font.get_font_encoding_with_limit(document, limit).ok())
        .flatten()
}

/// Whether the encoding says by itself what codes are.
fn stands_alone(document: &Document, font: &Dictionary) -> bool {
    let identity = |name: &[u8]| name.starts_with(b"Identity");
    let encoding = font
        .get(b"Encoding")
        .and_then(|encoding| document.dereference(encoding));
    match encoding {
        Ok((_, Object::Name(name))) => !identity(name),
        Ok((_, Object::Dictionary(encoding))) => !encoding
            .get(b"BaseEncoding")
            .and_then(Object::as_name)
            .is_ok_and(identity),
        _ => false,
    }
}

fn number(document: &Document, object: &Object) -> Option<f64> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_float().ok().map(f64::from)
}

fn narrow_widths(document: &Document, font: &Dictionary) -> (BTreeMap<u32, (u32, f64)>, f64) {
    // A font that is drawn by programs has a scale of its own.
    let scale = font
        .get(b"FontMatrix")
        .and_then(Object::as_array)
        .ok()
        .and_then(|matrix| number(document, matrix.first()?))
        .map_or(1.0, |scale| scale * 1_000.0);
    let first = font.get(b"FirstChar").ok().and_then(|first| number(document, first));
    let widths = font.get_deref(b"Widths", document).and_then(Object::as_array).ok();
    let mut all = BTreeMap::new();
    if let (Some(first), Some(widths)) = (first, widths) {
        for (code, width) in (code_of(first)..).zip(widths.iter().take(256)) {
            if let Some(width) = number(document, width) {
                all.insert(code, (code, width * scale));
            }
        }
    }
    (all, USUAL)
}

fn wide_widths(document: &Document, font: &Dictionary) -> (BTreeMap<u32, (u32, f64)>, f64) {
    let mut all = BTreeMap::new();
    let descendant = font
        .get_deref(b"DescendantFonts", document)
        .and_then(Object::as_array)
        .ok()
        .and_then(|fonts| document.dereference(fonts.first()?).ok())
        .and_then(|(_, font)| font.as_dict().ok());
    let Some(descendant) = descendant else {
        return (all, 1_000.0);
    };
    let missing = descendant.get(b"DW").ok().and_then(|width| number(document, width));
    let mut list = descendant
        .get_deref(b"W", document)
        .and_then(Object::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    // `first [width ...]` for codes one by one, or `first last width` for a range.
    while all.len() < WIDTHS {
        let (Some(first), Some(second)) = (list.first().and_then(|n| number(document, n)), list.get(1)) else {
            break;
        };
        let first = code_of(first);
        let second = document.dereference(second).map_or(second, |(_, object)| object);
        if let Ok(widths) = second.as_array() {
            for (code, width) in (first..).zip(widths.iter().take(WIDTHS)) {
                if let Some(width) = number(document, width) {
                    all.insert(code, (code, width));
                }
            }
            list = list.get(2..).unwrap_or_default();
        } else {
            if let (Some(last), Some(width)) = (
                number(document, second),
                list.get(2).and_then(|width| number(document, width)),
            ) {
                all.insert(first, (code_of(last), width));
            }
            list = list.get(3..).unwrap_or_default();
        }
    }
    (all, missing.unwrap_or(1_000.0))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between the bounds of a code"
)]
fn code_of(number: f64) -> u32 {
    number.clamp(0.0, 65_535.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_font_calls_by_another_name_is_written_as_people_write_it() {
        assert_eq!(written("\u{fb01}nal o\u{fb03}ce\u{ad}"), "final office");
        assert_eq!(written("\u{2f2d}\u{2f49}，“全角”"), "山月，“全角”");
    }
}
