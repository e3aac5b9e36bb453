//! The one window.

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent, Wry};
use tauri_plugin_window_state::{StateFlags, WindowExt as _};

use crate::shell::Shell;
use crate::tray_host;

const LABEL: &str = "main";

/// Opens it. What it loads is the app's own page; any navigation elsewhere is refused.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Lanyard")
        .inner_size(1180.0, 780.0)
        .min_inner_size(480.0, 480.0)
        .on_navigation(|url| {
            let own = if cfg!(windows) {
                url.host_str() == Some("tauri.localhost") && url.port().is_none()
            } else {
                url.scheme() == "tauri" && url.host_str() == Some("localhost")
            };
            own || (cfg!(debug_assertions) && url.host_str() == Some("localhost") && url.port() == Some(1420))
        })
        .on_download(|_, _| false)
        // What is dropped reaches the page as files with their content, never as paths.
        .disable_drag_drop_handler()
        .build()?;
    let handle = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event
            && handle.state::<Shell>().has_tray()
        {
            api.prevent_close();
            hide_or_close(handle.clone());
        }
    });
    of_webkit(&window)
}

/// Hides it where somebody shows the tray's icon, which brings it back; closes it elsewhere. Asking may take a moment,
/// and the main thread is not to wait for it.
fn hide_or_close(app: AppHandle) {
    std::thread::spawn(move || {
        let shown = tray_host::is_there();
        let handle = app.clone();
        let _ = app.run_on_main_thread(move || {
            if let Some(window) = handle.get_webview_window(LABEL) {
                // The icon may have been switched off meanwhile.
                let back = shown && handle.state::<Shell>().has_tray();
                if !back || window.hide().is_err() {
                    let _ = window.destroy();
                }
            }
        });
    });
}

/// Shows it where it is hidden; on the main thread.
pub(crate) fn unhide(app: &AppHandle) {
    let hidden = app
        .get_webview_window(LABEL)
        .is_some_and(|window| !window.is_visible().unwrap_or(true));
    if hidden {
        bring(app);
    }
}

/// Remembers where the window stood, for all profiles; a place that is on no screen any more is not used. Whether it
/// was hidden is not remembered: who starts the app wants to see it.
pub(crate) fn place() -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(remembered())
        .build()
}

fn remembered() -> StateFlags {
    StateFlags::POSITION | StateFlags::SIZE | StateFlags::MAXIMIZED
}

/// Whether the person has the window before them. One that can't be asked is taken for not being looked at.
pub(crate) fn is_looked_at(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL)
        .is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// What WebKit is to do otherwise. Text needs no GPU, and asking for one is dear here: where it is emulated it costs
/// 80 MB and a third of the start, and where it is real its driver is what leaves windows blank. Elsewhere the webview
/// decides.
#[cfg(target_os = "linux")]
fn of_webkit(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};
    window.with_webview(|view| {
        crate::caret::calm(&view.inner());
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the other one can fail")]
fn of_webkit(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Brings it to the front.
pub(crate) fn focus(app: &AppHandle) {
    let handle = app.clone();
    // On the window's own thread: what remembers its place would wait for that thread while it holds its lock.
    let _ = app.run_on_main_thread(move || bring(&handle));
}

fn bring(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // Each may be refused by the window manager; none is worth an error.
        let hidden = !window.is_visible().unwrap_or(true);
        let _ = window.unminimize();
        let _ = window.show();
        if hidden {
            // A window manager puts a window that comes back wherever it likes.
            let _ = window.restore_state(remembered());
        }
        let _ = window.set_focus();
    }
}
