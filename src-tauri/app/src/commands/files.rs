//! Files that a person adds to a message.

use lanyard_client::api::{AttachmentView, Code, Error};
use lanyard_client::say;
use percent_encoding::percent_decode;
use tauri::ipc::{InvokeBody, Request};

use super::{Answer, State};

/// The header that carries the file's name, percent-encoded: headers are ASCII.
const NAME: &str = "x-file-name";

/// The body is the file, byte by byte: as JSON it would take the window seconds to write. The generator of the page's types
/// knows no such command, so `ui/src/ipc.ts` calls it by hand.
#[tauri::command]
pub(crate) async fn attach_file(shell: State<'_>, request: Request<'_>) -> Answer<AttachmentView> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Error::new(
            Code::Internal,
            say!("The window could not hand over this file. Restart Lanyard, then try again."),
        ));
    };
    let name = request.headers().get(NAME).map(tauri::http::HeaderValue::as_bytes);
    let name = percent_decode(name.unwrap_or_default()).decode_utf8_lossy();
    shell.client().await?.attach_file(&name, bytes.clone()).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_text(shell: State<'_>, blob: String) -> Answer<String> {
    shell.client().await?.attachment_text(&blob).await
}

#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_image(shell: State<'_>, blob: String) -> Answer<String> {
    shell.client().await?.attachment_image(&blob).await
}
