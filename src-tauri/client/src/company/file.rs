//! Reads one file from disk.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::layer::{self, CLOSED, Layer};
use super::report::{Problem, Report};

/// The largest file that is read, in bytes.
const MAX: u64 = 1024 * 1024;

/// The file's layer; none when there is no file. One that is there and can't be read closes everything.
pub(super) fn read(path: &Path, problems: &mut Vec<Problem>) -> Option<(PathBuf, Layer)> {
    let layer = match text(path) {
        Ok(None) => return None,
        Ok(Some(text)) => layer::parse(&text, path, problems),
        Err(what) => {
            let report = Report::new(path, "");
            report.add(None, "The company's configuration", &what, CLOSED);
            problems.extend(report.into_problems());
            Layer::closed()
        }
    };
    Some((path.to_owned(), layer))
}

fn text(path: &Path) -> Result<Option<String>, String> {
    let refused = |e: std::io::Error| format!("can't be read: {e}");
    // A pipe or a device in the file's place would hang the start.
    match std::fs::metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound || e.kind() == ErrorKind::NotADirectory => return Ok(None),
        Err(e) => return Err(refused(e)),
        Ok(meta) if !meta.is_file() => return Err("is not a file".into()),
        Ok(meta) if meta.len() > MAX => return Err("is larger than 1 MiB".into()),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|f| f.take(MAX + 1).read_to_end(&mut bytes))
        .map_err(refused)?;
    if bytes.len() as u64 > MAX {
        return Err("is larger than 1 MiB".into());
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text; save it again as UTF-8".to_owned())?;
    Ok(Some(text))
}
