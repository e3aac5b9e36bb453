//! A year as a picture: a row for each month, a cell for each day. Numbers are all its words, so it needs no language.

use jiff::civil::Date;

use super::calendar;

/// The side of a cell, and the margins for the months' and the days' numbers, in pixels.
const CELL: usize = 20;
const LEFT: usize = 36;
const TOP: usize = 24;
const WIDTH: usize = LEFT + 31 * CELL + 4;
const HEIGHT: usize = TOP + 12 * CELL + 4;

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Work = 2,
    Off = 3,
    Taken = 4,
    Planned = 5,
    Requested = 6,
}

const PAPER: u8 = 0;
const INK: u8 = 1;
/// Red, green and blue of each: paper, ink, and the days in their order. The three kinds of leave differ in brightness
/// as well as in colour.
const COLOURS: [u8; 21] = [
    0xff, 0xff, 0xff, 0x3a, 0x3f, 0x42, 0xf1, 0xf1, 0xec, 0xd9, 0xd9, 0xd2, 0x0d, 0x65, 0x57, 0x5b, 0xb5, 0xa2, 0xf2,
    0xc1, 0x5c,
];

/// The digits, five rows of three pixels each, the highest bit at the left.
const DIGITS: [[u8; 5]; 10] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 3, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 2, 2, 2],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
];
/// One of those pixels is so many of the picture's.
const DOT: usize = 2;

/// A PNG of the year. `leave` are the spans with what they are; days on which nobody works stay what they are. Today has
/// a frame.
pub(super) fn year(year: i16, leave: &[(Date, Date, Day)], today: Date) -> Result<Vec<u8>, png::EncodingError> {
    let mut canvas = Canvas(vec![PAPER; WIDTH * HEIGHT]);
    for day in 1..=31_usize {
        canvas.number(LEFT + (day - 1) * CELL, 6, CELL, day);
    }
    let first = calendar::first_of(year);
    let days = std::iter::successors(first, |day| day.tomorrow().ok()).take_while(|day| day.year() == year);
    for day in days {
        let (row, column) = (index(day.month()), index(day.day()));
        let (x, y) = (LEFT + column * CELL, TOP + row * CELL);
        if column == 0 {
            canvas.number(0, y + 5, LEFT - 6, row + 1);
        }
        let kind = leave.iter().find(|(from, to, _)| (*from..=*to).contains(&day));
        let kind = match kind {
            _ if !calendar::is_working_day(day) => Day::Off,
            Some((_, _, kind)) => *kind,
            None => Day::Work,
        };
        if day == today {
            canvas.fill(x, y, CELL, CELL, INK);
        }
        canvas.fill(x + 2, y + 2, CELL - 4, CELL - 4, kind as u8);
    }
    canvas.png()
}

/// A month or a day, counted from zero.
fn index(number: i8) -> usize {
    usize::try_from(number - 1).unwrap_or_default()
}

/// Indices into the colours, row by row.
struct Canvas(Vec<u8>);

impl Canvas {
    fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, colour: u8) {
        for row in y..y + height {
            if let Some(pixels) = self.0.get_mut(row * WIDTH + x..row * WIDTH + x + width) {
                pixels.fill(colour);
            }
        }
    }

    /// A number of one or two digits, in the middle of so many pixels.
    fn number(&mut self, x: usize, y: usize, width: usize, number: usize) {
        let digits: Vec<usize> = [number / 10, number % 10]
            .into_iter()
            .skip(usize::from(number < 10))
            .collect();
        let wide = (digits.len() * 4 - 1) * DOT;
        let mut x = x + width.saturating_sub(wide) / 2;
        for digit in digits {
            for (row, bits) in DIGITS[digit % 10].iter().enumerate() {
                for column in (0..3).filter(|column| bits >> (2 - column) & 1 == 1) {
                    self.fill(x + column * DOT, y + row * DOT, DOT, DOT, INK);
                }
            }
            x += 4 * DOT;
        }
    }

    fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(
            &mut bytes,
            u32::try_from(WIDTH).unwrap_or_default(),
            u32::try_from(HEIGHT).unwrap_or_default(),
        );
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(&COLOURS[..]);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.0)?;
        writer.finish()?;
        Ok(bytes)
    }
}
