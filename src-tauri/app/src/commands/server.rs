//! Servers and what may be called on them. A secret passes through once, inward.

use lanyard_client::api::{
    AuditLine, ImportView, PatternRule, Rule, ServerOptions, ServerOptionsView, ServerSecrets, ServerView, TrafficLine,
};

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

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_server_off(shell: State<'_>, id: String, off: bool) -> Answer<()> {
    shell.client().await?.set_server_off(&id, off).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn allow_local_server(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.allow_local_server(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn look_into(shell: State<'_>, text: String) -> Answer<ImportView> {
    shell.client().await?.look_into(&text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_servers(shell: State<'_>, text: String, names: Vec<String>) -> Answer<Vec<ServerView>> {
    shell.client().await?.import_servers(&text, &names).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn export_servers(shell: State<'_>) -> Answer<String> {
    shell.client().await?.export_servers().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn test_server(shell: State<'_>, id: String) -> Answer<Vec<TrafficLine>> {
    let client = shell.client().await?;
    let before = client.traffic(&id)?.last().map(|line| line.number);
    client.test_server(&id).await?;
    let mut lines = client.traffic(&id)?;
    lines.retain(|line| before.is_none_or(|before| line.number > before));
    Ok(lines)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn traffic(shell: State<'_>, id: String) -> Answer<Vec<TrafficLine>> {
    shell.client().await?.traffic(&id)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn audit_lines(shell: State<'_>) -> Answer<Vec<AuditLine>> {
    Ok(shell.client().await?.audit_lines())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn report(shell: State<'_>) -> Answer<String> {
    Ok(shell.client().await?.report().await)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pattern_rules(shell: State<'_>) -> Answer<Vec<PatternRule>> {
    Ok(shell.client().await?.pattern_rules())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_pattern_rule(shell: State<'_>, rule: PatternRule) -> Answer<()> {
    shell.client().await?.set_pattern_rule(rule).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_pattern_rule(shell: State<'_>, server_id: Option<String>, pattern: String) -> Answer<()> {
    let client = shell.client().await?;
    client.remove_pattern_rule(server_id.as_deref(), &pattern).await
}
