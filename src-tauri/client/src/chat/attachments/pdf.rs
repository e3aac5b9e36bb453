//! The text of a PDF.
//!
//! A PDF is a program of somebody else's, and small ones can ask for much: what is unpacked, how many steps are
//! followed and how much text comes out is bounded here. Nothing is drawn, fetched or run.

mod cmap;
mod font;
mod guard;
mod page;

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use lopdf::{Document, LoadOptions};

/// What one part of the file may unpack to, in bytes.
const UNPACKED: usize = 8 << 20;
/// What all pages together may unpack to, in bytes.
const ALL_UNPACKED: usize = 256 << 20;
/// Steps that are followed and characters that are written, on all pages together.
const STEPS: usize = 16_000_000;
/// The text that is taken, in bytes.
const LONGEST: usize = 4 << 20;
/// Pages that are read.
const PAGES: usize = 3_000;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) text: String,
    pub(super) pages: u32,
    /// Not all of it: a limit was reached, or a page is damaged.
    pub(super) cut: bool,
}

/// Why there is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It wants a password.
    Locked,
    /// Its pages have no text: they are pictures.
    NoText,
    /// It is damaged, or unpacks to more than is read.
    Damaged,
}

/// What may still be spent.
struct Budget<'a> {
    steps: usize,
    unpacked: usize,
    /// Nobody waits for it any more.
    given_up: &'a AtomicBool,
}

impl Budget<'_> {
    /// Whether another step may be followed.
    fn step(&mut self) -> bool {
        if self.steps == 0 || self.given_up.load(Ordering::Relaxed) {
            return false;
        }
        self.steps -= 1;
        true
    }

    /// How much may be unpacked next, in bytes.
    fn unpack(&self) -> usize {
        self.unpacked.min(UNPACKED)
    }

    fn has_unpacked(&mut self, size: usize) {
        self.unpacked = self.unpacked.saturating_sub(size);
    }
}

fn open(bytes: &[u8], search: bool) -> Result<Document, Unreadable> {
    let options = LoadOptions {
        filter: Some(guard::begin()),
        max_decompressed_size: Some(UNPACKED),
        force_reconstruct: search,
        ..LoadOptions::default()
    };
    let document = Document::load_mem_with_options(bytes, options).map_err(|_| Unreadable::Damaged)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Unreadable::Locked);
    }
    Ok(document)
}

/// Reads it. Work: callers do it where nobody waits for the thread.
pub(super) fn read(bytes: &[u8], given_up: &AtomicBool) -> Result<Read, Unreadable> {
    if guard::is_encrypted(bytes) {
        return Err(Unreadable::Locked);
    }
    let mut document = open(bytes, false)?;
    if document.page_iter().next().is_none() {
        // Its own list of where things are is wrong, as programs leave it that mend a PDF by hand.
        document = open(bytes, true)?;
    }
    let pages: Vec<_> = document.page_iter().take(PAGES + 1).collect();
    if pages.is_empty() {
        return Err(Unreadable::Damaged);
    }
    let mut budget = Budget {
        steps: STEPS,
        unpacked: ALL_UNPACKED,
        given_up,
    };
    let mut text = String::new();
    let mut cut = pages.len() > PAGES;
    for (number, id) in (1..=PAGES).zip(pages.iter().copied()) {
        let words = page::read(&document, id, LONGEST.saturating_sub(text.len()), &mut budget);
        cut |= words.cut;
        if !words.text.trim().is_empty() {
            if pages.len() > 1 {
                // Writing to a text can't fail.
                let _ = writeln!(text, "[Page {number}]");
            }
            text.push_str(words.text.trim_end());
            text.push_str("\n\n");
        }
        if text.len() >= LONGEST || budget.steps == 0 || given_up.load(Ordering::Relaxed) {
            cut |= number < pages.len();
            break;
        }
    }
    if text.trim().is_empty() {
        return Err(if cut { Unreadable::Damaged } else { Unreadable::NoText });
    }
    text.truncate(text.trim_end().len());
    Ok(Read {
        text,
        pages: u32::try_from(pages.len()).unwrap_or(u32::MAX),
        cut,
    })
}
