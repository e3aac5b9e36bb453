//! Links that the operating system hands to the app: `dev.lanyard.desktop:/oauth/callback?...`.
//!
//! The text goes to the core unread. One that starts the app finishes its sign-in too.

use lanyard_client::api::{Notice, NoticeKind};
use lanyard_client::say;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::shell::Shell;

/// Listens, takes the link that started the app, and registers the scheme in the background: a registration that
/// fails stops nothing, because loopback and pasting work without it.
pub(crate) fn listen(app: &AppHandle) {
    let handle = app.clone();
    app.deep_link()
        .on_open_url(move |event| take(&handle, event.urls().iter().map(ToString::to_string).collect()));
    if let Ok(Some(urls)) = app.deep_link().get_current() {
        take(app, urls.iter().map(ToString::to_string).collect());
    }
    let handle = app.clone();
    std::thread::spawn(move || {
        // On macOS the bundle's Info.plist registers the scheme, and the plugin can't.
        let registered = if cfg!(target_os = "macos") {
            Ok(())
        } else {
            handle.deep_link().register_all()
        };
        tauri::async_runtime::spawn(async move {
            let shell = handle.state::<Shell>();
            match registered {
                Ok(()) => shell.set_deep_link_registered().await,
                Err(error) => {
                    tracing::warn!(%error, "the link handler could not be registered");
                    shell
                        .notify(Notice {
                            id: "deep-link".to_owned(),
                            kind: NoticeKind::DeepLink,
                            message: say!("This computer won't bring you back to Lanyard by itself after signing in. Signing in still works, by another way."),
                            details: None,
                        })
                        .await;
                }
            }
        });
    });
}

/// Whether a text is a link of ours.
pub(crate) fn is_ours(text: &str) -> bool {
    text.starts_with("dev.lanyard.desktop:")
}

/// Hands links to the core, in order; anything else is left out.
pub(crate) fn take(app: &AppHandle, mut links: Vec<String>) {
    links.retain(|link| is_ours(link));
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        for link in links {
            if let Ok(client) = app.state::<Shell>().client().await {
                // The core asks for the window where the link answered a sign-in; any other shows nothing.
                client.deep_link(&link).await;
            }
        }
    });
}
