//! Telling a person what happens while it happens: a line and a numbered picture per step.

use std::io::Write as _;
use std::time::Instant;

use super::{Page, Pictures};

/// A story in steps.
#[derive(Debug)]
pub(crate) struct Story {
    pictures: Pictures,
    begun: Instant,
}

impl Story {
    /// A story whose pictures go to the folder named on the command line, or to a folder of that name in it.
    pub(crate) fn begin(folder: Option<&str>) -> Self {
        Self {
            pictures: Pictures::new(folder),
            begun: Instant::now(),
        }
    }

    /// Says what has just been seen, and takes a picture of it.
    pub(crate) async fn tell(&mut self, page: &Page, picture: &str, said: &str) {
        let path = self.pictures.take(page, picture).await;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.say(&format!("{said}  [{name}]"));
    }

    /// Says it without a picture of the app's page.
    pub(crate) fn say(&self, said: &str) {
        // Not by println: the test runner would keep it until the end.
        let _ = writeln!(
            std::io::stdout(),
            "{:>6.1} s  {said}",
            self.begun.elapsed().as_secs_f64()
        );
    }

    /// Puts a picture that somebody else took among ours, under the next number.
    pub(crate) fn adopt(&mut self, taken: &std::path::Path, picture: &str, said: &str) {
        let path = self.pictures.next(picture);
        std::fs::copy(taken, &path).unwrap_or_else(|why| panic!("{} is not there: {why}", taken.display()));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.say(&format!("{said}  [{name}]"));
    }
}
