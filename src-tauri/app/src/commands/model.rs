//! Models and their secrets. A key or a header's value passes through once, inward.

use std::collections::BTreeMap;

use lanyard_client::api::{NewProvider, ProviderSecrets, ProviderTried, ProviderView};
use secrecy::SecretString;

use super::{Answer, State};

#[tauri::command]
#[specta::specta]
pub(crate) async fn add_provider(
    shell: State<'_>,
    provider: NewProvider,
    secrets: ProviderSecrets,
) -> Answer<ProviderView> {
    shell.client().await?.add_provider(provider, secrets).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn remove_provider(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.remove_provider(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_provider_key(shell: State<'_>, id: String, key: String) -> Answer<()> {
    shell.client().await?.set_provider_key(&id, secret(key)).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_provider_headers(
    shell: State<'_>,
    id: String,
    names: Vec<String>,
    values: BTreeMap<String, String>,
) -> Answer<()> {
    shell.client().await?.set_provider_headers(&id, names, values).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn test_provider(shell: State<'_>, id: String) -> Answer<ProviderTried> {
    shell.client().await?.test_provider(&id).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn set_model(shell: State<'_>, id: String) -> Answer<()> {
    shell.client().await?.set_model(&id).await
}

/// An empty field means "no key".
fn secret(text: String) -> Option<SecretString> {
    (!text.is_empty()).then(|| SecretString::from(text))
}
