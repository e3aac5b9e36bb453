//! The icon in the system's tray: off until switched on.
//!
//! While it stands, closing the window hides it; the icon's menu, or starting Lanyard again, brings it back. Where no
//! icon can be made, or nobody shows it, the window closes as ever.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _, Wry};

use crate::shell::Shell;
use crate::window;
use crate::words::Words;

const OPEN: &str = "tray-open";
const BEGIN: &str = "tray-begin";
const QUIT: &str = "tray-quit";

/// The icon with its menu. Made once; hidden where it is switched off.
pub(crate) struct Tray {
    icon: TrayIcon<Wry>,
    items: [MenuItem<Wry>; 3],
}

impl Tray {
    /// Makes it; on the main thread. The error says why there can be none.
    pub(crate) fn new(app: &AppHandle, words: &Words) -> Result<Self, String> {
        // On Linux the indicator's library is looked for at run time, and its binding panics where there is none.
        catch_unwind(AssertUnwindSafe(|| Self::make(app, words)))
            .unwrap_or_else(|_| Err("the library for tray icons is missing (libayatana-appindicator3)".to_owned()))
    }

    fn make(app: &AppHandle, words: &Words) -> Result<Self, String> {
        let item = |id, text| MenuItem::with_id(app, id, text, true, None::<&str>);
        let made = || -> tauri::Result<Self> {
            let items = [
                item(OPEN, words.open)?,
                item(BEGIN, words.begin)?,
                item(QUIT, words.quit)?,
            ];
            let [open, begin, quit] = &items;
            let menu = Menu::with_items(app, &[open, begin, quit])?;
            let mut icon = TrayIconBuilder::with_id("lanyard")
                .menu(&menu)
                .tooltip("Lanyard")
                .on_menu_event(|app, event| chosen(app, event.id().as_ref()));
            if let Some(picture) = app.default_window_icon() {
                icon = icon.icon(picture.clone());
            }
            // Linux reads the picture from a file: ours is in a folder of ours, not in one that everybody may write to.
            if let Ok(cache) = app.path().app_cache_dir() {
                icon = icon.temp_dir_path(cache.join("tray"));
            }
            let icon = icon.build(app)?;
            Ok(Self { icon, items })
        };
        made().map_err(|error| error.to_string())
    }

    /// Shows it with these words, or hides it; on the main thread.
    pub(crate) fn set(&self, on: bool, words: &Words) -> Result<(), String> {
        let [open, begin, quit] = &self.items;
        let set = || {
            open.set_text(words.open)?;
            begin.set_text(words.begin)?;
            quit.set_text(words.quit)?;
            self.icon.set_visible(on)
        };
        set().map_err(|error| error.to_string())
    }
}

fn chosen(app: &AppHandle, id: &str) {
    match id {
        OPEN => window::focus(app),
        BEGIN => app.state::<Shell>().begin(),
        QUIT => app.exit(0),
        _ => {}
    }
}
