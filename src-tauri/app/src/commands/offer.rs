//! What servers offer beside tools, and what they ask in the middle of a call.

use std::collections::HashMap;

use lanyard_client::api::{AttachmentView, CompletionOf, ElicitationAnswer};

use super::{Answer, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn attach_resource(shell: State<'_>, server_id: String, uri: String) -> Answer<AttachmentView> {
    shell.client().await?.attach_resource(&server_id, &uri).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn attach_prompt(
    shell: State<'_>,
    server_id: String,
    name: String,
    values: HashMap<String, String>,
) -> Answer<AttachmentView> {
    shell.client().await?.attach_prompt(&server_id, &name, &values).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn detach(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.detach(&id);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn fill_template(
    shell: State<'_>,
    uri_template: String,
    values: HashMap<String, String>,
) -> Answer<String> {
    shell.client().await?.fill_template(&uri_template, &values)
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn complete(
    shell: State<'_>,
    server_id: String,
    of: CompletionOf,
    argument: String,
    value: String,
    others: HashMap<String, String>,
) -> Answer<Vec<String>> {
    let client = shell.client().await?;
    client.complete(&server_id, &of, &argument, &value, others).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn answer_elicitation(shell: State<'_>, id: String, answer: ElicitationAnswer) -> Answer<()> {
    shell.client().await?.answer_elicitation(&id, &answer)
}
