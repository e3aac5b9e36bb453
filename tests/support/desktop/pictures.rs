//! Numbered pictures for people to look at. No test asserts on them.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;

use super::Page;
use super::desk::told;

/// A folder of pictures, numbered in the order in which they were taken.
#[derive(Debug)]
pub(crate) struct Pictures {
    folder: PathBuf,
    taken: u32,
}

impl Pictures {
    /// Pictures of one story. `story` goes before the number when several tests share the folder.
    pub(crate) fn new(story: Option<&str>) -> Self {
        let root = told("LANYARD_PICTURES");
        let folder = story.map_or_else(|| root.clone(), |story| root.join(story));
        fs::create_dir_all(&folder).expect("a folder can be made");
        Self { folder, taken: 0 }
    }

    /// The path that the next picture is to be stored at, for whoever takes it.
    pub(crate) fn next(&mut self, name: &str) -> PathBuf {
        self.taken += 1;
        self.folder.join(format!("{:02}-{name}.png", self.taken))
    }

    /// Takes a picture of the app's page.
    pub(crate) async fn take(&mut self, page: &Page, name: &str) -> PathBuf {
        // A picture lags behind the DOM by some frames, and no event says that it has caught up.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let png = page.picture().await;
        let png = base64::engine::general_purpose::STANDARD
            .decode(png)
            .expect("a picture is base64");
        let path = self.next(name);
        fs::write(&path, png).expect("a picture can be stored");
        path
    }
}
