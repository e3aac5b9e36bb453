//! A picture of every screen: both themes, both languages, narrow and wide. `cargo xtask pictures` runs this.
//!
//! They are for people to look at; no test asserts on them.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;

use crate::desktop::tour::{self, Eye, Language, Sight, THEMES};
use crate::support::desktop::{Page, told};

/// Width and height of the page: as small as most windows get, and as large as most are made.
const SIZES: [(u32, u32); 2] = [(900, 700), (1600, 1000)];

/// How long a picture lags behind the DOM at most: some frames, and no event says that it has caught up.
const LAG: Duration = Duration::from_millis(500);

/// One who photographs.
struct Camera {
    folder: PathBuf,
    taken: u32,
}

impl Eye for Camera {
    async fn look(&mut self, page: &Page, sight: Sight<'_>) {
        for (width, height) in SIZES {
            page.resize(width, height).await;
            for theme in THEMES {
                tour::wear(page, theme).await;
                page.reveal(sight.shows).await;
                tokio::time::sleep(LAG).await;
                let png = base64::engine::general_purpose::STANDARD
                    .decode(page.picture().await)
                    .expect("a picture is base64");
                let name = format!("{}-{theme}-{}-{width}.png", sight.screen, sight.language.tag());
                fs::write(self.folder.join(name), png).expect("a picture can be stored");
                self.taken += 1;
            }
        }
    }
}

#[tokio::test]
#[ignore = "needs a display: cargo xtask pictures"]
async fn of_every_screen() {
    let mut camera = Camera {
        folder: told("LANYARD_PICTURES"),
        taken: 0,
    };
    fs::create_dir_all(&camera.folder).expect("a folder can be made");
    for language in [Language::English, Language::Chinese] {
        tour::walk(language, &mut camera).await;
    }
    assert!(camera.taken >= 8 * 70, "every screen was taken: {}", camera.taken);
}
