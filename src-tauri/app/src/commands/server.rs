//! Servers and what may be called on them. A secret passes through once, inward.

use lanyard_client::api::{Rule, ServerOptions, ServerOptionsView, ServerSecrets, ServerView};

use super::{Answer, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_server(shell: State<'_>, url: String) -> Answer<ServerView> {
    shell.client().await?.add_server(&url).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_server(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.remove_server(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn retry_server(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.retry_server(&id)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_tool_rule(shell: State<'_>, server_id: String, tool: String, rule: Rule) -> Answer<()> {
    shell.client().await?.set_tool_rule(&server_id, &tool, rule).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn server_options(shell: State<'_>, id: String) -> Answer<ServerOptionsView> {
    shell.client().await?.server_options(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_server_options(
    shell: State<'_>,
    id: String,
    options: ServerOptions,
    secrets: ServerSecrets,
) -> Answer<()> {
    shell.client().await?.set_server_options(&id, options, secrets).await
}
