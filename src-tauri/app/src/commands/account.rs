//! Signing in and out. What is pasted passes through once, inward.

use lanyard_client::api::SignInWay;

use super::{Answer, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_all(shell: State<'_>) -> Answer<()> {
    shell.client().await?.sign_in_all()
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in(shell: State<'_>, server_id: String) -> Answer<()> {
    shell.client().await?.sign_in(&server_id).map(drop)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_reopen(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.sign_in_reopen(&id)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_use(shell: State<'_>, id: String, way: SignInWay) -> Answer<()> {
    shell.client().await?.sign_in_use(&id, way).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_paste(shell: State<'_>, id: String, text: String) -> Answer<()> {
    shell.client().await?.sign_in_paste(&id, &text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_in_cancel(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.sign_in_cancel(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn sign_out(shell: State<'_>, server_id: String) -> Answer<()> {
    shell.client().await?.sign_out(&server_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn switch_account(shell: State<'_>, server_id: String) -> Answer<()> {
    shell.client().await?.switch_account(&server_id).await.map(drop)
}
