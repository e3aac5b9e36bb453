//! Files that a person asked for: written where downloads go, under a name that is free.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use lanyard_client::api::{Code, Details, Error};
use lanyard_client::say;
use tauri::Manager as _;

use super::Shell;

/// As many names are tried.
const TRIES: u32 = 1_000;

impl Shell {
    /// Writes a file into the folder for downloads, or the home folder where there is none. Returns its path.
    pub(crate) async fn save(&self, name: &str, text: &str) -> Result<String, Error> {
        let paths = self.app.path();
        let folder = paths.download_dir().or_else(|_| paths.home_dir()).map_err(|_| {
            Error::new(
                Code::Storage,
                say!("There is no folder for downloads on this computer, so the file can't be written."),
            )
        })?;
        let (name, text, place) = (name.to_owned(), text.to_owned(), folder.clone());
        let written = tokio::task::spawn_blocking(move || write_new(&place, &name, text.as_bytes())).await;
        let path = written.map_err(|e| unwritable(&folder, &e.to_string()))?;
        let path = path.map_err(|e| unwritable(&folder, &e.to_string()))?;
        self.saved().push(path.clone());
        Ok(path.display().to_string())
    }

    /// Shows a file in its folder: one that was written here, and no other.
    pub(crate) fn show_saved(&self, path: &str) -> Result<(), Error> {
        let known = self
            .saved()
            .iter()
            .find(|saved| saved.display().to_string() == path)
            .cloned();
        let shown = known.and_then(|path| tauri_plugin_opener::reveal_item_in_dir(path).ok());
        shown.ok_or_else(|| {
            Error::new(
                Code::NotFound,
                say!("The folder of this file can't be shown. Open it yourself."),
            )
        })
    }
}

/// Writes a file that is not there yet: nothing is ever overwritten.
fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    for count in 1..=TRIES {
        let name = if count == 1 {
            name.to_owned()
        } else {
            format!("{stem} ({count}).{ending}")
        };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(bytes)?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn unwritable(folder: &Path, said: &str) -> Error {
    Error::new(
        Code::Storage,
        say!(
            "The file can't be written to {place}. Check who may write there, and whether the disk is full.",
            place = folder.display().to_string()
        ),
    )
    .with(Details {
        server: None,
        step: Some("export".to_owned()),
        rule: None,
        said: Some(said.to_owned()),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_there_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("lanyard-saved-{}", std::process::id()));
        let write = |text: &str| write_new(&folder, "Lanyard Leave.md", text.as_bytes()).unwrap();
        let (first, second) = (write("one"), write("two"));
        assert_eq!(first.file_name().unwrap(), "Lanyard Leave.md");
        assert_eq!(second.file_name().unwrap(), "Lanyard Leave (2).md");
        assert_eq!(std::fs::read_to_string(first).unwrap(), "one");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
