//! The text of one page, in the order in which it is written: lines and words follow from where it stands.

use std::collections::{BTreeMap, HashMap};

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::Budget;
use super::font::Font;

/// Drawings within drawings.
const DEPTH: usize = 8;
/// Places that wait to be come back to.
const SAVED: usize = 256;

/// What a page says.
#[derive(Default)]
pub(super) struct Words {
    pub(super) text: String,
    pub(super) cut: bool,
    /// Where the last piece ended, and how large it was.
    end: Option<(f64, f64, f64)>,
}

/// Reads a page, up to so many bytes of text.
pub(super) fn read(document: &Document, page: ObjectId, longest: usize, budget: &mut Budget<'_>) -> Words {
    let mut words = Words::default();
    let Ok(content) = document.get_page_content_with_limit(page, budget.unpack()) else {
        words.cut = true;
        return words;
    };
    budget.has_unpacked(content.len());
    let fonts = document.get_page_fonts(page).unwrap_or_default();
    let (own, inherited) = document.get_page_resources(page).unwrap_or_default();
    let inherited = inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok());
    let mut reader = Reader {
        document,
        budget,
        longest,
        words: &mut words,
    };
    let resources: Vec<&Dictionary> = own.into_iter().chain(inherited).collect();
    reader.run(&content, &fonts, &resources, IDENTITY, 0);
    words
}

/// As PDF writes it: `[a b c d e f]`.
type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First this, then that.
fn then(this: &Matrix, that: &Matrix) -> Matrix {
    let at = |row: usize, column: usize| this[2 * row] * that[column] + this[2 * row + 1] * that[2 + column];
    [
        at(0, 0),
        at(0, 1),
        at(1, 0),
        at(1, 1),
        at(2, 0) + that[4],
        at(2, 1) + that[5],
    ]
}

fn moved(by: (f64, f64), matrix: &Matrix) -> Matrix {
    then(&[1.0, 0.0, 0.0, 1.0, by.0, by.1], matrix)
}

/// How text is written just now.
#[derive(Clone)]
struct State {
    page: Matrix,
    line: Matrix,
    text: Matrix,
    font: Option<Vec<u8>>,
    size: f64,
    leading: f64,
    apart: f64,
    words_apart: f64,
    stretch: f64,
}

struct Reader<'a, 'b, 'c> {
    document: &'a Document,
    budget: &'b mut Budget<'c>,
    longest: usize,
    words: &'b mut Words,
}

impl<'a> Reader<'a, '_, '_> {
    fn run(
        &mut self,
        content: &[u8],
        dictionaries: &BTreeMap<Vec<u8>, &'a Dictionary>,
        resources: &[&'a Dictionary],
        page: Matrix,
        depth: usize,
    ) {
        let mut fonts: HashMap<Vec<u8>, Option<Font<'a>>> = HashMap::new();
        let mut saved: Vec<State> = Vec::new();
        let mut now = State {
            page,
            line: IDENTITY,
            text: IDENTITY,
            font: None,
            size: 1.0,
            leading: 0.0,
            apart: 0.0,
            words_apart: 0.0,
            stretch: 1.0,
        };
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else {
                self.words.cut = true;
                return;
            };
            if !self.budget.step() || self.words.text.len() > self.longest {
                self.words.cut = true;
                return;
            }
            match operation.operator.as_str() {
                "q" if saved.len() < SAVED => saved.push(now.clone()),
                "Q" => now = saved.pop().unwrap_or(now),
                "cm" => {
                    if let Some(matrix) = matrix(&operation.operands) {
                        now.page = then(&matrix, &now.page);
                    }
                }
                "Do" if depth < DEPTH => self.draw(&operation, resources, &now.page, depth),
                "Tf" => {
                    now.size = number(&operation, 1).unwrap_or(now.size);
                    now.font = operation
                        .operands
                        .first()
                        .and_then(|name| name.as_name().ok())
                        .map(<[u8]>::to_vec);
                    if let Some(name) = &now.font
                        && !fonts.contains_key(name)
                    {
                        let limit = self.budget.unpack();
                        let font = dictionaries.get(name);
                        let font = font.and_then(|font| Font::new(self.document, font, limit));
                        fonts.insert(name.clone(), font);
                    }
                }
                _ => {
                    let strings = now.apply(&operation);
                    let font = now.font.as_ref().and_then(|name| fonts.get(name)?.as_ref());
                    if let Some(font) = font {
                        for string in strings {
                            self.show(string, font, &mut now);
                        }
                    }
                }
            }
        }
    }

    /// A string, or the way between two strings in thousandths of the font's size.
    fn show(&mut self, object: &Object, font: &Font<'_>, now: &mut State) {
        if let Ok(back) = object.as_float() {
            now.forth(-f64::from(back) / 1_000.0 * now.size);
            return;
        }
        let Ok(string) = object.as_str() else { return };
        for glyph in font.glyphs(string) {
            // One string may stand for any amount of text.
            if !self.budget.step() || self.words.text.len() > self.longest {
                self.words.cut = true;
                return;
            }
            let (place, size) = now.place();
            self.words.write(&glyph.text, place, size);
            let more = now.apart + if glyph.space { now.words_apart } else { 0.0 };
            now.forth(glyph.width / 1_000.0 * now.size + more);
            self.words.ends(now.place());
        }
    }

    /// A drawing that stands on its own may hold text as well.
    fn draw(&mut self, operation: &Operation, resources: &[&'a Dictionary], page: &Matrix, depth: usize) {
        let Some(name) = operation.operands.first().and_then(|name| name.as_name().ok()) else {
            return;
        };
        let within = |dictionary: &&'a Dictionary| {
            let drawings = dictionary.get_deref(b"XObject", self.document).ok()?.as_dict().ok()?;
            drawings.get_deref(name, self.document).ok()?.as_stream().ok()
        };
        let Some(form) = resources.iter().find_map(within) else {
            return;
        };
        if form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            return;
        }
        let Ok(content) = form.get_plain_content_with_limit(self.budget.unpack()) else {
            self.words.cut = true;
            return;
        };
        self.budget.has_unpacked(content.len());
        let own = form
            .dict
            .get_deref(b"Resources", self.document)
            .and_then(Object::as_dict);
        let resources: Vec<&Dictionary> = own.map_or_else(|_| resources.to_vec(), |own| vec![own]);
        let mut fonts = BTreeMap::new();
        for dictionary in &resources {
            let listed = dictionary.get_deref(b"Font", self.document).and_then(Object::as_dict);
            for (name, font) in listed.ok().into_iter().flat_map(Dictionary::iter) {
                let font = self
                    .document
                    .dereference(font)
                    .ok()
                    .and_then(|(_, font)| font.as_dict().ok());
                if let Some(font) = font {
                    fonts.entry(name.clone()).or_insert(font);
                }
            }
        }
        let placed = form.dict.get(b"Matrix").and_then(Object::as_array).ok();
        let placed = placed.and_then(|list| matrix(list)).unwrap_or(IDENTITY);
        self.run(&content, &fonts, &resources, then(&placed, page), depth + 1);
    }
}

impl State {
    /// Follows what moves or spaces text; returns what is shown.
    fn apply<'o>(&mut self, operation: &'o Operation) -> &'o [Object] {
        let n = |at| number(operation, at).unwrap_or_default();
        match operation.operator.as_str() {
            "BT" => (self.line, self.text) = (IDENTITY, IDENTITY),
            "Tm" => {
                if let Some(matrix) = matrix(&operation.operands) {
                    (self.line, self.text) = (matrix, matrix);
                }
            }
            "Td" => self.next_line((n(0), n(1))),
            "TD" => {
                self.leading = -n(1);
                self.next_line((n(0), n(1)));
            }
            "T*" => self.next_line((0.0, -self.leading)),
            "TL" => self.leading = n(0),
            "Tc" => self.apart = n(0),
            "Tw" => self.words_apart = n(0),
            "Tz" => self.stretch = n(0) / 100.0,
            "Tj" => return operation.operands.get(..1).unwrap_or_default(),
            "TJ" => {
                let list = operation.operands.first().and_then(|list| list.as_array().ok());
                return list.map(Vec::as_slice).unwrap_or_default();
            }
            "'" => {
                self.next_line((0.0, -self.leading));
                return operation.operands.get(..1).unwrap_or_default();
            }
            "\"" => {
                (self.words_apart, self.apart) = (n(0), n(1));
                self.next_line((0.0, -self.leading));
                return operation.operands.get(2..3).unwrap_or_default();
            }
            _ => {}
        }
        &[]
    }

    fn next_line(&mut self, by: (f64, f64)) {
        self.line = moved(by, &self.line);
        self.text = self.line;
    }

    fn forth(&mut self, by: f64) {
        self.text = moved((by * self.stretch, 0.0), &self.text);
    }

    /// Where the next piece stands on the page, and how large it is there.
    fn place(&self) -> ((f64, f64), f64) {
        let [_, _, c, d, e, f] = then(&self.text, &self.page);
        ((e, f), (self.size * c.hypot(d)).abs())
    }
}

impl Words {
    fn write(&mut self, text: &str, (x, y): (f64, f64), size: f64) {
        if text.is_empty() {
            return;
        }
        if let Some((end, line, _)) = self.end {
            let (gap, down) = (x - end, (y - line).abs());
            if down > size * 0.5 {
                self.text.push_str(if down > size * 2.0 { "\n\n" } else { "\n" });
            } else if (gap > size * 0.2 || gap < -size) && !self.text.ends_with(char::is_whitespace) && text != " " {
                self.text.push(' ');
            }
        }
        self.text.push_str(text);
    }

    fn ends(&mut self, ((x, y), size): ((f64, f64), f64)) {
        self.end = Some((x, y, size));
    }
}

fn number(operation: &Operation, at: usize) -> Option<f64> {
    operation.operands.get(at)?.as_float().ok().map(f64::from)
}

fn matrix(list: &[Object]) -> Option<Matrix> {
    let numbers: Vec<f64> = list
        .iter()
        .filter_map(|object| object.as_float().ok().map(f64::from))
        .collect();
    numbers.try_into().ok()
}
