//! Conversations.

use lanyard_client::api::{
    Answer as Decision, ConversationList, ConversationSummary, ConversationView, ExportFormat, SearchHit,
};

use super::{Answer, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn new_conversation(shell: State<'_>) -> Answer<ConversationView> {
    shell.client().await?.new_conversation().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn conversations(shell: State<'_>) -> Answer<ConversationList> {
    shell.client().await?.conversations().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn open_conversation(shell: State<'_>, id: String) -> Answer<ConversationView> {
    shell.client().await?.open_conversation(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_conversation(shell: State<'_>, id: String, title: String) -> Answer<()> {
    shell.client().await?.rename_conversation(&id, &title).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_conversation(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.delete_conversation(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn search_conversations(shell: State<'_>, text: String) -> Answer<Vec<SearchHit>> {
    shell.client().await?.search_conversations(&text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_draft(shell: State<'_>, id: String, text: String) -> Answer<()> {
    shell.client().await?.set_draft(&id, &text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn new_draft(shell: State<'_>) -> Answer<String> {
    shell.client().await?.new_draft().await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_new_draft(shell: State<'_>, text: String) -> Answer<()> {
    shell.client().await?.set_new_draft(&text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn send_message(
    shell: State<'_>,
    conversation_id: String,
    text: String,
    attached: Vec<String>,
) -> Answer<()> {
    let client = shell.client().await?;
    client.send_with(&conversation_id, &text, &attached).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_turn(shell: State<'_>, conversation_id: String) -> Answer<()> {
    shell.client().await?.stop_turn(&conversation_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn fetch_image(shell: State<'_>, url: String) -> Answer<String> {
    shell.client().await?.fetch_image(&url).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_approval(shell: State<'_>, id: String, answer: Decision) -> Answer<()> {
    shell.client().await?.answer_approval(&id, answer).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn pin_conversation(shell: State<'_>, id: String, pinned: bool) -> Answer<()> {
    shell.client().await?.pin_conversation(&id, pinned).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn archive_conversation(shell: State<'_>, id: String, archived: bool) -> Answer<()> {
    shell.client().await?.archive_conversation(&id, archived).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_instructions(shell: State<'_>, id: String, instructions: String) -> Answer<()> {
    shell.client().await?.set_instructions(&id, &instructions).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn show_branch(shell: State<'_>, id: String, message_id: String) -> Answer<()> {
    shell.client().await?.show_branch(&id, &message_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_message(shell: State<'_>, id: String, message_id: String, text: String) -> Answer<()> {
    shell.client().await?.edit_message(&id, &message_id, &text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn regenerate(shell: State<'_>, id: String, message_id: String) -> Answer<()> {
    shell.client().await?.regenerate(&id, &message_id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn continue_turn(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.continue_turn(&id).await
}

/// Writes a conversation into the folder for downloads, and says where.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_conversation(shell: State<'_>, id: String, format: ExportFormat) -> Answer<String> {
    let export = shell.client().await?.export_conversation(&id, format).await?;
    shell.save(&export.name, &export.text).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn import_conversation(shell: State<'_>, text: String) -> Answer<ConversationSummary> {
    shell.client().await?.import_conversation(&text).await
}

/// Shows a file that was written in its folder.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_saved(shell: State<'_>, path: String) -> Answer<()> {
    shell.show_saved(&path)
}
