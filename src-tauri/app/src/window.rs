//! The one window.

use tauri::{AppHandle, Manager as _, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

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
    draw_on_the_cpu(&window)
}

/// Text needs no GPU, and asking for one is dear here: where it is emulated it costs 80 MB and a third of the start, and
/// where it is real its driver is what leaves windows blank. Elsewhere the webview decides.
#[cfg(target_os = "linux")]
fn draw_on_the_cpu(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};
    window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "the other one can fail")]
fn draw_on_the_cpu(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Brings it to the front.
pub(crate) fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // Each may be refused by the window manager; none is worth an error.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}
