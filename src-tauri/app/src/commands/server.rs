//! Servers and what may be called on them.

use lanyard_client::api::{Rule, ServerView};

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
