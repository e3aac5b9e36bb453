//! Counting tests: bytes that a test runner printed in, numbers out.
//!
//! It reads the closing lines of libtest and of Vitest and knows nothing else. Ignored tests are not counted: what is
//! ignored in one part is run by another, and a part that cannot run counts as skipped by itself.

/// How many tests ended well, how many did not, and how many were left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// What was left out for a reason that is printed. No test runner's output is counted here.
    pub(crate) skipped: u64,
}

impl Tally {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// Collects a runner's output, line by line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counter {
    line: Vec<u8>,
    tally: Tally,
}

impl Counter {
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'\n' {
                self.end_line();
            } else {
                self.line.push(*byte);
            }
        }
    }

    pub(crate) fn finish(mut self) -> Tally {
        self.end_line();
        self.tally
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = plain(&String::from_utf8_lossy(&line));
        if let Some(found) = libtest(&line).or_else(|| vitest(&line)) {
            self.tally = self.tally.plus(found);
        }
    }
}

/// `test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.05s`
fn libtest(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?;
    Some(Tally {
        passed: before(counts, "passed")?,
        failed: before(counts, "failed")?,
        skipped: 0,
    })
}

/// `      Tests  1 failed | 12 passed (13)`
fn vitest(line: &str) -> Option<Tally> {
    let counts = line.trim_start().strip_prefix("Tests  ")?;
    Some(Tally {
        passed: before(counts, "passed").unwrap_or(0),
        failed: before(counts, "failed").unwrap_or(0),
        skipped: 0,
    })
}

/// The number that stands before a word.
fn before(text: &str, word: &str) -> Option<u64> {
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let at = words.iter().position(|found| *found == word)?;
    words.get(at.checked_sub(1)?)?.parse().ok()
}

/// A line without the terminal's colour codes (`ESC [ ... letter`).
fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            // Both the bracket and the numbers go, up to the letter that ends the code.
            for code in letters.by_ref() {
                if code.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Counter, Tally};

    fn count(output: &str) -> Tally {
        let mut counter = Counter::default();
        // In two pieces, because pipes cut where they like.
        let (first, second) = output.as_bytes().split_at(output.len() / 2);
        counter.feed(first);
        counter.feed(second);
        counter.finish()
    }

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally {
            passed,
            failed,
            skipped: 0,
        }
    }

    #[test]
    fn libtest_results_add_up() {
        let output = "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out\n\
                      test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(count(output), tally(13, 2));
    }

    #[test]
    fn vitest_results_are_read_through_colours() {
        let output = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m | 7 passed (8)\n";
        assert_eq!(count(output), tally(7, 1));
        assert_eq!(
            count(" Test Files  2 passed (2)\n      Tests  9 passed (9)"),
            tally(9, 0)
        );
    }

    #[test]
    fn prose_is_not_counted() {
        assert_eq!(count("3 passed, 0 failed\nrunning 4 tests\n"), Tally::default());
    }
}
