//! The window itself: its state, its events, the profile.

use lanyard_client::api::{Event, SettingKey, Snapshot};
use tauri::ipc::Channel;

use super::{Answer, State};
use crate::shell::Shell;

#[tauri::command]
#[specta::specta]
pub(crate) async fn snapshot(shell: State<'_>) -> Answer<Snapshot> {
    shell.snapshot().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn subscribe(shell: State<'_>, after: Option<u32>, channel: Channel<Vec<Event>>) -> Answer<()> {
    shell.subscribe(after, channel);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_demo(shell: State<'_>) -> Answer<()> {
    shell.start_demo().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn leave_demo(shell: State<'_>) -> Answer<()> {
    shell.leave_demo().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_setting(shell: State<'_>, key: SettingKey, value: String) -> Answer<()> {
    shell.client().await?.set_setting(key, &value).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_notice(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.dismiss_notice(&id);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_link(url: String) -> Answer<()> {
    Shell::open_link(&url)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn probe_vault(shell: State<'_>) -> Answer<()> {
    shell.client().await?.probe_vault().await;
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_secrets_file(shell: State<'_>, passphrase: String) -> Answer<()> {
    shell.client().await?.open_secrets_file(passphrase.into()).await?;
    #[cfg(feature = "local-server")]
    shell.look_at_local_secret().await;
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn start_secrets_over(shell: State<'_>) -> Answer<()> {
    shell.client().await?.start_secrets_over().await?;
    #[cfg(feature = "local-server")]
    shell.look_at_local_secret().await;
    Ok(())
}
