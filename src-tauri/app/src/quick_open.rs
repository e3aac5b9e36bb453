//! A key of the whole system that brings the window to the front with a new conversation: off until switched on.

use tauri::{AppHandle, Manager as _, Wry};
use tauri_plugin_global_shortcut::{GlobalShortcut, GlobalShortcutExt as _, ShortcutState};

use crate::shell::Shell;

/// The key: Ctrl+Shift+Space, or Cmd+Shift+Space on a Mac.
const KEY: &str = "CommandOrControl+Shift+Space";

/// Listens for the key, or stops; on the main thread. The error says why it can't be heard.
pub(crate) fn set(app: &AppHandle, on: bool) -> Result<(), String> {
    if !on && app.try_state::<GlobalShortcut<Wry>>().is_none() {
        return Ok(());
    }
    listen(app, on).map_err(|error| error.to_string())
}

fn listen(app: &AppHandle, on: bool) -> Result<(), Box<dyn std::error::Error>> {
    if !can_be_heard() {
        return Err("this desktop does not let an app listen for keys (Wayland)".into());
    }
    // The plugin comes with the first time that it is wanted: it keeps a thread that listens.
    if app.try_state::<GlobalShortcut<Wry>>().is_none() {
        app.plugin(tauri_plugin_global_shortcut::Builder::new().build())?;
    }
    let keys = app.global_shortcut();
    match (on, keys.is_registered(KEY)) {
        (true, false) => keys.on_shortcut(KEY, |app, _, event| {
            if event.state == ShortcutState::Pressed {
                app.state::<Shell>().begin();
            }
        })?,
        (false, true) => keys.unregister(KEY)?,
        _ => {}
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn can_be_heard() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_x11(set("DISPLAY"), set("WAYLAND_DISPLAY"))
}

#[cfg(not(target_os = "linux"))]
const fn can_be_heard() -> bool {
    true
}

/// Under Wayland there may be an X server too, but it hears only its own windows.
#[cfg(target_os = "linux")]
const fn is_x11(x: bool, wayland: bool) -> bool {
    x && !wayland
}

#[cfg(all(test, target_os = "linux"))]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn only_x11_lets_it_listen() {
        assert!(is_x11(true, false));
        assert!(!is_x11(true, true));
        assert!(!is_x11(false, true));
        assert!(!is_x11(false, false));
    }

    #[test]
    fn the_key_is_one_that_the_plugin_knows() {
        let key: tauri_plugin_global_shortcut::Shortcut = KEY.parse().unwrap();
        assert!(key.into_string().ends_with("Space"));
    }
}
