//! What of the app stands outside its window: notifications, the tray, the key of the whole system.
//!
//! It follows the open profile's settings and events from the moment the window is drawn, so that the start waits for
//! none of it. What can't be had becomes a notice; nothing else depends on it.

use futures::{Stream, StreamExt as _};
use lanyard_client::api::{Details, Event, EventBody, Notice, NoticeKind, Sentence, SettingKey, SettingView};
use lanyard_client::clock::Clock;
use lanyard_client::{Client, say};
use tauri::AppHandle;
use tokio::sync::oneshot;

use crate::notifications::{self, Watch};
use crate::shell::Shell;
use crate::words::{self, Words};
use crate::{quick_open, window};

/// The settings that matter here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wanted {
    notify: bool,
    tray: bool,
    quick_open: bool,
    language: String,
}

impl Wanted {
    fn of(settings: &[SettingView]) -> Self {
        let mut wanted = Self::default();
        for setting in settings {
            wanted.take(setting);
        }
        wanted
    }

    fn take(&mut self, setting: &SettingView) {
        let on = setting.value == "on";
        match setting.key {
            SettingKey::Notify => self.notify = on,
            SettingKey::Tray => self.tray = on,
            SettingKey::QuickOpen => self.quick_open = on,
            SettingKey::Language => self.language.clone_from(&setting.value),
            _ => {}
        }
    }

    fn words(&self) -> &'static Words {
        words::of(&self.language)
    }
}

/// Follows a profile until it is told to stop. `events` are those after `settings` were read, or before.
pub(crate) async fn follow(app: AppHandle, client: Client, clock: Clock, events: impl Stream<Item = Event> + Send) {
    let begun = clock.now();
    let mut wanted = Wanted::of(&client.settings());
    let mut watch = Watch::default();
    put_tray(&app, &client, &wanted).await;
    put_key(&app, &client, &wanted).await;
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        if let EventBody::Setting { setting } = &event.body {
            let before = wanted.clone();
            wanted.take(setting);
            if (before.tray, &before.language) != (wanted.tray, &wanted.language) {
                put_tray(&app, &client, &wanted).await;
            }
            if before.quick_open != wanted.quick_open {
                put_key(&app, &client, &wanted).await;
            }
        }
        let now = clock.now().duration_since(begun).unsigned_abs();
        let news = watch.take(&event.body, now, wanted.notify, || window::is_looked_at(&app));
        if let Some(news) = news {
            notifications::show(&app, &news, wanted.words());
        }
    }
}

async fn put_tray(app: &AppHandle, client: &Client, wanted: &Wanted) {
    let (on, words) = (wanted.tray, wanted.words());
    if let Err(said) = on_main_thread(app, move |app, shell| shell.set_tray(app, on, words)).await {
        tell(
            client,
            "tray",
            say!(
                "No icon can be shown in the tray here, so closing the window still ends Lanyard. On Debian and Ubuntu, install libayatana-appindicator3-1 and start Lanyard again."
            ),
            "show the tray icon",
            said,
        );
    }
}

async fn put_key(app: &AppHandle, client: &Client, wanted: &Wanted) {
    let on = wanted.quick_open;
    if let Err(said) = on_main_thread(app, move |app, _| quick_open::set(app, on)).await {
        tell(
            client,
            "quick-open",
            say!(
                "The key that opens Lanyard from anywhere can't be used here: another app may have it, or this desktop does not allow it."
            ),
            "listen for the key",
            said,
        );
    }
}

fn tell(client: &Client, id: &str, message: Sentence, step: &str, said: String) {
    tracing::warn!(%said, step, "something outside the window can't be had");
    client.notify(Notice {
        id: id.to_owned(),
        kind: NoticeKind::Other,
        message,
        details: Some(Details {
            server: None,
            step: Some(step.to_owned()),
            rule: None,
            said: Some(said),
        }),
    });
}

/// Menus, icons and keys belong to the main thread.
async fn on_main_thread(
    app: &AppHandle,
    work: impl FnOnce(&AppHandle, &Shell) -> Result<(), String> + Send + 'static,
) -> Result<(), String> {
    let (done, result) = oneshot::channel();
    let handle = app.clone();
    app.run_on_main_thread(move || {
        let shell = tauri::Manager::state::<Shell>(&handle);
        let _ = done.send(work(&handle, &shell));
    })
    .map_err(|error| error.to_string())?;
    result.await.map_err(|error| error.to_string())?
}

#[cfg(test)]
mod tests {
    use lanyard_client::api::Source;

    use super::*;

    fn setting(key: SettingKey, value: &str) -> SettingView {
        SettingView {
            key,
            value: value.to_owned(),
            source: Source::User,
            locked_by: None,
        }
    }

    #[test]
    fn the_tray_and_the_key_are_off_where_nobody_switched_them_on() {
        let mut wanted = Wanted::of(&[
            setting(SettingKey::Notify, "on"),
            setting(SettingKey::Language, "zh-CN"),
        ]);
        assert!(wanted.notify && !wanted.tray && !wanted.quick_open);
        assert_eq!(wanted.words().quit, "退出");
        wanted.take(&setting(SettingKey::Tray, "on"));
        wanted.take(&setting(SettingKey::QuickOpen, "on"));
        assert!(wanted.tray && wanted.quick_open);
        let before = wanted.clone();
        wanted.take(&setting(SettingKey::Theme, "on"));
        assert_eq!(wanted, before);
    }
}
