//! Files that go with a message: read here, since the core takes no path.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use lanyard_client::api::{Code, Error};
use lanyard_client::say;

use crate::session::Session;
use crate::terminal;

/// More than the core takes of one file, in bytes: it says itself that this is too much.
const ENOUGH: u64 = (20 << 20) + 1;

/// Hands the files to the core; returns what names them in the message.
pub(super) async fn attach(session: &Session, files: &[PathBuf]) -> Result<Vec<String>, Error> {
    let mut attached = Vec::new();
    for path in files {
        let shown = terminal::line(&path.display().to_string());
        let bytes = read(path).map_err(|error| {
            Error::new(
                Code::Invalid,
                say!(
                    "{file} can't be read: {reason}",
                    file = shown.as_str(),
                    reason = error.to_string()
                ),
            )
        })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let view = session.client.attach_file(&name, bytes).await.map_err(|error| {
            Error::new(
                error.code,
                say!("{file}: {reason}", file = shown.as_str(), reason = &error.message),
            )
        })?;
        attached.push(view.id);
    }
    Ok(attached)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(ENOUGH).read_to_end(&mut bytes)?;
    Ok(bytes)
}
