//! The bundled server's switch and settings.

use lanyard_client::api::{Finding, IdentityProvider};
use secrecy::SecretString;

use super::{Answer, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn local_server_configure(
    shell: State<'_>,
    port: u16,
    identity: IdentityProvider,
    issuer: String,
    client_id: String,
) -> Answer<()> {
    shell.local_server_configure(port, identity, issuer, client_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn local_server_set_secret(shell: State<'_>, secret: String) -> Answer<()> {
    shell.local_server_set_secret(SecretString::from(secret)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn local_server_start(shell: State<'_>) -> Answer<()> {
    shell.local_server_start().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn local_server_stop(shell: State<'_>) -> Answer<()> {
    shell.local_server_stop().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn local_server_check(shell: State<'_>) -> Answer<Vec<Finding>> {
    shell.local_server_check().await
}
